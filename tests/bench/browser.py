"""What somebody sees in Chromium, beside a static page: the browser's rows of `make bench`.

    python -m tests.bench.browser [--times 9] [--only drop]

The static page is the board's own HTML with the same cards and the same style sheet, without
scripts, dialogs and tokens, as a compressed file that the floor's server takes from the disk with
no session and no database. Each row is the median of so many visits of new windows, product and
floor by turns, once as it is and once with a quarter of the processor and a slow phone's network.

Requests and kilobytes are those on the wire, LCP and CLS what the browser reports. A change is
*saved* when its answer of 2xx has come, and *settled* in the picture after the last change of the
page, when nothing slides any more; what only a screen reader is told does not count.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench import client, servers
from tests.bench.window import Figures, Visitor
from tests.browser.drag import frames

PLAIN = "plain-{cards}.html"
BOARDS = (60, 200, 1000)
SEARCHER = "m"
PEOPLE = {SEARCHER, *(f"cards-{cards}" for cards in BOARDS)}
LIMITS = {
    "first load, board, 60 cards": {"requests": 7, "KB": 80, "CLS": 0.02, "ratio": 1.5},
    "drop, board, 200 cards": {"saved": 100, "settled": 100},
}


def measure(
    product: int, floor: int, *, times: int = 9, only: str = ""
) -> dict[str, dict[str, float]]:
    """Rows whose name holds `only`. `write_plain_pages` comes before the floor is started."""
    from playwright.sync_api import sync_playwright

    from tests.browser import chromium

    cookies = {name: client.sign_in(product, f"{name}@example.com")[0] for name in PEOPLE}
    measured = {}
    with sync_playwright() as playwright:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=options)
        for slow in (False, True):
            window = partial(Visitor, browser, cookies=cookies, slow=slow)
            for name, row in rows(window, product, floor, times):
                full = f"{name}, slow" if slow else name
                if only.casefold() in full.casefold():
                    measured[full] = {what: round(value, 4) for what, value in row().items()}
                    print(line(full, measured[full]), flush=True)
        browser.close()
    return measured


Row = tuple[str, Callable[[], Figures]]


def rows(window: Callable[..., Visitor], product: int, floor: int, times: int) -> Iterator[Row]:
    for cards in BOARDS:
        ours = partial(window, port=product, person=f"cards-{cards}")
        plain = partial(window, port=floor, person=f"cards-{cards}")
        visits = [(ours, "/board/"), (plain, f"/static/{PLAIN.format(cards=cards)}")]
        yield f"first load, board, {cards} cards", partial(beside, first_load, visits, times)
        yield f"repeat load, board, {cards} cards", partial(beside, repeat_load, visits, times)
        yield f"drop, board, {cards} cards", partial(drop, ours, times)
        yield f"key, board, {cards} cards", partial(key, ours, times)
    somebody = partial(window, port=product, person=SEARCHER)
    yield "contacts search as typed", partial(contacts_search, somebody, times)
    yield "menu search as typed", partial(menu_search, somebody, times)


def names() -> list[str]:
    plain = [name for name, _ in rows(Visitor, 0, 0, 0)]
    return plain + [f"{name}, slow" for name in plain]


def beside(
    load: Callable[[Visitor, str], Figures],
    visits: list[tuple[Callable[[], Visitor], str]],
    times: int,
) -> Figures:
    """The product's figures, the floor's LCP and how many times that the product's is."""
    seen: list[list[Figures]] = [[], []]
    for _ in range(times):
        for written, (window, path) in zip(seen, visits, strict=True):
            with closing(window()) as visitor:
                written.append(load(visitor, path))
    ours, theirs = map(middle, seen)
    return {**ours, "floor LCP": theirs["LCP"], "ratio": ours["LCP"] / theirs["LCP"]}


def middle(seen: list[Figures]) -> Figures:
    return {name: statistics.median(one[name] for one in seen) for name in seen[0]}


def first_load(visitor: Visitor, path: str) -> Figures:
    return visitor.load(path)


def repeat_load(visitor: Visitor, path: str) -> Figures:
    visitor.load(path)
    return visitor.load(path)


def drop(window: Callable[[], Visitor], times: int) -> Figures:
    """The first card of a box is taken by its handle and let go over another box's second."""
    return between_two_boxes(window, times, carry, "pointerup")


