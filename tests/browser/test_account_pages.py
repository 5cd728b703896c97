"""Signing up and the settings, as they are in a browser."""

from playwright.sync_api import expect

from jobsearch.models import User


def test_the_time_zone_is_the_browsers_own_and_can_be_changed(open_page, db):
    page = open_page(timezone_id="Asia/Tokyo")
    page.goto("/accounts/signup/")
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")
    page.get_by_label("E-mail").fill("maya@example.com")
    page.get_by_label("Password").fill("seven green kettles")
    page.get_by_label("Time zone").select_option("Europe/Lisbon")
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url("**/welcome/")
    assert User.objects.get().time_zone == "Europe/Lisbon"


def test_an_error_leads_to_its_field_and_loses_nothing_that_was_typed(open_page, db):
    page = open_page(timezone_id="Asia/Tokyo")
    page.goto("/accounts/signup/")
    page.get_by_label("E-mail").fill("maya@example.com")
    page.get_by_label("Time zone").select_option("Europe/Lisbon")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Create account").click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error:")
    expect(page.get_by_label("E-mail")).to_have_value("maya@example.com")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Lisbon")
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Password")).to_be_focused()


def test_the_days_are_chosen_and_kept(page, ana):
    page.goto("/settings/")
    days = page.get_by_role("group", name="Working days")
    days.get_by_label("Monday").uncheck()
    days.get_by_label("Sunday").check()
    page.get_by_role("button", name="Save settings").click()
    expect(page.locator("#messages")).to_contain_text("Your settings are saved.")
    ana.refresh_from_db()
    assert ana.working_days == [1, 2, 3, 4, 6]


def test_the_theme_button_changes_the_colours_at_once(page):
    page.goto("/help/")
    page.get_by_role("button", name="Dark theme").first.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.wait_for_url("**/help/")


def test_nothing_stays_in_the_browser_after_signing_out(page, ana):
    page.goto("/contacts/")
    page.goto("/settings/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/")
    kept = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
    assert page.evaluate(kept) == []


def test_settings_with_errors_are_clean(page, axe):
    page.goto("/settings/")
    page.get_by_label("Hours a week").fill("0")
    page.get_by_role("button", name="Save settings").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    axe(page)
    dangling = """[...document.querySelectorAll('[aria-describedby]')].flatMap(
        e => e.getAttribute('aria-describedby').split(' ')
    ).filter(i => !document.getElementById(i))"""
    assert page.evaluate(dangling) == []
