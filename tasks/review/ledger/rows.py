"""What the measures read of the log and of tasks: as few columns as they need.

A task that left an interaction brings no minutes of its own, so that nothing is counted twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, Value

from contacts.boxes import Box
from contacts.kinds import Category, Kind
from jobsearch.models import User
from tasks.models import Task
from tasks.models.querysets import APPOINTMENTS
from tasks.review.measures import Entry, FollowUp
from tasks.weeks import Week

# So long before the first day something may have happened that is settled after it.
BEFORE = timedelta(days=30)


class LogRow(NamedTuple):
    pk: UUID
    day: date
    minutes: int
    kind: str
    hard_override: bool | None
    urgent: bool
    important: bool
    purpose: str
    helped: str
    light: bool
    direction: str
    people: list[UUID]
    met: list[UUID]

    def entry(self, *, is_appointment: bool = False) -> Entry:
        return Entry(
            self.day,
            self.minutes,
            Kind(self.kind).facts.category,
            is_hard(self.kind, self.hard_override),
            Box.of(urgent=self.urgent, important=self.important),
            has_purpose=bool(self.purpose.strip()),
            helped=self.helped,
            is_appointment=is_appointment or self.kind in APPOINTMENTS,
            kept_promise=self.kind == Kind.KEPT_PROMISE,
        )

    @property
    def told(self) -> list[UUID]:
        """To whom it was something real of mine, after they were first met."""
        if self.light or Kind(self.kind).facts.light or self.direction == "from":
            return []
        return [person for person in self.people if person not in self.met]


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


def log_rows(user: User, first: date, after: date) -> list[LogRow]:
    """The log of these days, and of some before them."""
    rows = user.interactions.between(first - BEFORE, after).annotate(
        with_people=ArrayAgg("participants__contact", default=Value([])),
        with_new=ArrayAgg(
            "participants__contact", filter=Q(participants__met=True), default=Value([])
        ),
    )
    columns = [*LogRow._fields[:-2], "with_people", "with_new"]
    return [LogRow._make(row) for row in rows.order_by("day", "pk").values_list(*columns)]


def task_rows(user: User, first: date, after: date) -> list[TaskRow]:
    """What was finished on these days or due on them, but for what was let go on purpose."""
    finished = Q(completed_on__gte=first, completed_on__lt=after)
    due = Q(dropped_at=None, due_on__gte=first, due_on__lt=after)
    names = ["contact__given_name", "contact__family_name"]
    rows = user.tasks.filter(finished | due).order_by("due_on", "created_at", "pk")
    return [TaskRow._make(row) for row in rows.values_list(*TaskRow._fields[:-2], *names)]


def entries_of(log: list[LogRow], tasks: list[TaskRow], first: date, after: date) -> list[Entry]:
    at_a_time = {row.interaction for row in tasks if row.is_appointment and row.interaction}
    found = [
        row.entry(is_appointment=row.pk in at_a_time) for row in log if first <= row.day < after
    ]
    done = ((row, row.completed_on) for row in tasks if row.completed_on)
    return found + [row.entry(day) for row, day in done if first <= day < after]


def words_of_mine(log: Iterable[LogRow]) -> dict[UUID, list[LogRow]]:
    found: dict[UUID, list[LogRow]] = {}
    for row in log:
        for person in row.told:
            found.setdefault(person, []).append(row)
    return found


def is_hard(kind: str, override: bool | None) -> bool:
    facts = Kind(kind).facts
    return facts.hard if override is None else override and Kind(kind).is_networking
