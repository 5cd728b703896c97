"""Orders of events in which a reminder was once lost, or went to somebody who had stopped it."""

import threading
from datetime import time, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, transaction

from jobsearch.models import User
from tasks.models import Occurrence, OutboundEmail, Reminder
from tasks.reminders import delivery, fence, occasions, outbox, pause, schedule, writing
from tasks.reminders.database import database_now
from tasks.reminders.smtp import Outcome, Phase, Result
from tests.factories import make_task, make_user
from tests.tasks.reminders import kinds


def single(user, task, at):
    task.remind_at(user.today(at), time(0))
    Reminder.objects.filter(task=task).update(next_at=at)


def bodies(server):
    return "\n".join(raw.decode() for _, raw in server.accepted)


def go(now):
    schedule.materialise(now)
    schedule.enqueue(now)


def test_late_single_in_a_digest_that_rests_is_still_sent(maya, server, now, fall_due):
    """Singles go while the regular mails rest (help/method#rest)."""
    User.objects.filter(pk=maya.pk).update(
        mail_rests_since=now - timedelta(days=3), last_seen_on=maya.today(now) - timedelta(days=17)
    )
    single(maya, make_task(maya, "Take the pills"), now - timedelta(hours=2))
    fall_due(maya, now - timedelta(hours=2))
    delivery.turn()
    delivery.turn()
    assert "Take the pills" in bodies(server)


def test_late_single_switched_off_is_not_in_the_digest(maya, server, now, fall_due):
    User.objects.filter(pk=maya.pk).update(reminders_on=False)
    make_task(maya, "Due today", due_on=maya.today(now))
    single(maya, make_task(maya, "Secret errand"), now - timedelta(hours=2))
    fall_due(maya, now - timedelta(hours=2))
    delivery.turn()
    assert "Secret errand" not in bodies(server)


def test_one_of_two_taken_back_after_writing_does_not_go(maya, server, now):
    one, two = make_task(maya, "Errand one"), make_task(maya, "Errand two")
    single(maya, one, now)
    single(maya, two, now)
    go(now)
    [mail] = outbox.claim(5)
    [letter] = writing.write([mail], database_now())
    two.forget_reminder()
    assert Occurrence.objects.get(reminder__task=two).state == "cancelled"
    assert writing.fence(letter) is False  # it holds b"Errand two"


def test_a_digest_brought_back_in_the_evening_goes(maya, server, now, fall_due):
    """Nothing at 8 (cancelled), hour moved to the evening, a task was added."""
    fall_due(maya)
    go(now)
    delivery.send_due()
    assert OutboundEmail.objects.get().state == "cancelled"
    make_task(maya, "Due today", due_on=maya.today(now))
    # 13 hours later
    OutboundEmail.objects.update(
        created_at=now - timedelta(hours=13), deadline=now - timedelta(hours=1)
    )
    Reminder.objects.filter(kind="digest").update(
        generation=1, next_at=now, next_local_date=maya.today(now)
    )
    delivery.turn()
    assert "Due today" in bodies(server)


def test_changing_settings_does_not_skip_the_digest_that_is_due(maya, now, fall_due):
    """The tick is a few seconds (or an outage) late; settings are saved in between."""
    make_task(maya, "Due today", due_on=maya.today(now))
    fall_due(maya, now - timedelta(seconds=20))
    maya.reminders.reschedule(now)  # any switch, also a one-click unsubscribe of another sort
    schedule.materialise(now)
    assert Occurrence.objects.filter(local_date=maya.today(now)).exists()


def test_a_single_whose_zone_was_unknown_for_an_hour_still_comes(maya, now):
    single(maya, make_task(maya, "Call"), now)
    User.objects.filter(pk=maya.pk).update(time_zone="Nowhere/Land")
    schedule.materialise(now)
    User.objects.filter(pk=maya.pk).update(time_zone="UTC")
    schedule.materialise(now + timedelta(hours=2))
    assert Occurrence.objects.count() == 1


def test_what_waits_during_a_pause_is_not_lost(maya, server, now):
    single(maya, make_task(maya, "Call"), now)
    pause.pause(now)
    delivery.turn()
    OutboundEmail.objects.update(
        created_at=now - timedelta(hours=25), deadline=now - timedelta(hours=1)
    )
    delivery.turn()
    pause.resume(now)
    delivery.turn()
    assert len(server.accepted) == 1


def test_made_before_a_day_of_downtime_and_never_tried_still_goes(maya, server, now):
    single(maya, make_task(maya, "Call"), now)
    go(now)
    OutboundEmail.objects.update(
        created_at=now - timedelta(hours=25),
        deadline=now - timedelta(hours=1),
        next_attempt_at=now - timedelta(hours=25),
    )
    delivery.turn()
    assert len(server.accepted) == 1


