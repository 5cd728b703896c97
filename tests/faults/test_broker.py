"""The broker is flushed, killed, full or away: mail is late by as long and one tick, no more."""

import time

import pytest

from jobsearch.cache import LimitsCache
from jobsearch.local.process import wait_for
from tasks.models import Heartbeat, OutboundEmail, Reminder
from tasks.reminders.database import database_now
from tests.factories import make_task, make_user
from tests.faults.own_servers import OwnValkey

pytestmark = pytest.mark.slow


@pytest.fixture
def broker():
    server = OwnValkey()
    yield server
    server.end()


@pytest.fixture
def at_work(processes, broker, inbox):
    """A real worker and a real beat."""
    processes.env |= {"BROKER_URL": broker.broker_url, "CACHE_URL": broker.cache_url}
    processes.worker()
    processes.beat(every=1)
    return processes


def due_now(name):
    now = database_now()
    user = make_user(f"{name}@example.com", digest_days=list(range(7)), review_on=False)
    make_task(user, due_on=user.today(now))
    Reminder.objects.create(owner=user, kind="digest", next_local_date=user.today(now), next_at=now)


def assert_once_each(inbox, *names):
    inbox.wait_for(len(names), 90)
    assert sorted(mail["To"] for mail in inbox.mails) == sorted(f"{n}@example.com" for n in names)
    # Its worker writes down that a mail is sent after the server has it.
    assert wait_for(lambda: states() == {("sent", 0)}, 60), states()


def states():
    return set(OutboundEmail.objects.values_list("state", "doubts"))


def ticks_go_on():
    since = database_now()
    return wait_for(lambda: Heartbeat.objects.filter(name="tick", at__gt=since).exists(), 60)


def test_a_broker_that_is_flushed_killed_and_empty_again_makes_mail_late_and_nothing_else(
    at_work, broker, inbox
):
    due_now("calm")
    assert_once_each(inbox, "calm")
    for _ in range(3):
        broker.ask("FLUSHALL")
        assert ticks_go_on()
    due_now("flushed")
    assert_once_each(inbox, "calm", "flushed")
    broker.kill()
    due_now("killed")
    time.sleep(3)  # the fault itself: so long it is away or full
    broker.start()
    assert_once_each(inbox, "calm", "flushed", "killed")
    assert ticks_go_on()
    assert all(process.is_alive() for process in at_work.started)


def test_a_full_broker_makes_mail_late_and_ends_nobody(at_work, broker, inbox):
    due_now("calm")
    assert_once_each(inbox, "calm")
    broker.ask("CONFIG", "SET", "maxmemory", "1")
    due_now("full")
    time.sleep(3)  # the fault itself: so long it is away or full
    broker.ask("CONFIG", "SET", "maxmemory", "0")
    assert_once_each(inbox, "calm", "full")
    assert ticks_go_on()
    assert all(process.is_alive() for process in at_work.started)


@pytest.mark.soak
def test_a_broker_that_is_away_for_ten_minutes_is_come_back_to_without_hands(
    at_work, broker, inbox
):
    due_now("calm")
    assert_once_each(inbox, "calm")
    broker.kill()
    due_now("away")
    time.sleep(600)  # the fault itself
    broker.start()
    assert_once_each(inbox, "calm", "away")
    assert ticks_go_on()
    assert all(process.is_alive() for process in at_work.started)


@pytest.mark.parametrize("trouble", ["full", "away"])
def test_pages_open_and_forms_are_taken_while_the_broker_is_in_trouble(
    broker, settings, client, db, monkeypatch, trouble
):
    monkeypatch.setattr(LimitsCache, "away_until", 0.0)
    settings.CACHES = {
        "default": settings.CACHES["default"]
        | {"LOCATION": broker.cache_url, "KEY_PREFIX": trouble}
    }
    make_user("ana@example.com", password="correct horse battery")
    if trouble == "full":
        broker.ask("CONFIG", "SET", "maxmemory", "1")
    else:
        broker.kill()
    assert client.get("/").status_code in (200, 302)
    answer = client.post(
        "/accounts/login/", {"login": "ana@example.com", "password": "correct horse battery"}
    )
    assert answer.status_code == 302, answer.content[:500]
    assert client.get("/").status_code == 200
