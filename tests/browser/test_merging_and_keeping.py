import pytest
from playwright.sync_api import expect

from contacts.models import Interaction
from tests.browser.conftest import NARROW
from tests.factories import make_contact, make_organisation, make_task


@pytest.fixture
def twice(ana):
    """Priya typed in, and Priya from a file, each with something of her own."""
    place = make_organisation(ana, "Halden", is_target=True)
    typed = make_contact(ana, "Priya", family_name="Nair", emails=["priya@example.com"], level=2)
    brought = make_contact(
        ana, "Priya", family_name="Nair", emails=["PRIYA@example.com"], organisation=place
    )
    entry = Interaction.objects.create(
        owner=ana, day="2026-11-02", minutes=40, kind="conversation", direction="both"
    )
    entry.set_people([brought])
    make_task(ana, "Send the portfolio", contact=brought)
    return typed, brought


@pytest.mark.parametrize("scripted", [True, False])
def test_two_are_made_one_and_two_again(open_page, axe, ana, twice, scripted):
    page = open_page(ana, NARROW, java_script_enabled=scripted)
    page.goto("/contacts/")
    page.get_by_role("link", name="Is somebody listed twice?").click()
    expect(page.get_by_text("The same email:")).to_be_visible()
    page.get_by_role("link", name="Compare").click()
    expect(page.get_by_role("heading", name="Afterwards")).to_be_visible()
    if scripted:
        axe(page)
    page.get_by_role("button", name="Make them one").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Priya Nair")
    expect(page.get_by_role("link", name="Send the portfolio")).to_be_visible()
    assert ana.contacts.count() == 1
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-message-text]")).to_have_text("Undone. Priya Nair is listed again.")
    assert ana.contacts.count() == 2
    assert [one.tasks.count() for one in twice] == [0, 1]


@pytest.mark.parametrize("scripted", [True, False])
def test_what_is_kept_with_a_person_is_found_by_any_word(open_page, ana, twice, scripted):
    page = open_page(ana, java_script_enabled=scripted)
    page.goto(twice[0].get_absolute_url())
    card = page.locator("section", has=page.get_by_role("heading", name="Kept", exact=True))
    card.get_by_text("Keep this…").click()
    card.get_by_label("Link").fill("maps.example.com/atlas")
    card.get_by_label("Text").fill("She drew the harbour")
    card.get_by_role("button", name="Keep it").click()
    expect(page.locator("[data-message-text]")).to_have_text("maps.example.com is kept.")
    expect(card.get_by_role("link", name="maps.example.com")).to_be_visible()
    if scripted:
        page.keyboard.press("Control+k")
        page.keyboard.type("harbour")
        found = page.get_by_role("listbox", name="Found").get_by_role("option")
        expect(found.first).to_contain_text("maps.example.com")
        page.keyboard.press("Enter")
    else:
        page.goto("/search/?q=harbour")
        page.get_by_role("link", name="maps.example.com").click()
    expect(page.get_by_text("She drew the harbour")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-message-text]")).to_have_text("Undone. maps.example.com is kept.")
    assert ana.keepsakes.get().contact == twice[0]


def test_a_choice_in_the_list_of_organisations_is_saved_at_once(page, axe, ana, twice):
    place = ana.organisations.get()
    page.goto("/organisations/")
    wanted = page.get_by_label("How much I want it, Halden")
    wanted.focus()
    wanted.select_option("A lot")
    expect(page.locator("[data-message-text]")).to_have_text("Halden is saved.")
    expect(wanted).to_be_focused()
    place.refresh_from_db()
    assert place.motivation == 2
    axe(page)
    make_organisation(ana, "Northwind")
    page.reload()
    page.locator("li", has_text="Northwind").get_by_role("button").click()
    expect(page.get_by_label("How much I want it, Northwind")).to_be_visible()
