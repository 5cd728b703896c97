"""A worker that is killed in the middle of an import, with a real broker and a real beat."""

import io
import os
import signal

import pytest
from django.utils import timezone

from contacts import background, batches
from contacts.choices import Choices
from contacts.importers import linkedin
from contacts.models import ContactImport
from jobsearch.celery import app
from jobsearch.local.process import wait_for
from tests.contacts.bringing import csv, rows
from tests.factories import make_user

MANY = 10_000


@pytest.fixture
def ana(transactional_db):
    return make_user("ana@example.com")


def wanted(owner, count=MANY):
    reading = linkedin.read(io.BytesIO(csv(*rows(count))))
    batch = batches.keep_for_choosing(owner, "Connections.csv", reading)
    batch.ask_for(Choices(every=frozenset(["new"])).as_json(), timezone.now())
    return batch


def row(batch):
    return ContactImport.objects.defer("people", "outcome").get(pk=batch.pk)


def is_midway(batch):
    return 0 < row(batch).done_count < MANY


def kill(worker):
    os.killpg(worker.pid, signal.SIGKILL)
    worker.popen.wait(10)


def assert_in_once(ana, batch):
    assert wait_for(lambda: row(batch).imported_at is not None, 60)
    assert ana.contacts.count() == MANY
    assert len(set(ana.contacts.values_list("profile_key", flat=True))) == MANY


def test_a_worker_killed_midway_leaves_nothing_and_another_brings_all_in_once(processes, ana):
    worker = processes.worker()
    batch = wanted(ana)
    background.ring()
    assert wait_for(lambda: is_midway(batch), 60, pause=0.01)
    kill(worker)
    assert row(batch).imported_at is None
    assert not ana.contacts.exists()
    assert not ana.organisations.exists()
    app.control.purge()  # the broker has lost the message too
    processes.worker()
    processes.beat(every=1)
    assert_in_once(ana, batch)
    assert row(batch).attempts == 2


@pytest.mark.slow
def test_workers_that_all_die_of_it_give_it_up_and_nothing_is_in(processes, ana):
    processes.beat(every=1)
    batch = wanted(ana)
    for attempt in (1, 2, 3):
        worker = processes.worker()
        assert wait_for(lambda n=attempt: row(batch).attempts == n, 60, pause=0.01)
        kill(worker)
        assert not ana.contacts.exists()
    processes.worker()
    assert wait_for(lambda: row(batch).was_given_up, 60)
    assert not ana.contacts.exists()


@pytest.mark.slow
def test_two_workers_and_two_beats_bring_each_file_in_once(processes, ana):
    people = [ana, *(make_user(f"user{number}@example.com") for number in range(4))]
    files = [wanted(person) for person in people]
    for _ in range(2):
        processes.worker()
        processes.beat(every=1)
    for person, batch in zip(people, files, strict=True):
        assert_in_once(person, batch)
        assert row(batch).attempts == 1


@pytest.mark.slow
def test_without_celery_or_a_broker_the_command_does_the_same(processes, ana, tmp_path):
    batch = wanted(ana)
    broker = f"redis+socket://{tmp_path}/nobody.sock"
    processes.start("send_due", "django", "send_due", "--loop", TICK_SECONDS="1", BROKER_URL=broker)
    assert_in_once(ana, batch)
