"""The board in each of its states: no finding of axe, at both widths, in both themes."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contacts.boxes import Box
from contacts.kinds import Kind
from tasks.models import Task
from tests.browser.board.page import BoardPage
from tests.factories import make_contact, make_task


@pytest.fixture
def board(open_page, each_look, ana):
    """A board on which every box has something to suggest, and cards of every sort."""
    today = ana.today(timezone.now())
    for number in range(6):
        make_task(ana, f"Fire {number}", box=Box.DO_FIRST, due_on=today)
    make_task(ana, "Ask Ben", kind=Kind.ASKED, contact=make_contact(ana, "Ben"))
    make_task(ana, "Late", due_on=today - timedelta(days=2), estimate=20, repeat="day")
    make_task(ana, "Survey", box=Box.KEEP_SHORT).complete(timezone.now(), minutes=200)
    make_task(ana, "Another survey", box=Box.KEEP_SHORT)
    make_task(ana, "Compare fonts", box=Box.LET_GO)
    Task.objects.update(created_at=timezone.now() - timedelta(days=20))
    return BoardPage(open_page(ana, **each_look))


def test_with_something_to_suggest_in_every_box(board, axe):
    for number in range(1, 5):
        board.show(number)
        expect(board.page.locator(f"#box-{number} .box-nudge")).to_be_visible()
        axe(board.page)


def test_with_the_bar_after_a_move_and_after_its_undoing(board, axe):
    board.choose("Fire 3", 4)
    expect(board.bar()).to_contain_text("Fire 3 is now in Let it go.")
    axe(board.page)
    board.press("Control+z")
    expect(board.bar()).to_contain_text("Undone.")
    axe(board.page)


def test_with_a_message_that_something_was_not_saved(board, axe, complaints):
    complaints.allow("status of 500")
    board.page.route("**/move/", lambda route: route.fulfill(status=500))
    board.choose("Fire 3", 4)
    board.warns("Not saved.")
    axe(board.page)


def test_with_the_date_open_and_in_error(board, axe):
    board.focus("Fire 3")
    board.press("s")
    dialog = board.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    axe(board.page)
    dialog.get_by_role("radio", name="On a date").check()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("link", name="Choose the date.")).to_be_visible()
    axe(board.page)


def test_with_an_open_filter_and_narrowed(board, axe):
    board.page.locator(".board-filters summary").last.click()
    axe(board.page)
    board.press("Escape")
    expect(board.page.locator(".board-filters details[open]")).to_have_count(0)
    board.open("?kind=networking&date=late")
    axe(board.page)


def test_offline(board, axe):
    board.page.context.set_offline(True)
    expect(board.page.get_by_text("You are offline.").first).to_be_visible()
    axe(board.page)
    board.page.context.set_offline(False)
