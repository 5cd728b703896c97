"""The tiles of the log form: what each fills in, and when to be in touch again after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from contacts.kinds import Kind
from contacts.models import Interaction
from jobsearch.models import User
from tasks.followups import SETTLED_BY_THEIR_WORD, Logged, first_step
from tasks.models import Task


@dataclass(frozen=True)
class How:
    """One tile of the log form, and what it fills in."""

    value: str
    label: str
    icon: str
    kind: Kind
    channel: str
    direction: str
    minutes: int | None = None  # None: as the kind says

    def fitting_kind(self, task: Task | None) -> Kind:
        """The tile's; a message that finishes a task is of the task's kind."""
        wrote = self.kind is Kind.FOLLOWED_UP and self.direction == _DIRECTION.TO_THEM
        return Kind(task.kind) if task and task.is_networking and wrote else self.kind

    def fitting_minutes(self, kind: Kind, task: Task | None) -> int:
        if self.minutes is not None:
            return self.minutes
        planned = task.estimate if task and task.kind == kind else None
        return kind.facts.minutes if planned is None else planned


_CHANNEL, _DIRECTION = Interaction.Channel, Interaction.Direction
HOW = {
    how.value: how
    for how in [
        How("message", "Message", "chat", Kind.FOLLOWED_UP, _CHANNEL.MESSAGE, _DIRECTION.TO_THEM),
        How("email", "Email", "mail", Kind.FOLLOWED_UP, _CHANNEL.EMAIL, _DIRECTION.TO_THEM),
        How("call", "Call", "phone", Kind.CONVERSATION, _CHANNEL.CALL, _DIRECTION.BOTH),
        How("met", "Met", "cup", Kind.CONVERSATION, _CHANNEL.MEETING, _DIRECTION.BOTH),
        How(
            "reply", "They replied", "arrow-in",
            Kind.FOLLOWED_UP, _CHANNEL.MESSAGE, _DIRECTION.FROM_THEM, minutes=0,
        ),
        How("group", "Event", "people", Kind.EVENT, _CHANNEL.GROUP, _DIRECTION.BOTH),
        How("online", "Online", "upload", Kind.ONLINE, _CHANNEL.ONLINE, _DIRECTION.TO_THEM),
    ]
}  # fmt: skip


def follow_up_day(how: How, day: date, owner: User) -> date | None:
    """When to be in touch again after this tile, by the table of follow-ups."""
    light = how.kind.facts.light
    step = first_step(Logged(kind=how.kind, direction=how.direction, light=light))
    return step.wait.after(day, owner.working_day_after) if step else None


def wait_for_word(entry: Interaction, owner: User) -> date | None:
    """When to be in touch again because one of the two waits for an answer; None otherwise."""
    # What it finished says whether it wants an answer: thanks do not.
    finished = entry.tasks.exclude(reason="").values_list("reason", flat=True).first() or ""
    step = first_step(Logged(entry.kind, entry.direction, light=entry.light, finished=finished))
    if step is None or step.reason not in SETTLED_BY_THEIR_WORD:
        return None
    return step.wait.after(entry.day, owner.working_day_after)
