"""Which tasks stand behind the numbers of a review: by name, because only that can be acted on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from tasks.feelings import Feeling
from tasks.review.measures import Fires, Ratio, Standing, Urgent
from tasks.review.measures.standing import (
    ENOUGH_FELT,
    KEPT_MOVING_TIMES,
    LATELY,
    PUT_OFF_DAYS,
    PUT_OFF_TIMES,
)

if TYPE_CHECKING:
    from jobsearch.models import User
    from tasks.models import Task
    from tasks.weeks import Week


SHOWN = 3
OFF = "You put it off"


@dataclass(frozen=True)
class Named:
    """A task, and why it is named."""

    task: Task
    why: tuple[str, ...]

    @property
    def line(self) -> Line:
        return Line(self.task.pk, self.task.title, self.task.contact_id, self.why)


@dataclass(frozen=True)
class Line:
    """What can be acted on, and why it is named."""

    pk: UUID
    title: str
    contact: UUID | None
    why: tuple[str, ...]


@dataclass(frozen=True)
class Gap:
    """What was finished of what somebody looks forward to, and of what they put off (M9)."""

    liked: Ratio
    put_off: Ratio
    left: Sequence[Task]  # put off, its day is over, and it is still open

    @property
    def is_known(self) -> bool:
        return self.liked.share is not None and self.put_off.share is not None


@dataclass(frozen=True)
class Naming:
    waiting: Sequence[Named]  # open: each once, with all its reasons
    fires: Sequence[Named]  # of the week, done by now; once calm
    gap: Gap

    @property
    def count(self) -> int:
        return len(self.waiting) + len(self.fires)


@dataclass(frozen=True)
class InShort:
    """The first few for the page of the review, from what it knows already."""

    lines: Sequence[Line]
    more: int
    calm: int  # urgent things of the week that had once been calm


def in_short(standing: Standing | None, fires: Fires) -> InShort:
    found: dict[UUID, Line] = {}
    if standing:
        put_off = {task.task for task in standing.put_off_tasks}
        for task in (*standing.moving_tasks, *standing.put_off_tasks):
            why = [_moved(task.times_moved), _off(task.days) if task.task in put_off else ""]
            words = tuple(text for text in why if text)
            found[task.task] = Line(task.task, task.title, task.contact, words)
    lines = list(found.values())
    return InShort(lines[:SHOWN], len(lines[SHOWN:]), fires.were_calm)


def named(user: User, week: Week, today: date) -> Naming:
    """Fires are those of the week; what waits, and the gap, are as of today. In one query."""
    tasks = list(user.tasks.to_be_named(week, today, since=today - LATELY))
    gap = _gap(tasks, today)
    found = [Named(task, why) for task in tasks if (why := _why(user, task, week, today, gap))]
    return Naming(
        waiting=[one for one in found if one.task.is_open],
        fires=[one for one in found if not one.task.is_open],
        gap=gap,
    )


def _why(user: User, task: Task, week: Week, today: date, gap: Gap) -> tuple[str, ...]:
    reasons = []
    if task.is_open:
        if words := _moved(task.times_moved):
            reasons.append(words)
        if words := _put_off(user, task, today):
            reasons.append(words)
    if days := _calm_days(user, task, week, today):
        reasons.append(
            f"Calm for {days} day{'' if days == 1 else 's'} before it began to look urgent"
        )
    if not reasons and gap.is_known and task in gap.left:
        reasons.append("You put it off, and its day is over")
    return tuple(reasons)


def _put_off(user: User, task: Task, today: date) -> str:
    """M8"""
    age = (today - user.today(task.created_at)).days
    if not task.important or task.feeling != Feeling.PUT_OFF:
        return ""
    if age >= PUT_OFF_DAYS or task.times_moved >= PUT_OFF_TIMES:
        return _off(age)
    return ""


def _moved(times: int) -> str:
    return f"Moved {times} times" if times >= KEPT_MOVING_TIMES else ""


def _off(age: int) -> str:
    return f"You put it off; written down {age} days ago" if age >= PUT_OFF_DAYS else OFF


def _calm_days(user: User, task: Task, week: Week, today: date) -> int:
    """M7: the days it lay there before it began to look urgent; 0 if it is no such fire."""
    first_due = task.first_due_on
    if first_due is None or not _was_fire(task, week, today):
        return 0
    written_on = user.today(task.created_at)
    if not Urgent(written_on, first_due).was_calm(user.urgency_days):
        return 0
    return (first_due - timedelta(days=user.urgency_days) - written_on).days


def _was_fire(task: Task, week: Week, today: date) -> bool:
    if not task.important or task.is_appointment:
        return False
    if task.completed_on is not None:
        return bool(task.urgent_when_done) and task.completed_on in week
    return task.due_on is not None and task.due_on in week and task.due_on < today


def _gap(tasks: Sequence[Task], today: date) -> Gap:
    lately = [
        task
        for task in tasks
        if task.important and task.due_on is not None and today - LATELY <= task.due_on < today
    ]
    liked = [task for task in lately if task.feeling == Feeling.FORWARD]
    put_off = [task for task in lately if task.feeling == Feeling.PUT_OFF]
    left = [task for task in put_off if task.is_open]
    done = sum(not task.is_open for task in liked)
    return Gap(
        Ratio(done, len(liked), ENOUGH_FELT),
        Ratio(len(put_off) - len(left), len(put_off), ENOUGH_FELT),
        left,
    )
