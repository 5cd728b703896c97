"""The quick add in a real browser, with and without JavaScript."""

from datetime import UTC, datetime

import pytest
import time_machine
from playwright.sync_api import expect

from contacts.models import Contact
from tests.browser.conftest import NARROW
from tests.factories import make_contact
from tests.tasks.test_quick_add import UX

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def people(ana):
    make_contact(ana, "Ana", family_name="Ruiz")
    return [make_contact(ana, "Sam", family_name=family) for family in ("Lee", "Ortiz")]


@pytest.fixture
def wednesday():
    with time_machine.travel(NOON):
        yield


@pytest.fixture
def board(page, people):
    page.goto("/board/")
    return page


def line(page):
    return page.get_by_role("textbox", name="Add a task")


def chips(page):
    return page.locator(".quick-chip")


def preview_of(row):
    day = row.due and datetime.fromisoformat(row.due)
    words = "Today" if row.due == "2026-11-25" else day and f"{day:%a} {day.day} {day:%b}"
    part = {"hard": "Networking, hard", "easy": "Networking, easy", "other": None}[row.part]
    minutes = row.minutes and f"{row.minutes} min"
    return [words for words in (row.who, part, minutes, words) if words]


def check_saved(row, ana):
    task = ana.tasks.get()
    assert (task.title, task.box.value, task.estimate) == (row.title, row.box, row.minutes)
    assert (task.due_on and task.due_on.isoformat()) == row.due
    assert (task.contact.name if task.contact else "") == (row.choose[1:] or (row.who,))[0]
    assert (task.is_networking, task.hard) == (row.part != "other", row.part == "hard")
    ana.tasks.all().delete()


def test_each_line_of_the_table_is_previewed_and_added(page, ana, people, wednesday):
    page.goto("/board/")
    for row in UX:
        line(page).fill(row.typed)
        expect(page.locator(f".quick-box.box-{row.box}")).to_be_visible()
        for words in preview_of(row):
            expect(chips(page).filter(has_text=words)).to_be_visible()
        page.keyboard.press("Enter")
        if row.choose:
            expect(page.get_by_role("radio", name=row.choose[0])).to_be_focused()
            page.get_by_role("radio", name=row.choose[1]).check()
            page.get_by_role("button", name="Add", exact=True).click()
        expect(page.locator("[data-message-text]")).to_contain_text(f"{row.title} is in")
        expect(line(page)).to_have_value("")
        check_saved(row, ana)


def test_each_line_of_the_table_is_added_without_javascript(open_page, ana, people, wednesday):
    page = open_page(ana, java_script_enabled=False)
    for row in UX:
        page.goto("/tasks/add/")
        line(page).fill(row.typed)
        page.get_by_role("button", name="Preview").click()
        expect(page.locator(f".quick-box.box-{row.box}")).to_be_visible()
        for words in preview_of(row):
            expect(chips(page).filter(has_text=words)).to_be_visible()
        page.goto("/board/")
        line(page).fill(row.typed)
        page.keyboard.press("Enter")
        if row.choose:
            expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
            page.get_by_role("radio", name=row.choose[1]).check()
            page.get_by_role("button", name="Add", exact=True).click()
        expect(page.locator("[data-message-text]")).to_contain_text(f"{row.title} is in")
        check_saved(row, ana)


def test_a_chip_without_javascript_puts_its_words_back(open_page, ana, people):
    page = open_page(ana, java_script_enabled=False)
    page.goto("/tasks/add/?title=Call+Ana+30m")
    page.get_by_role("button", name="30 min: put “30m” back").click()
    page.get_by_role("button", name="Make easy").click()
    expect(line(page)).to_have_value("Call Ana 30m #easy")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("[data-message-text]")).to_contain_text("Call Ana 30m is in")
    task = ana.tasks.get()
    assert (task.title, task.estimate, task.hard) == ("Call Ana 30m", None, False)


def test_removing_a_chip_puts_its_words_back_into_the_title(board, ana):
    line(board).fill("Walk 30m fri")
    board.get_by_role("button", name="30 min: put “30m” back").click()
    expect(chips(board)).to_have_count(1)
    expect(line(board)).to_be_focused()
    expect(board.locator("#status")).to_have_text("30m is part of the title again.")
    board.keyboard.press("Enter")
    expect(board.locator("[data-message-text]")).to_contain_text("Walk 30m is in")


def test_backspace_behind_a_token_makes_it_a_word_and_then_deletes_letters(board):
    line(board).fill("Walk 30m")
    expect(chips(board)).to_have_count(1)
    expect(board.locator(".quick-token")).to_have_text(["30m"])
    board.keyboard.press("Backspace")
    expect(chips(board)).to_have_count(0)
    expect(board.locator(".quick-token")).to_have_count(0)
    expect(line(board)).to_have_value("Walk 30m")
    board.keyboard.press("Backspace")
    expect(line(board)).to_have_value("Walk 30")


