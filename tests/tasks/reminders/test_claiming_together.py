"""Several senders at once, on real connections: each mail belongs to one of them."""

import threading

import pytest
from django.db import OperationalError, connection, transaction

from tasks.models import OutboundEmail
from tasks.reminders import delivery, outbox
from tests.factories import make_task, make_user

State = OutboundEmail.State
pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_claim_at_once_get_different_mails(waiting_mail):
    holder, both = [], threading.Barrier(2)
    for number in range(19):
        waiting_mail.pk = None
        waiting_mail._state.adding = True
        waiting_mail.id = type(waiting_mail)._meta.pk.get_default()
        waiting_mail.dedupe_key = waiting_mail.message_id = f"mail {number}"
        waiting_mail.save(force_insert=True)

    def claim():
        both.wait()
        for _ in range(10):
            holder.extend(outbox.claim(2))
        connection.close()

    threads = [threading.Thread(target=claim) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    keys = [mail.pk for mail in holder]
    assert len(keys) == 20
    assert len(set(keys)) == 20


def test_a_claim_does_not_wait_for_a_mail_that_somebody_holds(waiting_mail):
    locked, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            OutboundEmail.objects.select_for_update().get(pk=waiting_mail.pk)
            locked.set()
            done.wait(10)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert locked.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 2000")
    assert outbox.claim(10) == []
    done.set()
    thread.join()


def test_two_senders_send_each_mail_once(server, fall_due, now):
    for _ in range(12):
        user = make_user(digest_days=list(range(7)))
        make_task(user, due_on=user.today(now))
        fall_due(user)
    both = threading.Barrier(2)

    def send():
        both.wait()
        delivery.turn()
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    delivery.turn()  # what a second one skipped because the first held it
    assert len(server.accepted) == 12
    assert len({recipient for recipient, _ in server.accepted}) == 12
    assert set(OutboundEmail.objects.values_list("state", flat=True)) == {State.SENT}


def test_what_the_server_said_is_recorded_when_the_database_is_back(
    waiting_mail, server, monkeypatch
):
    finish, refusals = outbox.finish, [OperationalError(), OperationalError()]

    def unsteady(*args):
        if refusals:
            raise refusals.pop()
        finish(*args)

    monkeypatch.setattr(outbox, "finish", unsteady)
    assert delivery.send_due() == 1
    waiting_mail.refresh_from_db()
    assert waiting_mail.state == State.SENT
    assert len(server.accepted) == 1
