"""Logging what happened in a real browser: by mouse, by keyboard, on a phone, in one line."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.factories import make_contact

MOST_ACTS = 8


@pytest.fixture
def priya(ana):
    return make_contact(ana, "Priya", family_name="Nair")


@pytest.fixture
def today(ana):
    return ana.today(timezone.now())


class Hand:
    """Counts what somebody does: clicks, keys and fields filled."""

    def __init__(self, page):
        self.page, self.acts = page, 0

    def click(self, one):
        self.acts += 1
        one.click()

    def type(self, one, text):
        self.acts += 1
        one.fill(text)

    def press(self, keys):
        self.acts += 1
        self.page.keyboard.press(keys)


def tile(page, name):
    return page.locator(".kind-tile").filter(has_text=name)


def message(page):
    return page.locator("[data-message-text]").last


def test_two_clicks_log_with_todays_date_and_plan_the_next(page, ana, priya, today):
    page.goto(priya.get_absolute_url())
    tile(page, "Call").click()
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(message(page)).to_contain_text("Logged. Next follow-up:")
    entry = ana.interactions.get()
    assert (entry.day, entry.people.get()) == (today, priya)
    assert ana.tasks.open().get().due_on > today


def test_the_newest_is_first_in_the_timeline_and_undo_takes_it_out(page, ana, priya, today):
    due = today - timedelta(days=1)
    old = ana.tasks.plan_follow_up(ana, priya, due)
    page.goto(priya.get_absolute_url())
    tile(page, "Email").click()
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator("#timeline li").first).to_contain_text("You sent an email")
    expect(page.locator("#h-next")).not_to_contain_text("waiting")
    page.locator("[data-undo] button").click()
    expect(message(page)).to_contain_text("Undone.")
    expect(page.locator("#timeline li")).to_have_count(0)
    expect(page.locator("#h-next")).to_contain_text("waiting since yesterday")
    old.refresh_from_db()
    assert (old.due_on, old.is_open) == (due, True)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "390"])
def test_a_promise_and_a_next_follow_up_take_few_clicks(open_page, ana, priya, today, viewport):
    page = open_page(ana, viewport, has_touch=viewport is NARROW)
    page.goto(priya.get_absolute_url())
    hand = Hand(page)
    hand.click(tile(page, "Met"))
    hand.click(page.get_by_text("Promises", exact=True).first)
    hand.type(page.get_by_label("I promised to"), "send the deck")
    hand.click(page.locator(".pill").filter(has_text="2 weeks"))
    hand.click(page.get_by_role("button", name="Save", exact=True).first)
    expect(message(page)).to_contain_text("You promised it for")
    check_logged(ana, priya, today, hand, today + timedelta(days=14))


def test_the_same_by_the_keyboard(page, ana, priya, today):
    page.goto("/board/")
    hand = Hand(page)
    hand.press("Control+k")
    hand.type(page.get_by_role("combobox"), "log coffee with Priya 40m, I'll send the deck")
    expect(page.get_by_role("option").first).to_contain_text("Log: “coffee with Priya 40m, I'll")
    hand.press("Enter")
    expect(page.locator("#understood")).to_contain_text(
        "Understood: Met, with Priya Nair, 40 min, you promised: send the deck."
    )
    expect(page.get_by_role("button", name="Save", exact=True).first).to_be_focused()
    hand.press("Enter")
    expect(message(page)).to_contain_text("You promised it for")
    check_logged(ana, priya, today, hand, ana.working_day_after(today, 1))


def test_the_same_in_one_line_from_today(page, ana, priya, today):
    page.goto("/")
    hand = Hand(page)
    line = page.get_by_role("textbox", name="What happened?")
    hand.click(line)
    hand.type(line, "coffee with Priya 40m about her team, I'll send the deck")
    hand.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Log what happened")
    expect(tile(page, "Met").locator("input")).to_be_checked()
    expect(page.get_by_label("I promised to")).to_have_value("send the deck")
    expect(page.get_by_label("Who took part")).to_have_value("Priya Nair")
    assert not ana.interactions.exists()
    hand.click(page.get_by_role("button", name="Save", exact=True).first)
    expect(message(page)).to_contain_text("Logged. Next follow-up:")
    expect(line).to_have_value("")  # not kept as if it were still to be logged
    check_logged(ana, priya, today, hand, ana.working_day_after(today, 1))


def check_logged(ana, priya, today, hand, due_on):
    entry = ana.interactions.get()
    assert (entry.people.get(), entry.day) == (priya, today)
    assert ana.promises.get().what == "send the deck"
    assert ana.tasks.open().get(promise=None).due_on == due_on
    assert hand.acts <= MOST_ACTS, hand.acts


def test_the_command_menu_offers_to_log_a_line(page, ana, priya):
    page.goto("/board/")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("log coffee with Priya 40m")
    expect(page.get_by_role("option").first).to_contain_text("Log: “coffee with Priya 40m”")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Who took part")).to_have_value("Priya Nair")


def test_of_two_of_a_name_one_is_chosen(page, ana):
    lee = make_contact(ana, "Sam", family_name="Lee")
    make_contact(ana, "Sam", family_name="Ortiz")
    page.goto("/log/?line=call with Sam 20m")
    page.get_by_role("button", name="Save", exact=True).first.click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_contain_text("Choose who is meant by Sam.")
    summary.get_by_role("link").click()
    page.locator(".pill").filter(has_text="Sam Lee").click()
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(message(page)).to_contain_text("Logged.")
    assert ana.interactions.get().people.get() == lee


def test_an_entry_is_deleted_and_brought_back(page, ana, priya, today):
    page.goto(priya.get_absolute_url())
    tile(page, "Call").click()
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.locator("#timeline").get_by_role("link", name="Edit").click()
    page.get_by_role("button", name="Delete this entry").click()
    expect(message(page)).to_contain_text("is deleted")
    expect(page.locator("#timeline li")).to_have_count(0)
    page.locator("[data-undo] button").last.click()
    expect(page.locator("#timeline li").first).to_contain_text("You called")


def test_a_line_is_logged_without_javascript(open_page, ana, priya):
    page = open_page(ana, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("textbox", name="What happened?").fill("call with Priya 20m")
    page.get_by_role("button", name="Log it", exact=True).click()
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("Logged.")).to_be_visible()
    assert ana.interactions.get().minutes == 20


def test_the_filled_form_is_accessible(open_page, ana, priya, axe, each_look):
    for family in ("Lee", "Ortiz"):
        make_contact(ana, "Sam", family_name=family)
    page = open_page(ana, **each_look)
    page.goto("/log/?line=met Sam and Priya, she introduced me to Kim, I'll send the deck")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
