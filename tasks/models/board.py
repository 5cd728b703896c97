"""What lies on the board: its box, its place there, and every move it made."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import IntegrityError, models, transaction

from contacts.boxes import Box
from jobsearch.ownership import Owned, SameOwner

if TYPE_CHECKING:
    from tasks.models.querysets import TaskQuerySet
    from tasks.models.tasks import Task

PLACE_TRIES = 8


class Stale(Exception):
    """The card, or the one it was put behind, has changed since the sender last saw it."""


class OnBoard(Owned):
    urgent = models.BooleanField(default=False)
    important = models.BooleanField(default=True)
    position = models.TextField(db_collation="C", editable=False)
    times_moved = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    @property
    def box(self) -> Box:
        return Box.of(urgent=self.urgent, important=self.important)

    @property
    def urgent_box(self) -> Box:
        """Where it would go if it were urgent."""
        return Box.of(urgent=True, important=self.important)

    def _siblings(self) -> TaskQuerySet:
        return cast("type[Task]", type(self)).objects.filter(owner=self.owner_id)

    def add_to_box(self, box: Box, after: OnBoard | None = None) -> None:
        """Saves a new or reopened task at a free place of the box, at the top by default."""
        self.urgent, self.important = box.urgent, box.important
        for tries_left in reversed(range(PLACE_TRIES)):
            self.position = self._siblings().place(box, after)
            try:
                with transaction.atomic():
                    return self.save()
            except IntegrityError as error:
                # Somebody took that place in the same moment: look again.
                if not tries_left or "task_one_place_each" not in str(error):
                    raise

    def move_to(
        self,
        box: Box,
        *,
        after: OnBoard | None,
        version: int | None,
        key: str,
        now: datetime,
    ) -> Move:
        """Puts the task into a box, behind `after` or on top; the same key moves once only."""
        for tries_left in reversed(range(PLACE_TRIES)):
            try:
                with transaction.atomic():
                    return self._move_once(box, after=after, version=version, key=key, now=now)
            except IntegrityError as error:
                if not tries_left or "task_one_place_each" not in str(error):
                    raise
        raise AssertionError("unreachable")

    def _move_once(
        self,
        box: Box,
        *,
        after: OnBoard | None,
        version: int | None,
        key: str,
        now: datetime,
    ) -> Move:
        mine = self._siblings()
        current = mine.select_for_update().get(pk=self.pk)
        if done := Move.objects.filter(owner=self.owner_id, key=key).first():
            self.refresh_from_db()
            return done
        if version is not None and version != current.version or not current.is_open:
            raise Stale
        neighbour = (
            mine.open().in_box(box).exclude(pk=self.pk).filter(pk=after.pk).first()
            if after
            else None
        )
        if after and neighbour is None:
            raise Stale
        position = mine.exclude(pk=self.pk).place(box, neighbour)
        move = Move(
            owner_id=self.owner_id,
            task_id=self.pk,
            from_box=current.box,
            from_position=current.position,
            to_box=box,
            to_position=position,
            moved_at=now,
            key=key,
        )
        self.urgent, self.important, self.position = box.urgent, box.important, position
        self.version = current.version + 1
        self.times_moved = current.times_moved + (current.box != box)
        self.save(
            update_fields=[
                "urgent",
                "important",
                "position",
                "version",
                "times_moved",
                "updated_at",
            ]
        )
        move.save(force_insert=True)
        return move


class Move(Owned):
    """One move on the board, kept: the share of time in each box cannot be rebuilt later."""

    task = models.ForeignKey(
        "tasks.Task", on_delete=models.CASCADE, db_constraint=False, related_name="moves"
    )
    from_box = models.CharField(max_length=1, choices=Box)
    from_position = models.TextField(db_collation="C")
    to_box = models.CharField(max_length=1, choices=Box)
    to_position = models.TextField(db_collation="C")
    moved_at = models.DateTimeField()
    key = models.CharField("idempotency key", max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="move_once"),
            SameOwner("task", name="move_task_owner"),
        ]
        indexes = [models.Index(fields=["owner", "-moved_at"], name="move_newest")]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.from_box} to {self.to_box}"
