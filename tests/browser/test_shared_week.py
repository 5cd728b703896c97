"""Sharing a week as both see it: its owner, and somebody with the link and nothing else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from contacts.kinds import Kind
from contacts.models import Interaction
from tasks.models import SharedWeek
from tests.browser.conftest import LONG
from tests.factories import make_contact, make_task


@pytest.fixture
def share_url(ana):
    now = timezone.now()
    today = ana.today(now)
    grace = make_contact(ana, "Grace", family_name="Ito")
    for minutes, kind in ((120, Kind.EVENT), (40, Kind.CONVERSATION)):
        entry = Interaction.objects.create(owner=ana, day=today, minutes=minutes, kind=kind)
        entry.set_people([grace])
    task = make_task(ana, f"Write to Grace Ito {LONG}"[:190], kind=Kind.APPLICATION)
    task.complete(now, minutes=90)
    monday = today - timedelta(days=today.weekday())
    return reverse("tasks:review_share", args=[monday.isoformat()])


def link_of(page):
    address = page.get_by_label("Link to send").input_value()
    return "/s/" + address.split("/s/")[1]


def seen(page):
    return page.locator("[data-shared-week]").inner_text()


def test_what_was_previewed_is_what_the_other_sees_until_it_is_stopped(
    open_page, axe, complaints, each_look, ana, share_url
):
    mine = open_page(ana, **each_look)
    mine.goto(share_url)
    axe(mine)
    assert "Grace" not in seen(mine)
    mine.get_by_label("With the titles of my tasks").check()
    mine.get_by_role("button", name="Look at it like that").click()
    mine.wait_for_url("**titles=on**")
    previewed = seen(mine)
    assert "Write to G. I." in previewed
    mine.get_by_role("button", name="Share this week").click()
    link = link_of(mine)
    axe(mine)

    theirs = open_page(None, java_script_enabled=True, **each_look)
    theirs.goto(link)
    axe(theirs)
    assert seen(theirs) == previewed
    assert theirs.title().endswith("· Foothold")
    assert theirs.context.cookies() == []
    assert theirs.locator("meta[name=robots]").get_attribute("content") == "noindex, nofollow"
    links = theirs.locator("a").evaluate_all("found => found.map((it) => it.getAttribute('href'))")
    assert links == ["#main"]

    theirs.get_by_label("Your note").fill("Well done. Talk on Friday?")
    theirs.get_by_role("button", name="Leave this note").click()
    theirs.get_by_text("A note was left").wait_for()
    axe(theirs)
    mine.reload()
    assert "Opened, first on" in mine.locator("main").inner_text()
    mine.goto("/review/")
    assert mine.get_by_text("Talk on Friday?").count() == 1

    mine.goto(share_url)
    mine.get_by_role("button", name="Stop sharing").click()
    mine.locator("[data-message-text]", has_text="The link has ended.").wait_for()
    complaints.allow("404")
    assert theirs.goto(link).status == 404
    axe(theirs)


def test_a_note_that_is_empty_is_asked_for_again(open_page, axe, complaints, ana, share_url):
    mine = open_page(ana)
    mine.goto(share_url)
    mine.get_by_role("button", name="Share this week").click()
    theirs = open_page(None)
    theirs.goto(link_of(mine))
    complaints.allow("422")
    theirs.get_by_role("button", name="Leave this note").click()
    theirs.get_by_text("There is a problem").wait_for()
    assert theirs.title().startswith("Error: ")
    axe(theirs)
    assert not SharedWeek.objects.exclude(note="").exists()


def test_without_script_a_week_is_shared_and_read(open_page, ana, share_url):
    mine = open_page(ana, java_script_enabled=False)
    mine.goto(share_url)
    mine.get_by_role("button", name="Share this week").click()
    theirs = open_page(None, {"width": 320, "height": 640}, java_script_enabled=False)
    theirs.goto(link_of(mine))
    assert "Where your hours went" in seen(theirs)
    theirs.get_by_label("Your note").fill("Keep going")
    theirs.get_by_role("button", name="Leave this note").click()
    expect(theirs.get_by_text("A note was left")).to_be_visible()
    theirs.wait_for_load_state()
    assert theirs.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_owner_who_looks_has_not_opened_it(open_page, ana, share_url):
    page = open_page(ana)
    page.goto(share_url)
    page.get_by_role("button", name="Share this week").click()
    page.goto(link_of(page))
    page.goto(share_url)
    assert page.get_by_text("Not opened yet.").is_visible()
