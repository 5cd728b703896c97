from datetime import UTC, date, datetime, time, timedelta

import pytest

from tasks.models import Occurrence, OutboundEmail, Reminder
from tasks.reminders import schedule
from tests import factories
from tests.factories import make_task

WEDNESDAY = datetime(2026, 11, 25, 12, tzinfo=UTC)


def make_user(*names, **fields):
    """Somebody without the weekly invitation, so that each has one regular reminder at most."""
    return factories.make_user(*names, **({"review_on": False} | fields))


@pytest.fixture
def maya(maya):
    maya.review_on = False
    maya.save()
    return maya


@pytest.fixture
def run_at():
    def run(now):
        schedule.ensure_regular(now)
        schedule.materialise(now)
        schedule.enqueue(now)
        schedule.give_up_unconfirmed(now)

    return run


def at(text):
    return datetime.fromisoformat(text)


def states():
    return list(
        Occurrence.objects.order_by("local_date", "generation").values_list("local_date", "state")
    )


@pytest.mark.parametrize(
    ("zone", "before", "hour"),
    [
        ("Pacific/Auckland", "2026-11-25T07:59+13:00", "2026-11-25T08:00+13:00"),
        ("Europe/Lisbon", "2026-11-25T07:59+00:00", "2026-11-25T08:00+00:00"),
        ("America/St_Johns", "2026-03-09T07:59-02:30", "2026-03-09T08:00-02:30"),
    ],
)
def test_the_digest_falls_due_at_the_hour_where_the_person_is(db, run_at, zone, before, hour):
    make_user(time_zone=zone)
    run_at(at(before) - timedelta(hours=1))
    run_at(at(before))
    assert not OutboundEmail.objects.exists()
    run_at(at(hour))
    assert Occurrence.objects.get().due_at == at(hour)
    assert OutboundEmail.objects.get().next_attempt_at == at(hour)


def test_the_local_hour_stays_the_same_over_a_clock_change(db, run_at):
    make_user(time_zone="Europe/Lisbon", digest_days=[5, 6])
    run_at(at("2026-10-23T12:00+00:00"))
    run_at(at("2026-10-24T07:00+00:00"))  # Saturday 08:00 in summer time
    run_at(at("2026-10-25T07:30+00:00"))  # Sunday 07:30, now in winter time
    assert len(states()) == 1
    run_at(at("2026-10-25T08:00+00:00"))
    assert len(states()) == 2


def test_it_is_made_once_however_often_the_tick_comes(maya, run_at):
    run_at(WEDNESDAY)
    for _ in range(3):
        run_at(WEDNESDAY + timedelta(days=1))
    assert states() == [(date(2026, 11, 26), "due")]
    assert OutboundEmail.objects.count() == 1


def test_an_occurrence_made_by_a_tick_that_died_is_not_made_again(maya, run_at):
    run_at(WEDNESDAY)
    before = Reminder.objects.values("next_local_date", "next_at").get()
    run_at(WEDNESDAY + timedelta(days=1))
    Reminder.objects.update(**before)  # as if only the advance had been lost, or the clock set back
    run_at(WEDNESDAY + timedelta(days=1))
    assert len(states()) == 1
    assert OutboundEmail.objects.count() == 1


def test_days_that_were_not_chosen_have_no_mail(db, run_at):
    make_user(digest_days=[0])
    run_at(WEDNESDAY)
    for day in range(1, 8):
        run_at(WEDNESDAY + timedelta(days=day))
    assert states() == [(date(2026, 11, 30), "due")]


def test_after_three_days_of_downtime_one_mail_goes_and_the_others_are_on_record(maya, run_at):
    run_at(WEDNESDAY)
    run_at(WEDNESDAY + timedelta(days=3))
    assert states() == [
        (date(2026, 11, 26), "superseded"),
        (date(2026, 11, 27), "superseded"),
        (date(2026, 11, 28), "due"),
    ]
    assert OutboundEmail.objects.get().dedupe_key == f"digest:{maya.pk}:2026-11-28"


