"""The mail as a mail program shows it, and the pages its links lead to."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from tasks.models import Reminder
from tasks.reminders import delivery, links
from tasks.reminders.database import database_now
from tasks.reminders.links import Purpose
from tasks.weeks import Week
from tests.factories import make_contact, make_organisation, make_task
from tests.tasks.reminders import kinds


@pytest.fixture
def mail(transactional_db, ana, inbox):
    """The digest of somebody with one follow-up and another task, as it arrived."""
    now = database_now()
    place = make_organisation(ana, "Northwind")
    grace = make_contact(ana, "Grace", family_name="Hopper", organisation=place)
    make_task(ana, "Send the portfolio", contact=grace, due_on=ana.today(now), kind="followed-up")
    make_task(ana, "Buy a shirt", due_on=ana.today(now))
    Reminder.objects.create(owner=ana, kind="digest", next_local_date=ana.today(now), next_at=now)
    assert delivery.turn() == 1
    return inbox.mails[0]


@pytest.fixture
def open_mail(open_page, mail):
    def show(**options):
        page = open_page(**options)
        page.set_content(mail.get_body(("html",)).get_content())
        return page

    return show


def path_of(page, name):
    return urlsplit(page.get_by_role("link", name=name).first.get_attribute("href")).path


def widest(page):
    return page.evaluate("document.documentElement.scrollWidth")


def test_the_mail_is_clean_in_every_look(open_mail, axe, each_look):
    page = open_mail(**each_look)
    axe(page)
    page.set_viewport_size({"width": 320, "height": 700})
    assert widest(page) <= 320
    for link in page.locator("td.pbtn a, td.sbtn a").all():
        assert link.bounding_box()["height"] >= 44


def test_each_kind_of_mail_is_clean_in_every_look(
    transactional_db, ana, inbox, open_page, axe, each_look
):
    now = database_now()
    kinds.promise(ana, now, name="Wolfeschlegelstein" * 6, title="Send the " + "longword" * 20)
    for kind, prepare in kinds.PREPARE.items():  # in this order: the last one lets the others rest
        prepare(ana, now)
        kinds.fall_due(ana, kind, now)
        assert delivery.send_due() == 1
    page = open_page(**each_look)
    for letter in inbox.mails:
        page.set_viewport_size(each_look["viewport"])
        page.set_content(letter.get_body(("html",)).get_content())
        axe(page)
        page.set_viewport_size({"width": 320, "height": 700})
        assert widest(page) <= 320
        for link in page.locator("td.pbtn a, td.sbtn a").all():
            assert link.bounding_box()["height"] >= 44


def test_the_pages_behind_all_other_links_are_clean_in_every_look(open_mail, axe, each_look, ana):
    page = open_mail(**each_look)
    week = Week.containing(ana.today(database_now()), ana.first_weekday).first.isoformat()
    skip = reverse("tasks:mail_skip", args=[links.make(Purpose.SKIP, str(ana.pk), week)])
    paths = [
        (path_of(page, "Move everything to"), "Yes, move it"),
        (path_of(page, "pause these e-mails"), "Pause for a week"),
        (skip, "Skip it"),
        (path_of(page, "stop them"), "Stop the daily e-mail"),
    ]
    page.set_viewport_size({"width": 320, "height": 700})
    for path, button in paths:
        page.goto(path)
        axe(page)
        with page.expect_navigation():
            page.get_by_role("button", name=button).first.click()
        axe(page)
        assert widest(page) <= 320


def test_the_pages_behind_the_links_are_clean_in_every_look(open_mail, axe, each_look, complaints):
    complaints.allow("status of 404")
    page = open_mail(**each_look)
    names = ("Done with Grace", "Remind me in 2 days", "stop them")
    paths = [path_of(page, name) for name in names]
    for path in [*paths, "/f/nonsense/done/"]:
        page.goto(path)
        axe(page)
    page.goto(paths[1])
    page.get_by_label("On another day").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Confirm").click()
    axe(page)
    page.set_viewport_size({"width": 320, "height": 700})
    assert widest(page) <= 320
    page.goto(paths[0])
    with page.expect_navigation():
        page.get_by_role("button", name="Yes, it is done").click()
    axe(page)
    page.goto(paths[2])
    with page.expect_navigation():
        page.get_by_role("button", name="Stop the daily e-mail").click()
    axe(page)


def test_somebody_signed_out_finishes_a_follow_up_and_takes_it_back(open_mail, ana):
    page = open_mail()
    page.goto(path_of(page, "Done with Grace"))
    page.get_by_role("button", name="Yes, it is done").click()
    page.get_by_role("heading", name="That is done").wait_for()
    assert ana.interactions.count() == 1
    page.reload()  # shows it again and does nothing again
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("heading", name="Back on your list").wait_for()
    assert ana.interactions.count() == 0
    assert page.context.cookies() == []


def test_one_press_puts_it_off_by_two_days(open_mail, ana):
    page = open_mail()
    before = ana.tasks.get(title="Send the portfolio").due_on
    page.goto(path_of(page, "Remind me in 2 days"))
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("heading", name="We will remind you").wait_for()
    assert (ana.tasks.get(title="Send the portfolio").due_on - before).days == 2


def test_the_links_work_without_javascript(open_mail, ana):
    page = open_mail(java_script_enabled=False)
    path = path_of(page, "Done with Grace")
    page.goto(path)
    page.get_by_role("button", name="Yes, it is done").click()
    page.get_by_role("heading", name="That is done").wait_for()
    assert not ana.tasks.get(title="Send the portfolio").is_open