def test_the_chooser_works_by_keyboard_alone(board, ana, people):
    line(board).fill("Meet Sam")
    first = board.get_by_role("radio", name="Sam Lee")
    expect(first).to_be_visible()
    board.keyboard.press("Enter")
    expect(first).to_be_focused()
    board.keyboard.press("ArrowDown")
    expect(board.get_by_role("radio", name="Sam Ortiz")).to_be_checked()
    expect(board.locator("[data-quick-preview]")).to_have_attribute(
        "data-say", "Goes to Make time: hard part, Sam Ortiz."
    )
    expect(board.get_by_role("radio", name="Sam Ortiz")).to_be_focused()
    board.keyboard.press("Enter")
    expect(board.locator("[data-message-text]")).to_contain_text("Meet Sam is in Make time")
    assert ana.tasks.get().contact == people[1]


def test_what_was_understood_is_said_once_and_politely(board):
    line(board).fill("Call Ana 30m")
    words = "Goes to Make time: hard part, Ana Ruiz, 30 min."
    expect(board.locator("#status")).to_have_text(words)


def test_the_chip_swaps_hard_and_easy(board):
    line(board).fill("Call Ana")
    board.get_by_role("button", name="Make easy").click()
    expect(line(board)).to_have_value("Call Ana #easy")
    expect(board.get_by_role("button", name="Make hard")).to_be_focused()


def test_the_tint_stays_on_its_words_and_scrolls_with_them(board):
    line(board).fill("😀 Walk 30m " + "and look around " * 20 + "fri")
    expect(board.locator(".quick-token")).to_have_text(["30m", "fri"])
    board.keyboard.press("End")
    scrolled = "() => [...document.querySelectorAll('[data-quick-tint], #quick-title')]"
    expect(board.locator(".quick-token")).to_have_count(2)
    board.wait_for_function(
        f"() => ({scrolled})().every(({{ scrollLeft }}) => scrollLeft > 100)"
        f"&& new Set(({scrolled})().map(({{ scrollLeft }}) => Math.round(scrollLeft))).size === 1"
    )


def test_an_answer_that_comes_late_is_dropped(board):
    held = []
    board.route(
        "**/tasks/add/",
        lambda route: (
            held.append(route) if "slow" in route.request.post_data else route.continue_()
        ),
    )
    with board.expect_request("**/tasks/add/"):
        line(board).fill("slow 30m")
    line(board).fill("quick 45m")
    expect(chips(board)).to_contain_text(["45 min"])
    # The page itself counts what it has read, so that "nothing happened" is not "not yet".
    board.evaluate("""() => {
      const read = Response.prototype.text;
      Response.prototype.text = async function () {
        const text = await read.call(this);
        setTimeout(() => (window.lateWasRead = true), 50);
        return text;
      };
    }""")
    held[0].continue_()
    board.wait_for_function("() => window.lateWasRead")
    expect(chips(board)).to_contain_text(["45 min"])


def test_typed_words_survive_a_reload_and_go_after_adding(board):
    line(board).fill("Call Ana 30m")
    expect(chips(board).first).to_be_visible()
    board.reload()
    expect(line(board)).to_have_value("Call Ana 30m")
    expect(chips(board).first).to_be_visible()
    line(board).press("Enter")
    expect(board.locator("[data-message-text]")).to_contain_text("Call Ana is in")
    board.reload()
    expect(line(board)).to_have_value("")


def test_offline_nothing_typed_is_lost(board, complaints):
    complaints.allow("ERR_INTERNET_DISCONNECTED")
    line(board).fill("Call Ana")
    expect(chips(board).first).to_be_visible()
    board.context.set_offline(True)
    board.keyboard.press("Enter")
    expect(board.get_by_text("Not saved, because there is no connection.").first).to_be_visible()
    expect(line(board)).to_have_value("Call Ana")
    board.context.set_offline(False)
    board.reload()
    expect(line(board)).to_have_value("Call Ana")


def lose_the_first_answer(board, how):
    """The server adds the task, and the page never hears of it."""

    def lose(route):
        if lost or "preview=1" in route.request.post_data:
            return route.continue_()
        lost.append(route.fetch(max_redirects=0))
        return how(route)

    lost = []
    board.route("**/tasks/add/", lose)


LOST = "It may not be saved. Try again; it will not be added twice."
NO_ANSWER = "No answer came. Try again; it will not be added twice."


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (lambda route: route.abort(), NO_ANSWER),
        (lambda route: None, NO_ANSWER),
        (lambda route: route.fulfill(status=502), LOST),
    ],
    ids=["broken off", "timed out", "proxy"],
)
@pytest.mark.parametrize("reload", [False, True], ids=["again", "after a reload"])
def test_a_line_whose_answer_was_lost_is_added_once(board, ana, complaints, how, words, reload):
    complaints.allow("ERR_FAILED")
    complaints.allow("status of 502")
    # Not the eight seconds of the page, but long enough for the answers that do come.
    board.evaluate("""() => {
      const wait = AbortSignal.timeout.bind(AbortSignal);
      AbortSignal.timeout = () => wait(2000);
    }""")
    lose_the_first_answer(board, how)
    line(board).fill("Walk 30m")
    expect(chips(board)).to_have_count(1)
    board.keyboard.press("Enter")
    expect(board.locator("[data-note]")).to_have_text(words)
    expect(board.locator("#alert")).to_have_text(words)
    assert ana.tasks.count() == 1
    if reload:
        board.reload()
    expect(line(board)).to_have_value("Walk 30m")
    expect(chips(board)).to_have_count(1)
    line(board).press("Enter")
    expect(board.locator("[data-message-text]").first).to_contain_text("Walk is in Make time")
    expect(line(board)).to_have_value("")
    assert ana.tasks.count() == 1
    line(board).fill("Walk 30m")
    line(board).press("Enter")
    expect(board.locator("[data-task]")).to_have_count(2)


