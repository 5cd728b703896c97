"""Every page of ours, as a person with data and as a new one, in each look."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.boxes import Box
from contacts.kinds import Kind
from contacts.models import Interaction
from tasks.reminders.suppression import suppress
from tests.browser.conftest import in_two_looks
from tests.factories import make_contact, make_mail, make_organisation, make_task, make_user

LONG = "Donaudampfschifffahrtsgesellschaftskapitän " * 4
PUBLIC = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]
EMPTY = [
    "/",
    "/board/",
    "/contacts/",
    "/organisations/",
    "/import/",
    "/review/",
    "/tasks/finished/",
    "/mails/",
]


@pytest.fixture
def busy(db):
    """Somebody in the middle of a search, with a long name in every place."""
    user = make_user("maya@example.com", name="Maya", confirmed=False)
    now = timezone.now()
    today = user.today(now)
    place = make_organisation(user, LONG[:190], is_target=True)
    for n in range(3):
        person = make_contact(
            user,
            LONG[:100] if n == 0 else f"Person {n}",
            family_name="Wiśniewski",
            organisation=place,
            role=LONG[:150],
            emails=["somebody@example.com"],
            tags=["design", "Lisbon"],
            level=n,
        )
        for weeks in range(9):
            entry = Interaction.objects.create(
                owner=user,
                day=today - timedelta(days=7 * weeks + n),
                minutes=30 + 20 * n,
                kind=[Kind.EVENT, Kind.CONVERSATION, Kind.FOLLOWED_UP][n],
                channel=["group", "call", "email"][n],
                direction="from" if weeks == 1 else "to",
                notes=LONG if weeks == 0 else "",
            )
            entry.set_people([person])
        for box in Box:
            make_task(
                user,
                LONG[:190] if n == 0 else f"Task {n}",
                box=box,
                contact=person if n != 2 else None,
                due_on=today + timedelta(days=n - 1),
                estimate=15,
            )
    for _ in range(3):
        make_task(user, "Apply", kind=Kind.APPLICATION).complete(now)
    make_task(user, "Dropped").drop(now)
    for state, reason in (("sent", ""), ("failed", f"refused: 550 5.7.1 {LONG}"[:200])):
        mail = make_mail(user.tasks.open().exclude(contact=None).first(), state, reason=reason)
        for outcome in ("later", "refused"):
            mail.history.create(
                owner=user, at=now, phase="rcpt", outcome=outcome, detail=LONG, worker="w"
            )
    suppress(user.email, "bounced", LONG, now)
    return user


@pytest.fixture
def pages(busy):
    contact = busy.contacts.order_by("level").first()
    task = busy.tasks.open().exclude(contact=None).first()
    done = busy.tasks.exclude(completed_at=None).first()
    entry = busy.interactions.first()
    place = busy.organisations.get()
    return [
        "/", "/board/", "/welcome/", "/ready/", f"/tasks/{task.pk}/today/",
        "/tasks/new/", "/tasks/finished/",
        f"/tasks/{task.pk}/", f"/tasks/{done.pk}/", f"/tasks/{task.pk}/edit/",
        f"/tasks/{task.pk}/move/", f"/tasks/{task.pk}/later/",
        "/tasks/add/?title=Meet+somebody+fri+30m", "/board/do-first/",
        "/board/?kind=networking&date=week",
        "/log/", f"/log/?contact={contact.pk}", f"/log/?task={task.pk}&how=message",
        f"/log/{entry.pk}/edit/", f"/log/{entry.pk}/delete/",
        "/contacts/", "/contacts/?q=person", "/contacts/?q=zzzzzz", "/contacts/new/",
        f"/contacts/{contact.pk}/", f"/contacts/{contact.pk}/edit/",
        f"/contacts/{contact.pk}/delete/",
        "/organisations/", "/organisations/new/", f"/organisations/{place.pk}/",
        f"/organisations/{place.pk}/edit/", f"/organisations/{place.pk}/delete/",
        "/import/", "/review/", "/settings/", "/mails/", "/help/", "/help/method/", "/help/keys/",
        "/search/", "/search/?q=person", "/search/?q=zzzzzz",
        "/accounts/email/", "/accounts/password/change/",
    ]  # fmt: skip


def look_over(page, axe, address):
    page.goto(address)
    axe(page)
    assert page.locator("h1").count() == 1, address
    assert page.locator("main").count() == 1, address
    assert page.title().endswith("· Foothold"), address
    dangling = page.evaluate(
        """() => [...document.querySelectorAll("[aria-describedby],[aria-labelledby]")]
            .flatMap((e) => ((e.getAttribute("aria-describedby") ?? "") + " " +
                             (e.getAttribute("aria-labelledby") ?? "")).split(/\\s+/))
            .filter((id) => id && !document.getElementById(id))"""
    )
    assert dangling == [], address


@in_two_looks
def test_every_page_of_a_busy_person_is_clean(open_page, axe, each_look, busy, pages):
    page = open_page(busy, **each_look)
    for address in pages:
        look_over(page, axe, address)


def test_every_page_of_a_new_person_is_clean(open_page, axe, each_look, ana):
    page = open_page(ana, **each_look)
    for address in EMPTY:
        look_over(page, axe, address)


def test_every_signed_out_page_is_clean(open_page, axe, each_look):
    page = open_page(**each_look)
    for address in PUBLIC:
        look_over(page, axe, address)


def test_forms_with_errors_are_clean_and_say_so(open_page, axe, each_look, ana):
    page = open_page(ana, **each_look)
    for address in ("/tasks/new/", "/contacts/new/", "/organisations/new/", "/log/", "/import/"):
        page.goto(address)
        page.locator("main form[method=post] button[type=submit], main .btn-primary").last.click()
        page.wait_for_selector("[data-error-summary], .error-summary")
        axe(page)
        assert page.title().startswith("Error: "), address
        assert page.evaluate("document.activeElement.matches('.error-summary')"), address


def test_the_open_move_menu_is_clean(open_page, axe, each_look, busy):
    page = open_page(busy, **each_look)
    page.goto("/board/")
    page.locator(".task-handle").first.click()
    axe(page)


def test_nothing_scrolls_sideways_at_320_pixels(open_page, busy, pages):
    page = open_page(busy, {"width": 320, "height": 700})
    too_wide = []
    for address in [*pages, *PUBLIC]:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            too_wide.append(address)
    assert too_wide == []
