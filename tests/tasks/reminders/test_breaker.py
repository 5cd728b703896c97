"""Trouble that is not about one mail stops all of them for a while, and costs none an attempt."""

from datetime import timedelta

import pytest

from tasks.models import MailServer, OutboundEmail
from tasks.reminders import breaker, outbox, schedule
from tasks.reminders.database import database_now
from tests.factories import make_task, make_user
from tests.ports import free_port

State = OutboundEmail.State


@pytest.fixture
def three_mails(waiting_mail, fall_due, now):
    for _ in range(2):
        user = make_user(digest_days=list(range(7)))
        make_task(user, due_on=user.today(now))
        fall_due(user)
    schedule.materialise(now)
    schedule.enqueue(now)


def pause_is_over():
    MailServer.objects.update(closed_until=database_now() - timedelta(seconds=1))


@pytest.mark.usefixtures("three_mails")
def test_everybody_leaves_a_server_in_trouble_alone(server, send_due):
    server.says["greeting"] = "421 too busy"
    send_due()
    send_due()
    assert server.connections == 1
    assert outbox.claim(10) == []
    assert set(OutboundEmail.objects.values_list("state", "attempts")) == {(State.PENDING, 0)}


@pytest.mark.usefixtures("three_mails")
def test_one_mail_tries_whether_the_trouble_is_over(server, send_due):
    breaker.close("421 too busy")
    pause_is_over()
    assert len(outbox.claim(10)) == 1
    assert outbox.claim(10) == []  # the others wait for what it finds


@pytest.mark.usefixtures("three_mails")
def test_when_it_is_over_all_mails_go(server, send_due):
    server.says["mail"] = "421 going down"
    send_due()
    assert MailServer.objects.get().trouble == "421 going down"
    server.says["mail"] = "250 ok"
    pause_is_over()
    assert send_due() == 3
    row = MailServer.objects.get()
    assert (row.failures, row.closed_until, row.trouble, row.trouble_since) == (0, None, "", None)


def test_each_trouble_in_a_row_pauses_longer_up_to_ten_minutes(db, settings):
    settings.MAIL_BREAKER_SECONDS = 15
    pauses = []
    for _ in range(12):
        breaker.close("refused")
        pauses.append((MailServer.objects.get().closed_until - database_now()).total_seconds())
    assert 11 < pauses[0] <= 18 and 23 < pauses[1] <= 36
    assert 450 < pauses[-1] <= 720


def test_the_trouble_is_known_since_its_beginning(db):
    breaker.close("refused")
    since = MailServer.objects.get().trouble_since
    breaker.close("refused again")
    row = MailServer.objects.get()
    assert (row.trouble, row.trouble_since, row.failures) == ("refused again", since, 2)


def test_a_server_that_nobody_listens_at_is_trouble_too(waiting_mail, server, send_due, settings):
    settings.EMAIL_PORT = free_port()
    assert send_due() == 0
    waiting_mail.refresh_from_db()
    assert (waiting_mail.state, waiting_mail.attempts) == (State.PENDING, 0)
    assert MailServer.objects.get().failures == 1


def test_what_waited_until_it_was_of_no_use_is_given_up_with_the_reason(waiting_mail):
    OutboundEmail.objects.update(deadline=database_now() - timedelta(seconds=1))
    breaker.close("refused")
    outbox.give_up()
    waiting_mail.refresh_from_db()
    assert waiting_mail.state == State.FAILED
    assert waiting_mail.reason == "given up: the mail server could not be reached"
    assert waiting_mail.occurrences.get().state == "failed"
