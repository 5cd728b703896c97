"""What they answered to an application or after an interview, and by when they wanted to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import models, transaction
from django.db.models import F

from contacts.kinds import Kind
from tasks.models.promised import Promised

if TYPE_CHECKING:
    from jobsearch.models import User
    from tasks.models.tasks import Task

ANSWERED = (Kind.APPLICATION, Kind.INTERVIEW)


class Answered(Promised):
    # The day they named: asking where things stand counts from it.
    answer_by = models.DateField("they answer by", null=True, blank=True, editable=False)
    said_no_on = models.DateField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def awaits_answer(self) -> bool:
        """Whether it is something they may say no to, and have not."""
        task = cast("Task", self)
        return task.kind in ANSWERED and task.said_no_on is None and task.dropped_at is None

    @property
    def is_interview(self) -> bool:
        return cast("Task", self).kind == Kind.INTERVIEW

    def say_no(self, now: datetime) -> bool:
        """They said no. Finishes it, if it is open; True if that did it."""
        task = cast("Task", self)
        owner: User = task.owner
        with transaction.atomic():
            finished = task.complete(now)
            done = self._siblings().filter(pk=self.pk, completed_on__isnull=False, said_no_on=None)
            done.update(said_no_on=owner.today(now), version=F("version") + 1, updated_at=now)
        task.refresh_from_db()
        return finished

    def take_no_back(self, now: datetime) -> None:
        said = self._siblings().filter(pk=self.pk, said_no_on__isnull=False)
        said.update(said_no_on=None, version=F("version") + 1, updated_at=now)
        cast("Task", self).refresh_from_db()
