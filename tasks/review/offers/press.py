"""One press of the button of an offer: what came with it, and what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from contacts.boxes import Box
from contacts.kinds import Kind
from contacts.models import Contact
from tasks import proposals
from tasks.days import day_name
from tasks.judged import task_id
from tasks.models import Intention, Task
from tasks.review import choosing
from tasks.review.offers import back
from tasks.review.offers.back import Entry
from tasks.words import counted

if TYPE_CHECKING:
    from jobsearch.models import User

GONE = "That is answered already."
# Minutes: for a part of the search that has no task yet, for what is important and not urgent, and
# for the first step of a task.
SHORT, BLOCK, FIRST_STEP = 30, 60, 15
HELP, TIME = "help", "time"  # how: asking somebody for help, or just time for it


@dataclass(frozen=True)
class Said:
    """What came with the button; ids are looked up among the user's own rows only."""

    tasks: Sequence[UUID] = ()
    contacts: Sequence[UUID] = ()
    keys: Sequence[tuple[UUID, str]] = ()  # of proposals, with the person
    category: str = ""
    rung: int = 0
    how: str = ""
    text: str = ""
    week: date | None = None  # whose review this is one of the changes of


@dataclass
class Done:
    words: str = GONE
    undo: str = ""
    # Where to go on, if more has to be chosen.
    url: str = ""
    entries: Sequence[Entry] = ()
    is_chosen: bool = False  # as one of the changes for next week


class Doing:
    """One press of one button."""

    def __init__(self, user: User, finding: str, said: Said, now: datetime):
        self.user, self.finding, self.said = user, finding, said
        self.now, self.today = now, user.today(now)
        self.day = user.working_day_after(self.today, 1)

    def tasks(self) -> list[Task]:
        """The open ones that were named, in the order in which they were."""
        mine = self.user.tasks.open().select_related("contact", "promise")
        found = mine.filter(pk__in=self.said.tasks).in_bulk()
        return [found[pk] for pk in self.said.tasks if pk in found]

    def contact(self) -> Contact | None:
        return self.user.contacts.active().filter(pk__in=self.said.contacts[:1]).first()

    def plan(self, task: Task, day: date) -> Entry | None:
        """Gives it this day; that is no putting off. None if it has it already."""
        before = task.plan
        if task.due_on == day:
            return None
        days = [it for it in (before.first_due_on, before.due_on, day) if it]
        task.plan_as_before(day, min(days), 0)
        return back.date_of(task, before)

    def make(
        self, about: str, title: str, kind: Kind, minutes: int, day: date | None, **fields: Any
    ) -> tuple[Task, Entry | None]:
        """A task that this offer makes once for the same thing and day."""
        key = f"offer:{self.finding}:{about}:{day}"
        if there := proposals.planned(self.user, key):
            return there, None
        pk = task_id(self.user.pk, key)
        with transaction.atomic():
            self.user.tasks.filter(pk=pk, taken_back=True).delete()
            task = Task(
                id=pk,
                owner=self.user,
                title=title[:200],
                kind=kind,
                estimate=minutes,
                due_on=day,
                first_due_on=day,
                **fields,
            )
            task.add_to_box(Box.MAKE_TIME)
        return task, back.made(task)

    def tell(self, pairs: Sequence[tuple[Task, Entry | None]], *, is_change: bool = True) -> Done:
        """What is planned now, and the way back of what this press has changed."""
        if not pairs:
            return Done()
        entries = [entry for _, entry in pairs if entry]
        task = pairs[0][0]
        chosen = self._choose(task) if is_change and len(pairs) == 1 else None
        if len(pairs) > 1:
            words = f"{counted(len(pairs), 'task is', 'tasks are')} planned, from {self._on(task)}."
        elif entries:
            words = f"{task.title}: {self._on(task)}."
        else:
            words = f"{task.title} is planned already."
        if chosen:
            entries.append(back.change(chosen))
        undo = back.address(entries) if entries else ""
        return Done(words, undo, entries=entries, is_chosen=bool(chosen))

    def _choose(self, task: Task) -> Intention | None:
        week = self.said.week
        return choosing.take_offered(self.user, week, task, self.today) if week else None

    def _on(self, task: Task) -> str:
        if task.due_on is None:
            return f"in {task.box.label}"
        name = day_name(task.due_on, self.today)
        return name.lower() if name in ("Today", "Tomorrow") else name
