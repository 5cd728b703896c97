"""Several reminders of one person: which share a mail, how many, and in which order."""

from datetime import time, timedelta

import pytest

from tasks.models import Occurrence, OutboundEmail, Reminder
from tasks.reminders import delivery, outbox, schedule
from tests.factories import make_task, make_user
from tests.tasks.reminders.conftest import make_it_time

State = OutboundEmail.State


@pytest.fixture
def singles_due(now):
    """So many tasks of this user have a reminder that falls due at this moment."""

    def make(user, count, at=now):
        tasks = [make_task(user, f"Errand {number:03}") for number in range(count)]
        for task in tasks:
            task.remind_at(user.today(now), time(0))
        Reminder.objects.filter(owner=user, kind="single").update(next_at=at)
        return tasks

    return make


@pytest.fixture
def run(now):
    def run():
        schedule.materialise(now)
        schedule.enqueue(now)

    return run


def bodies(server):
    return [raw.decode() for _, raw in server.accepted]


def test_reminders_of_one_minute_share_a_mail(maya, singles_due, run, server, send_due):
    singles_due(maya, 2)
    run()
    assert send_due() == 1
    [body] = bodies(server)
    assert "Errand 000" in body and "Errand 001" in body
    assert set(Occurrence.objects.values_list("state", flat=True)) == {"sent"}


def test_no_mail_holds_more_than_five(maya, singles_due, run):
    singles_due(maya, 12)
    run()
    sizes = sorted(mail.occurrences.count() for mail in OutboundEmail.objects.all())
    assert sizes == [2, 5, 5]


def test_nobody_waits_behind_the_hundred_of_somebody_else(
    maya, singles_due, run, now, fall_due, settings
):
    settings.MAIL_MOST_A_DAY = 100
    singles_due(maya, 100)
    other = make_user(digest_days=list(range(7)))
    make_task(other, due_on=other.today(now))
    fall_due(other)
    run()
    first = outbox.claim(2)
    assert {mail.owner_id for mail in first} == {maya.pk, other.pk}


def test_one_of_two_in_a_mail_that_is_done_is_left_out(
    maya, singles_due, run, server, send_due, now
):
    first, _ = singles_due(maya, 2)
    run()
    first.complete(now)
    assert send_due() == 1
    [body] = bodies(server)
    assert "Errand 000" not in body and "Errand 001" in body


def test_after_downtime_late_reminders_come_in_the_daily_mail(
    maya, singles_due, run, fall_due, now, server, send_due
):
    late = now - timedelta(days=3)
    singles_due(maya, 2, late)
    make_task(maya, "Buy a shirt", due_on=maya.today(now))
    fall_due(maya, late)
    run()
    assert send_due() == 1
    [body] = bodies(server)
    assert all(words in body for words in ("Errand 000", "Errand 001", "Buy a shirt"))
    assert set(Occurrence.objects.values_list("state", flat=True)) == {"sent", "superseded"}
    assert not Occurrence.objects.filter(reminder__kind="single").exclude(state="sent").exists()


def test_a_late_reminder_goes_alone_if_the_days_mail_has_gone(
    maya, singles_due, run, fall_due, now, server, send_due
):
    make_task(maya, "Buy a shirt", due_on=maya.today(now))
    fall_due(maya)
    run()
    assert send_due() == 1
    Reminder.objects.filter(kind="digest").update(
        next_local_date=maya.today(now), next_at=now, generation=1
    )
    singles_due(maya, 1, now - timedelta(hours=5))
    run()
    make_it_time(OutboundEmail.objects.get(kind="single"))
    assert send_due() == 1
    assert "Errand 000" in bodies(server)[1]


def test_what_is_more_than_the_days_limit_stays_on_today(
    maya, singles_due, run, settings, client, now
):
    settings.MAIL_MOST_A_DAY = 2
    tasks = singles_due(maya, 12)
    for task in tasks:
        task.plan_for(maya.today(now))
    run()
    assert OutboundEmail.objects.count() == 2
    over = Occurrence.objects.filter(state="superseded")
    assert [each.reason for each in over] == [schedule.TOO_MANY] * 2
    client.force_login(maya)
    assert client.get("/").content.decode().count("Errand 0") >= 12


def test_yesterdays_mails_do_not_count(maya, singles_due, run, settings, now):
    settings.MAIL_MOST_A_DAY = 1
    singles_due(maya, 1)
    run()
    OutboundEmail.objects.update(created_at=now - timedelta(hours=25))
    Reminder.objects.filter(kind="single").delete()
    singles_due(maya, 1)
    run()
    assert not Occurrence.objects.filter(state="superseded").exists()


def test_a_mail_that_is_tried_again_at_night_waits_for_the_morning(
    maya, waiting_mail, server, send_due, now
):
    hour = now.hour
    maya.quiet_from, maya.quiet_until = hour, (hour + 3) % 24
    maya.save()
    server.says["rcpt"] = "451 later"
    make_it_time(waiting_mail, created_at=now - timedelta(hours=2), deadline=now)
    send_due()
    waiting_mail.refresh_from_db()
    assert waiting_mail.state == State.PENDING
    morning = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=3)
    assert waiting_mail.next_attempt_at == morning
    assert waiting_mail.deadline > morning


def test_who_finds_more_than_one_can_claim_calls_for_help(waiting_mail, server, monkeypatch):
    monkeypatch.setattr(delivery, "CLAIMED_AT_ONCE", 1)
    rung = []
    assert delivery.send_due(ring=lambda: rung.append(True)) == 1
    assert rung == [True]


def test_who_finds_little_rings_for_nobody(waiting_mail, server):
    rung = []
    assert delivery.send_due(ring=lambda: rung.append(True)) == 1
    assert rung == []
