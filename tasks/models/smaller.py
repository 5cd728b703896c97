"""A first step of ten minutes, put in front of a task that keeps waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.db import IntegrityError, models

from contacts.kinds import Kind

if TYPE_CHECKING:
    from tasks.models.tasks import Task

STEPS = UUID("1f0a52c7-0a0e-4f0c-8a53-7f3f6f6f2b0d")  # what the ids of first steps are made in
STEP_MINUTES = 10
STEP = "First ten minutes: "


def put_step_before(task: Task, key: str, title: str = "") -> Task:
    """On its own: finishing it is no contact with anybody. The same form sent twice is one."""
    step = type(task)(
        pk=uuid5(STEPS, f"{task.owner_id} {task.pk} {key}"),
        owner=task.owner,
        title=(title or f"{STEP}{task.title}")[:200],
        kind=Kind.UNSORTED if task.is_networking or task.is_appointment else task.kind,
        estimate=STEP_MINUTES,
    )
    there: models.QuerySet[Task] = type(task).objects.filter(pk=step.pk, owner=task.owner_id)
    if found := there.first():
        return found
    mine = type(task).objects.filter(owner=task.owner_id)
    above = mine.open().in_box(task.box).filter(position__lt=task.position)
    try:
        step.add_to_box(task.box, after=above.order_by("-position").first())
    except IntegrityError:  # sent twice at once
        if found := there.first():
            return found
        raise
    return step
