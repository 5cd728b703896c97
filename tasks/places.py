"""Tasks about organisations."""

from __future__ import annotations

from django.db import transaction

from contacts.batches import one_at_a_time
from contacts.boxes import Box
from contacts.kinds import Kind
from contacts.models import Organisation
from tasks.models import Task


@transaction.atomic
def plan_to_find_somebody(place: Organisation) -> tuple[Task, bool]:
    """The open task to find one person there, and whether it is new: two windows make one."""
    owner = place.owner
    one_at_a_time(owner)
    title, reason = place.find_somebody, Task.Reason.FIND_PERSON
    if there := owner.tasks.open().filter(reason=reason, title=title).first():
        return there, False
    task = Task(owner=owner, title=title, kind=Kind.RESEARCH, reason=reason)
    task.add_to_box(Box.MAKE_TIME)
    return task, True
