from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from tasks.models import Heartbeat, OutboundEmail
from tasks.reminders.outbox import database_now
from tests.factories import make_user


@pytest.fixture
def health(client):
    def ask():
        response = client.get("/healthz")
        return response.status_code, response.json()

    return ask


def make_mail(state, seconds_ago=0):
    now = database_now()
    number = OutboundEmail.objects.count()
    return OutboundEmail.objects.create(
        owner=make_user(),
        dedupe_key=f"mail {number}",
        message_id=f"<{number}>",
        mime=b"",
        state=state,
        next_attempt_at=now - timedelta(seconds=seconds_ago),
        deadline=now,
    )


def test_it_answers_anybody_and_says_that_all_is_well(health, db):
    assert health() == (
        200,
        {
            "database": "ok",
            "broker": "ok",
            "seconds_since_last_tick": None,
            "seconds_oldest_mail_is_overdue": None,
            "mails_in_doubt": 0,
            "mails_failed_today": 0,
        },
    )


def test_it_counts_what_went_wrong(health, db):
    Heartbeat.beat("tick", database_now() - timedelta(seconds=100))
    for state in ("in_doubt", "failed", "failed", "sent"):
        make_mail(state)
    old = make_mail("failed")
    OutboundEmail.objects.filter(pk=old.pk).update(created_at=database_now() - timedelta(days=2))
    make_mail("pending", seconds_ago=500)
    make_mail("pending", seconds_ago=-500)
    _, words = health()
    assert words["mails_in_doubt"] == 1
    assert words["mails_failed_today"] == 2
    assert 500 <= words["seconds_oldest_mail_is_overdue"] < 560
    assert 100 <= words["seconds_since_last_tick"] < 160


def test_a_second_beat_takes_the_place_of_the_first(db):
    now = database_now()
    Heartbeat.beat("tick", now - timedelta(seconds=9))
    Heartbeat.beat("tick", now)
    assert Heartbeat.objects.get().at == now


def test_a_broker_that_is_down_is_said_and_no_error(health, db, monkeypatch):
    from jobsearch.celery import app

    monkeypatch.setattr(app.conf, "broker_write_url", "redis+socket:///tmp/nobody.sock")
    monkeypatch.setattr(app.conf, "broker_url", "redis+socket:///tmp/nobody.sock")
    status, words = health()
    assert status == 200
    assert words["broker"].startswith("down")


def test_without_the_database_it_is_503(health, db, monkeypatch):
    def refuse(*args, **kwargs):
        raise DatabaseError

    with connection.execute_wrapper(refuse):
        assert health() == (503, {"database": "down"})


def test_it_is_cheap(client, db, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        client.get("/healthz")


def test_it_takes_no_posts(client, db):
    assert client.post("/healthz").status_code == 405
