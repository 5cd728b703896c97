"""A deployment in the middle of the morning: workers are asked to stop, tables are locked."""

import signal
import threading
import time

import pytest
from django.db import connection, transaction

from jobsearch.local.process import wait_for

pytestmark = pytest.mark.slow


def test_workers_that_are_asked_to_stop_finish_their_mail_and_the_next_ones_go_on(a_scene):
    scene = a_scene(people=24)
    with scene.workers(2, again=False, MAIL_LEASE_SECONDS=6000) as old:
        scene.accepted(3)
        for pid in sorted(old.pids):
            old.signal(pid, signal.SIGTERM)
        assert wait_for(lambda: not old.pids, 10)
        with scene.more_workers(2):
            made = scene.come_to_an_end()
    assert made.is_clean and made.accepted == 24, made
    assert made.doubts == 0, made  # nobody was cut off


def test_a_migration_that_locks_the_tables_costs_some_time_and_nothing_else(a_scene):
    scene = a_scene(people=24)

    def migrate():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE tasks_outboundemail, tasks_occurrence")
            cursor.execute("ALTER TABLE tasks_outboundemail ADD COLUMN new_one text")
            cursor.execute("ALTER TABLE tasks_outboundemail DROP COLUMN new_one")
            time.sleep(1)
        connection.close()

    with scene.workers(2):
        scene.accepted(3)
        migration = threading.Thread(target=migrate)
        migration.start()
        migration.join()
        made = scene.come_to_an_end()
    assert made.is_clean and made.accepted == 24, made
