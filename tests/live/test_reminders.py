"""Real worker and beat processes, a real broker, a real mail server; nothing is mocked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobsearch.local.process import wait_for
from tasks.models import Heartbeat, Reminder
from tasks.reminders import schedule
from tests.factories import make_contact, make_task, make_user

EVERY_DAY = list(range(7))


@pytest.fixture
def ana(transactional_db):
    now = timezone.now()
    return make_user("ana@example.com", digest_days=EVERY_DAY, digest_hour=now.hour)


def digest_is_due(user):
    now = timezone.now()
    schedule.ensure_regular(now)
    day = user.today(now)
    Reminder.objects.filter(owner=user).update(next_local_date=day, next_at=now)


def wait_for_ticks(count):
    """Until the reminders have had this many more turns in which to do something wrong."""
    for _ in range(count):
        before = last_tick()
        assert wait_for(lambda before=before: last_tick() != before, 30)


def last_tick():
    return Heartbeat.objects.filter(name=Heartbeat.TICK).values_list("at", flat=True).first()


def test_two_workers_and_two_beats_send_a_digest_once(processes, inbox, ana):
    contact = make_contact(ana, "Grace", family_name="Hopper")
    make_task(ana, "Thank Grace", contact=contact, due_on=ana.today(timezone.now()))
    digest_is_due(ana)
    for _ in range(2):
        processes.worker()
        processes.beat()
    inbox.wait_for(1, 60)
    wait_for_ticks(3)
    [mail] = inbox.mails
    assert mail["To"] == "ana@example.com"
    assert "Grace" in mail.get_body(["plain"]).get_content()
    assert "Grace" in mail.get_body(["html"]).get_content()


def test_a_single_reminder_comes_although_the_first_worker_was_killed(processes, inbox, ana):
    processes.worker().popen.kill()
    task = make_task(ana, "Call the agency")
    now = timezone.now() - timedelta(seconds=1)
    schedule.remind(task, now.date(), now.time())
    processes.worker()
    processes.beat()
    [mail] = inbox.wait_for(1, 60)
    assert "Call the agency" in mail.get_body(["plain"]).get_content()
