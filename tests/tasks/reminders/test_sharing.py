"""Several reminders of one person: which share a mail, how many, and in which order."""

from datetime import time, timedelta

import pytest

from tasks.models import Occurrence, OutboundEmail, Reminder
from tasks.reminders import delivery, outbox, schedule
from tests.factories import make_contact, make_task, make_user
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


def test_after_downtime_late_reminders_share_a_mail(
    maya, singles_due, run, fall_due, now, server, send_due
):
    late = now - timedelta(days=3)
    singles_due(maya, 3, late)
    make_task(maya, "Buy a shirt", due_on=maya.today(now))
    fall_due(maya, late)
    run()
    make_all_time()
    assert send_due() == 2  # and one daily e-mail for the three days
    assert set(Occurrence.objects.values_list("state", flat=True)) == {"sent", "superseded"}
    assert not Occurrence.objects.filter(reminder__kind="single").exclude(state="sent").exists()


def test_five_reminders_of_five_people_are_all_in_their_mail(
    maya, singles_due, run, server, send_due
):
    for number, task in enumerate(singles_due(maya, 5)):
        task.contact = make_contact(maya, f"Person{number}")
        task.save()
    run()
    assert send_due() == 1
    [body] = bodies(server)
    assert all(f"Errand 00{number}" in body for number in range(5))
    assert "()" not in body and "You set these reminders yourself" in body


def make_all_time():
    for mail in OutboundEmail.objects.all():
        make_it_time(mail)


def test_what_is_more_than_the_days_limit_comes_a_day_later(maya, singles_due, run, settings, now):
    settings.MAIL_MOST_A_DAY = 2
    singles_due(maya, 12)
    run()
    assert OutboundEmail.objects.count() == 2
    over = Occurrence.objects.filter(state="due", email=None)
    assert [each.due_at for each in over] == [now + timedelta(days=1)] * 2


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