def key(window: Callable[[], Visitor], times: int) -> Figures:
    """The number of the other box is pressed while the focus is on a card."""
    return between_two_boxes(window, times, press, "keydown")


def between_two_boxes(
    window: Callable[[], Visitor],
    times: int,
    move: Callable[[Any, int, int], None],
    event: str,
) -> Figures:
    with closing(window()) as visitor:
        visitor.load("/board/")
        seen = []
        for number in range(times + 1):
            move(visitor.page, number % 2 + 1, 2 - number % 2)
            seen.append(visitor.settled(event, "/move/"))
        return middle(seen[1:])  # the first one loads what a first reach for a card loads


def carry(page: Any, start: int, end: int) -> None:
    first = page.locator(f"#box-{start} .task-handle").first.bounding_box()
    second = page.locator(f"#box-{end} .task-card").nth(1).bounding_box()
    x, y = first["x"] + first["width"] / 2, first["y"] + first["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 6, y + 6, steps=3)
    page.mouse.move(second["x"] + 60, second["y"] + second["height"] / 2, steps=12)
    over = page.locator(f"#box-{end} .sortable-ghost")
    for tries in range(80):
        if over.count():
            break
        page.mouse.move(second["x"] + 60, second["y"] + second["height"] / 2 + tries % 2 * 4)
        frames(page)
    page.mouse.up()


def press(page: Any, start: int, end: int) -> None:
    page.locator(f"#box-{start} .task-handle").first.focus()
    page.keyboard.press(str(end))


def contacts_search(window: Callable[[], Visitor], times: int) -> Figures:
    with closing(window()) as visitor:
        visitor.load("/contacts/")
        return typed(visitor, visitor.page.locator("#id_q"), times)


def menu_search(window: Callable[[], Visitor], times: int) -> Figures:
    with closing(window()) as visitor:
        visitor.load("/")
        visitor.page.keyboard.press("Control+k")
        return typed(visitor, visitor.page.locator(".search-menu input"), times)


def typed(visitor: Visitor, field: Any, times: int) -> Figures:
    seen = []
    for _ in range(times):
        field.fill("")
        visitor.page.evaluate("() => watching.still()")
        field.press_sequentially("priya", delay=90)
        seen.append(visitor.settled("input", "q=priya"))
    return middle(seen)


@contextmanager
def closing(visitor: Visitor) -> Iterator[Visitor]:
    yield visitor
    visitor.context.close()


def line(name: str, seen: Figures) -> str:
    limits = LIMITS.get(name, {})
    cells = (
        f"{what} {value:.4g}{' EXCEEDED' if value > limits.get(what, value) else ''}"
        for what, value in seen.items()
    )
    return f"| {name} | {' | '.join(cells)} |"


NOT_PLAIN = re.compile(
    r"<script.*?</script>|<dialog.*?</dialog>|<link rel=\"(?!stylesheet).*?>"
    r"|<input type=\"hidden\".*?>| hx-headers='.*?'",
    re.DOTALL,
)


def write_plain_pages(folder: Path) -> None:
    """Beside the static files, compressed as they are."""
    from django.test import Client
    from whitenoise.compress import Compressor

    from jobsearch.models import User

    for cards in BOARDS:
        visitor, path = Client(HTTP_HOST="localhost"), folder / PLAIN.format(cards=cards)
        visitor.force_login(User.objects.get(email=f"cards-{cards}@example.com"))
        path.write_text(NOT_PLAIN.sub("", visitor.get("/board/").content.decode()))
        list(Compressor(quiet=True).compress(str(path)))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.browser")
    parser.add_argument("--only", default="", help="rows whose name holds this")
    parser.add_argument("--times", type=int, default=9, help="how often each row is visited")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with servers.services():
        fill(PEOPLE)
        write_plain_pages(Path(os.environ["STATIC_ROOT"]))
        with servers.web() as product, servers.web(servers.FLOOR) as floor:
            measured = measure(product, floor, times=options.times, only=options.only)
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1) + "\n")


def fill(names: set[str]) -> None:
    """A database with these people, and the static files."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from tests.bench import people

    people.make(date.today(), names, crowd=0)


if __name__ == "__main__":
    main()
