"""Large files in Chromium: lists that open on request, and the page that waits for the worker."""

import pytest
from django.db.models.functions import Now
from django.utils import timezone
from playwright.sync_api import expect

from contacts import waiting
from contacts.models import ContactImport
from contacts.views.imports import AT_ONCE
from tests.browser.test_import import choose_file, scrolls_sideways
from tests.contacts.bringing import csv, rows

LARGE = AT_ONCE + 100


@pytest.fixture
def large(tmp_path):
    file = tmp_path / "Connections.csv"
    file.write_bytes(csv(*rows(LARGE)))
    return file


def leave_to_the_worker(page, path):
    choose_file(page, path)
    page.get_by_role("button", name="Bring in the chosen people").click()
    page.get_by_role("heading", name="Bringing people in").wait_for()


def how_far(**fields):
    ContactImport.objects.update(heard_at=Now(), chosen_count=LARGE, **fields)


def test_a_page_left_open_shows_how_far_it_is_and_then_the_result(page, ana, large):
    leave_to_the_worker(page, large)
    bar = page.get_by_role("progressbar")
    expect(bar).to_have_accessible_name("Waiting for its turn.")
    how_far(done_count=450)
    expect(bar).to_have_accessible_name(f"450 of {LARGE}")
    expect(bar).to_have_attribute("value", "450")
    expect(page.locator("#status")).to_have_text(f"450 of {LARGE}")
    ContactImport.objects.update(heard_at=None)
    waiting.take_up(timezone.now())
    page.get_by_role("heading", name=f"{LARGE} people brought in").wait_for()
    page.get_by_role("button", name="Undo this import").click()
    page.get_by_role("heading", name="Import undone").wait_for()
    assert not ana.contacts.exists()


def test_it_is_left_come_back_to_and_cancelled(page, ana, large):
    leave_to_the_worker(page, large)
    page.goto("/contacts/")
    page.goto("/import/")
    page.get_by_role("link", name="See how far it is: Connections.csv").click()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("heading", name="Choose who to bring in").wait_for()
    expect(page.locator("[data-message]")).to_contain_text("Cancelled. Nobody was added")
    assert page.get_by_label("Bring in everybody new").is_checked()


def test_an_answer_that_comes_while_it_is_cancelled_does_not_take_its_place(page, ana, large):
    asked = []
    page.route("**/progress/*", lambda route: asked.append(route))
    with page.expect_request("**/progress/*"):
        leave_to_the_worker(page, large)

    def cancel(route):
        answer = route.fetch()  # with the page that it leads to, which says so once
        with page.expect_event("requestfinished"):
            asked[0].continue_()
        route.fulfill(response=answer)

    page.route("**/cancel/", cancel)
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("[data-message]")).to_contain_text("Cancelled. Nobody was added")


def test_without_javascript_a_link_tells_how_far_it_is(open_page, ana, large):
    page = open_page(ana, java_script_enabled=False)
    choose_file(page, large)
    page.get_by_role("button", name=f"Show all {LARGE}").click()
    page.get_by_label("First7 Last7 ").uncheck()
    page.get_by_role("button", name="Bring in the chosen people").click()
    waiting.take_up(timezone.now())
    page.get_by_role("link", name="See how far it is now").click()
    page.get_by_role("heading", name=f"{LARGE - 1} people brought in").wait_for()
    assert ana.contacts.count() == LARGE - 1


def test_a_long_list_is_opened_and_chosen_from(page, ana, tmp_path):
    file = tmp_path / "Connections.csv"
    file.write_bytes(csv(*rows(60)))
    choose_file(page, file)
    page.get_by_role("button", name="Show all 60").click()
    expect(page.locator("input[name=add]")).to_have_count(60)
    expect(page.locator("input[name=add]").first).to_be_focused()
    page.get_by_label("First7 Last7 ").uncheck()
    page.get_by_role("button", name="Bring in the chosen people").click()
    page.get_by_role("heading", name="59 people brought in").wait_for()


def test_the_pages_are_accessible_and_fit_on_a_phone(open_page, axe, ana, large, each_look):
    page = open_page(ana, **each_look)

    def look_over():
        axe(page)
        assert not scrolls_sideways(page)

    choose_file(page, large)
    look_over()
    page.get_by_role("button", name="Bring in the chosen people").click()
    page.get_by_role("heading", name="Bringing people in").wait_for()
    look_over()
    how_far(done_count=300)
    page.reload()
    look_over()
    page.goto("/import/")
    look_over()
    ContactImport.objects.update(attempts=3, wanted_at=None)
    page.goto(f"/import/{ana.contactimports.get().pk}/")
    page.get_by_role("heading", name="This file could not be brought in").wait_for()
    look_over()
