from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse

from jobsearch.celery import app
from jobsearch.local.process import wait_for
from tasks.models import Attempt, Heartbeat, MailServer, OutboundEmail, SuppressedAddress
from tasks.reminders.database import database_now
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
    # On a machine out of breath the broker may be slow to answer once; healthz says so, rightly.
    if not wait_for(lambda: health()[1]["broker"] == "ok", 60):
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=1)  # says all that it knows
    assert health() == (
        200,
        {
            "database": "ok",
            "broker": "ok",
            "seconds_since_last_tick": None,
            "seconds_oldest_mail_is_overdue": None,
            "mails_waiting": 0,
            "mails_in_doubt": 0,
            "mails_failed_today": 0,
            "account_mails_waiting": 0,
            "paused": False,
            "mail_server_closed_since": None,
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
    assert words["mails_waiting"] == 2
    assert words["mails_in_doubt"] == 1
    assert words["mails_failed_today"] == 2
    assert 500 <= words["seconds_oldest_mail_is_overdue"] < 560
    assert 100 <= words["seconds_since_last_tick"] < 160


def test_a_second_beat_takes_the_place_of_the_first(db):
    now = database_now()
    Heartbeat.beat("tick", now - timedelta(seconds=9))
    Heartbeat.beat("tick", now)
    assert Heartbeat.objects.get().at == now


def test_what_is_done_once_a_minute_is_not_done_sooner(db):
    now, minute = database_now(), timedelta(minutes=1)
    ahead = [0, 59, 60, 61, 125, 125 - 3600, 125 - 3599]  # at last the clock is put right
    done = [Heartbeat.is_time("all", now + timedelta(seconds=each), minute) for each in ahead]
    assert done == [True, False, True, False, True, True, False]


def test_a_broker_that_is_down_is_said_and_no_error(health, db, monkeypatch):
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
    with django_assert_max_num_queries(5):
        client.get("/healthz")


def test_it_takes_no_posts(client, db):
    assert client.post("/healthz").status_code == 405


@pytest.fixture
def in_trouble(db):
    now = database_now()
    Heartbeat.beat("tick", now - timedelta(seconds=100))
    make_mail("pending", seconds_ago=500)
    failed = make_mail("failed")
    for _ in range(3):
        Attempt.objects.create(
            owner=failed.owner, email=failed, at=now, phase="rcpt", code=451, outcome="later"
        )
    since = now - timedelta(hours=1)
    MailServer.objects.create(trouble="535 No", trouble_since=since, paused_at=now)
    SuppressedAddress.objects.create(address="maya@example.com", reason="bounced", at=now)


def test_it_says_that_mail_is_paused_and_since_when_the_server_is_in_trouble(health, in_trouble):
    _, words = health()
    assert words["paused"] is True
    assert words["mail_server_closed_since"].endswith("+00:00")


@pytest.fixture
def metrics(client, settings, in_trouble):
    settings.METRICS_TOKEN = "a token of the tests"

    def ask(token="a token of the tests"):
        return client.get("/metrics", headers={"Authorization": f"Bearer {token}"} if token else {})

    return ask


def test_prometheus_reads_the_same_figures(metrics):
    answer = metrics()
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    values = dict(line.split() for line in lines if not line.startswith("#"))
    assert values["foothold_mails_waiting"] == "1"
    assert values["foothold_mails_failed_day"] == "1"
    assert values["foothold_sending_paused"] == values["foothold_mail_server_closed"] == "1"
    assert 500 <= int(values["foothold_oldest_overdue_seconds"]) < 560
    assert len(lines) == 3 * len(values)


@pytest.mark.parametrize("token", ["", "another"])
def test_metrics_need_the_token(metrics, token):
    assert metrics(token).status_code == 401


def test_without_a_token_in_the_settings_there_are_no_metrics(metrics, settings):
    settings.METRICS_TOKEN = ""
    assert metrics("").status_code == 404


@pytest.fixture
def staff(client, db):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


def test_the_page_for_staff_says_it_in_words(staff, in_trouble):
    page = staff.get(reverse("admin:tasks_mailserver_changelist")).text
    assert "535 No" in page
    assert "resume_sending" in page
    assert "<td>later</td><td>rcpt</td><td>451</td><td>3</td>" in page


def test_the_page_for_staff_of_a_new_place_is_empty_and_calm(staff):
    page = staff.get(reverse("admin:tasks_mailserver_changelist")).text
    assert "no trouble known" in page


def test_staff_without_the_permission_do_not_see_it(client, db):
    client.force_login(make_user(is_staff=True))
    assert client.get(reverse("admin:tasks_mailserver_changelist")).status_code == 403


def test_staff_see_half_of_an_address_that_rests(staff, in_trouble):
    row = SuppressedAddress.objects.get()
    for page in ("changelist", "change"):
        args = [row.pk] if page == "change" else []
        text = staff.get(reverse(f"admin:tasks_suppressedaddress_{page}", args=args)).text
        assert "ma…@example.com" in text
        assert "maya@example.com" not in text
