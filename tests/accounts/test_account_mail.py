"""What happens to the mail of the account pages when broker, cache or mail server is away."""

import socket
import time
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from jobsearch import account_mail
from jobsearch.cache import LimitsCache
from jobsearch.celery import app
from jobsearch.models import AccountMail, User
from tests.factories import make_user
from tests.ports import free_port

NEW = {"email": "new@example.com", "password1": "seven green kettles", "time_zone": "UTC"}


@pytest.fixture
def no_broker(request, monkeypatch):
    """Nobody there; or somebody who takes the call and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1] if request.param == "silent" else free_port()
        url = f"redis://127.0.0.1:{port}/0"
        # In this order: what is put back of the second depends on the first.
        monkeypatch.setattr(app.conf, "broker_write_url", url)
        monkeypatch.setattr(app.conf, "broker_url", url)
        app._pool = app.amqp._producer_pool = None
        if request.param.endswith("too"):
            client = cache._cache
            monkeypatch.setattr(client, "_servers", [url])
            monkeypatch.setattr(client, "_pools", {})
        yield
    app._pool = app.amqp._producer_pool = None
    LimitsCache.away_until = 0.0


@pytest.fixture
def with_commits(monkeypatch):
    monkeypatch.setattr("django.db.transaction.on_commit", lambda run, *args, **kwargs: run())


@pytest.mark.parametrize(
    ("no_broker", "path"),
    [
        ("closed", "/accounts/password/reset/"),
        ("silent", "/accounts/signup/"),
        ("closed for the cache too", "/accounts/signup/"),
    ],
    indirect=["no_broker"],
)
def test_without_a_broker_pages_answer_soon_and_the_mail_goes_with_the_next_tick(
    client, db, no_broker, with_commits, path
):
    make_user("known@example.com")
    form = NEW if "signup" in path else {"email": "known@example.com"}
    before = time.monotonic()
    assert client.post(path, form).status_code == 302
    assert time.monotonic() - before < 6
    assert len(mail.outbox) == 0
    assert account_mail.send_waiting(timezone.now()) == 1
    assert mail.outbox[0].to == [form["email"]]
    assert not AccountMail.objects.exists()


def test_limits_on_tries_hold_in_each_process_while_the_cache_is_away(client, db, monkeypatch):
    monkeypatch.setattr(LimitsCache, "away_until", time.monotonic() + 60)
    make_user("known@example.com", password="seven green kettles")
    wrong = {"login": "known@example.com", "password": "wrong"}
    statuses = [client.post("/accounts/login/", wrong).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]


@pytest.fixture
def waiting(db):
    def make(recipient="maya@example.com"):
        return AccountMail.objects.create(recipient=recipient, subject="Hello", text="Hello")

    return make


@pytest.fixture
def server_says(monkeypatch):
    def set_up(error):
        def send(message):
            if error and message.to != ["good@example.com"]:
                raise error
            mail.outbox.append(message)

        monkeypatch.setattr("django.core.mail.message.EmailMessage.send", send)

    return set_up


def test_it_is_tried_again_later_and_later_and_given_up_after_a_day(waiting, server_says):
    server_says(ConnectionRefusedError())
    waiting()
    start, tried = timezone.now(), []
    for minutes in range(0, 25 * 60):
        now = start + timedelta(minutes=minutes)
        if AccountMail.objects.filter(next_attempt_at__lte=now).exists():
            account_mail.send_waiting(now)
            tried.append(minutes)
    assert tried[:6] == [0, 1, 2, 4, 9, 24]
    assert 25 < len(tried) < 35
    assert not AccountMail.objects.exists()


def test_an_address_that_is_refused_does_not_hold_up_the_next(waiting, server_says):
    server_says(SMTPRecipientsRefused({}))
    waiting(), waiting("good@example.com")
    assert account_mail.send_waiting(timezone.now()) == 1
    assert AccountMail.objects.get().attempts == 1


def test_without_a_server_only_one_waits_for_it(waiting, monkeypatch):
    tried = []

    def send(message):
        tried.append(message)
        raise TimeoutError

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", send)
    waiting(), waiting()
    account_mail.send_waiting(timezone.now())
    assert len(tried) == 1
    assert sorted(AccountMail.objects.values_list("attempts", flat=True)) == [1, 1]


def test_who_sends_it_holds_it(waiting, server_says):
    server_says(None)
    waiting()
    now = timezone.now()
    (held,) = account_mail._claim(now)
    assert account_mail.send_waiting(now) == 0
    assert account_mail.send_waiting(now + account_mail.HELD_FOR) == 1
    assert User.objects.count() == 0 and held.recipient == "maya@example.com"
