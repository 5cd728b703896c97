"""The reminder tables: Postgres is the truth, Celery only rings the bell (CONTRIBUTING.md)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from jobsearch.ownership import Owned, SameOwner, owner_and_id
from tasks.models.tasks import Task


class ReminderQuerySet(models.QuerySet["Reminder"]):
    pass


class Reminder(Owned):
    """When somebody wants mail: one daily digest each, and single reminders of tasks.

    Wall times are in the owner's zone at the time; `next_at` is the instant worked out from them.
    """

    class Kind(models.TextChoices):
        DIGEST = "digest", "Daily e-mail"
        SINGLE = "single", "One reminder"

    kind = models.CharField(max_length=6, choices=Kind)
    task = models.OneToOneField(
        Task,
        on_delete=models.CASCADE,
        null=True,
        db_constraint=False,
        related_name="reminder",
    )
    # Of a single reminder; a digest follows the owner's digest hour and days.
    wall_time = models.TimeField(null=True)
    # The nominal local day of the next occurrence; None when there is none.
    next_local_date = models.DateField(null=True)
    next_at = models.DateTimeField(null=True)
    # Goes up with every reschedule, so that a snoozed day is a new occurrence.
    generation = models.PositiveIntegerField(default=0)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            owner_and_id("reminder"),
            SameOwner("task", name="reminder_task_owner"),
            models.UniqueConstraint(
                fields=["owner"], condition=Q(kind="digest"), name="reminder_one_digest"
            ),
            models.CheckConstraint(
                condition=Q(kind="digest", task=None, wall_time=None)
                | Q(kind="single", task__isnull=False, wall_time__isnull=False),
                name="reminder_kind_fits",
            ),
        ]
        indexes = [
            # What the tick asks every half minute.
            models.Index(
                fields=["next_at"],
                condition=Q(next_at__isnull=False),
                name="reminder_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, next {self.next_local_date}"


class OutboundEmail(Owned):
    """A mail with its bytes frozen, on its way to exactly one end state."""

    class State(models.TextChoices):
        PENDING = "pending", "Waiting to be sent"
        CLAIMED = "claimed", "Being sent"
        SENDING = "sending", "Being handed over"
        SENT = "sent", "Handed to the mail server"
        IN_DOUBT = "in_doubt", "The mail server did not answer"
        FAILED = "failed", "Not sent"
        CANCELLED = "cancelled", "No longer needed"

    # "digest:{user}:{local date}" or "single:{occurrence}": two of the same cannot exist.
    dedupe_key = models.CharField(max_length=120, unique=True)
    recipient = models.EmailField()
    subject = models.CharField(max_length=200)
    mime = models.BinaryField()
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    reason = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    doubts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    deadline = models.DateTimeField()
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [owner_and_id("outbound_email")]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state__in=["pending", "in_doubt"]),
                name="outbound_email_waiting",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=["claimed", "sending"]),
                name="outbound_email_leased",
            ),
            models.Index(fields=["owner", "-created_at"], name="outbound_email_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.dedupe_key}: {self.state}"


class Occurrence(Owned):
    """One time a reminder falls due. Its key is the nominal local day, never an instant."""

    class State(models.TextChoices):
        DUE = "due", "Due"
        SENT = "sent", "Sent"
        CANCELLED = "cancelled", "Cancelled"
        SUPERSEDED = "superseded", "Part of a later mail"
        FAILED = "failed", "Not sent"

    reminder = models.ForeignKey(
        Reminder,
        on_delete=models.CASCADE,
        db_constraint=False,
        related_name="occurrences",
    )
    local_date = models.DateField()
    generation = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    reason = models.CharField(max_length=200, blank=True)
    email = models.ForeignKey(
        OutboundEmail,
        on_delete=models.SET_NULL,
        null=True,
        db_constraint=False,
        related_name="occurrences",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            owner_and_id("occurrence"),
            SameOwner("reminder", name="occurrence_reminder_owner"),
            SameOwner("email", name="occurrence_email_owner"),
            models.UniqueConstraint(
                fields=["reminder", "local_date", "generation"], name="occurrence_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state="due"), name="occurrence_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reminder_id} on {self.local_date}"


class Attempt(Owned):
    """What happened when a mail was tried; only ever added to."""

    email = models.ForeignKey(
        OutboundEmail,
        on_delete=models.CASCADE,
        db_constraint=False,
        related_name="history",
    )
    at = models.DateTimeField()
    phase = models.CharField(max_length=10)
    code = models.PositiveSmallIntegerField(null=True)
    outcome = models.CharField(max_length=10)
    detail = models.CharField(max_length=300, blank=True)
    worker = models.CharField(max_length=80)
    lease_token = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints = [SameOwner("email", name="attempt_email_owner")]
        indexes = [models.Index(fields=["owner", "-at"], name="attempt_newest")]

    def __str__(self) -> str:
        return f"{self.email_id}: {self.outcome} at {self.phase}"
