"""Today in Chromium: everything it can show, with and without a script."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contacts.boxes import Box
from contacts.kinds import Kind
from tests.factories import make_contact, make_task, make_user

LONG = "Send the form that the agency asked for and which has a very long name " * 2


@pytest.fixture
def busy(db):
    """Somebody for whom Today has everything to show."""
    user = make_user("maya@example.com", name="Maya")
    today = user.today(timezone.now())
    for n, name in enumerate(("Ana", "Ben", "Lena")):
        person = make_contact(user, name)
        due = today - timedelta(days=n)
        make_task(user, f"Write to {name}", kind=Kind.FOLLOWED_UP, contact=person, due_on=due)
    make_task(user, "Interview", kind=Kind.INTERVIEW, due_on=today + timedelta(days=4))
    make_task(user, "Clothes", kind=Kind.TOOLS, must=True, needed_for="interview", estimate=45)
    make_task(user, LONG, due_on=today, box=Box.LET_GO)
    make_task(user, "Stories", feeling="put-off", estimate=45)
    make_task(user, "Boards", box=Box.DO_FIRST, repeat="day", due_on=today, estimate=10)
    return user


def urgent(page):
    return page.get_by_role("region", name="tasks look urgent now.")


def three(page):
    return page.get_by_role("region", name="Your three for today")


def test_today_is_clean_with_suggestions_and_with_a_full_day(open_page, axe, each_look, busy):
    page = open_page(busy, **each_look)
    page.goto("/")
    expect(urgent(page)).to_be_visible()
    expect(page.get_by_role("heading", name="Ready: 0%")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Make these my three").click()
    three(page).get_by_role("button", name="Done: Stories").click()
    expect(three(page).get_by_text("1 of 3 done")).to_be_visible()
    axe(page)
    other = busy.tasks.open().filter(chosen_for=None).first()
    page.goto(f"/tasks/{other.pk}/today/")
    expect(page.get_by_role("heading", name="Today is full. Swap with which?")).to_be_visible()
    axe(page)


def test_the_readiness_list_is_clean(open_page, axe, each_look, busy):
    page = open_page(busy, **each_look)
    page.goto("/ready/")
    axe(page)
    page.get_by_role("button", name="Put them on my board").click()
    page.goto("/ready/")
    expect(page.get_by_text("On your board").first).to_be_visible()
    axe(page)


@pytest.mark.parametrize("script", [True, False])
def test_a_day_from_the_suggestion_to_enough(open_page, busy, script):
    page = open_page(busy, java_script_enabled=script)
    page.goto("/")
    urgent(page).get_by_role("button", name="Move them to Do first and Keep it short").click()
    expect(page.get_by_text("Three tasks are in Do first now, one in Keep it short.").first
           ).to_be_visible()  # fmt: skip
    expect(urgent(page)).to_have_count(0)
    page.get_by_role("button", name="Make these my three").click()
    expect(page.get_by_role("heading", name="Three people, three tasks.")).to_be_visible()
    interview = busy.tasks.get(title="Interview")
    page.goto(f"/tasks/{interview.pk}/")
    page.get_by_role("button", name="Add to today").click()
    page.get_by_role("button", name="Stories").click()
    page.goto("/")
    expect(three(page).get_by_role("link", name="Interview")).to_be_visible()
    expect(three(page).get_by_role("link", name="Stories")).to_have_count(0)


def test_a_repeating_task_is_made_finished_and_made_again(page, ana):
    page.goto("/tasks/new/")
    page.get_by_label("What is to be done").fill("Look at the boards")
    page.get_by_label("Kind of work").select_option("research")
    expect(page.get_by_label("How long after")).to_be_hidden()
    page.get_by_label("Repeats").select_option("after")
    page.get_by_label("How long after").fill("2")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Look at the boards is saved, in Make time.").first).to_be_visible()
    task = ana.tasks.get()
    page.goto(f"/tasks/{task.pk}/")
    expect(page.get_by_text("2 weeks after you finish")).to_be_visible()
    page.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_text("The next one is on").first).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("is back in Make time").first).to_be_visible()
    assert ana.tasks.open().count() == 1


def test_what_is_pressed_on_a_phone_is_large_enough(open_page, busy):
    page = open_page(busy, {"width": 390, "height": 844})
    for address in ("/", "/ready/"):
        page.goto(address)
        small = page.evaluate(
            """() => [...document.querySelectorAll(
                ".reasons a, .looks-urgent button, .suggested label, .suggested button, " +
                ".ready-line label, main .form-actions button")]
                .filter((e) => e.getBoundingClientRect().height < 43.5)
                .map((e) => e.textContent.trim())"""
        )
        assert small == []


def test_after_a_rest_one_press_clears_what_waited_and_undo_brings_it_back(
    open_page, axe, each_look, busy
):
    busy.rest_mail(timezone.now() - timedelta(days=20))
    page = open_page(busy, **each_look)
    page.goto("/")
    card = page.get_by_role("region", name="Good to see you")
    expect(card.get_by_role("listitem")).to_have_count(2)
    axe(page)
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    card.get_by_role("button", name="Move it all to").click()
    expect(page.locator("#messages")).to_contain_text("Two tasks are on")
    expect(card).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#messages")).to_contain_text("Two tasks have their old date again.")


def test_a_rest_is_seen_and_ended_in_settings(open_page, axe, ana):
    ana.rest_mail(timezone.now(), until=ana.today(timezone.now()) + timedelta(days=7))
    page = open_page(ana)
    page.goto("/settings/")
    axe(page)
    page.get_by_role("button", name="Turn them on again").click()
    expect(page.locator("#messages")).to_contain_text("Your e-mails are on again.")
