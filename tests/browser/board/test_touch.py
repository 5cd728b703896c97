"""By finger: the handle drags, the card's body scrolls, the map takes what is dropped on it."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contacts.boxes import Box
from tests.browser.board.page import BoardPage
from tests.browser.conftest import NARROW
from tests.browser.drag import Finger, frames
from tests.factories import make_task

TOO_SMALL = """() => [...document.querySelectorAll("button, a, summary, input")]
  .filter((element) => element.checkVisibility() && !element.closest(".skip"))
  .filter((element) => !element.matches(".task-title, .quick-add input"))
  .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
  .filter(([, { width, height }]) => width > 1 && (width < 44 || height < 44))
  .map(([words, { width, height }]) => `${words} ${width}x${height}`)"""
TALL = {"width": 900, "height": 1100}


@pytest.fixture
def phone(open_page, ana, cards):
    board = BoardPage(open_page(ana, NARROW, has_touch=True))
    board.show(2)
    return board


@pytest.fixture
def tablet(open_page, ana, cards):
    return BoardPage(open_page(ana, TALL, has_touch=True))


def test_a_card_is_dragged_by_finger_to_another_box(tablet, cards):
    finger = Finger(tablet.page)
    finger.drag(f"[data-task='{cards['Write'].pk}'] .task-handle", "#box-4 [data-cards]")
    tablet.expect(b4=["Write"], b2=["Rest"])
    tablet.saved()
    tablet.reload()
    tablet.expect(b4=["Write"], b2=["Rest"])


def test_a_card_dropped_on_the_map_goes_to_that_box(phone, cards):
    finger = Finger(phone.page)
    finger.drag(f"[data-task='{cards['Write'].pk}'] .task-handle", "[data-map='4']")
    phone.expect(b4=["Write"], b2=["Rest"])
    expect(phone.handle("Rest")).to_be_focused()
    phone.saved()
    phone.reload()
    phone.expect(b4=["Write"], b2=["Rest"])


def test_a_swipe_over_the_cards_scrolls_the_page_and_moves_none(phone, ana):
    for number in range(12):
        make_task(ana, f"More {number}")
    phone.reload()
    phone.show(2)
    order = phone.titles(2).all_inner_texts()
    Finger(phone.page).swipe_up(".task-card:nth-child(4) .task-title", 300)
    phone.page.wait_for_function("() => scrollY > 100")
    frames(phone.page)
    assert phone.titles(2).all_inner_texts() == order


def test_a_tap_on_the_handle_opens_the_menu(phone):
    phone.handle("Write").tap()
    expect(phone.page.get_by_role("dialog")).to_be_visible()


def test_every_control_of_the_board_is_large_enough_for_a_thumb(phone, ana):
    make_task(ana, "Done", box=Box.DO_FIRST).complete(timezone.now())
    phone.reload()
    phone.show(2)
    assert phone.page.evaluate(TOO_SMALL) == []


@pytest.mark.slow
def test_twenty_of_twenty_drags_by_finger_arrive(tablet, cards):
    finger = Finger(tablet.page)
    for number in range(20):
        box = (4, 1, 3, 2)[number % 4]
        finger.drag(f"[data-task='{cards['Write'].pk}'] .task-handle", f"#box-{box} [data-cards]")
        expect(tablet.page.locator(f"#box-{box} [data-title='Write']")).to_be_visible()
        tablet.saved()
    tablet.reload()
    expect(tablet.page.locator("#box-2 [data-title='Write']")).to_be_visible()
