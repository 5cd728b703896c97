"""The engine with one safeguard taken out each time: the ledger has to turn red."""

import os
import signal

import pytest
from django.db import connection

from jobsearch.local.process import wait_for
from jobsearch.models import User
from tests.faults.runs import come_to_rest


def test_without_a_fence_the_ledger_finds_a_double(a_scene):
    scene = a_scene()
    with scene.workers(mutant="no_fence", points={"before sent": "kill"}):
        made = scene.come_to_an_end(20)
    assert len(made.doubled) == 1, made


def test_without_a_reaper_the_ledger_finds_what_is_stuck(a_scene):
    scene = a_scene()
    with scene.workers(mutant="no_reaper", points={"after claim": "kill"}):
        made = scene.come_to_an_end(5)
    assert made.stuck, made


def test_marked_before_it_is_sent_the_ledger_finds_a_loss(a_scene):
    scene = a_scene()
    with scene.workers(mutant="marked_before_sending", points={"after sent": "kill"}):
        scene.accepted(2)
        come_to_rest(scene.clock)
        made = scene.check()
    assert len(made.lost) == 1, made


@pytest.fixture
def without_unique_keys(transactional_db):
    """In this test's database two rows of the same may exist."""
    rules = """
        SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE contype = 'u' AND pg_get_constraintdef(oid)
            IN ('UNIQUE (dedupe_key)', 'UNIQUE (reminder_id, local_date, generation)')
    """
    with connection.cursor() as cursor:
        cursor.execute(rules)
        found = cursor.fetchall()
        assert len(found) == 2, found
        for table, name, _ in found:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE tasks_occurrence, tasks_outboundemail CASCADE")
        for table, name, rule in found:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule}")


def later_hour_after_the_mail(scene):
    """Somebody who had today's mail moves the hour on, twice: today needs no other mail."""
    with scene.workers(2):
        scene.accepted(3)
        come_to_rest(scene.clock)
        for hour in (9, 10):
            User.objects.update(digest_hour=hour)
            for user in User.objects.all():
                user.reminders.reschedule(scene.clock.now)
            scene.clock.set(scene.clock.now.replace(hour=hour, minute=0))
            scene.clock.step(minutes=5)
            wait_for(lambda: len(scene.server.log) > 3, 1)
            come_to_rest(scene.clock)
        return scene.check()


def test_without_unique_keys_the_ledger_finds_a_double(without_unique_keys, a_scene):
    made = later_hour_after_the_mail(a_scene())
    assert made.doubled, made


def test_with_them_a_later_hour_makes_no_second_mail_of_the_day(a_scene):
    made = later_hour_after_the_mail(a_scene())
    assert made.is_clean and made.accepted == 3, made


def stopped_in_the_middle_of_a_claim(scene, patience, **how):
    """One worker stands still with its rows locked. Returns the ledger then, and at the end."""
    patches = {"tasks.reminders.delivery.CLAIMED_AT_ONCE": 5}
    with scene.workers(2, points={"before claim": "stop"}, patches=patches, **how) as pool:
        wait_for(lambda: pool.reached("before claim"), 20)
        wait_for(lambda: len(scene.server.log) >= 15, patience)
        meanwhile = scene.check()
        os.kill(pool.reached("before claim"), signal.SIGKILL)
        return meanwhile, scene.come_to_an_end()


def test_without_skipping_locked_rows_the_ledger_finds_what_is_stuck(a_scene):
    meanwhile, _ = stopped_in_the_middle_of_a_claim(a_scene(20), 4, mutant="waits_for_locks")
    assert len(meanwhile.stuck) == 40, meanwhile  # each as an occurrence and as a mail


def test_with_it_a_worker_that_stands_still_holds_up_its_own_batch_only(a_scene):
    meanwhile, made = stopped_in_the_middle_of_a_claim(a_scene(20), 30)
    assert meanwhile.accepted == 15, meanwhile
    assert made.is_clean, made
