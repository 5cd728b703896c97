"""Row 36 of the screens' acceptance list: the ladder on somebody's page."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contacts.models import Ask, Interaction
from tests.factories import make_contact

STATES = re.compile(r"Ready|One step short|Too early|Yes, \w+ \d+ \w+|Yes, (today|yesterday)")


@pytest.fixture
def tomasz(ana):
    """In touch, with a promise of Ana's that waits and one yes."""
    today = ana.today(timezone.now())
    person = make_contact(ana, "Tomasz", level=2)
    for days in (31, 10, 1):
        entry = Interaction.objects.create(
            owner=ana, day=today - timedelta(days=days), minutes=20, kind="conversation",
            direction="both",
        )  # fmt: skip
        entry.set_people([person])
    ana.tasks.promise(ana, person, "Send the portfolio", today=today)
    ask = Ask.objects.create(owner=ana, contact=person, rung=3)
    ask.make(today - timedelta(days=9))
    ask.say("yes", today - timedelta(days=8))
    return person


def test_each_row_says_its_state_and_the_line_is_where_they_are(open_page, ana, tomasz, each_look):
    page = open_page(ana, **each_look)
    page.goto(f"{tomasz.get_absolute_url()}?asks=all")
    rows = page.locator(".ladder > li").all_inner_texts()
    line = rows.index("Tomasz is here: in touch")
    above, below = rows[:line], rows[line + 1 :]
    assert (len(above), len(below)) == (6, 4)
    assert all(re.search("One step short|Too early", row) for row in above)
    assert all(re.search("needs: (working trust|vouches)", row) for row in above)
    assert all(STATES.search(row) and "needs:" not in row for row in below)
    assert sum("Yes, " in row for row in below) == 1


def test_ask_anyway_works_on_every_row(page, ana, tomasz):
    page.goto(f"{tomasz.get_absolute_url()}?asks=all")
    rungs = page.locator(".ladder-row")
    addresses = [
        rungs.nth(number).get_by_role("link", name="Ask anyway", include_hidden=True)
        for number in range(rungs.count())
    ]
    assert len(addresses) == 10
    for link in [one.get_attribute("href") for one in addresses]:
        page.goto(link)
        page.get_by_role("button", name="Plan this ask").click()
        expect(page.locator(".undo-bar").last).to_contain_text("is planned, in Make time")
    assert ana.asks.filter(made_on=None).count() == 10


def test_an_ask_goes_from_the_row_to_its_answer(page, ana, tomasz, axe):
    page.goto(tomasz.get_absolute_url())
    row = page.locator(".ladder-row", has_text="Introduce me to a colleague")
    row.locator("summary").click()
    axe(page)
    row.get_by_role("link", name="Ask anyway").click()
    axe(page)
    page.get_by_label("Slightly").check(force=True)
    page.get_by_role("button", name="I have asked already").click()
    row.locator("summary").click()
    row.get_by_role("button", name="Yes").click()
    expect(row).to_contain_text("They said yes, today")
    ask = ana.asks.get(rung=5)
    assert (ask.gap, ask.outcome) == (2, "yes")
    page.get_by_role("button", name="Undo").last.click()
    expect(row).to_contain_text("Asked today, no answer yet")


def test_one_button_does_the_first_missing_step(page, tomasz):
    page.goto(tomasz.get_absolute_url())
    card = page.locator("#ladder")
    expect(card).to_contain_text("Keep a promise: send the portfolio")
    card.get_by_role("link", name="Send the portfolio first").last.click()
    expect(page.locator("h1")).to_have_text("Send the portfolio")


def test_the_settings_of_the_ladder_have_no_trouble(open_page, ana, each_look, axe):
    page = open_page(ana, **each_look)
    page.goto("/settings/ladder/")
    axe(page)
    page.get_by_label("Level 2").fill("Friendly")
    page.get_by_label("Level 2").press("Enter")
    expect(page.locator("body")).to_contain_text("Your levels and asks are saved")
    expect(page.get_by_label("Level 2")).to_have_value("Friendly")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
