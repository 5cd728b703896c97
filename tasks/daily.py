"""What Today offers: what looks urgent all at once, and three tasks for the day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from contacts.boxes import Box
from tasks.words import counted, number

if TYPE_CHECKING:
    from tasks.models import Task

URGENT_SHOWN = 5


@dataclass(frozen=True)
class LooksUrgent:
    """A card outside the urgent boxes, and why it belongs there."""

    task: Task
    why: str


@dataclass(frozen=True)
class UrgentOffer:
    """All cards that look urgent, to be moved with one button."""

    cards: Sequence[LooksUrgent]

    @property
    def shown(self) -> Sequence[LooksUrgent]:
        return self.cards[:URGENT_SHOWN]

    @property
    def folded(self) -> Sequence[LooksUrgent]:
        return self.cards[URGENT_SHOWN:]

    @property
    def sentence(self) -> str:
        if len(self.cards) == 1:
            return "One task looks urgent now."
        return f"{counted(len(self.cards), 'task', 'tasks')} look urgent now."

    @property
    def button(self) -> str:
        boxes = [box.label for box in Box if any(c.task.urgent_box == box for c in self.cards)]
        them = "it" if len(self.cards) == 1 else "them"
        return f"Move {them} to {' and '.join(boxes)}"


def looking_urgent(tasks: Iterable[Task], today: date, window_days: int) -> list[LooksUrgent]:
    """The open cards outside the urgent boxes that look urgent, important ones first."""
    tasks = [task for task in tasks if task.is_open]
    ahead = [task.as_appointment() for task in tasks if task.is_coming]
    found = [
        LooksUrgent(task, why)
        for task in tasks
        if not task.urgent and (why := task.why_urgent(today, window_days, ahead))
    ]
    return sorted(found, key=lambda card: (card.task.box, card.task.due_on or date.max))


def moved_words(boxes: Sequence[Box]) -> str:
    """ "Two tasks are in Do first now, one in Keep it short." """
    counts = [(box, boxes.count(box)) for box in Box if box in boxes]
    if not counts:
        return "Nothing was moved: nothing of it looks urgent any more."
    (first, many), *others = counts
    rest = "".join(f", {number(n)} in {box.label}" for box, n in others)
    verb = "is" if many == 1 else "are"
    return f"{counted(many, 'task', 'tasks')} {verb} in {first.label} now{rest}."
