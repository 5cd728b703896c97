"""Brings together what was done, week by week, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from jobsearch.models import User
from tasks.review.charts import Part, bar
from tasks.review.ledger.events import EventKind, events
from tasks.review.ledger.rows import TaskRow, entries_of, log_rows, task_rows, words_of_mine
from tasks.review.measures import (
    ENOUGH_INTRODUCTIONS,
    ENOUGH_MET,
    Balance,
    Entry,
    Fires,
    FollowUp,
    Kept,
    Urgent,
    WeekNumbers,
    reached,
)
from tasks.review.presets import hard_goal
from tasks.weeks import Week

WEEKS_SHOWN = 8
Row = TypeVar("Row")


@dataclass(frozen=True)
class WeekSoFar:
    """The running week, as Today shows it."""

    balance: Balance
    goal_hard: int

    @property
    def hard(self) -> int:
        return self.balance.hard

    @property
    def easy(self) -> int:
        return self.balance.easy

    @property
    def other(self) -> int:
        return self.balance.other

    @property
    def total(self) -> int:
        return self.balance.total

    @property
    def left_to_goal(self) -> int:
        return max(0, self.goal_hard - self.hard)

    @property
    def parts(self) -> list[Part]:
        return bar(self.balance, self.total)


class _Found:
    """All rows of the weeks, fetched once and laid out by the week in which each counts."""

    def __init__(self, user: User, first: date, after: date, today: date):
        self.user, self.today, self.first_weekday = user, today, first.weekday()
        log, tasks = log_rows(user, first, after), task_rows(user, first, after)
        words = words_of_mine(log)
        happened = [(each, each.newcomer(user, words)) for each in events(user, first, after)]
        met = [one for event, one in happened if event.kind == EventKind.MET]
        introduced = [one for event, one in happened if event.kind == EventKind.INTRODUCED]
        asked = [event for event, _ in happened if event.kind == EventKind.ASKED]
        self.entries = self._by_week(entries_of(log, tasks, first, after), lambda it: it.day)
        self.follow_ups = self._by_week(_follow_ups(tasks), lambda it: it.due_on)
        self.urgent = self._by_week(tasks, lambda it: it.completed_on or it.due_on)
        self.met = self._by_week(met, lambda it: it.until)
        self.introduced = self._by_week(introduced, lambda it: it.until)
        self.asked = self._by_week(asked, lambda it: it.day)

    def _by_week(
        self, rows: Iterable[Row], day_of: Callable[[Row], date | None]
    ) -> dict[date, list[Row]]:
        found: dict[date, list[Row]] = defaultdict(list)
        for row in rows:
            if day := day_of(row):
                found[Week.containing(day, self.first_weekday).first].append(row)
        return found

    def in_week(self, week: Week) -> WeekNumbers:
        first, today = week.first, self.today
        asked = self.asked[first]
        return WeekNumbers(
            week,
            Balance.of(self.entries[first]),
            Kept.of(self.follow_ups[first], today),
            reached(self.met[first], week, today, ENOUGH_MET),
            _fires(self.user, self.urgent[first], week, today),
            len(asked),
            sum(each.gap is not None and each.gap <= 0 for each in asked),
            reached(self.introduced[first], week, today, ENOUGH_INTRODUCTIONS),
        )


def week_so_far(user: User, today: date) -> WeekSoFar:
    week = Week.containing(today, user.first_weekday)
    return WeekSoFar(Balance.of(entries(user, week.first, week.after)), goal_of(user))


def goal_of(user: User) -> int:
    """The minutes a week that the user means to give to the hard part."""
    return hard_goal(user)


def look_back(user: User, week: Week, today: date, weeks: int = WEEKS_SHOWN) -> list[WeekNumbers]:
    """This week and those before it, the oldest first, in three queries."""
    spans = [week.back(count) for count in reversed(range(weeks))]
    found = _Found(user, spans[0].first, week.after, today)
    return [found.in_week(span) for span in spans]


def entries(user: User, first: date, after: date) -> list[Entry]:
    log, tasks = log_rows(user, first, after), task_rows(user, first, after)
    return entries_of(log, tasks, first, after)


def follow_ups(user: User, first: date, after: date) -> list[FollowUp]:
    """Those whose day falls into these days; what was let go on purpose does not count."""
    return [
        each for each in _follow_ups(task_rows(user, first, after)) if first <= each.due_on < after
    ]


def _follow_ups(tasks: Iterable[TaskRow]) -> list[FollowUp]:
    return [found for each in tasks if (found := each.follow_up())]


def fires(user: User, week: Week, today: date) -> Fires:
    """What was important and urgent in the week: finished in it, or still open past its date."""
    return _fires(user, task_rows(user, week.first, week.after), week, today)


def _fires(user: User, tasks: Iterable[TaskRow], week: Week, today: date) -> Fires:
    urgent = [
        Urgent(user.today(each.created_at), each.first_due_on)
        for each in tasks
        if each.is_fire_of(week, today)
    ]
    return Fires.of(urgent, user.urgency_days)
