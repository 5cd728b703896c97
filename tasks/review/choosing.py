"""What a review chooses for the week after it: up to three changes, one of them a block of time.

Each becomes a task in Make time. Sent twice, in whatever windows, it is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4, uuid5

from contacts.boxes import Box
from tasks import proposals
from tasks.chains import Proposal
from tasks.feelings import Feeling
from tasks.models import Intention, Review, Task
from tasks.reasons import Reason
from tasks.review.tidying import KEEPS_MOVING
from tasks.situation import Situation, task_id
from tasks.weeks import Week

if TYPE_CHECKING:
    from jobsearch.models import User

MOST = 3
PEOPLE = 3
OFFERED = 3
SMALL_STEP = 15
OFFERED_KEY = "offered"  # of a change that nobody typed
CHANGES = UUID("8f3e1a52-64c0-4c4e-9c5b-0f2f6f1c7d11")  # what their ids are made in


class Full(Exception):
    """There are three already, or there is a block already."""


@dataclass(frozen=True)
class Change:
    """As it was sent: the same key and words are the same change."""

    text: str
    key: str
    task: Task | None = None  # one that is on the board already
    day: date | None = None
    minutes: int | None = None
    is_block: bool = False


@dataclass(frozen=True)
class Offered:
    text: str
    why: str
    task: Task | None = None


def take(review: Review, change: Change) -> Intention:
    """The intention, and its task on the board. Its owner is locked (tasks/views/turns.py)."""
    pk = uuid5(CHANGES, f"{review.pk}:{change.key}:{change.text}")
    chosen = list(review.intentions.all())
    if there := next((one for one in chosen if _is_same(one, pk, change)), None):
        return there
    if len(chosen) >= MOST or change.is_block and any(one.is_block for one in chosen):
        raise Full
    return Intention.objects.create(
        pk=pk,
        owner_id=review.owner_id,
        review=review,
        task=change.task or _task(review, pk, change),
        text=change.text,
        is_block=change.is_block,
    )


def _is_same(one: Intention, pk: UUID, change: Change) -> bool:
    return one.pk == pk or change.task is not None and one.task_id == change.task.pk


def _task(review: Review, pk: UUID, change: Change) -> Task:
    mine = Task.objects.filter(owner=review.owner_id)
    mine.filter(pk=pk, taken_back=True).delete()
    if there := mine.filter(pk=pk).first():  # taken back, but somebody had it in hand
        if there.is_open:
            return there
        pk = uuid4()
    task = Task(
        pk=pk,
        owner_id=review.owner_id,
        title=change.text,
        estimate=change.minutes,
        due_on=change.day,
        first_due_on=change.day,
    )
    task.add_to_box(Box.MAKE_TIME)
    return task


def take_back(review: Review, intention: Intention) -> bool:
    """Its task goes too, if it came with it and nobody has had it in hand. False if it stays."""
    task = intention.task
    review.say(untaken=[*review.answers.get("untaken", []), str(intention.pk)])
    gone = bool(task and intention.made_its_task and task.is_untouched)
    intention.delete()
    if task and gone:
        task.take_back()
    return gone


def take_offered(user: User, day: date, task: Task, today: date) -> Intention | None:
    """An offer of the first step is a change, too, while that review is held and has room."""
    running = Week.containing(today, user.first_weekday)
    week = next((one for one in (running, running.previous) if day in one), None)
    if week is None:
        return None
    review = user.reviews.begin(user, week.first)
    if review.is_closed or review.intentions.filter(task=task).exists():
        return None
    try:
        return take(review, Change(task.title, "offer", task=task))
    except Full:
        return None


def days_ahead(week: Week, today: date) -> list[date]:
    """The days of the week after it, as far as they are still to come; else the next seven."""
    days = [day for day in _seven(week.after) if day >= today]
    return days or _seven(today)


def _seven(first: date) -> list[date]:
    return [first + timedelta(days=count) for count in range(7)]


def offered(user: User, intentions: list[Intention]) -> list[Offered]:
    """Changes that the board suggests: what keeps moving, smaller; what is put off, begun."""
    chosen = {one.text for one in intentions} | {one.task_id for one in intentions}
    tasks = [t for t in user.tasks.open().filter(important=True) if t.pk not in chosen]
    moving = sorted((t for t in tasks if t.times_moved >= KEEPS_MOVING), key=_most_moved)
    put_off = [t for t in tasks if t.feeling == Feeling.PUT_OFF and t not in moving]
    put_off.sort(key=lambda task: (task.minutes_expected, task.created_at))
    found = [
        Offered(f"{SMALL_STEP} minutes for a first step: {task.title}"[:200], "It keeps moving")
        for task in moving
    ]
    found += [Offered(task.title, "You put it off", task) for task in put_off]
    return [one for one in found if one.text not in chosen][:OFFERED]


def _most_moved(task: Task) -> tuple[int, str]:
    return -task.times_moved, str(task.pk)


@dataclass(frozen=True)
class People:
    """Those met and not written to, to follow up; and those planned from here."""

    waiting: list[Proposal]
    planned: list[Task]

    @property
    def is_full(self) -> bool:
        return len(self.planned) >= PEOPLE


def people(user: User, review: Review | None, things: Situation) -> People:
    """Those just met come first, then what else is due with somebody."""
    keys = review.answers.get("people", []) if review else []
    ids = [task_id(user.pk, key) for key in keys]
    planned = list(user.tasks.filter(pk__in=ids, taken_back=False).order_by("created_at", "pk"))
    due = [one for one in things.recent if one.contact and not one.rests]
    due.sort(key=lambda one: (one.reason != Reason.HELLO, one.day, one.key))
    seen: dict[UUID | None, Proposal] = {}
    for one in due:
        seen.setdefault(one.contact, one)
    return People(list(seen.values())[: PEOPLE - len(planned)], planned)


def follow_up(review: Review, proposal: Proposal, today: date) -> Task:
    """Plans it, and remembers that it was chosen here."""
    owner: User = review.owner
    task = proposals.plan(owner, proposal, proposal.on(today), today)
    keys = review.answers.get("people", [])
    if proposal.key not in keys:
        review.say(people=[*keys, proposal.key])
    return task
