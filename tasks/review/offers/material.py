"""What a user has at hand that could be done about a finding: asked for once, when needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from contacts.boxes import Box
from contacts.kinds import Category, Kind
from contacts.rhythm import MOST_UNANSWERED
from tasks.days import next_words
from tasks.models import Task
from tasks.review.presets import HARD
from tasks.situation import Situation

if TYPE_CHECKING:
    from jobsearch.models import User

LOOKED_AT = 5
# What offers look at in a task.
LOOKED_FOR = [
    "owner", "title", "kind", "urgent", "important", "position", "due_on", "due_time", "estimate",
    "purpose", "chosen_for", "is_promise", "contact_id", "promise_id", "completed_at", "dropped_at",
]  # fmt: skip
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
    def __init__(self, user: User, today: date):
        self.user, self.today = user, today
        self.day = user.working_day_after(today, 1)

    @property
    def when(self) -> str:
        return next_words(self.day, self.today)

    @cached_property
    def tasks(self) -> list[Task]:
        return list(self.user.tasks.open().in_order().only(*LOOKED_FOR))

    def task(self, pk: UUID) -> Task | None:
        return next((task for task in self.tasks if task.pk == pk), None)

    @property
    def without_a_day(self) -> list[Task]:
        """Open, at no fixed time, and with no day that is still to come; the shortest first."""
        free = [
            task
            for task in self.tasks
            if not task.is_appointment and not (task.due_on and task.due_on > self.today)
        ]
        return sorted(free, key=lambda task: (task.minutes_expected, task.position))

    def of_category(self, key: str) -> list[Task]:
        """`key` is one of the targets."""
        category = Category.NETWORKING if key == HARD else Category(key)
        return [task for task in self.without_a_day if task.category == category]

    def in_box(self, box: Box) -> list[Task]:
        return [task for task in self.without_a_day if task.box == box]

    def follow_ups(self, count: int) -> list[Choice]:
        """The easiest: planned ones that wait, then what is proposed."""
        found = [
            Choice(task.title, task.minutes_expected, ("task", str(task.pk)))
            for task in self.without_a_day
            if task.contact_id
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
    def next_event(self) -> Task | None:
        """The next one without a purpose; one without a day comes last."""
        events = [
            task
            for task in self.tasks
            if task.kind == Kind.EVENT and not task.purpose.strip()
            and not (task.due_on and task.due_on < self.today)
        ]  # fmt: skip
        return min(events, key=lambda task: (task.due_on or date.max, task.position), default=None)
