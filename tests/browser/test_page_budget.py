"""What a page asks for, what that weighs, and what slides aside: held to a budget.

Counts, never times. Bytes of pages are in tests/test_budgets.py, those on the wire of a started
Foothold in tests/local/test_page_weight.py.
"""

import gzip
import time
from urllib.parse import urlsplit

import pytest

from contacts.boxes import Box
from jobsearch.staticfiles import lean
from tests.bench.window import WATCHING
from tests.browser.conftest import NARROW, WIDE
from tests.browser.drag import drag
from tests.factories import make_contact, make_task

KB = 1024
MOST_STYLE = 16 * KB
MOST_SHIFT = 0.02
# By page: requests of somebody who was never here, and bytes of its scripts.
BUDGETS = {
    "/board/": (7, 40 * KB),
    "/": (6, 24 * KB),
    "/contacts/": (6, 24 * KB),
    "contact": (6, 24 * KB),
    "/review/": (6, 24 * KB),
}


@pytest.fixture
def address(ana):
    """Of a page by its name, with 60 cards on the board."""
    person = make_contact(ana, "Priya")
    for number in range(60):
        make_task(ana, f"Card {number}", box=list(Box)[number % 4], contact=person)
    return lambda name: person.get_absolute_url() if name == "contact" else name


def visit(page, path):
    """Opens a page; what it asked for, by path."""
    came = {}
    page.on("response", lambda one: came.update({urlsplit(one.url).path: one}))
    page.add_init_script(path=WATCHING)
    page.goto(path, wait_until="networkidle")
    # Chromium draws its own controls with images of its own: they are on no wire.
    return {path: one for path, one in came.items() if one.url.startswith("http")}


def weight(came, end):
    files = [one.body() for path, one in came.items() if path.endswith(end)]
    return sum(len(gzip.compress(lean(one) if end == ".css" else one)) for one in files)


@pytest.mark.parametrize("name", BUDGETS)
def test_a_page_asks_for_little_and_nothing_slides(open_page, ana, address, name):
    requests, scripts = BUDGETS[name]
    page = open_page(ana)
    came = visit(page, address(name))
    assert len(came) <= requests, sorted(came)
    # The rest is named by its content: who comes again has it.
    assert sum(not path.startswith("/static/") for path in came) == 1, sorted(came)
    assert 0 < weight(came, ".css") <= MOST_STYLE
    assert 0 < weight(came, ".js") <= scripts
    assert page.evaluate("() => watching.painted()")["CLS"] <= MOST_SHIFT


def test_what_a_line_needs_comes_with_the_first_move_of_a_pointer(open_page, ana):
    page = open_page(ana)
    visit(page, "/board/")
    asked = []
    page.on("request", lambda one: asked.append(urlsplit(one.url).path))
    page.evaluate("() => dispatchEvent(new PointerEvent('pointermove'))")  # it lies still
    page.evaluate("() => fetch('/healthz')")
    assert asked == ["/healthz"]
    with page.expect_response("**/js/quick.*js"), page.expect_response("**/js/keep.*js"):
        page.mouse.move(300, 300)
        page.mouse.move(310, 310)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "390"])
def test_nothing_slides_when_a_board_loads_and_when_a_drop_is_answered(
    open_page, ana, address, viewport
):
    page = open_page(ana, viewport)
    visit(page, "/board/")
    assert page.evaluate("() => watching.painted()")["CLS"] <= MOST_SHIFT
    page.route("**/move/", _answer_late)
    other = "[data-map='2']" if viewport is NARROW else "#box-2 [data-cards]"
    drag(page, "#box-1 .task-card:first-child .task-handle", other)
    page.locator("#messages [data-undo]").wait_for()
    seen = page.evaluate("() => watching.painted()")
    assert seen["CLS"] <= MOST_SHIFT


def _answer_late(route):
    """What slides within half a second of what somebody did is said to be theirs."""
    time.sleep(0.7)  # the late answer itself, and no wait for anything
    route.continue_()
