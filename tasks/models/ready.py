"""What somebody said about the lines of the readiness list."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import models

from contacts.boxes import Box
from jobsearch.ownership import Owned, SameOwner
from tasks.models.board import find_a_place
from tasks.models.tasks import Task
from tasks.positions import between
from tasks.readiness import ITEMS, Item

if TYPE_CHECKING:
    from jobsearch.models import User


class ReadyItemQuerySet(models.QuerySet["ReadyItem"]):
    def had(self) -> set[str]:
        """The lines that somebody had already."""
        return set(self.filter(task=None).values_list("key", flat=True))

    def answer(
        self, owner: User, *, add: Collection[str], have: Collection[str], today: date
    ) -> list[Task]:
        """Makes the tasks that are not there yet, and keeps what they have. Twice is once."""
        return find_a_place(lambda crowded: self._answer(owner, add, have, today))

    def _answer(
        self, owner: User, add: Collection[str], have: Collection[str], today: date
    ) -> list[Task]:
        # One answer at a time: the next one finds what this one made.
        get_user_model().objects.select_for_update(no_key=True).get(pk=owner.pk)
        mine = self.filter(owner=owner)
        made = set(mine.exclude(task=None).values_list("key", flat=True))
        mine.filter(task=None).delete()
        items = [item for item in ITEMS if item.key not in made]
        had = [item for item in items if item.key in have]
        wanted = [item for item in items if item.key in add and item.key not in have]
        tasks = _tasks_for(owner, wanted, today)
        Task.objects.bulk_create(tasks)
        kept = [ReadyItem(owner=owner, key=item.key) for item in had]
        kept += [
            ReadyItem(owner=owner, key=item.key, task=task)
            for item, task in zip(wanted, tasks, strict=True)
        ]
        ReadyItem.objects.bulk_create(kept)
        return tasks


def _tasks_for(owner: User, items: Collection[Item], today: date) -> list[Task]:
    """One task for each line, at the end of Make time, or of Do first if it looks urgent."""
    mine = Task.objects.filter(owner=owner)
    ahead = mine.ahead(today)
    last: dict[Box, str | None] = {}
    tasks = []
    for item in items:
        task = Task(
            owner=owner, title=item.title, kind=item.kind, estimate=item.minutes,
            feeling=item.feeling, must=item.must, needed_for=item.needed_for,
        )  # fmt: skip
        urgent = bool(task.why_urgent(today, owner.urgency_days, ahead))
        box = Box.of(urgent=urgent, important=True)
        if box not in last:
            there = mine.open().in_box(box).in_order()
            last[box] = there.values_list("position", flat=True).last()
        task.urgent, task.important = box.urgent, box.important
        task.position = last[box] = between(last[box], None)
        tasks.append(task)
    return tasks


class ReadyItem(Owned):
    """A line of the list that became a task, or without one, that somebody had already."""

    key = models.CharField(max_length=30)
    task = models.ForeignKey(
        Task, on_delete=models.CASCADE, null=True, db_constraint=False, related_name="+"
    )

    objects = ReadyItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="ready_item_once"),
            SameOwner("task", name="ready_item_task_owner"),
        ]

    def __str__(self) -> str:
        return self.key
