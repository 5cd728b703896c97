from __future__ import annotations

from django.db import models

from jobsearch.ownership import Owned, SameOwner


class Timer(Owned):
    """Somebody works on a task since then; one at a time. A row without an end is running."""

    task = models.ForeignKey(
        "tasks.Task", on_delete=models.CASCADE, db_constraint=False, related_name="timers"
    )
    started_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner"], name="timer_one_at_a_time"),
            SameOwner("task", name="timer_task_owner"),
        ]

    def __str__(self) -> str:
        return f"since {self.started_at:%H:%M}"
