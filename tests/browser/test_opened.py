"""What pages fetch once somebody looks at it."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import make_contact, make_mail, make_task
from tests.tasks.test_followups import log


def test_the_mails_about_somebody_come_when_they_are_opened(page, ana):
    contact = make_contact(ana, "Priya")
    make_mail(make_task(ana, contact=contact))
    page.goto(contact.get_absolute_url())
    expect(page.locator(".mails")).to_have_count(0)
    page.get_by_text("E-mails about this person").click()
    expect(page.locator(".mails li")).not_to_have_count(0)


def test_names_are_suggested_once_the_fields_for_them_are_opened(page, ana):
    contact = make_contact(ana, "Priya")
    page.goto(contact.get_absolute_url())
    expect(page.locator("#people option")).to_have_count(0)
    page.get_by_text("Day, minutes, people, purpose").click()
    expect(page.locator("#people option")).to_have_count(1)


def test_a_search_keeps_the_numbers_of_the_lists(page, ana):
    make_contact(ana, "Priya")
    page.goto("/contacts/?q=priya")
    page.get_by_text("More lists").click()
    number = page.locator("#people-never")
    expect(number).to_have_text("1")
    page.get_by_role("searchbox").fill("nobody")
    expect(page.locator("[data-count]")).to_have_text("Nobody found")
    expect(number).to_have_text("1")


@pytest.mark.parametrize("script", [True, False])
def test_what_else_fits_next_comes_when_it_is_opened(open_page, ana, script):
    for number in range(5):
        person = make_contact(ana, f"Person {number}")
        log(ana, person, day=ana.today(timezone.now()))
    page = open_page(ana, java_script_enabled=script)
    page.goto("/")
    lines = page.get_by_role("region", name="What fits next").get_by_role("listitem")
    expect(lines).to_have_count(3)
    page.get_by_text("And 2 more").click()
    if not script:
        page.get_by_role("link", name="Show them").click()
        lines = page.get_by_role("main").get_by_role("listitem")
    expect(lines).to_have_count(5)
    lines.last.get_by_role("button", name="Not needed").click()
    expect(page.locator("#messages")).to_contain_text("Not needed")