def test_coming_back_at_night_leaves_it_to_the_morning(maya, run_at):
    maya.quiet_from, maya.quiet_until = 21, 7
    maya.save()
    run_at(WEDNESDAY)
    run_at(at("2026-11-27T03:00+00:00"))
    assert states() == [(date(2026, 11, 26), "superseded")]
    run_at(at("2026-11-27T08:00+00:00"))
    assert states() == [(date(2026, 11, 26), "superseded"), (date(2026, 11, 27), "due")]


def test_coming_back_at_night_delays_a_weekly_digest_and_does_not_drop_it(db, run_at):
    make_user(digest_days=[3])
    run_at(WEDNESDAY)
    run_at(at("2026-11-27T03:00+00:00"))
    assert not OutboundEmail.objects.exists()
    run_at(at("2026-11-27T08:00+00:00"))
    assert states() == [(date(2026, 11, 26), "due")]
    assert OutboundEmail.objects.count() == 1


def test_a_digest_that_still_waits_becomes_part_of_the_next(maya, run_at):
    run_at(WEDNESDAY)
    run_at(WEDNESDAY + timedelta(days=1))
    run_at(WEDNESDAY + timedelta(days=2))
    assert states() == [(date(2026, 11, 26), "superseded"), (date(2026, 11, 27), "due")]


@pytest.mark.parametrize("state", ["sending", "in_doubt"])
def test_a_digest_that_may_have_gone_is_not_called_part_of_the_next(maya, run_at, state):
    run_at(WEDNESDAY)
    run_at(WEDNESDAY + timedelta(days=1))
    OutboundEmail.objects.update(state=state)
    run_at(WEDNESDAY + timedelta(days=2))
    assert states()[0] == (date(2026, 11, 26), "due")


def test_mail_waits_until_the_address_is_confirmed(db, run_at):
    user = make_user(confirmed=False)
    run_at(WEDNESDAY)
    run_at(at("2026-11-26T08:00+00:00"))
    assert not OutboundEmail.objects.exists()
    user.emailaddress_set.update(verified=True)
    run_at(at("2026-11-26T10:00+00:00"))
    assert OutboundEmail.objects.get().recipient == user.email


def test_an_address_that_stays_unconfirmed_cancels_the_digest_after_twelve_hours(db, run_at):
    user = make_user(confirmed=False)
    run_at(WEDNESDAY)
    run_at(at("2026-11-26T08:00+00:00"))
    run_at(at("2026-11-26T19:59+00:00"))
    assert states() == [(date(2026, 11, 26), "due")]
    run_at(at("2026-11-26T20:00+00:00"))
    assert Occurrence.objects.values_list("state", "reason").get() == (
        "cancelled",
        "address not confirmed",
    )
    user.emailaddress_set.update(verified=True)
    run_at(at("2026-11-26T20:01+00:00"))
    assert not OutboundEmail.objects.exists()


def test_confirming_another_address_is_not_enough(db, run_at):
    user = make_user(confirmed=False)
    user.emailaddress_set.create(email="other@example.com", verified=True)
    run_at(WEDNESDAY)
    run_at(at("2026-11-26T08:00+00:00"))
    assert not OutboundEmail.objects.exists()


def test_everybody_who_wants_it_has_a_digest_from_the_first_tick_on(db, django_assert_num_queries):
    wants, _, closed = make_user(), make_user(digest_on=False), make_user(is_active=False)
    make_user()
    with django_assert_num_queries(3):
        schedule.ensure_regular(WEDNESDAY)
    assert wants.reminders.get().next_at == at("2026-11-26T08:00+00:00")
    assert not closed.reminders.exists()
    assert Reminder.objects.count() == 2
    schedule.ensure_regular(WEDNESDAY)
    assert Reminder.objects.count() == 2


def test_a_new_hour_moves_the_next_digest(maya, run_at):
    run_at(WEDNESDAY)
    maya.digest_hour = 15
    maya.save()
    maya.reminders.reschedule(WEDNESDAY)
    assert maya.reminders.get().next_at == at("2026-11-25T15:00+00:00")


def test_a_later_hour_on_a_day_that_had_its_mail_sends_no_second_one(maya, run_at):
    run_at(at("2026-11-25T07:00+00:00"))
    run_at(at("2026-11-25T08:00+00:00"))
    OutboundEmail.objects.update(state="sent")
    Occurrence.objects.update(state="sent")
    maya.digest_hour = 15
    maya.save()
    maya.reminders.reschedule(at("2026-11-25T09:00+00:00"))
    run_at(at("2026-11-25T15:00+00:00"))
    assert states() == [(date(2026, 11, 25), "sent"), (date(2026, 11, 25), "superseded")]
    assert OutboundEmail.objects.count() == 1


