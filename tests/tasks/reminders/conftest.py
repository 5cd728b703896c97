from datetime import timedelta

import pytest

from tasks.models import OutboundEmail, Reminder
from tasks.reminders import delivery, schedule
from tasks.reminders.database import database_now
from tests.factories import make_contact, make_task, make_user
from tests.tasks.reminders.smtp_server import SmtpServer


@pytest.fixture
def maya(db):
    """Somebody to whom mail may go at any hour of any day."""
    week = list(range(7))
    awake = {"quiet_from": 0, "quiet_until": 0, "working_days": week, "digest_days": week}
    return make_user("maya@example.com", name="Maya", **awake)


@pytest.fixture
def now(db):
    return database_now()


@pytest.fixture
def follow_up(maya, now):
    ana = make_contact(maya, "Ana", family_name="Ruiz")
    return make_task(maya, "Send the portfolio", contact=ana, due_on=maya.today(now))


@pytest.fixture
def fall_due(now):
    """The digest of this user is due this very moment, whatever the hour is."""

    def make(user, at=now):
        return Reminder.objects.create(
            owner=user, kind="digest", next_local_date=user.today(at), next_at=at
        )

    return make


@pytest.fixture
def waiting_mail(maya, follow_up, fall_due, now):
    """One digest, made and not sent yet."""
    fall_due(maya)
    schedule.materialise(now)
    schedule.enqueue(now)
    return OutboundEmail.objects.get()


@pytest.fixture
def server(settings):
    """A mail server whose faults can be chosen."""
    with SmtpServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        # A machine that stands still for a second is none of its faults.
        settings.EMAIL_TIMEOUT = settings.MAIL_ANSWER_SECONDS = 20
        yield server


@pytest.fixture
def send_due():
    return delivery.send_due


def make_it_time(mail, **changes):
    """Lets the pause of a mail be over."""
    past = database_now() - timedelta(seconds=1)
    OutboundEmail.objects.filter(pk=mail.pk).update(next_attempt_at=past, **changes)