def test_signed_out_nothing_typed_is_lost(board, ana, complaints, settings):
    complaints.allow("status of 401")
    line(board).fill("Call Ana")
    expect(chips(board).first).to_be_visible()
    cookies = board.context.cookies()
    board.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    board.keyboard.press("Enter")
    expect(board.get_by_text("You were signed out. Sign in to continue.").first).to_be_visible()
    expect(line(board)).to_have_value("Call Ana")
    link = board.locator("[data-note]").get_by_role("link", name="Sign in")
    expect(link).to_have_attribute("href", "/accounts/login/?next=%2Fboard%2F")
    board.context.add_cookies(cookies)
    link.click()
    board.wait_for_url("**/board/")
    expect(line(board)).to_have_value("Call Ana")


def test_nobody_sees_what_somebody_else_typed(board, ben, live_server):
    from tests.browser.conftest import sign_in

    line(board).fill("Call Ana")
    expect(chips(board).first).to_be_visible()
    sign_in(board.context, ben, live_server.url)
    board.goto("/board/")
    expect(line(board)).to_have_value("")


def test_notes_are_kept_until_the_form_is_saved(page, ana):
    page.goto("/tasks/new/")
    page.get_by_label("Notes").fill("She likes maps")
    page.wait_for_function("() => Object.keys(localStorage).length > 0")
    page.reload()
    expect(page.get_by_label("Notes")).to_have_value("She likes maps")
    page.get_by_label("What is to be done").fill("Draw")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-message-text]")).to_contain_text("Draw is saved")
    page.goto("/tasks/new/")
    page.wait_for_function("() => Object.keys(localStorage).length === 0")
    expect(page.get_by_label("Notes")).to_have_value("")


def test_the_line_opens_anywhere_in_a_dialog(page, ana, people):
    page.goto("/contacts/")
    page.keyboard.press("n")
    expect(line(page)).to_be_focused()
    line(page).fill("Call Ana")
    expect(chips(page).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("n")
    expect(line(page)).to_have_value("Call Ana")
    expect(chips(page).first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("[data-message-text]")).to_contain_text("Call Ana is in Make time")
    assert page.url.endswith("/contacts/")


def test_where_there_is_a_line_the_key_leads_to_it(board):
    board.keyboard.press("n")
    expect(line(board)).to_be_focused()
    expect(board.get_by_role("dialog")).to_have_count(0)


def test_axe_finds_nothing_with_chips_and_chooser_open(open_page, ana, people, axe, each_look):
    page = open_page(ana, **each_look)
    page.goto("/tasks/add/?next=/board/")
    line(page).fill("Meet Sam about the job !urgent #hard 30m fri")
    expect(page.get_by_role("radio", name="Sam Lee")).to_be_visible()
    axe(page)
    line(page).press("Enter")
    expect(page.get_by_text("Choose who is meant by Sam.").first).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_the_phone_the_add_button_leads_to_the_line_and_back(open_page, ana, people):
    page = open_page(ana, NARROW)
    page.goto("/contacts/")
    page.get_by_role("link", name="Add a task").click()
    line(page).fill("Call Ana !urgent 30m")
    expect(chips(page).first).to_be_visible()
    for target in page.locator(".quick :is(button, a, .quick-choice):visible").all():
        box = target.bounding_box()
        assert box["height"] >= 44 and box["width"] >= 44, target.inner_text()
    page.get_by_role("button", name="More details").click()
    expect(page.get_by_label("What is to be done")).to_have_value("Call Ana")
    page.go_back()
    page.goto("/tasks/add/?next=/contacts/")
    line(page).fill("Call Ana")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("[data-message-text]")).to_contain_text("Call Ana is in Make time")
    assert Contact.objects.get(given_name="Ana").tasks.count() == 1


def test_the_first_letter_makes_room_and_nothing_moves_after_it(board):
    top = "document.querySelector('.board').getBoundingClientRect().top"
    line(board).press_sequentially("C")
    expect(board.locator("[data-quick-preview]")).to_be_visible()
    first = board.evaluate(top)
    line(board).press_sequentially("all Ana 30m")
    expect(chips(board)).to_have_count(3)
    assert board.evaluate(top) == first