def test_a_later_hour_on_a_day_that_had_nothing_to_say_asks_again(maya, run_at):
    run_at(at("2026-11-25T07:00+00:00"))
    run_at(at("2026-11-25T08:00+00:00"))
    OutboundEmail.objects.update(state="cancelled", reason="nothing due")
    Occurrence.objects.update(state="cancelled", reason="nothing due")
    maya.digest_hour = 15
    maya.save()
    maya.reminders.reschedule(at("2026-11-25T09:00+00:00"))
    run_at(at("2026-11-25T15:00+00:00"))
    assert OutboundEmail.objects.values_list("state", "reason").get() == ("pending", "")


def test_moving_to_another_zone_makes_no_second_mail_for_the_same_date(db, run_at):
    user = make_user(time_zone="Pacific/Auckland")
    run_at(at("2026-11-25T00:00+13:00"))
    run_at(at("2026-11-25T08:00+13:00"))
    OutboundEmail.objects.update(state="sent")
    user.time_zone = "Europe/Lisbon"
    user.save()
    user.reminders.reschedule(at("2026-11-25T09:00+13:00"))
    run_at(at("2026-11-25T08:00+00:00"))
    assert OutboundEmail.objects.count() == 1
    run_at(at("2026-11-26T08:00+00:00"))
    assert OutboundEmail.objects.count() == 2


def test_switching_the_digest_off_leaves_no_next_time(maya, run_at):
    run_at(WEDNESDAY)
    maya.digest_on = False
    maya.save()
    maya.reminders.reschedule(WEDNESDAY)
    assert maya.reminders.get().next_slot is None
    maya.digest_on = True
    maya.save()
    maya.reminders.reschedule(WEDNESDAY)
    assert maya.reminders.get().next_at == at("2026-11-26T08:00+00:00")


def test_a_reminder_of_a_task_goes_once_at_its_time_in_the_persons_zone(db, run_at):
    user = make_user(time_zone="America/New_York", digest_on=False)
    make_task(user).remind_at(date(2026, 11, 25), time(14, 30))
    run_at(at("2026-11-25T14:29-05:00"))
    assert not OutboundEmail.objects.exists()
    run_at(at("2026-11-25T14:30-05:00"))
    run_at(at("2026-11-26T14:30-05:00"))
    assert OutboundEmail.objects.count() == 1


def test_a_moved_reminder_takes_the_first_one_back(db, run_at):
    task = make_task(make_user(digest_on=False))
    task.remind_at(date(2026, 11, 25), time(14))
    run_at(at("2026-11-25T14:00+00:00"))
    task.remind_at(date(2026, 11, 25), time(16))
    run_at(at("2026-11-25T16:00+00:00"))
    assert list(Occurrence.objects.order_by("due_at").values_list("state", flat=True)) == [
        "cancelled",
        "due",
    ]
    assert Reminder.objects.count() == 1


def test_a_reminder_taken_back_is_not_mailed(db, run_at):
    task = make_task(make_user(digest_on=False))
    task.remind_at(date(2026, 11, 25), time(14))
    task.forget_reminder()
    run_at(at("2026-11-25T14:00+00:00"))
    assert not Occurrence.objects.exists()


def test_moving_to_another_zone_moves_a_reminder_that_is_to_come(db):
    user = make_user(time_zone="Europe/Lisbon")
    task = make_task(user)
    task.remind_at(date(2026, 11, 25), time(14))
    user.time_zone = "Pacific/Auckland"
    user.save()
    user.reminders.reschedule(WEDNESDAY)
    assert Reminder.objects.get(task=task).next_at == at("2026-11-25T14:00+13:00")


def test_one_row_that_cannot_be_worked_out_does_not_stop_the_others(maya, run_at):
    broken = make_user()
    run_at(WEDNESDAY)
    type(broken).objects.filter(pk=broken.pk).update(time_zone="Atlantis/Capital")
    run_at(WEDNESDAY + timedelta(days=1))
    assert Occurrence.objects.get().owner == maya
