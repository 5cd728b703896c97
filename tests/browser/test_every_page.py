"""Every page of ours, as a person with data and as a new one, in each look."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tasks.weeks import Week
from tests.browser.conftest import LONG
from tests.factories import make_task

PUBLIC = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]
EMPTY = [
    "/",
    "/board/",
    "/contacts/",
    "/contacts/who/",
    "/contacts/told/",
    "/got-the-job/",
    "/organisations/",
    "/contacts/same/",
    "/kept/",
    "/import/",
    "/review/",
    "/review/year/",
    "/tasks/finished/",
    "/mails/",
]


@pytest.fixture
def pages(busy):
    contact = busy.contacts.order_by("level").first()
    task = busy.tasks.open().exclude(contact=None).first()
    done = busy.tasks.exclude(completed_at=None).first()
    entry = busy.interactions.first()
    place = busy.organisations.get()
    kept = busy.keepsakes.create(
        title=LONG[:190], text=LONG, link="https://example.com/" + LONG[:40]
    )
    asks = [busy.asks.create(contact=contact, rung=n, what=LONG[:190]) for n in (5, 7)]
    asks[0].make(done.completed_on)
    refused = make_task(busy, "Apply", kind="application", contact=contact)
    refused.say_no(timezone.now())
    busy.timers.start(busy, task, timezone.now())
    interview = make_task(busy, "Talk", kind="interview", contact=contact)
    made = {"what": LONG[:190], "today": done.completed_on}
    mine = busy.tasks.promise(busy, contact, **made).promise
    theirs = busy.promises.make(busy, contact, mine=False, **made)
    line = "coffee with Person 1 and Kim, I'll send the deck, she introduced me to Bo"
    brought = busy.contactimports.create(
        file_name=f"{LONG[:190]}.csv", format="linkedin", wanted_at=timezone.now()
    )
    week = Week.containing(busy.today(timezone.now()), busy.first_weekday)
    review = f"/review/{week.first}/"
    return [
        f"{review}numbers/", f"{review}named/", f"{review}share/?titles=on", "/review/?weeks=8",
        f"/promises/{mine.pk}/", f"/promises/{mine.pk}/end/", f"/promises/{theirs.pk}/",
        f"/log/?line={line}", "/log/?how=group", "/tasks/new/?kind=event",
        f"/contacts/{contact.pk}/?asks=all", f"/asks/new/?contact={contact.pk}&rung=7",
        *[f"/asks/{ask.pk}/" for ask in asks], f"/asks/{asks[1].pk}/edit/", "/settings/ladder/",
        "/", "/board/", "/welcome/", "/ready/", f"/tasks/{task.pk}/today/",
        "/tasks/new/", "/tasks/finished/",
        f"/tasks/{task.pk}/timer/stop/",
        f"/tasks/{task.pk}/", f"/tasks/{done.pk}/", f"/tasks/{task.pk}/edit/",
        f"/tasks/{task.pk}/move/", f"/tasks/{task.pk}/later/",
        "/tasks/add/?title=Meet+somebody+fri+30m", "/board/do-first/",
        "/board/?kind=networking&date=week",
        "/today/fits-next/", "/today/waiting/",
        "/log/", f"/log/?contact={contact.pk}", f"/log/?task={task.pk}&how=message",
        f"/log/{entry.pk}/edit/",
        "/contacts/", "/contacts/?q=person", "/contacts/?q=zzzzzz", "/contacts/new/",
        f"/contacts/{contact.pk}/", f"/contacts/{contact.pk}/edit/",
        f"/contacts/{contact.pk}/delete/",
        "/organisations/", "/organisations/new/", f"/organisations/{place.pk}/",
        f"/organisations/{place.pk}/edit/", f"/organisations/{place.pk}/delete/",
        f"/organisations/{place.pk}/merge/", "/contacts/same/",
        f"/contacts/{contact.pk}/merge/",
        f"/contacts/{contact.pk}/merge/?other={busy.contacts.order_by('level').last().pk}",
        "/kept/", f"/kept/{kept.pk}/", f"/kept/{kept.pk}/edit/",
        f"/kept/add/?contact={contact.pk}",
        "/contacts/who/", "/contacts/who/?rung=2", "/contacts/told/", "/contacts/?show=dormant",
        "/settings/rhythm/", "/got-the-job/", f"/tasks/{refused.pk}/", f"/tasks/{interview.pk}/",
        "/import/", f"/import/{brought.pk}/", "/review/", *review_steps(busy),
        "/review/targets/", "/settings/findings/",
        "/settings/", "/mails/", f"/mails/about/{contact.pk}/", "/help/", "/help/method/",
        "/help/keys/",
        "/review/year/",
        "/search/", "/search/?q=person", "/search/?q=zzzzzz",
        "/accounts/email/", "/accounts/password/change/",
    ]  # fmt: skip


def review_steps(user):
    week = Week.containing(user.today(timezone.now()), user.first_weekday).first.isoformat()
    return [f"/review/{week}/{step}/" for step in ("tidy", "choose", "close")]


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
        expect(page.locator(".error-summary")).to_be_focused()


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
