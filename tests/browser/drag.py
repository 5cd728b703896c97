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


class Finger:
    """One finger on a touch screen, as Chromium's own protocol moves it."""

    def __init__(self, page):
        self.page = page
        self.protocol = page.context.new_cdp_session(page)

    def drag(self, card, target):
        """Takes a card by its handle (both CSS selectors) and drops it on the target."""
        x, y = _middle(self.page.locator(card).bounding_box())
        self._touch("touchStart", x, y)
        self.move(x + 6, y + 6)
        to_x, to_y = _middle(self.page.locator(target).bounding_box())
        for step in range(1, 13):
            self.move(x + (to_x - x) * step / 12, y + (to_y - y) * step / 12)
        settle(self.page, self.move, target)
        self._touch("touchEnd")

    def swipe_up(self, start, distance):
        x, y = _middle(self.page.locator(start).bounding_box())
        self._touch("touchStart", x, y)
        for step in range(1, 11):
            self.move(x, y - distance * step / 10)
            frames(self.page)
        self._touch("touchEnd")

    def move(self, x, y):
        self._touch("touchMove", x, y)

    def _touch(self, kind, *place):
        points = [{"x": place[0], "y": place[1]}] if place else []
        self.protocol.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


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
