"""Brings together what was done, week by week, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jobsearch.models import User
from tasks.charts import Part, bar
from tasks.ledger.events import Event, EventKind, events
from tasks.ledger.rows import TaskRow, entries_of, log_rows, task_rows
from tasks.measures import (
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
from tasks.presets import hard_goal
from tasks.weeks import Week

WEEKS_SHOWN = 8


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


@dataclass(frozen=True)
class _Found:
    """All rows of the weeks, fetched once."""

    user: User
    today: date
    entries: list[Entry]
    tasks: list[TaskRow]
    met: list[Newcomer]
    introduced: list[Newcomer]
    asked: list[Event]

    def in_week(self, week: Week) -> WeekNumbers:
        asked = [each for each in self.asked if each.day in week]
        return WeekNumbers(
            week,
            Balance.of(each for each in self.entries if each.day in week),
            Kept.of([each for each in _follow_ups(self.tasks) if each.due_on in week], self.today),
            reached(self.met, week, self.today, ENOUGH_MET),
            _fires(self.user, self.tasks, week, self.today),
            len(asked),
            sum(each.gap is not None and each.gap <= 0 for each in asked),
            reached(self.introduced, week, self.today, ENOUGH_INTRODUCTIONS),
        )


def week_so_far(user: User, today: date) -> WeekSoFar:
    week = Week.containing(today, user.first_weekday)
    return WeekSoFar(Balance.of(entries(user, week.first, week.after)), goal_of(user))


def goal_of(user: User) -> int:
    """The minutes a week that the user means to give to the hard part."""
    return hard_goal(user.preset, user.weekly_minutes)


def look_back(user: User, week: Week, today: date, weeks: int = WEEKS_SHOWN) -> list[WeekNumbers]:
    """This week and those before it, the oldest first, in three queries."""
    spans = [week.back(count) for count in reversed(range(weeks))]
    first, after = spans[0].first, week.after
    log, tasks = log_rows(user, first, after), task_rows(user, first, after)
    happened: dict[str, list[Event]] = {kind: [] for kind in EventKind}
    for event in events(user, first, after):
        happened[event.kind].append(event)
    found = _Found(
        user,
        today,
        entries_of(log, tasks, first, after),
        tasks,
        [event.newcomer(user, log) for event in happened[EventKind.MET]],
        [event.newcomer(user, log) for event in happened[EventKind.INTRODUCED]],
        happened[EventKind.ASKED],
    )
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
        Urgent(user.today(each.created_at), each.first_due_on, each.pk, each.title)
        for each in tasks
        if each.is_fire_of(week, today)
    ]
    return Fires.of(urgent, user.urgency_days)
