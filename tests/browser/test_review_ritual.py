"""The four screens of a review in a browser: by keyboard, without script, in two windows."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from contacts.boxes import Box
from contacts.kinds import Kind
from contacts.models import Interaction
from jobsearch.models import User
from tasks.weeks import Week
from tests.factories import make_task


@pytest.fixture
def ana(transactional_db, ana):
    now = timezone.now()
    User.objects.filter(pk=ana.pk).update(date_joined=now - timedelta(days=60))
    today = ana.today(now)
    for kind in (Kind.EVENT, Kind.FOLLOWED_UP):
        Interaction.objects.create(owner=ana, day=today - timedelta(days=7), minutes=120, kind=kind)
    for title in ("Ring the agency", "Sort the old CVs"):
        make_task(ana, title, due_on=today - timedelta(days=14))
    ana.refresh_from_db()
    return ana


@pytest.fixture
def week(ana):
    """The last one: it can be reviewed on whatever day the tests run."""
    return Week.containing(ana.today(timezone.now()), ana.first_weekday).previous


@pytest.fixture
def address(week):
    return f"/review/{week.first.isoformat()}/"


def press(page, name):
    """Without a mouse."""
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


def walk(page, address, press):
    """From the first screen to the closed review."""
    page.goto(address)
    press(page, "Tidy 2 tasks")
    press(page, "Keep – Ring the agency")
    expect(page.get_by_role("heading", name="Sort the old CVs")).to_be_visible()
    press(page, "Let it go – Sort the old CVs")
    expect(page.get_by_text("That was all.")).to_be_visible()
    press(page, "Go on to Choose")
    page.get_by_label("In your own words").fill("Call instead of posting")
    press(page, "Add")
    expect(page.get_by_text("1 of 3 chosen")).to_be_visible()
    page.get_by_label("What is it for?").fill("Say the pitch aloud")
    press(page, "Book it")
    expect(page.get_by_text("2 of 3 chosen")).to_be_visible()
    press(page, "Go on to Close")
    page.get_by_label("What did I learn?").fill("Calls get answers")
    press(page, "Close the week")
    expect(page.get_by_role("heading", name="Closed on")).to_be_visible()


def on_the_board(page):
    page.goto("/board/")
    made = page.locator(f"#box-{Box.MAKE_TIME.value} .task-title")
    expect(made.filter(has_text="Call instead of posting")).to_have_count(1)
    expect(made.filter(has_text="Say the pitch aloud")).to_have_count(1)


def test_the_whole_review_by_keyboard_and_the_changes_are_on_the_board(open_page, ana, address):
    page = open_page(ana)
    walk(page, address, press)
    expect(page.get_by_text("Calls get answers")).to_be_visible()
    press(page, "Undo")
    expect(page.get_by_role("navigation", name="Review steps")).to_be_visible()
    on_the_board(page)


@pytest.mark.slow
def test_the_whole_review_without_script(open_page, ana, address):
    page = open_page(ana, java_script_enabled=False)
    walk(page, address, lambda page, name: page.get_by_role("button", name=name).click())
    on_the_board(page)


def test_without_script_another_step_keeps_what_is_typed(open_page, ana, address):
    page = open_page(ana, java_script_enabled=False)
    page.goto(f"{address}close/")
    page.get_by_label("What did I learn?").fill("Calls get answers")
    page.get_by_role("navigation", name="Review steps").get_by_text("Look").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your week")
    page.goto(f"{address}continue/")
    expect(page.get_by_label("What did I learn?")).to_have_value("Calls get answers")


def test_what_is_typed_is_kept_while_one_types_and_there_on_another_device(open_page, ana, address):
    page, phone = open_page(ana), open_page(ana)
    page.goto(f"{address}close/")
    page.get_by_label("What did I learn?").press_sequentially("Calls get answers")
    expect(page.get_by_text("Kept.")).to_be_visible()
    phone.goto(f"{address}continue/")
    expect(phone.get_by_label("What did I learn?")).to_have_value("Calls get answers")


def test_a_window_that_was_left_open_changes_nothing_of_a_closed_review(open_page, ana, address):
    late = open_page(ana)
    late.goto(f"{address}close/")
    late.get_by_label("What did I learn?").fill("Too late")
    other = Client()
    other.force_login(ana)
    said = {"close": 1, "without_block": 1, "learned": "Calls get answers"}
    assert other.post(f"{address}close/", said).status_code == 302
    press(late, "Close the week")
    said = late.locator("[data-message-text]")
    expect(said).to_have_text("This review is closed. Open it again to change it.")
    expect(late.get_by_text("Calls get answers")).to_be_visible()


@pytest.mark.slow  # test_every_page looks at them too, but for the problem
def test_the_steps_are_clean_in_each_look(open_page, axe, each_look, ana, address):
    page = open_page(ana, **each_look)
    for step in ("", "tidy/", "choose/", "close/"):
        page.goto(address + step)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    press(page, "Close the week")
    expect(page.get_by_text("There is a problem")).to_be_visible()
    axe(page)


def test_a_printed_review_has_no_steps_and_no_foot(open_page, ana, address):
    page = open_page(ana)
    page.goto(address)
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Review steps")).to_be_hidden()
    expect(page.locator(".review-foot")).to_be_hidden()
