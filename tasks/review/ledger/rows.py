"""What the measures read of tasks: a few columns.

A task that left an interaction brings no minutes of its own, so that nothing is counted twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from contacts.boxes import Box
from contacts.kinds import FACTS, Category, KindFacts
from jobsearch.models import User
from tasks.feelings import Feeling
from tasks.models.querysets import APPOINTMENTS
from tasks.review.measures import Entry, FollowUp
from tasks.weeks import Week

# By what is in a row, which need not be made a `Kind` first.
FACTS_OF: dict[str, KindFacts] = {kind.value: facts for kind, facts in FACTS.items()}
IDS = ["id", "interaction_id", "contact_id", "promise_id"]
COLUMNS = [
    "title", "kind", "hard_override", "urgent", "urgent_when_done", "important", "feeling",
    "created_at", "updated_at", "due_on", "due_time", "first_due_on", "completed_on",
    "minutes_spent", "estimate", "position", "times_moved", "chosen_for", "is_promise", "purpose",
]  # fmt: skip
TASKS = "SELECT COLUMNS FROM tasks_task WHERE owner_id = %(owner)s AND "
TASKS = TASKS.replace("COLUMNS", ", ".join([*IDS, *COLUMNS]))
FINISHED = TASKS + "completed_on >= %(first)s AND completed_on < %(after)s"
OPEN = TASKS + "completed_at IS NULL AND dropped_at IS NULL AND completed_on IS NULL"
DUE = TASKS + "due_on >= %(first)s AND due_on < %(after)s AND dropped_at IS NULL"
OPEN_AND_DUE = OPEN + " AND due_on >= %(first)s AND due_on < %(after)s"
FELT = DUE + " AND completed_on IS NOT NULL AND important AND feeling IN ('forward', 'put-off')"
# Ids as text: hundreds are read, and few of them are ever looked at. Names of whom the follow-ups
# are about that wait.
ROWS = """
SELECT COLUMNS, coalesce(person.given_name, ''), coalesce(person.family_name, '')
FROM (PARTS) AS task
LEFT JOIN contacts_contact AS person
  ON person.id = CASE WHEN task.completed_on IS NULL AND task.due_on >= %(first)s
                           AND task.due_on < %(after)s THEN task.contact_id END
""".replace(
    "COLUMNS", ", ".join([f"task.{name}::text" for name in IDS] + [f"task.{it}" for it in COLUMNS])
)


def _rows_of(*parts: str) -> str:
    """One part for each index."""
    return ROWS.replace("PARTS", " UNION ALL ".join(parts))


FINISHED_OR_DUE = _rows_of(FINISHED, OPEN_AND_DUE)
FINISHED_OR_OPEN = _rows_of(FINISHED, OPEN)
DUE_OR_DONE = _rows_of(DUE)
OPEN_OR_FELT = _rows_of(OPEN, FELT)


class TaskRow(NamedTuple):
    pk: str
    interaction: str | None
    contact: str | None
    promise: str | None
    title: str
    kind: str
    hard_override: bool | None
    urgent: bool
    urgent_when_done: bool | None
    important: bool
    feeling: str
    created_at: datetime
    updated_at: datetime
    due_on: date | None
    due_time: time | None
    first_due_on: date | None
    completed_on: date | None
    minutes_spent: int | None
    estimate: int | None
    position: str
    times_moved: int
    chosen_for: date | None
    is_promise: bool
    purpose: str
    given_name: str
    family_name: str

    @property
    def category(self) -> Category:
        return FACTS_OF[self.kind].category

    @property
    def is_networking(self) -> bool:
        return self.category == Category.NETWORKING

    @property
    def box(self) -> Box:
        return Box.of(urgent=self.urgent, important=self.important)

    @property
    def is_open(self) -> bool:
        return self.completed_on is None

    @property
    def day(self) -> date:
        """On which it was done, or is due."""
        return self.completed_on or self.due_on or date.min

    @property
    def is_appointment(self) -> bool:
        return self.due_time is not None or self.kind in APPOINTMENTS

    @property
    def minutes_expected(self) -> int:
        return self.estimate or FACTS_OF[self.kind].minutes

    def entry(self, day: date) -> Entry:
        spent = self.minutes_expected if self.minutes_spent is None else self.minutes_spent
        urgent = self.urgent if self.urgent_when_done is None else self.urgent_when_done
        return Entry(
            day,
            0 if self.interaction else spent,
            self.category,
            is_hard(self.kind, self.hard_override),
            Box.of(urgent=urgent, important=self.important),
            is_finished_task=True,
            is_appointment=self.is_appointment,
            was_put_off=self.feeling == Feeling.PUT_OFF,
        )

    def follow_up(self) -> FollowUp | None:
        if self.contact is None or self.due_on is None:
            return None
        name = f"{self.given_name} {self.family_name}".strip()
        return FollowUp(self.due_on, self.completed_on, UUID(self.contact), name)

    def is_fire_of(self, week: Week, today: date) -> bool:
        """Important, at no fixed time, and urgent when it was done; or its day is over."""
        if not self.important or self.is_appointment:
            return False
        if self.completed_on:
            return self.completed_on in week and bool(self.urgent_when_done)
        return self.due_on is not None and self.due_on in week and self.due_on < today


def task_rows(user: User, first: date, after: date, *, every_open: bool = False) -> list[TaskRow]:
    """What was finished on these days, and what was due on them, or at all, and is open still."""
    return _asked(user, FINISHED_OR_OPEN if every_open else FINISHED_OR_DUE, first, after)


def due_rows(user: User, first: date, after: date) -> list[TaskRow]:
    """What was due on these days, done by now or not."""
    return by_day(_asked(user, DUE_OR_DONE, first, after))


def open_rows(user: User, felt_since: date, today: date) -> list[TaskRow]:
    """What is open, and what was important, felt and due on one of these days, and is done."""
    return _asked(user, OPEN_OR_FELT, felt_since, today)


def _asked(user: User, statement: str, first: date, after: date) -> list[TaskRow]:
    asked: dict[str, Any] = {"owner": user.pk, "first": first, "after": after}
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return [TaskRow._make(row) for row in cursor.fetchall()]


def by_day(tasks: Iterable[TaskRow]) -> list[TaskRow]:
    return sorted(tasks, key=lambda it: (it.due_on or date.max, it.created_at, it.pk))


def entries_of(tasks: Sequence[TaskRow], first: date, after: date) -> list[Entry]:
    done = ((row, row.completed_on) for row in tasks if row.completed_on)
    return [row.entry(day) for row, day in done if first <= day < after]


def at_a_time(tasks: Sequence[TaskRow]) -> list[str]:
    """The entries of the log that tasks with a fixed time have left."""
    return [row.interaction for row in tasks if row.interaction and row.is_appointment]


def is_hard(kind: str, override: bool | None) -> bool:
    facts = FACTS_OF[kind]
    return facts.hard if override is None else override and facts.category == Category.NETWORKING
