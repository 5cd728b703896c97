"""Brings together what was done, week by week, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import connection

from contacts.boxes import Box
from jobsearch.models import User
from tasks.review.charts import Part, bar
from tasks.review.ledger.events import Event, EventKind, events
from tasks.review.ledger.log import LogSums, balance_of, log_sums
from tasks.review.ledger.rows import (
    FACTS_OF,
    TaskRow,
    at_a_time,
    by_day,
    due_rows,
    entries_of,
    is_hard,
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
LATELY = 2  # weeks that findings compare
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

    def __init__(
        self,
        user: User,
        weeks: Sequence[Week],
        today: date,
        tasks: Sequence[TaskRow],
        *,
        brief: bool = False,
    ):
        first, after = weeks[0].first, weeks[-1].after
        self.user, self.today, self.first_weekday = user, today, first.weekday()
        last, lately = (weeks[-1].first, weeks[-LATELY:][0].first) if brief else (None, None)
        happened = events(user, first, after, met_in=last)
        log = log_sums(user, first, after, at_a_time(tasks), since=lately)
        self.log = self._by_week(log, lambda it: it.week)
        self.entries = self._by_week(entries_of(tasks, first, after), lambda it: it.day)
        due = by_day(row for row in tasks if row.is_open and row.due_on)
        self.open = self._by_week(_follow_ups(due), lambda it: it.due_on)
        urgent = (row for row in tasks if row.important and row.day >= (last or first))
        self.urgent = self._by_week(urgent, lambda it: it.day)
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
                found[day - timedelta(days=(day.weekday() - self.first_weekday) % 7)].append(row)
        return found

    def in_week(self, week: Week) -> WeekNumbers:
        first, today = week.first, self.today
        asked = self.asked[first]
        return WeekNumbers(
            week,
            _balance(self.log[first], self.entries[first]),
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
            FACTS_OF[kind].minutes if minutes is None else minutes,
            FACTS_OF[kind].category,
            is_hard(kind, override),
            Box.MAKE_TIME,  # which one it was is left out here
        )
        for kind, override, minutes in rows
    ]
    hours = Balance.of(entries)
    found = Balance(hard=hours.hard, easy=hours.easy, other=hours.other)
    return WeekSoFar(found, goal_of(user))


def _balance(log: Sequence[LogSums], done: Iterable[Entry]) -> Balance:
    found = Balance.of(done)
    return found + balance_of(log) if log else found


def goal_of(user: User) -> int:
    """The minutes a week that the user means to give to the hard part."""
    return hard_goal(user)


def look_back(user: User, week: Week, today: date, weeks: int = WEEKS_SHOWN) -> list[WeekNumbers]:
    """This week and those before it, the oldest first, in three queries."""
    spans = _spans(week, weeks)
    found = _Found(user, spans, today, task_rows(user, spans[0].first, week.after))
    return [found.in_week(span) for span in spans]


def look_back_in_brief(
    user: User, week: Week, today: date, tasks: Sequence[TaskRow]
) -> list[WeekNumbers]:
    """The same without what only the numbers show: what was asked, and who was introduced.

    Who was met is known of the last week alone, and more than the hours of the last two. `tasks`
    are those of `tasks_of()`.
    """
    spans = _spans(week, WEEKS_SHOWN)
    found = _Found(user, spans, today, tasks, brief=True)
    return [found.in_week(span) for span in spans]


def tasks_of(user: User, week: Week, today: date) -> list[TaskRow]:
    """What was finished in the weeks that are shown with this one, and what is open: of the running
    week and the one before all of it, of others what was due in those weeks."""
    first = _spans(week, WEEKS_SHOWN)[0].first
    return task_rows(user, first, week.after, every_open=is_near(week, today))


def is_near(week: Week, today: date) -> bool:
    """The running week, or the one before it: how things stand today tells of these."""
    return today in week or today in week.next


def _spans(week: Week, weeks: int) -> list[Week]:
    return [week.back(count) for count in reversed(range(weeks))]


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
