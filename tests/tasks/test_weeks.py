from datetime import date, timedelta

import pytest

from tasks.days import ago, day_name, due_words
from tasks.weeks import Week

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize("first_weekday", range(7))
def test_every_day_lies_in_the_week_that_contains_it(first_weekday):
    for n in range(30):
        day = WEDNESDAY + timedelta(days=n)
        week = Week.containing(day, first_weekday)
        assert day in week
        assert week.first.weekday() == first_weekday


def test_weeks_follow_each_other_without_gap_or_overlap():
    week = Week.containing(WEDNESDAY, 0)
    assert week.next.first == week.after == week.last + timedelta(days=1)
    assert week.next.previous == week
    assert week.after not in week


def test_a_week_says_its_days():
    assert str(Week(date(2026, 11, 16))) == "16 to 22 November"
    assert str(Week(date(2026, 11, 30))) == "30 November to 6 December"
    assert str(Week(date(2026, 12, 28))) == "28 December 2026 to 3 January"


def test_a_late_day_is_waiting_and_not_overdue():
    assert due_words(WEDNESDAY, WEDNESDAY) == "Today"
    assert due_words(WEDNESDAY - timedelta(days=1), WEDNESDAY) == "Waiting since yesterday"
    assert due_words(WEDNESDAY - timedelta(days=2), WEDNESDAY) == "Waiting since Monday"
    assert due_words(WEDNESDAY - timedelta(days=9), WEDNESDAY) == "Waiting since 16 November"


def test_a_day_in_another_year_says_the_year():
    assert day_name(date(2027, 1, 4), WEDNESDAY) == "Mon 4 Jan 2027"
    assert day_name(date(2026, 11, 27), WEDNESDAY) == "Fri 27 Nov"


def test_how_long_ago_is_said_in_words():
    assert ago(WEDNESDAY, WEDNESDAY) == "today"
    assert ago(WEDNESDAY - timedelta(days=8), WEDNESDAY) == "8 days ago"
    assert ago(WEDNESDAY - timedelta(days=20), WEDNESDAY) == "2 weeks ago"