def test_a_mail_in_doubt_does_not_go_again_to_an_address_that_was_left(
    maya, waiting_mail, server, now
):
    [mail] = outbox.claim(1)
    writing.write([mail], now)
    OutboundEmail.objects.update(
        state="in_doubt", doubts=1, next_attempt_at=now - timedelta(seconds=1)
    )
    EmailAddress.objects.filter(user=maya).delete()
    User.objects.filter(pk=maya.pk).update(email="new@example.com")
    EmailAddress.objects.create(user=maya, email="new@example.com", verified=True, primary=True)
    delivery.turn()
    assert [to for to, _ in server.accepted] == []


@pytest.mark.django_db(transaction=True)
def test_a_reminder_taken_back_while_its_mail_is_made_does_not_go(server):
    user = make_user("k@example.com", quiet_from=0, quiet_until=0, working_days=list(range(7)))
    now = database_now()
    task = make_task(user, "Errand")
    single(user, task, now)
    schedule.materialise(now)
    made = threading.Event()

    def forget():
        made.wait(5)
        task.forget_reminder()
        connection.close()

    thread = threading.Thread(target=forget)
    thread.start()
    with transaction.atomic():  # enqueue, stopped just before its commit
        schedule._enqueue_batch(now)
        made.set()
        thread.join(1)
    thread.join(5)
    assert not thread.is_alive()  # the request is over: the person was told that it is taken back
    delivery.send_due()
    assert len(server.accepted) == 0


def test_a_late_250_is_evidence(waiting_mail, server, now):
    """The worker that took the 250 reports it after the mail was put back for its second try."""
    [mail] = outbox.claim(1)
    [letter] = writing.write([mail], now)
    assert writing.fence(letter)
    past = now - timedelta(seconds=1)
    OutboundEmail.objects.update(lease_until=past)
    outbox.reap()
    OutboundEmail.objects.update(next_attempt_at=past)
    outbox.settle()
    outbox.finish(mail, Outcome(Result.ACCEPTED, Phase.ANSWER, 250, "ok"))
    delivery.send_due()
    assert server.accepted == []


def test_a_doubt_at_the_deadline_is_not_called_unreachable(waiting_mail, now):
    [mail] = outbox.claim(1)
    writing.write([mail], now)
    OutboundEmail.objects.update(
        state="in_doubt",
        doubts=1,
        reason="",
        next_attempt_at=now - timedelta(seconds=1),
        deadline=now - timedelta(seconds=1),
    )
    outbox.settle()
    outbox.give_up()
    assert "could not be reached" not in OutboundEmail.objects.get().reason


def test_quiet_goes_not_to_somebody_who_switched_everything_off(maya, server, now):
    type(maya).objects.filter(pk=maya.pk).update(
        last_seen_on=maya.today(now) - timedelta(days=20), digest_hour=0
    )
    occasions.quiet(now)
    schedule.enqueue(now)
    type(maya).objects.filter(pk=maya.pk).update(
        digest_on=False, promises_on=False, events_on=False, review_on=False, reminders_on=False
    )
    delivery.send_due()
    assert server.accepted == []


def test_event_mail_does_not_name_somebody_deleted_after_it_was_written(maya, server, now):
    kinds.event(maya, now)
    kinds.fall_due(maya, "event", now)
    [mail] = outbox.claim(1)
    letters = writing.write([mail], database_now())
    maya.contacts.all().delete()
    assert letters == [] or writing.fence(letters[0]) is False


def test_a_wrong_sender_does_not_end_everybodys_mail(waiting_mail, server, settings):
    settings.DEFAULT_FROM_EMAIL = "Foothold"
    delivery.turn()
    assert OutboundEmail.objects.get().state == "pending"


def test_resting_person_is_not_told_switched_off_and_makes_no_rows(maya, server, now, fall_due):
    type(maya).objects.filter(pk=maya.pk).update(mail_rests_since=now)
    fall_due(maya)
    delivery.turn()
    rows = list(OutboundEmail.objects.values_list("state", "reason"))
    assert rows == []


def test_half_prepared_connection_recovers(waiting_mail):
    """`PREPARE fence` went through, `PREPARE taken` did not (a migration held tasks_attempt)."""
    with connection.cursor() as cursor:
        fence._prepared.discard(connection.connection)
        cursor.execute("DEALLOCATE ALL")
        cursor.execute(fence.PREPARE.split("PREPARE taken")[0])
    [mail] = outbox.claim(1)
    [letter] = writing.write([mail], database_now())
    assert writing.fence(letter)


def test_cancelled_before_the_pause_keeps_no_words(waiting_mail, now):
    [mail] = outbox.claim(1)
    writing.write([mail], now)
    outbox.put_back(mail)
    pause.pause(now)
    pause.resume(database_now(), database_now())
    row = OutboundEmail.objects.get()
    assert row.state == "cancelled"
    assert bytes(row.mime) == b""
