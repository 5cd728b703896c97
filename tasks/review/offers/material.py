"""What a user has at hand that could be done about a finding: asked for once, when needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from contacts.boxes import Box
from contacts.kinds import Category, Kind
from contacts.rhythm import MOST_UNANSWERED
from tasks.days import next_words
from tasks.review.ledger import TaskRow, open_rows
from tasks.review.presets import HARD
from tasks.situation import Situation

if TYPE_CHECKING:
    from jobsearch.models import User

LOOKED_AT = 5
KIND_OF = {
    Category.APPLICATIONS: Kind.APPLICATION,
    Category.RESEARCH: Kind.RESEARCH,
    Category.INTERVIEW_PREP: Kind.PRACTICE,
    Category.MATERIALS: Kind.MATERIALS,
    Category.SKILLS: Kind.SKILLS,
    Category.TOOLS: Kind.TOOLS,
}


@dataclass(frozen=True)
class Choice:
    """Something to plan: an open task, something proposed, or being in touch with somebody."""

    title: str
    minutes: int
    sends: tuple[str, str]


class Material:
    def __init__(self, user: User, today: date, open_tasks: Sequence[TaskRow] | None = None):
        self.user, self.today, self._open = user, today, open_tasks
        self.day = user.working_day_after(today, 1)

    @property
    def when(self) -> str:
        return next_words(self.day, self.today)

    @cached_property
    def tasks(self) -> list[TaskRow]:
        """Open, in the order of the board."""
        rows = open_rows(self.user, self.today, self.today) if self._open is None else self._open
        return sorted(rows, key=lambda task: (task.position, task.pk))

    def task(self, pk: UUID) -> TaskRow | None:
        return next((task for task in self.tasks if task.pk == str(pk)), None)

    @property
    def without_a_day(self) -> list[TaskRow]:
        """Open, at no fixed time, and with no day that is still to come; the shortest first."""
        free = [
            task
            for task in self.tasks
            if not task.is_appointment and not (task.due_on and task.due_on > self.today)
        ]
        return sorted(free, key=lambda task: (task.minutes_expected, task.position))

    def of_category(self, key: str) -> list[TaskRow]:
        """`key` is one of the targets."""
        category = Category.NETWORKING if key == HARD else Category(key)
        return [task for task in self.without_a_day if task.category == category]

    def in_box(self, box: Box) -> list[TaskRow]:
        return [task for task in self.without_a_day if task.box == box]

    def follow_ups(self, count: int) -> list[Choice]:
        """The easiest: planned ones that wait, then what is proposed."""
        found = [
            Choice(task.title, task.minutes_expected, ("task", task.pk))
            for task in self.without_a_day
            if task.contact
        ]
        if len(found) < count:
            found += self._proposed()
        return found[:count]

    def _proposed(self) -> list[Choice]:
        return [
            Choice(one.title, one.step.kind.facts.minutes, ("key", f"{one.contact}:{one.key}"))
            for one in Situation(self.user, self.today).recent
            if one.contact and not one.rests
        ]

    def in_touch(self) -> list[Choice]:
        """Whose day has come, but for those who have not answered twice in a row."""
        due = self.user.contacts.active().time_to_be_in_touch(self.today).with_unanswered()
        # mypy does not follow them to their annotations.
        due = due.order_by("-level", "next_on", "search_name", "pk")  # type: ignore[misc]
        minutes = Kind.FOLLOWED_UP.facts.minutes
        return [
            Choice(f"Follow up with {one.given_name}", minutes, ("contact", str(one.pk)))
            for one in due[:LOOKED_AT]
            if vars(one)["unanswered"] < MOST_UNANSWERED
        ]

    @property
    def next_event(self) -> TaskRow | None:
        """The next one without a purpose; one without a day comes last."""
        events = [
            task
            for task in self.tasks
            if task.kind == Kind.EVENT and not task.purpose.strip()
            and not (task.due_on and task.due_on < self.today)
        ]  # fmt: skip
        return min(events, key=lambda task: (task.due_on or date.max, task.position), default=None)
