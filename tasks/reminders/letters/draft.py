"""What each kind of mail gets to write from, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from contacts.models import Contact
from tasks.models import Mention, Occurrence, OutboundEmail, Task
from tasks.reminders.content import Line
from tasks.reminders.links import Purpose

if TYPE_CHECKING:
    from jobsearch.models import User

NOTHING_DUE = "nothing due"
NOT_NEEDED = "no longer needed"


class Withdrawn(Exception):
    """The mail must not go, for the reason given."""


@dataclass(frozen=True)
class Due:
    """A mail that is to be written: for whom, and which occurrences wait for it."""

    row: OutboundEmail
    owner: User
    occurrences: Sequence[Occurrence]
    now: datetime

    @property
    def today(self) -> date:
        return self.owner.today(self.now)

    def lines(self, tasks: Iterable[Task]) -> list[Line]:
        """The tasks as they stand in this mail, each with its own links."""
        return [
            Line(
                task,
                Mention(owner=self.owner, email=self.row, task=task, due_on=task.due_on),
                self.today,
            )
            for task in tasks
        ]


@dataclass(frozen=True)
class Draft:
    """The words of one mail: the name of its templates in templates/mail/, and what they show.

    The tasks of `lines` are looked at again, under lock, in the last moment before it goes.
    """

    template: str
    context: dict[str, Any]
    lines: Sequence[Line]
    stop: Purpose
    # Named in it without a task: they are looked at again too.
    contacts: Sequence[Contact] = field(default=(), kw_only=True)
    # Text of an .ics file to go with it; none if empty.
    calendar: str = ""


# Many at once, so that a kind that is mailed to everybody in the same hour can ask for their
# tasks together. A mail that must not go is answered by the reason.
Writer = Callable[[list[Due]], Iterable[Draft | Withdrawn]]


def one_by_one(write: Callable[[Due], Draft]) -> Writer:
    """The writer of a kind of which few go at a time."""

    def write_all(dues: list[Due]) -> Iterable[Draft | Withdrawn]:
        for due in dues:
            try:
                yield write(due)
            except Withdrawn as reason:
                yield reason

    return write_all
