"""What the review points out, its offers, and the shares of the week, by keyboard alone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contacts.boxes import Box
from contacts.kinds import Kind
from contacts.models import Interaction
from jobsearch.models import User
from tasks.review.presets import category_targets
from tests.factories import make_contact, make_task


@pytest.fixture
def noticed(ana):
    """Ana with a week in which A2 and A5 are to be said, and something to do about both."""
    now = timezone.now()
    User.objects.filter(pk=ana.pk).update(date_joined=now - timedelta(days=90))
    today = ana.today(now)
    for minutes, kind in [(150, Kind.EVENT), (30, Kind.FOLLOWED_UP)]:
        Interaction.objects.create(owner=ana, day=today, minutes=minutes, kind=kind)
    make_task(ana, kind=Kind.APPLICATION).complete(now, day=today, minutes=120)
    person = make_contact(ana, "Priya", family_name="Raman")
    make_task(ana, "Say hello again to Priya", kind=Kind.FOLLOWED_UP, contact=person)
    make_task(ana, "Design meetup", kind=Kind.EVENT, box=Box.MAKE_TIME)
    return ana


def test_what_is_pointed_out_is_clean_open_and_shut(open_page, axe, each_look, noticed):
    page = open_page(noticed, **each_look)
    page.goto("/review/")
    axe(page)
    for summary in page.locator(".finding-why summary").all():
        summary.click()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_offer_is_taken_and_taken_back_by_keyboard(open_page, noticed):
    page = open_page(noticed)
    page.goto("/review/")
    expect(page.locator(".review-points > li")).to_have_count(2)
    page.locator(".review-change .btn-primary").focus()
    page.keyboard.press("Enter")
    bar = page.locator(".undo-bar")
    expect(bar).to_contain_text("Say hello again to Priya")
    assert noticed.tasks.get(title="Say hello again to Priya").due_on
    bar.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".undo-bar")).to_contain_text("Undone")
    assert noticed.tasks.get(title="Say hello again to Priya").due_on is None


def test_a_purpose_is_typed_below_its_finding_and_an_empty_one_asked_for_again(
    open_page, axe, noticed
):
    page = open_page(noticed)
    page.goto("/review/")
    page.get_by_text("Write it down").press("Enter")
    page.get_by_label("What I want from it").press("Enter")
    page.wait_for_selector("[data-error-summary]")
    axe(page)
    assert page.title().startswith("Error: ")
    page.get_by_label("What I want from it").fill("Ask two designers about their teams")
    page.keyboard.press("Enter")
    expect(page.locator(".undo-bar")).to_contain_text("Design meetup: Ask two designers")
    assert noticed.tasks.get(title="Design meetup").purpose == "Ask two designers about their teams"


def test_shares_of_the_week_are_set_by_keyboard_and_the_sum_follows(open_page, axe, ana):
    page = open_page(ana)
    page.goto("/review/targets/")
    hard = page.get_by_label("Networking, hard part")
    hard.focus()
    page.keyboard.press("ArrowUp")
    total = page.locator("[data-target-sum]")
    expect(total).to_have_text("101")
    expect(page.locator("[data-target-rest]")).to_have_text("1 too much.")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(total).to_have_text("100")
    page.keyboard.press("Enter")
    expect(page.locator(".undo-bar")).to_contain_text("saved")
    ana.refresh_from_db()
    assert list(category_targets(ana).values())[:3] == [10, 16, 9]
    axe(page)


def test_without_script_the_rest_is_shared_out_by_the_server(open_page, ana):
    page = open_page(ana, java_script_enabled=False)
    page.goto("/review/targets/")
    page.get_by_label("Networking, hard part").fill("35")
    page.get_by_role("button", name="Save").click()
    too_much = "Together these are 120%, that is 20 too much for 100%."
    expect(page.get_by_text(too_much).first).to_be_visible()
    page.get_by_role("button", name="Share the rest out").click()
    expect(page.locator("[data-target-sum]")).to_have_text("100")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".undo-bar")).to_contain_text("saved")
    ana.refresh_from_db()
    assert ana.own_targets["networking, hard"] == 29
