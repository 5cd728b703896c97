"""Minutes on their way through moves of the zone and changes of the clock, by the pages alone."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from time_machine import travel

from jobsearch.models import User
from tasks.review.ledger import look_back
from tasks.weeks import Week
from tests.factories import make_task

LISBON, AUCKLAND = "Europe/Lisbon", "Pacific/Auckland"
WEEKDAYS = [0, pytest.param(6, marks=pytest.mark.slow)]


def spend(client, user, moments, move=None):
    """Ten minutes at each moment, by the log form and by finishing a task in turn.

    Says what a calendar on the wall would: the minutes of each day, where the user was then.
    """
    days = Counter()
    for number, moment in enumerate(moments):
        if move and moment >= move[0] and user.time_zone != move[1]:
            user.time_zone = move[1]
            User.objects.filter(pk=user.pk).update(time_zone=move[1])
        with travel(moment, tick=False):
            if number % 2:
                form = {"again": "none", "how": "message", "minutes": "10"}
                answer = client.post(reverse("tasks:log"), form)
            else:
                task = make_task(user, kind="application", estimate=10)
                answer = client.post(reverse("tasks:done", args=[task.pk]))
            assert answer.status_code == 302
        days[moment.astimezone(ZoneInfo(user.time_zone)).date()] += 10
    return days


def assert_each_minute_is_in_one_week(user, days, first_weekday):
    user.first_weekday = first_weekday
    first = Week.containing(min(days), first_weekday)
    last = Week.containing(max(days), first_weekday)
    weeks = look_back(user, last, max(days), 1 + (last.first - first.first).days // 7)
    assert [week.balance.total for week in weeks] == [
        sum(minutes for day, minutes in days.items() if day in week.week) for week in weeks
    ]
    assert sum(week.balance.total for week in weeks) == sum(days.values())


def every(hours, begin, count):
    return [begin + timedelta(hours=hours * n) for n in range(count)]


@pytest.mark.parametrize("first_weekday", WEEKDAYS)
@pytest.mark.parametrize("zones", [(LISBON, AUCKLAND), (AUCKLAND, LISBON)])
def test_moving_in_mid_week_loses_no_minute_and_counts_none_twice(
    as_ana, ana, zones, first_weekday
):
    User.objects.filter(pk=ana.pk).update(time_zone=zones[0])
    ana.time_zone = zones[0]
    moments = every(7, datetime(2026, 11, 14, 1, tzinfo=UTC), 30)
    move = (datetime(2026, 11, 18, 12, 30, tzinfo=UTC), zones[1])
    days = spend(as_ana, ana, moments, move)
    assert sum(days.values()) == 300
    assert_each_minute_is_in_one_week(ana, days, first_weekday)


@pytest.mark.parametrize("zone", [LISBON, AUCKLAND])
@pytest.mark.parametrize("first_weekday", WEEKDAYS)
@pytest.mark.parametrize(
    "change",
    # Of Lisbon, forward and back; of Auckland, back and forward.
    [(2026, 3, 29, 1), (2026, 10, 25, 1), (2026, 4, 4, 14), (2026, 9, 26, 14)],
)
def test_a_clock_change_loses_no_minute_and_counts_none_twice(
    as_ana, ana, zone, change, first_weekday
):
    User.objects.filter(pk=ana.pk).update(time_zone=zone)
    ana.time_zone = zone
    begin = datetime(*change, tzinfo=UTC) - timedelta(hours=3, minutes=30)
    days = spend(as_ana, ana, every(1, begin, 7) + every(6, begin + timedelta(hours=9), 4))
    assert sum(days.values()) == 110
    assert_each_minute_is_in_one_week(ana, days, first_weekday)


def test_the_page_of_the_running_week_has_them_too(as_ana, ana):
    User.objects.filter(pk=ana.pk).update(time_zone=LISBON)
    ana.time_zone = LISBON
    # Sunday of the change back, the hour that comes twice.
    moments = every(0.5, datetime(2026, 10, 24, 23, 15, tzinfo=UTC), 8)
    spend(as_ana, ana, moments)
    with travel(datetime(2026, 10, 25, 23, 59, tzinfo=UTC), tick=False):
        page = as_ana.get(reverse("tasks:review_year", args=[2026])).content.decode()
    assert "19 to 25 October: 40 min hard part, 0 min easy part, 40 min other work" in page
