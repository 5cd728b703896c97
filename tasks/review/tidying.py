"""Old tasks, one at a time: kept, moved or let go in a review, and each of it taken back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db.models import Q

from contacts.boxes import Box
from contacts.templatetags.contacts import lower_first
from tasks.days import day_name, due_words
from tasks.models import Move, Review, Task
from tasks.models.board import Stale
from tasks.words import number

if TYPE_CHECKING:
    from jobsearch.models import User
    from tasks.review.ledger import TaskRow

WAITED = timedelta(days=7)
UNTOUCHED = timedelta(days=28)
KEEPS_MOVING = 3
MOST = 10  # in one review: it takes fifteen minutes


@dataclass(frozen=True)
class Old:
    task: Task
    why: str


@dataclass(frozen=True)
class Tidying:
    """The old tasks of a review: those still to look at, and those that were answered."""

    left: list[Old]
    more: int  # for another week
    done: list[tuple[Task, str]]

    @property
    def count(self) -> int:
        return len(self.left)


def tidying(user: User, review: Review | None, today: date) -> Tidying:
    tidied = review.tidied if review else {}
    answered = Q(pk__in=list(tidied))
    rows = user.tasks.open().filter(is_old(user, today)) | user.tasks.filter(answered)
    tasks = {str(task.pk): task for task in rows.select_related("contact", "promise")}
    found = [task for pk, task in tasks.items() if pk not in tidied]
    found.sort(key=lambda task: (-task.times_moved, task.due_on or date.max, task.created_at))
    room = max(0, MOST - len(tidied))
    return Tidying(
        [Old(task, why_old(task, user, today)) for task in found[:room]],
        len(found[room:]),
        [(tasks[pk], in_words(said, today)) for pk, said in tidied.items() if pk in tasks],
    )


def _untouched_since(user: User, today: date) -> datetime:
    return datetime.combine(today - UNTOUCHED, time.min, tzinfo=user.zone)


def is_old(user: User, today: date) -> Q:
    untouched = Q(due_on=None, updated_at__lt=_untouched_since(user, today))
    return Q(times_moved__gte=KEEPS_MOVING) | Q(due_on__lte=today - WAITED) | untouched


def counts(user: User, tidied: Collection[str], today: date) -> dict[str, int]:
    """What the navigation counts, and how many old tasks this review still asks about."""
    left = is_old(user, today) & ~Q(pk__in=list(tidied))
    found = user.tasks.nav_counts(today, old=left)
    return found | {"old": min(found["old"], max(0, MOST - len(tidied)))}


def counts_among(
    tasks: Sequence[TaskRow], user: User, tidied: Collection[str], today: date
) -> dict[str, int]:
    """The same, of open tasks that were read already."""
    since = _untouched_since(user, today)
    due = sum(bool(task.contact and task.due_on and task.due_on <= today) for task in tasks)
    old = sum(task.pk not in tidied and _is_old(task, since, today) for task in tasks)
    return {"board": len(tasks), "today": due, "old": min(old, max(0, MOST - len(tidied)))}


def _is_old(task: TaskRow, since: datetime, today: date) -> bool:
    """As `is_old()` asks the database."""
    if task.times_moved >= KEEPS_MOVING:
        return True
    return task.due_on <= today - WAITED if task.due_on else task.updated_at < since


def why_old(task: Task, user: User, today: date) -> str:
    """Why the review asks about it, without a reproach."""
    if task.times_moved >= KEEPS_MOVING:
        return f"Moved {number(task.times_moved)} times"
    if task.due_on:
        return due_words(task.due_on, today)
    return f"On your board since {lower_first(day_name(user.today(task.created_at), today))}"


def in_words(said: dict[str, Any], today: date) -> str:
    did = said.get("did")
    if did == "dated":
        return f"Moved to {day_name(date.fromisoformat(said['to']), today)}"
    if did == "moved":
        return f"Moved to {Box(said['to']).label}"
    return "Let go" if did == "gone" else "Kept"


def keep(review: Review, task: Task) -> None:
    _note(review, task, {"did": "kept"})


def plan(review: Review, task: Task, day: date) -> None:
    before = task.plan
    task.plan_for(day)
    _note(
        review,
        task,
        {
            "did": "dated",
            "to": day.isoformat(),
            "from": [each.isoformat() if each else "" for each in before[:2]],
            "put_off": task.times_moved - before.times_moved,
        },
    )


def move(review: Review, task: Task, box: Box, now: datetime) -> bool:
    """False if another window closed it meanwhile."""
    try:
        done = task.move_to(box, after=None, version=None, key=str(uuid4()), now=now)
    except Stale:
        return False
    _note(review, task, {"did": "moved", "to": box.value, "move": str(done.pk)})
    return True


def let_go(review: Review, task: Task, now: datetime) -> bool:
    """False if it was closed already."""
    if not task.drop(now):
        return False
    _note(review, task, {"did": "gone"})
    return True


def take_back(review: Review, task: Task, now: datetime) -> bool:
    """The answer, and what it did to the task. False if there is nothing to take back."""
    tidied = review.tidied
    said = tidied.pop(str(task.pk), None)
    if said is None:
        return False
    review.say(tidied=tidied)
    if said["did"] == "gone":
        return bool(task.dropped_at) and task.reopen()
    if said["did"] == "dated":
        return _plan_back(task, said)
    if said["did"] == "moved":
        return _move_back(task, said, now)
    return True


def _plan_back(task: Task, said: dict[str, Any]) -> bool:
    if not task.is_open or task.due_on != date.fromisoformat(said["to"]):
        return False
    due_on, first = (date.fromisoformat(each) if each else None for each in said["from"])
    task.plan_as_before(due_on, first, said["put_off"])
    return True


def _move_back(task: Task, said: dict[str, Any], now: datetime) -> bool:
    made = Move.objects.filter(owner=task.owner_id, pk=UUID(said["move"])).first()
    try:
        return bool(made and made.take_back(f"undo:{made.pk}", now))
    except Stale:
        return False


def _note(review: Review, task: Task, said: dict[str, Any]) -> None:
    tidied = review.tidied
    tidied[str(task.pk)] = said
    review.say(tidied=tidied)
