"""What the measures read: the log in sums, of each day and box, and of tasks a few columns.

A task that left an interaction brings no minutes of its own, so that nothing is counted twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from contacts.boxes import Box
from contacts.kinds import NETWORKING_KINDS, Category, Kind
from jobsearch.models import User
from tasks.models import Task
from tasks.models.querysets import APPOINTMENTS
from tasks.review.measures import Balance, Entry, FollowUp
from tasks.weeks import Week

HARD = [kind.value for kind in NETWORKING_KINDS if kind.facts.hard]
# Both in SQL: every page that tells of weeks asks for them, and to have them made out of
# expressions each time took as long as their answer.
LOG_SUMS = r"""
SELECT day, urgent, important, count(*), sum(minutes),
       sum(minutes) FILTER (WHERE coalesce(hard_override, kind = ANY (%(hard)s))),
       sum(minutes) FILTER (WHERE purpose ~ '\S'),
       sum(minutes) FILTER (WHERE helped IN ('me', 'both')),
       sum(minutes) FILTER (WHERE helped = 'me'),
       sum(minutes) FILTER (WHERE helped <> ''), count(*) FILTER (WHERE helped <> ''),
       sum(minutes) FILTER (WHERE kind = ANY (%(appointments)s)
                            OR id = ANY (%(at_a_time)s::uuid[])),
       count(*) FILTER (WHERE kind = %(kept_promise)s)
FROM contacts_interaction
WHERE owner_id = %(owner)s AND day >= %(first)s AND day < %(after)s
GROUP BY day, urgent, important
ORDER BY day
"""
COLUMNS = """id, title, kind, hard_override, urgent, urgent_when_done, important, feeling,
    created_at, due_on, due_time, first_due_on, completed_on, minutes_spent, estimate,
    interaction_id, contact_id"""
# One part for each of the two indexes.
TASK_ROWS = """
SELECT task.*, person.given_name, person.family_name
FROM (SELECT COLUMNS FROM tasks_task
      WHERE owner_id = %(owner)s AND completed_on >= %(first)s AND completed_on < %(after)s
      UNION ALL
      SELECT COLUMNS FROM tasks_task
      WHERE owner_id = %(owner)s AND due_on >= %(first)s AND due_on < %(after)s
        AND completed_at IS NULL AND dropped_at IS NULL AND completed_on IS NULL) AS task
LEFT JOIN contacts_contact AS person ON person.id = task.contact_id
ORDER BY task.due_on, task.created_at, task.id
""".replace("COLUMNS", COLUMNS)


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
    asked: dict[str, Any] = {
        "owner": user.pk,
        "first": first,
        "after": after,
        "hard": HARD,
        "appointments": list(APPOINTMENTS),
        "at_a_time": [str(pk) for pk in at_a_time],
        "kept_promise": Kind.KEPT_PROMISE,
    }
    with connection.cursor() as cursor:
        cursor.execute(LOG_SUMS, asked)
        # A sum of nothing is NULL.
        return [
            LogSums._make(0 if value is None else value for value in row)
            for row in cursor.fetchall()
        ]


def task_rows(user: User, first: date, after: date) -> list[TaskRow]:
    """What was finished on these days, and what was due on them and is open still."""
    with connection.cursor() as cursor:
        cursor.execute(TASK_ROWS, {"owner": user.pk, "first": first, "after": after})
        return [TaskRow._make(row) for row in cursor.fetchall()]


def due_rows(user: User, first: date, after: date) -> list[TaskRow]:
    """What was due on these days, done by now or not."""
    names = ["contact__given_name", "contact__family_name"]
    due: Any = user.tasks.filter(dropped_at=None, due_on__gte=first, due_on__lt=after)
    rows = due.order_by("due_on", "created_at", "pk")
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
