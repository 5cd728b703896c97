"""What the user promised: a task that keeps its promise when it is finished."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, cast

from django.db import models
from django.utils.text import capfirst

from contacts.kinds import Kind
from contacts.models import Promise
from tasks.models.planned import Plan
from tasks.models.repeating import Repeating

if TYPE_CHECKING:
    from jobsearch.models import User
    from tasks.models.tasks import Task


class Promised(Repeating):
    is_promise = models.BooleanField(default=False)
    # Of the user to `contact`: finishing this keeps it.
    promise = models.OneToOneField(
        Promise,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        db_constraint=False,
        related_name="task",
    )

    class Meta:
        abstract = True

    def agree_with_promise(self, today: date) -> None:
        """Before it is saved: a promise to somebody has its row, and anything else has none."""
        task = cast("Task", self)
        owner: User = task.owner
        if not (task.is_promise and task.contact):
            self._forget_promise()
            return
        if task.kind == Kind.UNSORTED:
            task.kind = Kind.KEPT_PROMISE
        if task.promise is None:
            task.promise = owner.promises.make(
                owner, task.contact, mine=True, what=task.title, due_on=task.due_on, today=today
            )
        elif task.promise.is_open:
            task.promise.contact, task.promise.what = task.contact, task.title
            task.promise.due_on = task.due_on or task.promise.due_on
            task.promise.save(update_fields=["contact", "what", "due_on"])
        task.due_on = task.due_on or task.promise.due_on

    def _forget_promise(self) -> None:
        if self.promise is None:
            return
        gone, self.promise = self.promise, None
        if self._siblings().filter(pk=self.pk).update(promise=None):
            gone.delete()

    def _save_plan(self, plan: Plan, version: int) -> None:
        super()._save_plan(plan, version)
        if self.promise and self.promise.is_open and plan.due_on:
            self.promise.due_on = plan.due_on
            self.promise.save(update_fields=["due_on"])

    def rename(self, title: str) -> None:
        task = cast("Task", self)
        task.title, task.version = capfirst(title), self._locked().version + 1
        task.save(update_fields=["title", "version", "updated_at"])

    def end_as_task(self) -> None:
        """Its promise is open, kept or released as the task says."""
        task = cast("Task", self)
        if task.promise is None or task.promise.is_open == task.is_open:
            return
        if task.is_open:
            task.promise.reopen()
        elif task.completed_on:
            task.promise.keep(task.completed_on)
        elif task.dropped_at:
            owner: User = task.owner
            task.promise.close(Promise.Outcome.RELEASED, owner.today(task.dropped_at))

    def _end_promise(self, outcome: str, now: datetime, day: date | None = None) -> None:
        """In the transaction that closes the task; `day` is when it was done."""
        if self.promise is None or not self.promise.is_open:
            return
        if outcome == Promise.Outcome.KEPT and day:
            self.promise.keep(day)
        else:
            owner: User = self.owner
            self.promise.close(outcome, owner.today(now))
