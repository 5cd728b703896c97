"""Postgres is restarted, cut off, away, full, or has no connection left."""

import signal
import time
from datetime import timedelta

import psycopg2
import pytest
from django.db import connection

from jobsearch.local import postgres
from jobsearch.local.process import wait_for
from tasks.models import OutboundEmail
from tests.faults.own_servers import OwnPostgres

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def own_postgres():
    server = OwnPostgres()
    yield server
    server.end()


@pytest.fixture
def database(own_postgres, transactional_db):
    with own_postgres.used():
        yield own_postgres
        for table in connection.introspection.django_table_names(only_existing=True):
            with connection.cursor() as cursor:
                cursor.execute(f'TRUNCATE "{table}" CASCADE')


def restart(database, number):
    connection.close()
    database.stop(number)
    database.start()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT], ids=["fast", "immediate"])
def test_restarted_in_the_middle_everything_goes_once(database, a_scene, number):
    scene = a_scene(people=30)
    with scene.workers(2) as pool:
        before = set(pool.pids)
        scene.accepted(5)
        restart(database, number)
        made = scene.come_to_an_end()
        assert pool.pids == before  # nobody gave up
    assert made.is_clean and made.accepted == 30, made


def test_cut_off_after_a_250_the_mail_is_in_doubt_at_worst(database, a_scene):
    scene = a_scene(people=1)
    cut = []

    def cut_off():
        if not cut:
            cut.append(1)
            database.stop(signal.SIGQUIT)

    scene.server.then["taken"] = cut_off
    with scene.workers():
        assert wait_for(lambda: cut and database.process.popen.poll() is not None, 20)
        connection.close()
        time.sleep(0.5)
        database.start()
        made = scene.come_to_an_end()
    assert made.is_clean and made.accepted == 1, made


def test_away_for_minutes_the_workers_wait_and_come_back(database, a_scene):
    scene = a_scene(people=10, length=timedelta(minutes=40))
    with scene.workers(2) as pool:
        before = set(pool.pids)
        connection.close()
        database.stop()
        time.sleep(3)  # half an hour by the clock of the database
        assert pool.pids == before
        database.start()
        made = scene.come_to_an_end()
        assert pool.pids == before
    assert made.is_clean and made.accepted == 10, made


THROW_OUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


def test_without_a_connection_left_the_workers_wait_for_one(database, a_scene):
    scene = a_scene(people=10)
    held = []
    with scene.workers(2) as pool:
        before = set(pool.pids)
        with connection.cursor() as cursor:
            cursor.execute(THROW_OUT)
        address = {"host": str(database.where.sockets), "user": postgres.NAME}
        try:
            with pytest.raises(psycopg2.OperationalError, match="too many|remaining"):
                while True:
                    held.append(psycopg2.connect(dbname=postgres.NAME, **address))
            time.sleep(1)
        finally:
            for one in held:
                one.close()
        made = scene.come_to_an_end()
        assert pool.pids == before
    assert made.is_clean and made.accepted == 10, made


FULL = """
    CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$;
    CREATE TRIGGER disk_is_full BEFORE UPDATE ON tasks_outboundemail
    FOR EACH ROW WHEN (NEW.state = '{}') EXECUTE FUNCTION disk_is_full();
"""
ROOM = "DROP FUNCTION IF EXISTS disk_is_full() CASCADE"


@pytest.mark.parametrize("state", ["claimed", "sending", "sent"])
def test_with_a_full_disk_nothing_is_called_sent_that_did_not_go_and_all_go_later(a_scene, state):
    scene = a_scene(people=5)
    with connection.cursor() as cursor:
        cursor.execute(FULL.format(state))
    try:
        with scene.workers(2) as pool:
            gone = 1 if state == "sent" else 0
            wait_for(lambda: len(scene.server.log) > gone, 1.5)
            sent = OutboundEmail.objects.filter(state="sent").count()
            assert sent <= len(scene.server.log) <= 2 * gone
            with connection.cursor() as cursor:
                cursor.execute(ROOM)
            made = scene.come_to_an_end()
            assert len(pool.pids) == 2
    finally:
        with connection.cursor() as cursor:
            cursor.execute(ROOM)
    assert made.is_clean and made.accepted == 5, made
