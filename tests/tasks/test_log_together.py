"""Two windows, or two people's hands on one log, at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from contacts import merging
from contacts.models import Interaction
from tasks.models import Task
from tests.factories import make_contact
from tests.tasks.test_log_entry import fields_to_change, log, logged
from tests.tasks.test_log_undo import delete

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY = NOW.date()
ROUNDS = 4

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_wednesday", "_first_days_hold"),
]


@pytest.fixture
def _wednesday():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def priya(ana):
    return make_contact(ana, "Priya")


def window(user):
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def together(*acts):
    """What each answers; a page that failed is named with its status."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(20)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        answers = list(pool.map(run, acts))
    assert [a.status_code for a in answers if getattr(a, "status_code", 302) >= 500] == []
    return answers


def test_logging_with_somebody_and_finishing_their_task(ana, priya):
    one, two = window(ana), window(ana)
    for _ in range(ROUNDS):
        task = ana.tasks.plan_follow_up(ana, priya, TODAY)
        together(
            lambda: log(one, contact=priya.pk),
            lambda pk=task.pk: two.post(reverse("tasks:done", args=[pk])),
        )
        task.refresh_from_db()
        assert not task.is_open


def test_logging_with_somebody_who_becomes_another(ana):
    one = window(ana)
    for number in range(ROUNDS):
        kept, gone = make_contact(ana, f"A{number}"), make_contact(ana, f"B{number}")
        ana.tasks.plan_follow_up(ana, kept, TODAY)
        together(
            lambda pk=kept.pk: log(one, contact=pk),
            lambda pair=(kept, gone): merging.merge(*pair, NOW),
        )
    assert ana.interactions.count() == ana.merges.count() == ROUNDS


def test_the_last_contact_is_the_last_whoever_writes_it_first(ana):
    days = ["2026-11-02", "2026-11-24", "2026-11-10"]
    windows = [window(ana) for _ in days]
    tasks = []
    for number in range(ROUNDS):
        person = make_contact(ana, f"P{number}")
        tasks = [Task(owner=ana, title=day, kind="asked", contact=person) for day in days]
        for task in tasks:
            task.add_to_box(task.box)
        together(
            *[
                lambda w=w, day=day, pk=task.pk: w.post(
                    reverse("tasks:done", args=[pk]), {"day": day}
                )
                for w, day, task in zip(windows, days, tasks, strict=True)
            ]
        )
        person.refresh_from_db()
        assert person.last_contact_on == date(2026, 11, 24)


def test_counting_anew_waits_for_whoever_counts(ana, priya):
    def add(day):
        entry = Interaction.objects.create(owner=ana, day=day, minutes=5, kind="asked")
        entry.set_people([priya])

    days = [date(2026, 11, number) for number in (2, 24, 10)]
    for _ in range(ROUNDS):
        together(*[lambda day=day: add(day) for day in days])
        priya.refresh_from_db()
        assert priya.last_contact_on == days[1]
        Interaction.objects.all().delete()


@pytest.mark.parametrize("name", ["log_undo", "interaction_delete"])
def test_an_entry_that_is_taken_back_twice_goes_once(ana, priya, name):
    one, two = window(ana), window(ana)
    for _ in range(ROUNDS):
        entry = logged(one, contact=priya.pk, again="fits", met="Lee", mine="send it")
        url = reverse(f"tasks:{name}", args=[entry.pk])
        together(lambda u=url: one.post(u), lambda u=url: two.post(u))
        assert ana.removals.filter(entry=entry.pk).count() == 1
        assert not ana.promises.exists()


def test_an_entry_is_changed_or_deleted(ana, priya):
    one, two = window(ana), window(ana)
    for _ in range(ROUNDS):
        entry = logged(one, contact=priya.pk, again="fits", mine="send it")
        sent = fields_to_change(one, entry) | {"notes": "Longer"}
        change, away = (
            reverse(f"tasks:interaction_{name}", args=[entry.pk]) for name in ("edit", "delete")
        )
        together(lambda u=away: one.post(u), lambda u=change, s=sent: two.post(u, s))
        assert not ana.interactions.exists()
        assert not ana.promises.exists()


def test_a_deletion_is_taken_back_once(ana, priya):
    one, two = window(ana), window(ana)
    entry = logged(one, contact=priya.pk, again="fits", mine="send it")
    for _ in range(ROUNDS):
        delete(one, entry)
        url = reverse("tasks:log_restore", args=[ana.removals.latest("created_at").pk])
        together(lambda u=url: one.post(u), lambda u=url: two.post(u))
        assert (ana.interactions.count(), ana.promises.count()) == (1, 1)


def test_a_promise_is_kept_once(ana, priya):
    one, two = window(ana), window(ana)
    for number in range(ROUNDS):
        task = ana.tasks.promise(ana, priya, f"send {number}", today=TODAY)
        close = reverse("tasks:promise_close", args=[task.promise_id])
        together(
            lambda u=close: one.post(u, {"outcome": "kept"}),
            lambda pk=task.pk: two.post(reverse("tasks:done", args=[pk])),
        )
    assert ana.interactions.count() == ROUNDS
    assert set(ana.promises.values_list("outcome", flat=True)) == {"kept"}
