"""What Today offers: what looks urgent all at once, and three tasks for the day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from contacts.boxes import Box
from tasks.feelings import Feeling
from tasks.models.chosen import MOST
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
        if not task.urgent
        and (task.due_on or task.needed_for)
        and (why := task.why_urgent(today, window_days, ahead))
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


@dataclass(frozen=True)
class Suggestion:
    """A task for the day, and why this one."""

    task: Task
    why: str


@dataclass(frozen=True)
class Three:
    """The tasks of the day: what was chosen, or else what to choose from."""

    chosen: Sequence[Task]
    suggested: Sequence[Suggestion]

    @property
    def done(self) -> int:
        return sum(not task.is_open for task in self.chosen)

    @property
    def is_full(self) -> bool:
        return len(self.chosen) >= MOST

    @property
    def all_done(self) -> bool:
        return bool(self.chosen) and self.done == len(self.chosen)

    @property
    def button(self) -> str:
        if len(self.suggested) == 1:
            return "Add it to today"
        words = number(len(self.suggested))
        return f"Add these {words} to today" if self.chosen else f"Make these my {words}"


def three_for_today(tasks: Sequence[Task], today: date, listed: Collection[Task]) -> Three:
    """`listed` are the follow-ups the page shows above: others are suggested before them."""
    chosen = [task for task in tasks if task.chosen_for == today]
    chosen.sort(key=lambda task: (task.box, task.position))
    left = [task for task in tasks if task.is_open and task.chosen_for != today]
    three = Three(chosen, [])
    if three.all_done:
        return three  # nothing else until asked for
    return Three(chosen, _suggest(left, {task.pk for task in listed})[: MOST - len(chosen)])


def _suggest(tasks: list[Task], listed: Collection[UUID]) -> list[Suggestion]:
    """One fire or the nearest date, one important and put off, one hard touch; all different."""
    found: list[Suggestion] = []
    for rule in (_fire, _put_off, _hard_touch):
        if one := rule(tasks, listed):
            found.append(one)
            tasks = [task for task in tasks if task is not one.task]
    return found


# In each rule those the page shows already come last, whatever their date.


def _fire(tasks: list[Task], listed: Collection[UUID]) -> Suggestion | None:
    fires = [task for task in tasks if task.urgent and task.important]
    if fires:
        return Suggestion(_soonest(fires, listed), f"From {Box.DO_FIRST.label}")
    dated = [task for task in tasks if task.due_on]
    return Suggestion(_soonest(dated, listed), "The nearest date") if dated else None


def _put_off(tasks: list[Task], listed: Collection[UUID]) -> Suggestion | None:
    important = [task for task in tasks if task.important]
    put_off = [task for task in important if task.feeling == Feeling.PUT_OFF]
    if put_off:
        first = min(put_off, key=lambda t: (t.pk in listed, t.urgent, t.minutes_expected))
        return Suggestion(first, "Important, and you put it off")
    undated = [task for task in important if not task.due_on]
    if not undated:
        return None
    # The hard touch is left to the third rule while there is something else.
    first = min(undated, key=lambda t: (t.pk in listed, t.hard, t.minutes_expected))
    return Suggestion(first, "Important, without a date")


def _hard_touch(tasks: list[Task], listed: Collection[UUID]) -> Suggestion | None:
    hard = [task for task in tasks if task.hard]
    return Suggestion(_soonest(hard, listed), "The hard part of networking") if hard else None


def _soonest(tasks: list[Task], listed: Collection[UUID]) -> Task:
    return min(tasks, key=lambda task: (task.pk in listed, task.due_on or date.max))


def headline(people: int, tasks: int, *, somebody_ahead: bool) -> str:
    """ "Three people, three tasks." """
    if people and tasks:
        chosen = f"{number(tasks)} {'task' if tasks == 1 else 'tasks'}"
        return f"{counted(people, 'person', 'people')}, {chosen}."
    if people:
        return f"{counted(people, 'person', 'people')} to follow up."
    if tasks:
        return f"{counted(tasks, 'task', 'tasks')} for today."
    return "Nobody is waiting today." if somebody_ahead else "What matters today?"
