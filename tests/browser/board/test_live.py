"""A change made in one window shows in the others, but never under somebody's hands."""

import pytest
from playwright.sync_api import expect

from contacts.boxes import Box
from tests.browser.board.page import BoardPage
from tests.browser.conftest import WIDE
from tests.factories import make_task


@pytest.fixture
def other_tab(desk):
    return BoardPage(desk.page.context.new_page())


@pytest.fixture
def other_device(open_page, ana, cards):
    page = open_page(ana, WIDE)
    page.clock.install()
    return BoardPage(page)


def test_a_move_shows_in_another_tab_of_the_browser(desk, other_tab):
    desk.focus("Rest")
    desk.press("1")
    other_tab.expect(b1=["Rest", "Call"], b2=["Write"])
    other_tab.says("Board updated. Rest moved to Do first in another window.")


def test_a_done_card_leaves_the_other_tab(desk, other_tab):
    desk.focus("Rest")
    desk.press("d")
    other_tab.expect(b2=["Write"])
    expect(other_tab.page.locator("[data-done]").get_by_role("link", name="Rest")).to_be_visible()


def test_a_move_shows_on_another_device_within_35_seconds(desk, other_device):
    desk.focus("Rest")
    desk.press("4")
    desk.saved()
    other_device.page.clock.run_for(35_000)
    other_device.expect(b4=["Rest"], b2=["Write"])


def test_a_new_card_shows_on_another_device(other_device, ana):
    make_task(ana, "New", box=Box.KEEP_SHORT)
    other_device.page.clock.run_for(35_000)
    other_device.expect(b3=["New"])


def test_a_card_with_the_focus_is_not_replaced_until_asked(desk, other_tab):
    other_tab.focus("Rest")
    desk.focus("Rest")
    desk.press("1")
    waiting = other_tab.page.locator("[data-waiting]")
    expect(waiting).to_contain_text("1 change is waiting.")
    other_tab.expect(b2=["Write", "Rest"], b1=["Call"])
    expect(other_tab.handle("Rest")).to_be_focused()
    other_tab.page.get_by_role("button", name="Show", exact=True).click()
    other_tab.expect(b1=["Rest", "Call"], b2=["Write"])
    expect(waiting).to_be_hidden()


def test_a_card_with_an_open_menu_is_not_replaced(desk, other_tab):
    other_tab.handle("Rest").click()
    desk.focus("Rest")
    desk.press("1")
    expect(other_tab.page.locator("[data-waiting]")).to_contain_text("1 change is waiting.")
    other_tab.expect(b2=["Write", "Rest"])
    expect(other_tab.page.get_by_role("dialog")).to_be_visible()


def test_nothing_is_asked_for_in_a_hidden_tab(other_device):
    asked = []
    other_device.page.on("request", lambda request: asked.append(request.url))
    other_device.page.evaluate(
        "() => Object.defineProperty(document, 'hidden', { get: () => true })"
    )
    other_device.page.clock.run_for(70_000)
    assert asked == []


def test_two_windows_that_move_the_same_card_agree_in_the_end(desk, other_tab, cards):
    for window, key in [(desk, "1"), (other_tab, "4"), (desk, "3"), (other_tab, "1")]:
        window.page.bring_to_front()
        window.focus("Write")
        window.press(key)
        window.saved()
    for window in (desk, other_tab):
        window.page.evaluate("() => document.activeElement.blur()")
        window.reload()
    cards["Write"].refresh_from_db()
    for window in (desk, other_tab):
        expect(window.titles(cards["Write"].box.value)).to_contain_text(["Write"])
        assert window.page.get_by_text("Write", exact=True).count() == 1


def test_what_comes_while_something_is_saved_is_asked_for_again(other_device, ana):
    page = other_device.page
    held = []
    page.route("**/move/", lambda route: held.append(route))
    other_device.focus("Write")
    with page.expect_request("**/move/"):
        other_device.press("1")
    make_task(ana, "New", box=Box.KEEP_SHORT)
    with page.expect_response("**/board/version**"):
        page.clock.run_for(31_000 if not held else 7_000)
        page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    held[0].continue_()
    other_device.saved()
    page.clock.run_for(2_000)
    other_device.expect(b3=["New"])


def test_what_waited_is_forgotten_when_the_card_learns_of_it_otherwise(desk, other_tab):
    other_tab.focus("Rest")
    desk.focus("Rest")
    desk.press("d")
    waiting = other_tab.page.locator("[data-waiting]")
    expect(waiting).to_contain_text("1 change is waiting.")
    other_tab.press("1")
    other_tab.warns("Rest was finished in another window.")
    other_tab.expect(b1=["Call"], b2=["Write"])
    expect(waiting).to_be_hidden()
    expect(other_tab.handle("Call")).to_be_focused()


def test_after_show_the_focus_is_on_what_was_shown(desk, other_tab):
    other_tab.focus("Rest")
    desk.focus("Rest")
    desk.press("1")
    expect(other_tab.page.locator("[data-waiting]")).to_be_visible()
    other_tab.page.get_by_role("button", name="Show", exact=True).focus()
    other_tab.press("Enter")
    expect(other_tab.handle("Rest")).to_be_focused()


def test_several_changes_are_said_in_one_sentence(desk, other_device, ana):
    page = other_device.page
    for number in range(3):
        make_task(ana, f"New {number}")
    page.clock.run_for(35_000)
    other_device.says("Board updated. 3 cards changed in another window.")
