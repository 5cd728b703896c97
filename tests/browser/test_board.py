import pytest
from playwright.sync_api import expect

from contacts.boxes import Box
from tests.browser.conftest import NARROW
from tests.browser.drag import drag
from tests.factories import make_task

TALL = {"width": 1280, "height": 1100}


@pytest.fixture
def cards(ana):
    """Two cards in Make time, "Write" on top, and one in Do first."""
    rest, write = make_task(ana, "Rest"), make_task(ana, "Write")
    return {"Rest": rest, "Write": write, "Call": make_task(ana, "Call", box=Box.DO_FIRST)}


@pytest.fixture
def board(open_page, ana, cards):
    page = open_page(ana, TALL)
    page.goto("/board/")
    return page


def in_box(page, number):
    return page.locator(f"#box-{number} .task-title")


def saved(page):
    """The answer to the move that is under way has come."""
    expect(page.locator("[aria-busy]")).to_have_count(0)


def test_a_card_dragged_to_another_box_is_there_after_reload(board, cards):
    drag(board, f"[data-task='{cards['Write'].pk}'] .task-handle", "#box-4 [data-cards]")
    expect(in_box(board, 4)).to_have_text(["Write"])
    saved(board)
    board.reload()
    expect(in_box(board, 4)).to_have_text(["Write"])
    expect(in_box(board, 2)).to_have_text(["Rest"])


def test_a_card_dragged_behind_another_stays_there(board, cards):
    drag(board, f"[data-task='{cards['Call'].pk}'] .task-handle", "#box-2 [data-cards]")
    saved(board)
    order = in_box(board, 2).all_inner_texts()
    assert sorted(order) == ["Call", "Rest", "Write"]
    board.reload()
    expect(in_box(board, 2)).to_have_text(order)


def test_the_menu_moves_a_card_without_any_drag(board, cards):
    board.get_by_role("button", name="Move: Write").click()
    board.get_by_role("dialog").get_by_role("button", name="Keep it short").click()
    expect(in_box(board, 3)).to_have_text(["Write"])
    expect(board.get_by_role("button", name="Move: Write")).to_be_focused()
    expect(board.get_by_role("status")).to_have_text("Write. Keep it short, position 1 of 1.")
    saved(board)
    board.reload()
    expect(in_box(board, 3)).to_have_text(["Write"])


def test_the_menu_moves_a_card_up_and_down(board, cards):
    board.get_by_role("button", name="Move: Rest").click()
    board.get_by_role("button", name="Move up").click()
    expect(in_box(board, 2)).to_have_text(["Rest", "Write"])
    saved(board)
    board.reload()
    expect(in_box(board, 2)).to_have_text(["Rest", "Write"])


def test_the_menu_works_by_keyboard_and_gives_the_focus_back(board):
    handle = board.get_by_role("button", name="Move: Write")
    handle.focus()
    board.keyboard.press("Enter")
    dialog = board.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Do first")).to_be_focused()
    board.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(handle).to_be_focused()
    board.keyboard.press("Space")
    board.keyboard.press("Enter")
    expect(in_box(board, 1)).to_have_text(["Write", "Call"])


def test_the_box_where_the_card_is_says_so(board):
    board.get_by_role("button", name="Move: Write").click()
    current = board.get_by_role("dialog").locator("[data-to='2']")
    expect(current).to_have_attribute("aria-disabled", "true")
    current.click(force=True)
    expect(in_box(board, 2)).to_have_text(["Write", "Rest"])


def test_counts_agree_with_the_cards_after_a_move(board, cards):
    board.get_by_role("button", name="Move: Write").click()
    board.get_by_role("dialog").get_by_role("button", name="Do first").click()
    for number, count in (("1", "2"), ("2", "1"), ("3", "0")):
        for shown in board.locator(f"[data-count='{number}']").all():
            assert shown.text_content() == count
        assert board.locator(f"#box-{number} .task-card").count() == int(count)


def test_a_move_that_is_not_saved_puts_the_card_back_and_says_so(board, complaints):
    complaints.allow("status of 500")
    board.route("**/move/", lambda route: route.fulfill(status=500))
    board.get_by_role("button", name="Move: Write").click()
    board.get_by_role("dialog").get_by_role("button", name="Do first").click()
    expect(board.get_by_role("alert")).to_contain_text("Not saved. Write is back in Make time.")
    expect(in_box(board, 2)).to_have_text(["Write", "Rest"])
    expect(in_box(board, 1)).to_have_text(["Call"])


def test_a_card_changed_elsewhere_is_not_moved_silently(board, cards, ana):
    from django.utils import timezone

    cards["Write"].move_to(Box.LET_GO, after=None, version=1, key="else", now=timezone.now())
    board.get_by_role("button", name="Move: Write").click()
    board.get_by_role("dialog").get_by_role("button", name="Do first").click()
    words = "Write changed in another window. It is in Let it go now."
    expect(board.get_by_role("alert")).to_have_text(words)
    board.get_by_role("button", name="Show it").click()
    expect(in_box(board, 4)).to_have_text(["Write"])


def test_two_quick_moves_end_in_the_second_state(board, ana):
    for name in ("Do first", "Let it go"):
        board.get_by_role("button", name="Move: Write").click()
        board.get_by_role("dialog").get_by_role("button", name=name).click()
    saved(board)
    board.reload()
    expect(in_box(board, 4)).to_have_text(["Write"])
    assert board.get_by_text("Write", exact=True).count() == 1


def test_a_tick_finishes_a_card_and_undo_brings_it_back(board):
    board.get_by_role("button", name="Done: Write").click()
    expect(in_box(board, 2)).to_have_text(["Rest"])
    board.get_by_role("button", name="Undo").click()
    expect(in_box(board, 2)).to_have_text(["Write", "Rest"])


def test_quick_add_puts_a_title_into_make_time(board):
    board.get_by_role("textbox", name="Add a task").fill("Try on the interview clothes")
    board.keyboard.press("Enter")
    expect(in_box(board, 2).first).to_have_text("Try on the interview clothes")


def test_the_phone_shows_one_box_and_keeps_the_focus_in_it(open_page, ana, cards):
    page = open_page(ana, NARROW)
    page.goto("/board/")
    expect(page.locator("#box-2")).to_be_hidden()
    page.get_by_role("link", name="Make time").click()
    expect(page.locator("#box-1")).to_be_hidden()
    page.get_by_role("button", name="Move: Write").click()
    page.get_by_role("dialog").get_by_role("button", name="Let it go").click()
    expect(page.get_by_role("button", name="Move: Rest")).to_be_focused()
