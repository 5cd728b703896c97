"""What lies on the board: its box, its place there, and every move it made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID, uuid4

from django.db import IntegrityError, models, transaction

from contacts.boxes import Box
from jobsearch.ownership import Owned, SameOwner
from tasks.models.querysets import Stale

if TYPE_CHECKING:
    from tasks.models.querysets import TaskQuerySet
    from tasks.models.tasks import Task

PLACE_TRIES = 8
Result = TypeVar("Result")


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

    @property
    def is_open(self) -> bool:
        raise NotImplementedError

    def _siblings(self) -> TaskQuerySet:
        return cast("type[Task]", type(self)).objects.filter(owner=self.owner_id)

    def add_to_box(self, box: Box, after: OnBoard | None = None) -> None:
        """Saves a new task at a free place of the box, at the top by default."""

        def add(crowded: bool) -> None:
            self.urgent, self.important = box.urgent, box.important
            self.position = self._siblings().place(box, after, crowded=crowded)
            self.save()

        find_a_place(add)

    def add_back(self) -> None:
        """Saves a reopened task where it was, or right behind whoever stands there now."""

        def add(crowded: bool) -> None:
            self.position = self._siblings().place_at(self.box, self.position, crowded=crowded)
            self.save()

        find_a_place(add)

    def move_to(
        self,
        box: Box,
        *,
        after: OnBoard | None,
        version: int | None,
        key: str,
        now: datetime,
    ) -> Move:
        """Puts the task into a box, behind `after` or on top; the same key moves once only.

        Raises Stale when the task is not the one of that version any more, or `after` has left.
        """

        def move(crowded: bool) -> Move:
            if version is not None and version != self.version or not self.is_open:
                raise Stale
            place = self._others().place(box, after, crowded=crowded)
            return self._move(box, place, key, now, counted=self.box != box)

        return self._once(key, move, if_changed=version is None)

    def move_back(self, box: Box, position: str, *, left: Box, key: str, now: datetime) -> Move:
        """Takes back a move out of `box` into the box `left`; Stale if it is not there now."""

        def move(crowded: bool) -> Move:
            if self.box != left or not self.is_open:
                raise Stale
            place = self._others().place_at(box, position, crowded=crowded)
            return self._move(box, place, key, now, counted=-(left != box))

        return self._once(key, move, if_changed=True)

    def _locked(self) -> Task:
        return self._siblings().select_for_update(no_key=True).get(pk=self.pk)

    def _others(self) -> TaskQuerySet:
        return self._siblings().exclude(pk=self.pk)

    def _once(self, key: str, move: Callable[[bool], Move], *, if_changed: bool) -> Move:
        """Moves; or says which move of this key was made already.

        The version in the UPDATE takes the place of a lock: `if_changed` says that a task which
        somebody else changed in this moment is to be looked at and moved all the same.
        """
        for _ in range(PLACE_TRIES):
            try:
                return find_a_place(move)
            except (Stale, IntegrityError) as trouble:
                if isinstance(trouble, IntegrityError) and "move_once" not in str(trouble):
                    raise
                before = self.version
                self.refresh_from_db()
                if done := Move.objects.filter(owner=self.owner_id, key=key).first():
                    return done
                if not if_changed or self.version == before:
                    raise Stale from trouble
        raise Stale

    def _move(self, box: Box, place: str, key: str, now: datetime, *, counted: int) -> Move:
        move = Move(
            owner_id=self.owner_id,
            task_id=self.pk,
            from_box=self.box,
            from_position=self.position,
            to_box=box,
            to_position=place,
            moved_at=now,
            key=key,
        )
        new: dict[str, Any] = {
            "urgent": box.urgent,
            "important": box.important,
            "position": place,
            "version": self.version + 1,
            "times_moved": max(0, self.times_moved + counted),
            "updated_at": now,
        }
        here = self._siblings().filter(pk=self.pk, version=self.version).open()
        if not here.update(**new):
            raise Stale
        move.save(force_insert=True)
        for name, value in new.items():
            setattr(self, name, value)
        return move


def find_a_place(change: Callable[[bool], Result]) -> Result:
    """Makes the change; once more, a little aside, when another took the place meanwhile."""
    for tries_left in reversed(range(PLACE_TRIES)):
        try:
            with transaction.atomic():
                return change(tries_left < PLACE_TRIES - 1)
        except IntegrityError as error:
            if not tries_left or "task_one_place_each" not in str(error):
                raise
    raise AssertionError("unreachable")


def move_together(tasks: Iterable[Task], box: Callable[[Task], Box], now: datetime) -> UUID:
    """Moves each to its box, on top; those that were closed meanwhile are left aside."""
    batch = uuid4()
    for number, task in enumerate(tasks):
        with suppress(Stale):
            task.move_to(box(task), after=None, version=None, key=f"{batch}:{number}", now=now)
    return batch


class MoveQuerySet(models.QuerySet["Move"]):
    def together(self, batch: UUID) -> MoveQuerySet:
        """The moves of one `move_together`, the last one first."""
        return self.filter(key__startswith=f"{batch}:").order_by("-moved_at", "-to_position")


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

    objects = MoveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="move_once"),
            SameOwner("task", name="move_task_owner"),
        ]
        indexes = [models.Index(fields=["owner", "-moved_at"], name="move_newest")]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.from_box} to {self.to_box}"

    def take_back(self, key: str, now: datetime) -> Move:
        """Puts the task back where it was; Stale if it has gone to another box since."""
        return self.task.move_back(
            Box(self.from_box), self.from_position, left=Box(self.to_box), key=key, now=now
        )
