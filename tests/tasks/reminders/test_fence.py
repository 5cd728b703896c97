"""What is decided in the last moment before a mail is handed over."""

from datetime import time, timedelta

import pytest

from tasks.models import OutboundEmail, Reminder
from tasks.reminders import schedule, writing
from tasks.reminders.database import database_now
from tests.factories import make_contact, make_task

State = OutboundEmail.State


@pytest.fixture
def meanwhile(server, monkeypatch, waiting_mail):
    """Does something while the server is thinking about the recipient, then sends what is due."""

    def run(change, send_due):
        class Changing(dict):
            def get(self, stage, default=None):
                if stage == "rcpt" and not done:
                    done.append(True)
                    changes.append(change)
                return super().get(stage, default)

        done, changes = [], []
        fence = writing.fence

        def changed(letter):
            while changes:
                changes.pop()()
            return fence(letter)

        server.says = Changing(server.says)
        monkeypatch.setattr(writing, "fence", changed)
        sent = send_due()
        assert done
        waiting_mail.refresh_from_db()
        return sent

    return run


def test_nothing_goes_when_the_only_task_is_done_at_the_last_moment(
    meanwhile, send_due, follow_up, server, waiting_mail, now
):
    assert meanwhile(lambda: follow_up.complete(now), send_due) == 0
    assert server.accepted == []
    assert (waiting_mail.state, waiting_mail.reason) == (State.CANCELLED, "nothing due")
    assert waiting_mail.occurrences.get().state == "cancelled"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda user: user.reminders.update(next_at=None), None),
        (lambda user: type(user).objects.update(digest_on=False), "switched off"),
        (lambda user: type(user).objects.update(is_active=False), "the account is closed"),
        (lambda user: user.emailaddress_set.update(verified=False), "address not confirmed"),
    ],
)
def test_the_persons_wishes_are_asked_at_the_last_moment(
    meanwhile, send_due, server, waiting_mail, maya, change, reason
):
    sent = meanwhile(lambda: change(maya), send_due)
    assert sent == len(server.accepted) == (reason is None)
    assert waiting_mail.reason == (reason or "")


def test_a_task_deleted_at_the_last_moment_is_not_mailed(
    meanwhile, send_due, follow_up, server, waiting_mail
):
    assert meanwhile(follow_up.delete, send_due) == 0
    assert waiting_mail.state == State.CANCELLED


@pytest.mark.usefixtures("waiting_mail")
def test_an_account_deleted_at_the_last_moment_gets_no_mail(send_due, server, maya, monkeypatch):
    # `meanwhile` looks at the mail afterwards, and here there is none.
    write = writing.write

    def write_and_delete(mails, at):
        letters = write(mails, at)
        maya.delete()
        return letters

    monkeypatch.setattr(writing, "write", write_and_delete)
    assert send_due() == 0
    assert server.accepted == []
    assert not OutboundEmail.objects.exists()


def test_a_mail_that_is_out_of_date_is_written_anew(
    meanwhile, send_due, follow_up, server, waiting_mail, maya, now
):
    make_task(maya, "Buy a shirt", due_on=maya.today(now))
    assert meanwhile(lambda: follow_up.complete(now), send_due) == 1
    [(_, raw)] = server.accepted
    assert b"Buy a shirt" in raw and b"portfolio" not in raw
    assert waiting_mail.attempts == 0


def test_a_person_deleted_at_the_last_moment_is_not_named(
    meanwhile, send_due, follow_up, server, waiting_mail
):
    assert meanwhile(follow_up.contact.delete, send_due) == 1
    assert b"Ana" not in server.accepted[0][1]


def test_a_new_address_gets_the_mail_and_the_old_one_does_not(
    meanwhile, send_due, server, waiting_mail, maya
):
    def move():
        maya.emailaddress_set.update(email="new@example.com")
        type(maya).objects.update(email="new@example.com")

    assert meanwhile(move, send_due) == 1
    [(recipient, raw)] = server.accepted
    assert recipient == "new@example.com"
    assert b"To: new@example.com" in raw


def test_a_reminder_moved_at_the_last_moment_waits_for_its_new_time(
    db, maya, server, send_due, now
):
    task = make_task(maya, contact=make_contact(maya))
    task.remind_at(maya.today(now), time(0))
    Reminder.objects.update(next_at=now)
    schedule.materialise(now)
    schedule.enqueue(now)
    task.remind_at(maya.today(now) + timedelta(days=2), time(9))
    assert send_due() == 0
    assert OutboundEmail.objects.get().state == State.CANCELLED
    assert Reminder.objects.get(task=task).next_at > database_now()


@pytest.fixture
def single(maya, now):
    task = make_task(maya, "Call the bank")
    task.remind_at(maya.today(now), time(0))
    Reminder.objects.update(next_at=now)
    schedule.materialise(now)
    schedule.enqueue(now)
    return task


def test_a_single_reminder_is_mailed(single, server, send_due):
    assert send_due() == 1
    assert b"Call the bank" in server.accepted[0][1]
    assert send_due() == 0


@pytest.mark.parametrize("change", ["complete", "drop"])
def test_a_closed_task_is_not_reminded_of(single, server, send_due, now, change):
    getattr(single, change)(now)
    assert send_due() == 0
    assert OutboundEmail.objects.get().state == State.CANCELLED


def test_a_deleted_task_is_not_reminded_of(single, server, send_due):
    single.delete()
    assert send_due() == 0
    assert OutboundEmail.objects.get().state == State.CANCELLED


def test_single_reminders_can_be_switched_off_alone(single, server, send_due, maya):
    type(maya).objects.update(reminders_on=False)
    assert send_due() == 0
    assert OutboundEmail.objects.get().reason == "switched off"
