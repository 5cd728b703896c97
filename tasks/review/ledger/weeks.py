"""Brings together what was done, week by week, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from django.db import connection

from contacts.boxes import Box
from contacts.kinds import Kind
from jobsearch.models import User
from tasks.review.charts import Part, bar
from tasks.review.ledger.events import Event, EventKind, events
from tasks.review.ledger.rows import (
    LogSums,
    TaskRow,
    at_a_time,
    due_rows,
    entries_of,
    is_hard,
    log_sums,
    task_rows,
)
from tasks.review.measures import (
    ENOUGH_INTRODUCTIONS,
    ENOUGH_MET,
    Balance,
    Entry,
    Fires,
    FollowUp,
    Kept,
    Newcomer,
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
        tasks = task_rows(user, first, after)
        happened = events(user, first, after)
        self.balances = self._by_week(
            log_sums(user, first, after, at_a_time(tasks)), lambda it: it.day
        )
        self.entries = self._by_week(entries_of(tasks, first, after), lambda it: it.day)
        self.open = self._by_week(
            _follow_ups(row for row in tasks if row.completed_on is None), lambda it: it.due_on
        )
        self.urgent = self._by_week(tasks, lambda it: it.completed_on or it.due_on)
        self.met = self._newcomers(happened, EventKind.MET)
        self.introduced = self._newcomers(happened, EventKind.INTRODUCED)
        self.asked, self.done = (
            self._by_week((each for each in happened if each.kind == kind), lambda it: it.day)
            for kind in (EventKind.ASKED, EventKind.DONE)
        )

    def _newcomers(self, happened: Iterable[Event], kind: str) -> dict[date, list[Newcomer]]:
        those = (each.newcomer(self.user) for each in happened if each.kind == kind)
        return self._by_week(those, lambda it: it.until)

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
            _balance(self.balances[first], self.entries[first]),
            self._kept(first),
            reached(self.met[first], week, today, ENOUGH_MET),
            _fires(self.user, self.urgent[first], week, today),
            sum(each.many for each in asked),
            sum(each.part for each in asked),
            reached(self.introduced[first], week, today, ENOUGH_INTRODUCTIONS),
        )

    def _kept(self, first: date) -> Kept:
        """What is open of the follow-ups of a week by name, the rest only counted."""
        found, done = Kept.of(self.open[first], self.today), self.done[first]
        return replace(
            found,
            kept=sum(each.part for each in done),
            settled=found.settled + sum(each.many for each in done),
        )


def week_so_far(user: User, today: date) -> WeekSoFar:
    week = Week.containing(today, user.first_weekday)
    tasks = task_rows(user, week.first, week.after)
    log = log_sums(user, week.first, week.after, at_a_time(tasks))
    balance = _balance(log, entries_of(tasks, week.first, week.after))
    return WeekSoFar(balance, goal_of(user))


# Of the log in sums, and of what was finished row by row: there the usual minutes may count.
HOURS = """
SELECT kind, hard_override, coalesce(sum(minutes), 0) FROM contacts_interaction
WHERE owner_id = %(owner)s AND day >= %(first)s AND day < %(after)s
GROUP BY kind, hard_override
UNION ALL
SELECT kind, hard_override, coalesce(minutes_spent, nullif(estimate, 0)) FROM tasks_task
WHERE owner_id = %(owner)s AND completed_on >= %(first)s AND completed_on < %(after)s
  AND interaction_id IS NULL
"""


def hours_so_far(user: User, today: date) -> WeekSoFar:
    """The hours of `week_so_far()` alone: all that Today shows, in one statement."""
    week = Week.containing(today, user.first_weekday)
    asked: dict[str, Any] = {"owner": user.pk, "first": week.first, "after": week.after}
    with connection.cursor() as cursor:
        cursor.execute(HOURS, asked)
        rows = cursor.fetchall()
    entries = [
        Entry(
            today,
            Kind(kind).facts.minutes if minutes is None else minutes,
            Kind(kind).facts.category,
            is_hard(kind, override),
            Box.MAKE_TIME,  # which one it was is left out here
        )
        for kind, override, minutes in rows
    ]
    hours = Balance.of(entries)
    found = Balance(hard=hours.hard, easy=hours.easy, other=hours.other)
    return WeekSoFar(found, goal_of(user))


def _balance(log: Iterable[LogSums], done: Iterable[Entry]) -> Balance:
    return sum((each.balance for each in log), Balance.of(done))


def goal_of(user: User) -> int:
    """The minutes a week that the user means to give to the hard part."""
    return hard_goal(user)


def look_back(user: User, week: Week, today: date, weeks: int = WEEKS_SHOWN) -> list[WeekNumbers]:
    """This week and those before it, the oldest first, in three queries."""
    spans = [week.back(count) for count in reversed(range(weeks))]
    found = _Found(user, spans[0].first, week.after, today)
    return [found.in_week(span) for span in spans]


def follow_ups(user: User, first: date, after: date) -> list[FollowUp]:
    """Those whose day falls into these days; what was let go on purpose does not count."""
    return [
        each for each in _follow_ups(due_rows(user, first, after)) if first <= each.due_on < after
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
