"""The screen tells the truth about what is saved, whatever the server or the line does."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from contacts.boxes import Box
from tests.browser.board.page import BoardPage
from tests.factories import make_task

MOVE = "**/move/"


def moves_kept(user):
    return user.moves.count()


@pytest.mark.parametrize("status", [500, 502])
def test_a_server_error_puts_the_card_back_and_says_so(board, complaints, status):
    complaints.allow(f"status of {status}")
    board.page.route(MOVE, lambda route: route.fulfill(status=status))
    board.choose("Write", 1)
    board.warns("Not saved. Write is back in Make time. Try again.")
    board.expect(b2=["Write", "Rest"], b1=["Call"])
    expect(board.bar()).to_contain_text("Not saved")


def test_the_card_is_back_within_half_a_second_of_the_answer(
    open_page, ana, cards, viewport, complaints
):
    complaints.allow("status of 500")
    page = open_page(ana, viewport)
    page.clock.install()
    board = BoardPage(page)
    board.show(2)
    page.clock.pause_at(page.evaluate("() => Date.now() + 1000"))
    page.route(MOVE, lambda route: route.fulfill(status=500))
    board.choose("Write", 1)
    # No time has passed on the page's own clock since the answer.
    board.expect(b2=["Write", "Rest"], b1=["Call"])
    page.clock.run_for(500)
    board.warns("Not saved.")


def test_trying_again_saves_with_the_same_key_and_one_row_of_history(desk, ana, complaints):
    complaints.allow("status of 500")
    keys = []

    def lose_the_first_answer(route):
        keys.append(route.request.post_data.split("key=")[1].split("&")[0])
        if len(keys) == 1:
            route.fetch()  # the server did it, but nobody heard
            route.fulfill(status=500)
        else:
            route.continue_()

    desk.page.route(MOVE, lose_the_first_answer)
    desk.focus("Write")
    desk.press("1")
    desk.warns("Not saved. Write is back in Make time.")
    desk.page.get_by_role("button", name="Try again").click()
    desk.saved()
    desk.expect(b1=["Write", "Call"], b2=["Rest"])
    assert len(keys) == 2 and keys[0] == keys[1]
    assert moves_kept(ana) == 1
    desk.reload()
    desk.expect(b1=["Write", "Call"], b2=["Rest"])


def test_no_answer_in_eight_seconds_puts_the_card_back(open_page, ana, cards, complaints):
    complaints.allow("/move/")
    page = open_page(ana)
    page.clock.install()
    board = BoardPage(page)
    page.route(MOVE, lambda route: None)  # never answered
    board.focus("Write")
    with page.expect_request(MOVE):
        board.press("1")
    board.expect(b1=["Write", "Call"])
    page.clock.run_for(8_500)
    board.warns("Not saved. Write is back in Make time.")
    board.expect(b2=["Write", "Rest"], b1=["Call"])


def test_a_slow_answer_leaves_the_card_where_it_was_put(desk):
    held = []
    desk.page.route(MOVE, lambda route: held.append(route))
    desk.focus("Write")
    desk.press("1")
    expect(desk.card("Write")).to_have_attribute("aria-busy", "true")
    desk.expect(b1=["Write", "Call"], b2=["Rest"])
    held[0].continue_()
    desk.saved()
    desk.expect(b1=["Write", "Call"], b2=["Rest"])


def test_two_quick_moves_end_in_the_second_state(board, ana):
    first = []

    def delay_the_first(route):
        if first:
            return route.continue_()
        first.append(route)

    board.page.route(MOVE, delay_the_first)
    board.focus("Write")
    board.press("1")
    board.show(1)
    board.focus("Write")
    board.press("4")
    assert len(first) == 1  # the second waits for its turn
    first[0].continue_()
    board.saved()
    board.expect(b4=["Write"], b1=["Call"], b2=["Rest"])
    assert board.page.get_by_text("Write", exact=True).count() == 1
    board.reload()
    board.expect(b4=["Write"], b1=["Call"], b2=["Rest"])
    assert moves_kept(ana) == 2


def test_when_the_first_of_two_quick_moves_fails_the_second_still_counts(desk, complaints):
    complaints.allow("status of 500")
    asked = []

    def fail_the_first(route):
        asked.append(route)
        route.fulfill(status=500) if len(asked) == 1 else route.continue_()

    desk.page.route(MOVE, fail_the_first)
    desk.focus("Write")
    desk.press("1", "4")
    desk.saved()
    desk.expect(b4=["Write"], b1=["Call"], b2=["Rest"])
    desk.reload()
    desk.expect(b4=["Write"], b1=["Call"], b2=["Rest"])


def move_elsewhere(card, box):
    card.refresh_from_db()
    card.move_to(box, after=None, version=None, key="else", now=timezone.now())


def test_a_card_changed_elsewhere_goes_to_the_servers_place_and_can_be_moved_anyway(board, cards):
    move_elsewhere(cards["Write"], Box.LET_GO)
    board.choose("Write", 1)
    board.warns("Changed in another window. Write is in Let it go now.")
    board.expect(b4=["Write"], b1=["Call"])
    board.page.get_by_role("button", name="Move to Do first anyway").click()
    board.expect(b1=["Write", "Call"], b4=[])
    board.saved()
    board.reload()
    board.expect(b1=["Write", "Call"], b4=[], b2=["Rest"])


def test_a_card_finished_elsewhere_leaves_the_board_with_a_word(board, cards):
    cards["Write"].complete(timezone.now())
    board.choose("Write", 1)
    board.warns("Write was finished in another window.")
    board.expect(b1=["Call"], b2=["Rest"])


def test_a_place_that_is_refused_puts_the_card_back(board):
    def spoil(route):
        route.continue_(post_data=route.request.post_data.replace("box=1", "box=9"))

    board.page.route(MOVE, spoil)
    board.choose("Write", 1)
    board.warns("There is no such place on the board.")
    board.expect(b2=["Write", "Rest"], b1=["Call"])


def test_signed_out_the_card_goes_back_and_a_link_leads_to_signing_in(board, complaints):
    complaints.allow("status of 401")
    Session.objects.all().delete()
    board.choose("Write", 1)
    board.warns("You were signed out. Sign in to continue.")
    board.expect(b2=["Write", "Rest"], b1=["Call"])
    link = board.page.get_by_role("link", name="Sign in")
    assert link.get_attribute("href").endswith("?next=%2Fboard%2F")


def test_a_card_whose_finishing_fails_comes_back(board, complaints):
    complaints.allow("status of 500")
    board.page.route("**/done/", lambda route: route.fulfill(status=500))
    board.focus("Write")
    board.press("d")
    board.warns("Not saved. Write is back in Make time.")
    board.expect(b2=["Write", "Rest"])
    board.page.unroute("**/done/")
    board.page.get_by_role("button", name="Try again").click()
    board.expect(b2=["Rest"])
    expect(board.bar()).to_contain_text("Write is done.")
    board.reload()
    board.expect(b2=["Rest"])


def test_offline_nothing_moves_and_everything_says_why(board):
    board.page.context.set_offline(True)
    bar = board.page.get_by_text("You are offline. You can read; changes wait.").first
    expect(bar).to_be_visible()
    expect(board.handle("Write")).to_have_attribute("aria-disabled", "true")
    done = board.page.get_by_role("button", name="Done: Write")
    expect(done).to_have_attribute("aria-disabled", "true")
    board.focus("Write")
    board.press("1")
    board.says("You are offline. You can read; changes wait.")
    board.expect(b2=["Write", "Rest"], b1=["Call"])
    board.press("d")
    board.expect(b2=["Write", "Rest"], b1=["Call"])
    board.page.context.set_offline(False)
    expect(bar).to_be_hidden()
    expect(board.handle("Write")).not_to_have_attribute("aria-disabled", "true")
    board.choose("Write", 1)
    board.expect(b1=["Write", "Call"], b2=["Rest"])
    board.saved()


def test_the_line_that_breaks_during_a_move_puts_the_card_back(board, complaints):
    complaints.allow("ERR_")
    board.page.route(MOVE, lambda route: route.abort("connectionreset"))
    board.choose("Write", 1)
    board.warns("Not saved. Write is back in Make time.")
    board.expect(b2=["Write", "Rest"], b1=["Call"])


def test_an_undo_that_fails_keeps_its_way_back(desk, complaints):
    complaints.allow("status of 500")
    desk.focus("Write")
    desk.press("1")
    desk.saved()
    desk.press("4")
    desk.saved()
    desk.page.route("**/undo/", lambda route: route.fulfill(status=500))
    desk.press("Control+z")
    desk.warns("No answer came, so this may not be saved.")
    desk.expect(b4=["Write"])
    desk.page.unroute("**/undo/")
    desk.page.get_by_role("button", name="Try again").click()
    desk.expect(b1=["Write", "Call"], b4=[])


def test_a_date_that_is_not_saved_stays_chosen_in_its_dialog(board, complaints):
    complaints.allow("status of 500")
    board.page.route("**/later/", lambda route: (
        route.fulfill(status=500) if route.request.method == "POST" else route.continue_()
    ))  # fmt: skip
    board.focus("Write")
    board.press("s")
    dialog = board.page.get_by_role("dialog")
    dialog.get_by_role("radio", name="In a week").check()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_have_text(
        "No answer came, so this may not be saved. Try again."
    )
    expect(dialog.get_by_role("radio", name="In a week")).to_be_checked()
    board.page.unroute("**/later/")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    expect(board.bar()).to_contain_text("Write:")


def test_finishing_again_after_a_lost_answer_says_done_and_can_be_undone(desk, ana, complaints):
    complaints.allow("status of 500")
    lost = []

    def lose_the_first_answer(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        route.fulfill(status=500)

    desk.page.route("**/done/", lose_the_first_answer)
    desk.focus("Write")
    desk.press("d")
    desk.warns("Not saved. Write is back in Make time.")
    desk.page.get_by_role("button", name="Try again").click()
    expect(desk.bar()).to_contain_text("Write is done.")
    desk.press("Control+z")
    desk.expect(b2=["Write", "Rest"])


def test_offline_the_other_buttons_of_a_card_wait_too(desk, ana):
    desk.handle("Write").click()
    desk.page.context.set_offline(True)
    desk.page.get_by_role("button", name="Add to today").click()
    desk.says("You are offline. You can read; changes wait.")
    desk.page.context.set_offline(False)


def test_a_card_is_added_to_today_without_leaving_the_board(board, complaints):
    complaints.allow("status of 500")
    board.page.route("**/today/", lambda route: route.fulfill(status=500))
    board.handle("Write").click()
    board.page.get_by_role("button", name="Add to today").click()
    board.warns("No answer came, so this may not be saved.")
    board.page.unroute("**/today/")
    board.page.get_by_role("button", name="Try again").click()
    expect(board.card("Write")).to_contain_text("On today’s list")
    expect(board.handle("Write")).to_be_focused()


def test_a_fourth_for_today_asks_which_one_it_takes_the_place_of(desk, ana):
    today = ana.today(timezone.now())
    for number in range(3):
        make_task(ana, f"Chosen {number}", chosen_for=today)
    desk.handle("Write").click()
    desk.page.get_by_role("button", name="Add to today").click()
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("Swap with which?")
    expect(desk.page.get_by_role("button", name="Chosen 1")).to_be_visible()


def test_a_refusal_that_is_not_ours_is_a_failure_like_any_other(board):
    board.page.route(MOVE, lambda route: route.fulfill(status=409, body="a proxy says no"))
    board.choose("Write", 1)
    board.warns("Not saved. Write is back in Make time.")
    board.expect(b2=["Write", "Rest"])


def test_after_a_failure_the_status_no_longer_says_that_it_moved(board, complaints):
    complaints.allow("status of 500")
    board.page.route(MOVE, lambda route: route.fulfill(status=500))
    board.choose("Write", 1)
    board.warns("Not saved.")
    board.says("")
