"""Taking back what an offer did: what was before, in a signed address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.core import signing
from django.urls import reverse

from tasks import proposals
from tasks.models import Intention, Task
from tasks.models.planned import Plan

if TYPE_CHECKING:
    from jobsearch.models import User

SALT = "foothold.offer"
Entry = list[str]


def date_of(task: Task, before: Plan) -> Entry:
    return ["date", str(task.pk), *map(_text, (task.due_on, before.due_on, before.first_due_on))]


def made(task: Task) -> Entry:
    return ["made", str(task.pk)]


def purpose_of(task: Task, before: str) -> Entry:
    return ["purpose", str(task.pk), task.purpose, before]


def chosen(task: Task, day: date) -> Entry:
    return ["chosen", str(task.pk), day.isoformat()]


def change(intention: Intention) -> Entry:
    """It was chosen for next week, too."""
    return ["change", str(intention.pk)]


def words_of(before: str, now: str) -> Entry:
    return ["words", before, now]


def address(entries: Sequence[Entry]) -> str:
    """For the message that tells of it."""
    return f"undo:{reverse('tasks:offer_undo')}?was={signing.dumps(list(entries), salt=SALT)}"


def take_back(user: User, token: str) -> int:
    """How many were taken back; what has changed since stays as it is."""
    try:
        entries = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return 0
    changes = [entry[1] for entry in entries if entry[0] == "change"]
    done = sum(_one_back(user, *entry) for entry in entries if entry[0] != "change")
    if done or len(changes) == len(entries):
        done += user.intentions.filter(pk__in=changes, review__closed_at=None).delete()[0]
    return done


def _one_back(user: User, what: str, *was: str) -> bool:
    if what == "words":
        before, now = was
        if user.looking_for != now:
            return False
        user.looking_for = before
        user.save(update_fields=["looking_for"])
        return True
    task = user.tasks.open().select_related("promise").filter(pk=was[0]).first()
    return task is not None and BACK[what](task, *was[1:])


def _date_back(task: Task, now: str, due_on: str, first: str) -> bool:
    if _text(task.due_on) != now:
        return False
    task.plan_as_before(_day(due_on), _day(first), 0)
    return True


def _made_back(task: Task) -> bool:
    return proposals.take_back(task)


def _purpose_back(task: Task, now: str, before: str) -> bool:
    if task.purpose != now:
        return False
    task.purpose = before
    task.version += 1
    task.save(update_fields=["purpose", "version", "updated_at"])
    return True


def _chosen_back(task: Task, day: str) -> bool:
    if _text(task.chosen_for) != day:
        return False
    task.take_off_the_day()
    return True


BACK: dict[str, Callable[..., bool]] = {
    "date": _date_back,
    "made": _made_back,
    "purpose": _purpose_back,
    "chosen": _chosen_back,
}


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
