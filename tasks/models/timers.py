"""The timer of a task: one at a time, and minutes are kept only when somebody says so."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import F

from jobsearch.ownership import Owned, SameOwner
from tasks.timing import MOST, Running, since_words

if TYPE_CHECKING:
    from jobsearch.models import User
    from tasks.models.tasks import Task


class Forgotten(Exception):
    """Another timer runs, and for so long that its owner has to say what it counts."""

    def __init__(self, timer: Timer) -> None:
        super().__init__(timer.pk)
        self.timer = timer


class TimerQuerySet(models.QuerySet["Timer"]):
    def running(self) -> TimerQuerySet:
        """Of a task that is still open; one at most for each user."""
        there = self.filter(task__completed_at=None, task__dropped_at=None)
        return there.select_related("task", "owner")

    def start(self, owner: User, task: Task, now: datetime) -> tuple[Timer, Timer | None]:
        """The timer of this task, and the one that it took the place of, its minutes kept.

        Started twice it goes on. Raises Forgotten if the other one has to be asked about first.
        """
        with transaction.atomic():
            get_user_model().objects.select_for_update(no_key=True).get(pk=owner.pk)
            mine = self.filter(owner=owner)
            before = mine.running().first()
            if before and before.task_id == task.pk:
                return before, None
            if before and before.as_of(now).is_forgotten:
                raise Forgotten(before)
            if before:
                before.keep(before.as_of(now).minutes)
            mine.delete()  # of a task that was closed by other ways
            return self.create(owner=owner, task=task, started_at=now), before

    def take_back(
        self,
        owner: User,
        begun: UUID | None,
        task: UUID | None,
        since: datetime | None,
        minutes: int,
    ) -> bool:
        """Ends what was begun without counting, and lets what was stopped run on as before."""
        with transaction.atomic():
            get_user_model().objects.select_for_update(no_key=True).get(pk=owner.pk)
            mine = self.filter(owner=owner)
            running = mine.first()
            if (running and running.pk) != begun:
                return False
            stopped = owner.tasks.open().filter(
                pk__in=[task] if task else [], minutes_timed__gte=minutes
            )
            if task and not stopped.exists():
                return False
            mine.delete()
            if task and since:
                stopped.update(minutes_timed=F("minutes_timed") - minutes)
                self.create(owner=owner, task_id=task, started_at=since)
            return True


class Timer(Owned):
    """Somebody works on a task since then; a row is a running timer, one at a time."""

    task = models.ForeignKey(
        "tasks.Task", on_delete=models.CASCADE, db_constraint=False, related_name="timers"
    )
    started_at = models.DateTimeField()

    objects = TimerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner"], name="timer_one_at_a_time"),
            SameOwner("task", name="timer_task_owner"),
        ]

    def __str__(self) -> str:
        return f"since {self.started_at:%H:%M}"

    def as_of(self, now: datetime) -> Running:
        owner: User = self.owner
        return Running(
            self.started_at,
            now,
            owner.zone,
            owner.quiet_from,
            owner.quiet_until,
            self.task.minutes_expected,
        )

    def since_words(self, today: date) -> str:
        owner: User = self.owner
        return since_words(self.started_at.astimezone(owner.zone), today)

    def keep(self, minutes: int) -> bool:
        """Ends it and adds the minutes to its task; False if another window has ended it."""
        with transaction.atomic():
            if not Timer.objects.filter(pk=self.pk).delete()[0]:
                return False
            self.task.add_timed(minutes)
        return True


class Timed(models.Model):
    """The minutes of a task that a timer has counted; they go into it when it is finished."""

    minutes_timed = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def minutes_to_log(self, now: datetime) -> int:
        """What was timed, if anything was; what it may take otherwise."""
        task = cast("Task", self)
        running = self._running()
        counted = running.as_of(now).counted if running else 0
        return min(self.minutes_timed + counted, MOST) or task.minutes_expected

    def add_timed(self, minutes: int) -> None:
        there = type(self)._default_manager.filter(pk=self.pk)
        there.update(minutes_timed=F("minutes_timed") + minutes)
        self.refresh_from_db(fields=["minutes_timed"])

    def end_timer(self, now: datetime) -> None:
        """In the transaction that closes the task: what it counts is kept, for who opens it."""
        if running := self._running():
            running.keep(running.as_of(now).counted)

    def _running(self) -> Timer | None:
        """Not asked for those who have no timers."""
        task = cast("Task", self)
        owner: User = task.owner
        running = task.timers.first() if owner.timer_on else None
        if running:
            running.owner, running.task = owner, task
        return running
