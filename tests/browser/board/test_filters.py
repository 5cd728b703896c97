import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contacts.boxes import Box
from contacts.kinds import Kind
from tests.browser.board.page import BoardPage
from tests.browser.conftest import NARROW, WIDE
from tests.factories import make_contact, make_task


@pytest.fixture(params=[WIDE, NARROW], ids=["1280", "390"])
def board(request, open_page, ana):
    make_task(ana, "Rewrite the CV")
    make_task(ana, "Ask Ben", kind=Kind.ASKED, contact=make_contact(ana, "Ben"))
    make_task(ana, "Like posts", kind=Kind.ONLINE)
    board = BoardPage(open_page(ana, request.param))
    board.show(2)
    return board


def test_networking_shows_only_that_and_back_brings_all(board):
    board.page.get_by_role("link", name="Networking", exact=True).click()
    expect(board.titles(2)).to_have_text(["Like posts", "Ask Ben"])
    expect(board.page).to_have_url("/board/?kind=networking")
    for shown in board.page.locator("[data-count='2']").all():
        expect(shown).to_have_text("2 of 3")
    board.says("2 of 3 tasks shown.")
    board.page.go_back()
    expect(board.titles(2)).to_have_text(["Like posts", "Ask Ben", "Rewrite the CV"])
    expect(board.page).to_have_url("/board/")


def test_a_move_while_narrowed_keeps_the_counts_true(board):
    board.open("?kind=networking")
    board.show(2)
    board.choose("Like posts", 4)
    board.saved()
    for number, words in {2: "1 of 2", 4: "1 of 1"}.items():
        for shown in board.page.locator(f"[data-count='{number}']").all():
            expect(shown).to_have_text(words)
    board.reload()
    expect(board.titles(4)).to_have_text(["Like posts"])


def test_a_contact_and_a_date_are_chosen_from_menus(board):
    page = board.page
    page.get_by_text("Any contact", exact=True).first.click()
    page.get_by_role("link", name="Ben", exact=True).click()
    expect(board.titles(2)).to_have_text(["Ask Ben"])
    page.get_by_text("Any date", exact=True).first.click()
    page.get_by_role("link", name="Due today").click()
    expect(board.titles(2)).to_have_text([])
    page.get_by_role("link", name="Show all").click()
    expect(board.titles(2)).to_have_count(3)


def test_a_stale_move_on_a_narrowed_board_is_done_anyway_without_leaving_it(board, ana):
    board.open("?kind=networking")
    board.show(2)
    task = ana.tasks.get(title="Like posts")
    task.move_to(Box.LET_GO, after=None, version=None, key="else", now=timezone.now())
    board.choose("Like posts", 1)
    board.warns("Changed in another window.")
    board.page.get_by_role("button", name="Move to Do first anyway").click()
    expect(board.titles(1)).to_have_text(["Like posts"])
    board.saved()
    expect(board.page).to_have_url("/board/?kind=networking")
    board.reload()
    expect(board.titles(1)).to_have_text(["Like posts"])


def test_a_date_chosen_by_key_leaves_the_focus_on_its_menu(board):
    menu = board.page.locator(".board-filters summary").last
    menu.press("Enter")
    board.page.get_by_role("link", name="Due today").press("Enter")
    board.page.wait_for_url("**/board/?date=today")
    expect(board.page.locator(".board-filters summary").last).to_be_focused()
