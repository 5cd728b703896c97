"""What pressing a button of a mail does: each link once, and each with a way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from jobsearch.models import User
from tasks.models import Mention, Task
from tasks.reminders import links
from tasks.reminders.content import Line
from tasks.reminders.links import BadLink, Purpose

DONE, LATER, DROPPED = "done", "later", "dropped"


@dataclass(frozen=True)
class Answer:
    """Something that was answered, as its undo link remembers it."""

    mention: Mention
    kind: str
    at: datetime
    due_before: date | None = None

    @property
    def token(self) -> str:
        before = self.due_before.isoformat() if self.due_before else ""
        key = links.short(self.mention.pk)
        return links.make(Purpose.UNDO, key, self.kind, self.at.isoformat(), before)

    @property
    def line(self) -> Line:
        return line(self.mention, self.at)


def line(mention: Mention, now: datetime) -> Line:
    return Line(mention.task, mention, mention.owner.today(now))


def find(purpose: Purpose, token: str, *, lock: bool = False) -> Mention:
    """The task in its mail that a link is about, while the link is good."""
    mention = _mention(links.read(purpose, token)[0], lock=lock)
    used = mention.done_at if purpose == Purpose.DONE else mention.later_at
    if used or not mention.task.is_open:
        raise BadLink
    return mention


def _mention(short: str, *, lock: bool) -> Mention:
    mentions = Mention.objects.select_related("owner", "task__contact__organisation")
    if lock:
        # As finishing a task does: its owner before the task.
        owners = User.objects.filter(mentions=links.key(short))
        list(owners.select_for_update(no_key=True).values_list("pk"))
        mentions = mentions.select_for_update(of=("self", "task"), no_key=True)
    mention = mentions.filter(pk=links.key(short), owner__is_active=True).first()
    if mention is None:
        raise BadLink
    return mention


@transaction.atomic
def done(token: str, now: datetime) -> Answer:
    mention = find(Purpose.DONE, token, lock=True)
    if not mention.task.complete(now):
        raise BadLink
    _mark(mention, done_at=now)
    return Answer(mention, DONE, now)


@transaction.atomic
def later(token: str, day: date | None, now: datetime) -> Answer:
    """Puts it off to the day; without one it is let go."""
    mention = find(Purpose.LATER, token, lock=True)
    before = mention.task.due_on
    if day is None:
        mention.task.drop(now)
    else:
        mention.task.plan_for(day)
    _mark(mention, later_at=now)
    return Answer(mention, LATER if day else DROPPED, now, before)


def read_answer(token: str, *, lock: bool = False) -> Answer:
    """What an undo link is about, while there is something to undo."""
    short, kind, at, before = links.read(Purpose.UNDO, token, 4)
    due_before = date.fromisoformat(before) if before else None
    answer = Answer(_mention(short, lock=lock), kind, datetime.fromisoformat(at), due_before)
    mention, task = answer.mention, answer.mention.task
    still = {
        DONE: mention.done_at == answer.at == task.completed_at,
        DROPPED: mention.later_at == answer.at == task.dropped_at,
        LATER: mention.later_at == answer.at and task.is_open,
    }
    if not still[kind]:
        raise BadLink
    return answer


@transaction.atomic
def undo(token: str) -> Answer:
    answer = read_answer(token, lock=True)
    task = answer.mention.task
    if answer.kind == LATER:
        Task.objects.filter(pk=task.pk).update(
            due_on=answer.due_before,
            times_moved=Greatest(F("times_moved") - 1, 0),
            version=F("version") + 1,
        )
    else:
        task.reopen()
    _mark(answer.mention, **{"done_at" if answer.kind == DONE else "later_at": None})
    return answer


def _mark(mention: Mention, **times: datetime | None) -> None:
    Mention.objects.filter(pk=mention.pk).update(**times)
