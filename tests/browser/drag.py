"""Drags as a hand does. A list grows and moves while a card is over it, so look again each time."""


def drag(page, card, target):
    """Takes a card by its handle (both CSS selectors) and drops it on the target list."""
    box = page.locator(card).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 6, box["y"] + box["height"] / 2 + 6, steps=3)
    there = page.locator(target).bounding_box()
    page.mouse.move(*_middle(there), steps=12)
    settle(page, page.mouse.move, target)
    page.mouse.up()


def settle(page, move, target):
    for tries in range(80):
        if page.locator(f"{target} > .sortable-ghost").count():
            frames(page)
            return
        x, y = _middle(page.locator(target).bounding_box())
        nudge = 2 if tries % 2 else -2
        move(x + nudge, y + nudge)
        frames(page)
    raise AssertionError(f"never over {target}")


def frames(page):
    """Two pictures later: Sortable has seen the last move."""
    page.evaluate("() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))")


def _middle(box):
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
