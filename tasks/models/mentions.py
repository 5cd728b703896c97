"""What a mail was about, and when the tick was last here."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from jobsearch.ownership import Owned, SameOwner, owner_and_id
from tasks.models.reminders import OutboundEmail
from tasks.models.tasks import Task


class Mention(Owned):
    """A task in a mail. Its links in that mail work once each, and only while this row lives."""

    email = models.ForeignKey(
        OutboundEmail,
        on_delete=models.CASCADE,
        db_constraint=False,
        related_name="mentions",
        db_index=False,  # `mention_once` begins with it
    )
    task = models.ForeignKey(
        Task, on_delete=models.CASCADE, db_constraint=False, related_name="mentions"
    )
    # The task's day when it was mailed: a task with a new day may be mailed again.
    due_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    later_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            owner_and_id("mention"),
            SameOwner("email", name="mention_email_owner"),
            SameOwner("task", name="mention_task_owner"),
            models.UniqueConstraint(fields=["email", "task"], name="mention_once"),
        ]
        indexes = [models.Index(fields=["owner", "task"], name="mention_by_task")]

    def __str__(self) -> str:
        return f"{self.task_id} in {self.email_id}"


class Heartbeat(models.Model):
    """When something that must happen all the time last happened."""

    TICK = "tick"
    REGULAR = "regular"  # everybody was looked at who may want regular mail

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"

    @staticmethod
    def beat(name: str, now: datetime) -> None:
        Heartbeat.objects.bulk_create(
            [Heartbeat(name=name, at=now)],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["at"],
        )

    @staticmethod
    def is_time(name: str, now: datetime, every: timedelta) -> bool:
        """Has nobody done this for so long? From now on somebody has."""
        beats = Heartbeat.objects.filter(name=name)
        # A beat in the future was set by a clock that has been put right.
        over = Q(at__lte=now - every) | Q(at__gt=now + every)
        if not beats.filter(over).update(at=now):
            if beats.exists():
                return False
            Heartbeat.beat(name, now)
        return True
