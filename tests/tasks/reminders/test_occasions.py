"""When mail that nobody set is due, and that it is found once."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from jobsearch.models import User
from tasks.models import Occurrence, Task
from tasks.reminders import occasions
from tests.factories import make_contact, make_task, make_user
from tests.tasks.reminders import kinds
from tests.tasks.reminders.kinds import utc

FRIDAY = date(2026, 11, 27)
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def maya(db):
    return make_user("maya@example.com", name="Maya", date_joined=utc(2026, 1, 5))


WRITTEN = utc(2026, 11, 2)


def promise(user, due_on, written=WRITTEN, **fields):
    task = make_task(user, due_on=due_on, is_promise=True, **fields)
    Task.objects.filter(pk=task.pk).update(created_at=written)
    return task


def found():
    rows = Occurrence.objects.order_by("due_at").values_list("reminder__kind", "local_date")
    return list(rows)


@pytest.mark.parametrize(
    ("due_on", "early", "late"),
    [
        (FRIDAY, utc(2026, 11, 26, 14, 59), utc(2026, 11, 26, 15)),
        (FRIDAY + timedelta(days=3), utc(2026, 11, 27, 14, 59), utc(2026, 11, 27, 15)),  # Monday
        (FRIDAY + timedelta(days=2), utc(2026, 11, 27, 14, 59), utc(2026, 11, 29, 23)),  # Sunday
    ],
)
def test_a_promise_is_found_in_the_afternoon_of_the_working_day_before(maya, due_on, early, late):
    promise(maya, due_on)
    assert occasions.promises(early) == 0
    if late.date() < due_on:
        assert [occasions.promises(late) for _ in range(3)] == [1, 0, 0]
        assert found() == [("promise", min(late.date(), FRIDAY))]
    else:
        assert occasions.promises(late) == 0  # its own day: the daily e-mail has it


def test_the_afternoon_is_the_persons_own(maya):
    User.objects.update(time_zone="Asia/Tokyo")
    promise(maya, FRIDAY)
    assert occasions.promises(datetime(2026, 11, 26, 14, 59, tzinfo=TOKYO)) == 0
    assert occasions.promises(datetime(2026, 11, 26, 15, tzinfo=TOKYO)) == 1


def test_two_promises_are_one_mail_and_the_next_day_has_its_own(maya):
    promise(maya, FRIDAY)
    promise(maya, FRIDAY)
    promise(maya, FRIDAY - timedelta(days=1))
    assert occasions.promises(utc(2026, 11, 25, 15)) == 1
    assert occasions.promises(utc(2026, 11, 26, 15)) == 1
    assert found() == [("promise", date(2026, 11, 25)), ("promise", date(2026, 11, 26))]


@pytest.mark.parametrize(
    ("working", "zone"),
    [
        ([0], "Pacific/Kiritimati"),  # fourteen hours ahead of UTC
        pytest.param([5, 6], "Pacific/Kiritimati", marks=pytest.mark.slow),
        ([0, 1, 2, 3, 4], "Pacific/Kiritimati"),
        ([0, 1, 2, 3, 4], "Etc/GMT+12"),
        pytest.param([], "Pacific/Kiritimati", marks=pytest.mark.slow),
    ],
)
def test_each_promise_is_found_once_whatever_days_somebody_works(maya, working, zone):
    User.objects.update(working_days=working, time_zone=zone)
    first = date(2026, 11, 23)
    for count in range(14):
        promise(maya, first + timedelta(days=count))
    hours = [utc(2026, 11, 13) + timedelta(hours=count) for count in range(0, 24 * 26, 4)]
    assert all(occasions.promises(hour) <= 1 for hour in hours)
    wanted = {
        day
        for day in (first + timedelta(days=count) for count in range(-8, 13))
        if day.weekday() in (working or range(7))
        and any(_eve_of(first + timedelta(days=n), working) == day for n in range(14))
    }
    assert {day for _, day in found()} == wanted


def _eve_of(due_on, working):
    day = due_on - timedelta(days=1)
    while day.weekday() not in (working or range(7)):
        day -= timedelta(days=1)
    return day


def test_one_that_was_made_that_afternoon_is_still_remembered(maya):
    promise(maya, FRIDAY, written=utc(2026, 11, 26, 15, 10))
    assert occasions.promises(utc(2026, 11, 26, 15, 11)) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"promises_on": False},
        {"is_active": False},
        {"mail_rests_since": utc(2026, 11, 20)},
        {"time_zone": "Mars/Phobos"},
    ],
)
def test_who_wants_none_has_none(maya, change):
    promise(maya, FRIDAY)
    User.objects.update(**change)
    assert occasions.promises(utc(2026, 11, 26, 16)) == 0


def test_an_unknown_zone_keeps_nobody_else_waiting(maya):
    ben = make_user(time_zone="Mars/Phobos")
    for user in (ben, maya):
        promise(user, FRIDAY)
    assert occasions.promises(utc(2026, 11, 26, 16)) == 1


def test_quiet_hours_put_it_off(maya):
    User.objects.update(quiet_from=14, quiet_until=18)
    promise(maya, FRIDAY)
    occasions.promises(utc(2026, 11, 26, 15))
    assert Occurrence.objects.get().due_at == utc(2026, 11, 26, 18)


def event(user, day, logged, people=1):
    return kinds.log(user, day, logged, "event", [make_contact(user) for _ in range(people)])


@pytest.mark.parametrize(
    ("day", "logged", "morning"),
    [
        (date(2026, 11, 25), utc(2026, 11, 25, 22), utc(2026, 11, 26, 8)),
        (date(2026, 11, 27), utc(2026, 11, 27, 22), utc(2026, 11, 30, 8)),  # Friday night
        (date(2026, 11, 25), utc(2026, 11, 26, 7), utc(2026, 11, 26, 8)),  # just in time
        (date(2026, 11, 25), utc(2026, 11, 26, 9), utc(2026, 11, 27, 8)),  # logged after the hour
    ],
)
def test_an_event_is_followed_by_a_mail_the_next_working_morning(maya, day, logged, morning):
    event(maya, day, logged)
    assert occasions.events(morning - timedelta(seconds=1)) == 0
    assert [occasions.events(morning + timedelta(minutes=n)) for n in range(3)] == [1, 0, 0]
    assert found() == [("event", morning.date())]
    assert occasions.events(morning + timedelta(hours=30)) == 0


@pytest.mark.parametrize("change", ["nobody there", "written to", "planned", "old", "a course"])
def test_an_event_with_nobody_left_is_no_occasion(maya, change):
    day, logged = date(2026, 11, 25), utc(2026, 11, 25, 22)
    happened = event(maya, day, logged, people=0 if change == "nobody there" else 2)
    morning = utc(2026, 11, 26, 8)
    for person in happened.people.all():
        if change == "written to":
            kinds.log(maya, date(2026, 11, 26), utc(2026, 11, 26, 7), "followed-up", [person])
        elif change == "planned":
            make_task(maya, contact=person, due_on=FRIDAY)
    if change == "a course":
        type(happened).objects.update(kind="met-new")
    if change == "old":
        morning = utc(2026, 11, 28, 8)
    assert occasions.events(morning) == 0


def test_what_was_before_the_event_is_no_follow_up(maya):
    happened = event(maya, date(2026, 11, 25), utc(2026, 11, 25, 22))
    [person] = happened.people.all()
    kinds.log(maya, date(2026, 11, 25), utc(2026, 11, 25, 12), "followed-up", [person])
    assert occasions.events(utc(2026, 11, 26, 8)) == 1


def test_two_weeks_without_a_visit_are_said_once_and_then_mail_rests(maya):
    User.objects.update(last_seen_on=date(2026, 11, 12))
    assert occasions.quiet(utc(2026, 11, 26, 7, 59)) == 0
    now = utc(2026, 11, 26, 8)
    assert [occasions.quiet(now + timedelta(hours=n)) for n in range(30)] == [1] + 29 * [0]
    maya.refresh_from_db()
    assert maya.mail_rests_since == now
    assert found() == [("quiet", date(2026, 11, 26))]


def test_thirteen_days_are_not_two_weeks(maya):
    User.objects.update(last_seen_on=date(2026, 11, 13))
    assert occasions.quiet(utc(2026, 11, 26, 8)) == 0


@pytest.mark.parametrize(("joined", "count"), [(utc(2026, 11, 20), 0), (utc(2026, 11, 10), 1)])
def test_who_was_never_here_counts_from_the_day_they_joined(maya, joined, count):
    User.objects.update(last_seen_on=None, date_joined=joined)
    assert occasions.quiet(utc(2026, 11, 26, 8)) == count


def test_who_gets_no_regular_mail_is_not_told_that_it_rests(maya):
    User.objects.update(
        last_seen_on=None, digest_on=False, promises_on=False, events_on=False, review_on=False
    )
    assert occasions.quiet(utc(2026, 11, 26, 8)) == 0


def test_after_a_visit_it_can_come_again(maya):
    User.objects.update(last_seen_on=date(2026, 11, 2))
    occasions.quiet(utc(2026, 11, 16, 8))
    maya.refresh_from_db()
    maya.was_here(utc(2026, 11, 17))
    assert occasions.quiet(utc(2026, 11, 30, 8)) == 0
    assert occasions.quiet(utc(2026, 12, 1, 8)) == 1


def test_a_rest_for_a_week_ends_by_itself(maya):
    maya.rest_mail(utc(2026, 11, 20), until=FRIDAY)
    assert occasions.wake_rested(utc(2026, 11, 26, 23)) == 0
    assert occasions.wake_rested(utc(2026, 11, 27, 0)) == 1
    maya.refresh_from_db()
    assert (maya.mail_rests_since, maya.mail_rests_until) == (None, None)
    assert occasions.quiet(utc(2026, 11, 27, 8)) == 0  # not away at once


def test_everybody_who_wants_it_is_invited_to_the_review_on_their_day(maya):
    from tasks.reminders import schedule

    schedule.ensure_regular(utc(2026, 11, 25))
    review = maya.reminders.get(kind="review")
    assert (review.next_local_date, review.next_at) == (FRIDAY, utc(2026, 11, 27, 16))
    schedule.materialise(utc(2026, 11, 27, 16))
    review.refresh_from_db()
    assert review.next_local_date == FRIDAY + timedelta(days=7)
    assert ("review", FRIDAY) in found()


def test_each_question_is_one_query_when_nobody_has_an_occasion(maya, django_assert_num_queries):
    User.objects.update(last_seen_on=FRIDAY)
    for question in (occasions.promises, occasions.events):
        with django_assert_num_queries(1):
            question(utc(2026, 11, 26, 16))
