import re

import pytest
from playwright.sync_api import expect

from contacts.models import Interaction
from tests.browser.conftest import NARROW
from tests.factories import make_contact, make_organisation, make_task

POLYGLOTS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "{{constructor.constructor('alert(1)')()}}",
    "</textarea><svg onload=alert(1)>",
]


@pytest.fixture
def people(ana):
    for name, level in [("Priya Nair", 2), ("Jan Wiśniewski", 1), ("Zoë Ångström", 4)]:
        given, family = name.split()
        make_contact(ana, given, family_name=family, level=level, tags=["design"] * (level > 1))
    return ana.contacts


def names(page):
    return page.locator("main .row-name")


def test_the_list_narrows_while_somebody_types(page, people):
    page.goto("/contacts/")
    page.evaluate("window.stayed = true")
    page.get_by_role("searchbox").press_sequentially("wisniewsky")
    expect(names(page)).to_have_text(["Jan Wiśniewski"])
    expect(page.locator("#status")).to_have_text("1 person")
    expect(page.get_by_role("searchbox")).to_be_focused()
    assert page.evaluate("window.stayed")
    expect(page).to_have_url(re.compile("q=wisniewsky"))
    page.go_back()
    expect(names(page)).to_have_count(3)


def test_lists_that_were_opened_stay_open_while_somebody_types(page, people):
    page.goto("/contacts/")
    page.locator("summary", has_text="More lists").focus()
    page.keyboard.press("Enter")
    first = page.get_by_role("link", name="Long quiet")
    expect(first).to_be_focused()
    page.get_by_role("searchbox").press_sequentially("pri")
    expect(names(page)).to_have_text(["Priya Nair"])
    expect(first).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_the_last_of_many_fast_searches_wins(page, people, complaints):
    for event in ["htmx:sendAbort", "htmx:afterRequest"]:  # how htmx says that it gave one up
        complaints.allow(event)
    page.goto("/contacts/")
    held = []
    page.route("**/contacts/?q=zo&*", lambda route: held.append(route))
    box = page.get_by_role("searchbox")
    with page.expect_request("**/contacts/?q=zo&*"):
        box.fill("zo")
    box.fill("pri")
    expect(names(page)).to_have_text(["Priya Nair"])
    for route in held:
        route.continue_()
    page.wait_for_load_state("networkidle")
    expect(names(page)).to_have_text(["Priya Nair"])


def test_a_tag_and_an_order_are_applied_when_chosen(page, people):
    page.goto("/contacts/")
    page.get_by_role("search").get_by_label("Tag").select_option("design")
    expect(names(page)).to_have_text(["Priya Nair", "Zoë Ångström"])
    page.get_by_label("Sort by").select_option("How well you know each other")
    expect(names(page)).to_have_text(["Zoë Ångström", "Priya Nair"])
    page.get_by_role("link", name="Going cold").click()
    expect(page.get_by_text("Nobody is going cold")).to_be_visible()
    expect(page).to_have_url(re.compile("tag=design"))


def test_a_person_is_added_by_keyboard_alone(page, ana):
    page.goto("/contacts/new/")
    page.get_by_label("First name").focus()
    page.keyboard.type("Priya")
    while not page.evaluate("document.activeElement.matches('[name=level]')"):
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Priya")
    assert ana.contacts.get().level == 2


def test_enter_in_a_field_never_means_add_anyway(page, ana):
    make_contact(ana, "Priya", emails=["priya@example.com"])
    page.goto("/contacts/new/")
    page.get_by_label("First name").fill("P")
    page.get_by_label("Email addresses").fill("priya@example.com")
    page.get_by_label("First name").press("Enter")
    expect(page.get_by_text("You already have Priya")).to_be_visible()
    page.get_by_label("First name").press("Enter")
    expect(page.get_by_text("You already have Priya")).to_be_visible()
    assert ana.contacts.count() == 1
    page.get_by_role("button", name="Add anyway").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("P")


def test_the_summary_leads_to_the_levels(page, people):
    person = people.get(given_name="Priya")
    page.goto(f"/contacts/{person.pk}/")
    page.locator("summary", has_text="Change").click()
    page.evaluate("document.querySelector('[name=level]:checked').value = '9'")
    page.locator(".card:has([name=level])").get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Choose one of the six levels.").click()
    expect(page.locator("[name=level]:focus")).to_have_count(1)


@pytest.mark.parametrize("scripted", [True, False])
def test_the_life_of_a_contact(open_page, people, scripted, ana):
    page = open_page(ana, NARROW, java_script_enabled=scripted)
    person = people.get(given_name="Priya")
    task = make_task(ana, "Send the portfolio", contact=person)
    page.goto("/contacts/")
    names(page).filter(has_text="Priya").click()
    page.locator("summary", has_text="Change").click()
    page.locator("label.level", has_text="Working trust").click()
    page.locator(".card:has([name=level])").get_by_role("button", name="Save").click()
    expect(page.locator(".next-title", has_text="Working trust")).to_be_visible()
    page.get_by_role("button", name="Tomorrow").click()
    expect(page.get_by_text("Next follow-up, tomorrow")).to_be_visible()
    page.get_by_role("button", name="Archive").click()
    expect(names(page)).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Priya Nair")
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete Priya Nair").click()
    expect(names(page)).to_have_count(2)
    task.refresh_from_db()
    assert task.contact is None


def test_without_script_the_search_is_a_form(open_page, people, ana):
    page = open_page(ana, java_script_enabled=False)
    page.goto("/contacts/")
    page.get_by_role("searchbox").fill("angstrom")
    page.get_by_role("button", name="Show").click()
    expect(names(page)).to_have_text(["Zoë Ångström"])


def test_text_that_would_be_a_program_stays_text(page, ana):
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    for text in POLYGLOTS:
        place = make_organisation(ana, text, is_target=True, notes=text)
        person = make_contact(
            ana, text, family_name=text, role=text, organisation=place, known_note=text,
            tags=[text], notes=text, emails=['"<b>"@example.com'], phones=[text],
        )  # fmt: skip
        entry = Interaction.objects.create(
            owner=ana, day="2026-01-01", minutes=5, kind="followed-up", notes=text, purpose=text
        )
        entry.set_people([person, make_contact(ana, text)])
        make_task(ana, text, contact=person, purpose=text)
    for address in [
        "/contacts/", f"/contacts/?q={POLYGLOTS[1]}", "/organisations/", place.get_absolute_url(),
        *(f"/contacts/{person.pk}/{part}" for part in ["", "edit/", "delete/"]),
    ]:  # fmt: skip
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert page.locator("main script, main [onerror], main [onload], main img").count() == 0
