"""Ending a promise, and opening it again, together with the task that belongs to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from contacts.models import Promise
from tasks.chains import key_of
from tasks.judged import task_id
from tasks.models import Task
from tasks.reasons import Reason

if TYPE_CHECKING:
    from jobsearch.models import User

DONE = (Promise.Outcome.KEPT, Promise.Outcome.LATE)


def task_of(promise: Promise) -> Task | None:
    """The task that keeps mine, or the one that asks about theirs."""
    tasks = Task.objects.filter(owner=promise.owner_id, taken_back=False)
    if promise.mine:
        return tasks.filter(promise=promise).first()
    return tasks.filter(pk=task_id(promise.owner_id, key_of(Reason.CHECK, promise.pk))).first()


@transaction.atomic
def end(promise: Promise, outcome: str, now: datetime, day: date | None = None) -> None:
    """`day` is when it was kept or given up; today if nobody says."""
    owner: User = promise.owner
    task = task_of(promise)
    if task and promise.mine and not task.is_open and bool(task.completed_on) != (outcome in DONE):
        task.reopen()  # it was done, or let go, by mistake
    if task and task.is_open:
        if promise.mine and outcome in DONE:
            task.complete(now, day=day)
        else:
            task.drop(now)
    promise.close(outcome, day or owner.today(now))


@transaction.atomic
def reword(promise: Promise, what: str) -> None:
    task = task_of(promise) if promise.mine else None
    if task and task.is_open:
        task.rename(what)
    promise.what = what
    promise.save(update_fields=["what"])


@transaction.atomic
def open_again(promise: Promise) -> None:
    task = task_of(promise)
    # What was done, was done: only the question that nobody needed comes back.
    if task and (promise.mine or task.dropped_at):
        task.reopen()
    promise.reopen()
