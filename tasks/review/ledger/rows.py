"""What the measures read: the log in sums, of each day and box, and of tasks a few columns.

A task that left an interaction brings no minutes of its own, so that nothing is counted twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from contacts.boxes import Box
from contacts.kinds import NETWORKING_KINDS, Category, Kind
from jobsearch.models import User
from tasks.models import Task
from tasks.models.querysets import APPOINTMENTS
from tasks.review.measures import Balance, Entry, FollowUp
from tasks.weeks import Week

HARD = Q(hard_override=True) | Q(
    hard_override=None, kind__in=[kind for kind in NETWORKING_KINDS if kind.facts.hard]
)


class LogSums(NamedTuple):
    """What was logged on one day in one box. All of the log is networking."""

    day: date
    urgent: bool
    important: bool
    entries: int
    minutes: int
    hard: int
    purposeful: int
    helped_me: int
    helped_me_only: int
    marked: int
    marked_entries: int
    appointments: int
    promises_kept: int

    @property
    def balance(self) -> Balance:
        box = Box.of(urgent=self.urgent, important=self.important)
        return Balance(
            entries=self.entries,
            hard=self.hard,
            easy=self.minutes - self.hard,
            purposeful=self.purposeful,
            helped_me=self.helped_me,
            helped_me_only=self.helped_me_only,
            marked=self.marked,
            marked_entries=self.marked_entries,
            networking_entries=self.entries,
            minutes_by_category=Counter({Category.NETWORKING: self.minutes}),
            minutes_by_box=Counter({box: self.minutes}),
            appointment_minutes_by_box=Counter({box: self.appointments}),
            promises_kept=self.promises_kept,
        )


class TaskRow(NamedTuple):
    pk: UUID
    title: str
    kind: str
    hard_override: bool | None
    urgent: bool
    urgent_when_done: bool | None
    important: bool
    feeling: str
    created_at: datetime
    due_on: date | None
    due_time: time | None
    first_due_on: date | None
    completed_on: date | None
    minutes_spent: int | None
    estimate: int | None
    interaction: UUID | None
    contact: UUID | None
    given_name: str | None
    family_name: str | None

    @property
    def category(self) -> Category:
        return Kind(self.kind).facts.category

    @property
    def is_appointment(self) -> bool:
        return self.due_time is not None or self.kind in APPOINTMENTS

    def entry(self, day: date) -> Entry:
        spent = self.minutes_spent
        usual = self.estimate or Kind(self.kind).facts.minutes
        urgent = self.urgent if self.urgent_when_done is None else self.urgent_when_done
        return Entry(
            day,
            0 if self.interaction else usual if spent is None else spent,
            self.category,
            is_hard(self.kind, self.hard_override),
            Box.of(urgent=urgent, important=self.important),
            is_finished_task=True,
            is_appointment=self.is_appointment,
            was_put_off=self.feeling == Task.Feeling.PUT_OFF,
        )

    def follow_up(self) -> FollowUp | None:
        if self.contact is None or self.due_on is None:
            return None
        name = f"{self.given_name} {self.family_name}".strip()
        return FollowUp(self.due_on, self.completed_on, self.contact, name)

    def is_fire_of(self, week: Week, today: date) -> bool:
        """Important, at no fixed time, and urgent when it was done; or its day is over."""
        if not self.important or self.is_appointment:
            return False
        if self.completed_on:
            return self.completed_on in week and bool(self.urgent_when_done)
        return self.due_on is not None and self.due_on in week and self.due_on < today


def log_sums(
    user: User, first: date, after: date, at_a_time: Collection[UUID] = ()
) -> list[LogSums]:
    """The log of these days; `at_a_time` are entries of tasks that had a fixed time."""
    appointment = Q(kind__in=APPOINTMENTS)
    if at_a_time:
        appointment |= Q(pk__in=at_a_time)
    marked = ~Q(helped="")
    rows = user.interactions.between(first, after).order_by("day")
    found = rows.values_list("day", "urgent", "important").annotate(
        entries=Count("pk"),
        sum=Sum("minutes"),
        hard_part=_minutes(HARD),
        purposeful=_minutes(Q(purpose__regex=r"\S")),
        helped_me=_minutes(Q(helped__in=["me", "both"])),
        helped_me_only=_minutes(Q(helped="me")),
        marked=_minutes(marked),
        marked_entries=Count("pk", filter=marked),
        appointments=_minutes(appointment),
        promises_kept=Count("pk", filter=Q(kind=Kind.KEPT_PROMISE)),
    )
    return [LogSums._make(row) for row in found]


def _minutes(which: Q) -> Coalesce:
    return Coalesce(Sum("minutes", filter=which), 0)


def task_rows(user: User, first: date, after: date) -> list[TaskRow]:
    """What was finished on these days, and what was due on them and is open still."""
    return _rows(user, Q(completed_on__gte=first, completed_on__lt=after) | _due(first, after))


def due_rows(user: User, first: date, after: date) -> list[TaskRow]:
    """What was due on these days, done by now or not."""
    return _rows(user, Q(dropped_at=None, due_on__gte=first, due_on__lt=after))


def _due(first: date, after: date) -> Q:
    return Q(completed_on=None, dropped_at=None, due_on__gte=first, due_on__lt=after)


def _rows(user: User, which: Q) -> list[TaskRow]:
    names = ["contact__given_name", "contact__family_name"]
    rows: Any = user.tasks.filter(which).order_by("due_on", "created_at", "pk")
    return [TaskRow._make(row) for row in rows.values_list(*TaskRow._fields[:-2], *names)]


def entries_of(tasks: Sequence[TaskRow], first: date, after: date) -> list[Entry]:
    done = ((row, row.completed_on) for row in tasks if row.completed_on)
    return [row.entry(day) for row, day in done if first <= day < after]


def at_a_time(tasks: Sequence[TaskRow]) -> list[UUID]:
    """The entries of the log that tasks with a fixed time have left."""
    return [row.interaction for row in tasks if row.is_appointment and row.interaction]


def is_hard(kind: str, override: bool | None) -> bool:
    facts = Kind(kind).facts
    return facts.hard if override is None else override and Kind(kind).is_networking
