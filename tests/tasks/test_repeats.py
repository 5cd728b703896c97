"""The days on which a repeating task comes again."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.repeats import MOST, Every, Repeat, Unit

MONDAY = date(2026, 11, 30)
WORKWEEK = [0, 1, 2, 3, 4]


def following(text, *, due=None, today, finished=None, working=WORKWEEK):
    return Repeat.read(text).following(due, finished or today, today, working)


def d(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("rule", "due", "today", "expected"),
    [
        ("day", "2026-11-25", "2026-11-25", "2026-11-26"),
        ("day", "2026-11-20", "2026-11-25", "2026-11-26"),  # five missed are one
        ("day", "2026-11-28", "2026-11-25", "2026-11-29"),  # finished early: not twice
        ("workday", "2026-11-27", "2026-11-27", "2026-11-30"),
        ("workday", "2026-11-28", "2026-11-29", "2026-11-30"),
        ("week:2026-11-30", "2026-11-30", "2026-11-30", "2026-12-07"),
        ("week:2026-11-30", "2026-11-30", "2026-12-24", "2026-12-28"),
        ("week:2026-11-30", "2026-11-30", "2026-11-26", "2026-12-07"),
        ("week:2026-11-30", "2026-12-02", "2026-12-02", "2026-12-07"),  # put off to Wednesday
        ("week:2026-12-28", "2026-12-28", "2026-12-28", "2027-01-04"),
        ("2weeks:2026-11-30", "2026-11-30", "2026-11-30", "2026-12-14"),
        ("2weeks:2026-11-30", "2026-11-30", "2026-12-07", "2026-12-14"),
        ("2weeks:2026-11-30", "2026-11-30", "2026-12-14", "2026-12-28"),
        ("2weeks:2026-11-30", "2026-12-08", "2026-12-08", "2026-12-14"),
        ("month:2026-01-31", "2026-01-31", "2026-01-31", "2026-02-28"),
        ("month:2026-01-31", "2026-02-28", "2026-02-28", "2026-03-31"),
        ("month:2026-01-31", "2026-02-28", "2026-06-29", "2026-06-30"),
        ("month:2026-01-31", "2026-02-28", "2026-06-30", "2026-07-31"),
        ("month:2028-01-30", "2028-01-30", "2028-01-30", "2028-02-29"),  # a leap year
        ("month:2024-02-29", "2026-12-29", "2026-12-29", "2027-01-29"),
        ("month:2026-12-15", "2026-12-15", "2026-12-15", "2027-01-15"),
        ("month:2026-11-15", "2026-11-15", "2026-11-10", "2026-12-15"),
    ],
)
def test_by_the_calendar_it_is_the_first_day_of_the_rule_after_today(rule, due, today, expected):
    assert following(rule, due=d(due), today=d(today)) == d(expected)


@pytest.mark.parametrize(
    ("rule", "finished", "today", "expected"),
    [
        ("after:2:weeks", "2026-11-25", "2026-11-25", "2026-12-09"),
        ("after:1:days", "2026-11-25", "2026-11-25", "2026-11-26"),
        ("after:1:months", "2026-01-31", "2026-01-31", "2026-02-28"),
        ("after:13:months", "2026-11-30", "2026-11-30", "2027-12-30"),
        ("after:12:months", "2028-02-29", "2028-02-29", "2029-02-28"),
        ("after:2:weeks", "2026-11-20", "2026-11-25", "2026-12-04"),  # written down late
        ("after:2:days", "2026-11-01", "2026-11-25", "2026-11-26"),
    ],
)
def test_after_finishing_it_counts_from_that_day(rule, finished, today, expected):
    due = d("2026-12-31")
    assert following(rule, due=due, finished=d(finished), today=d(today)) == d(expected)


def test_working_days_are_the_users_own():
    friday = d("2026-11-27")
    assert following("workday", due=friday, today=friday, working=[5]) == d("2026-11-28")
    assert following("workday", due=friday, today=friday, working=[]) == d("2026-11-28")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("day", "Every day"),
        ("workday", "Every working day"),
        ("week:2026-11-30", "Every Monday"),
        ("2weeks:2026-11-30", "Every 2 weeks on Monday"),
        ("month:2026-11-01", "Every month on the 1st"),
        ("month:2026-11-12", "Every month on the 12th"),
        ("month:2026-11-22", "Every month on the 22nd"),
        ("month:2026-10-31", "Every month on the 31st, or the last day"),
        ("after:1:weeks", "1 week after you finish"),
        ("after:2:months", "2 months after you finish"),
    ],
)
def test_a_rule_in_words(rule, words):
    assert Repeat.read(rule).words == words


@pytest.mark.parametrize(
    "text",
    ["", "never", "week", "week:", "week:monday", "day:2026-11-30", "month:2026-02-30", "after",
     "after:0:days", "after:366:days", "after:2:years", "after:-1:days", "after::weeks",
     "after:2026-01-01", "WEEK:2026-11-30", " day", "zxcanary-1-Task-repeat"],
)  # fmt: skip
def test_what_is_no_rule_means_nothing(text):
    assert Repeat.read(text) is None


def test_the_end_of_the_calendar_ends_the_series():
    last = date.max
    assert following("day", due=last, today=MONDAY) is None
    assert following(f"month:{last}", due=last, today=MONDAY) is None
    assert following("after:365:months", due=last, today=last) is None


days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
rules = st.one_of(
    st.builds(Repeat, st.sampled_from([Every.DAY, Every.WORKDAY])),
    st.builds(Repeat, st.sampled_from([Every.WEEK, Every.TWO_WEEKS, Every.MONTH]), days),
    st.builds(
        Repeat,
        st.just(Every.AFTER),
        st.none(),
        st.integers(1, MOST),
        st.sampled_from(Unit),
    ),
)


@given(rules)
def test_a_rule_is_read_back_as_it_was_kept(rule):
    assert Repeat.read(rule.text) == rule
    assert len(rule.text) <= 80


def fits(rule, day, working):
    if rule.every == Every.WORKDAY:
        return not working or day.weekday() in working
    if rule.every == Every.WEEK:
        return day.weekday() == rule.on.weekday()
    if rule.every == Every.TWO_WEEKS:
        return (day - rule.on).days % 14 == 0
    if rule.every == Every.MONTH:
        return day.day == min(rule.on.day, monthrange(day.year, day.month)[1])
    return True


@given(rules, st.none() | days, days, st.sets(st.integers(0, 6)))
def test_the_next_day_is_after_today_fits_the_rule_and_is_the_first_that_does(
    rule, due, today, working
):
    found = rule.following(due, today, today, working)
    assert found > today
    assert fits(rule, found, working)
    if rule.every != Every.AFTER:
        start = max(today, due or today)
        between = (start + timedelta(days=n) for n in range(1, (found - start).days))
        assert found > start
        assert not any(fits(rule, day, working) for day in between)
