"""The reminder tables: Postgres is the truth, Celery only rings the bell (CONTRIBUTING.md)."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now

from jobsearch.ownership import Owned, SameOwner, owner_and_id
from tasks.models.tasks import Task
from tasks.reminders.clock import DailyTime, Slot, instant


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def due(self, now: datetime) -> ReminderQuerySet:
        return self.filter(next_at__lte=now).order_by("next_at")

    def reschedule(self, now: datetime) -> None:
        """Works out the next times again, after an owner's zone, hour or days have changed."""
        with transaction.atomic():
            for reminder in self.select_related("owner").select_for_update(of=("self",)):
                reminder.reschedule(now)


class Kind(models.TextChoices):
    """The sorts of mail; each can be switched off alone."""

    DIGEST = "digest", "Daily e-mail"
    SINGLE = "single", "Reminder at a set time"
    PROMISE = "promise", "Promise due tomorrow"
    EVENT = "event", "After an event"
    REVIEW = "review", "Weekly review"
    QUIET = "quiet", "Quiet for a while"


class Reminder(Owned):
    """When somebody wants mail: one row for each kind of it, and one for each reminder of a task.

    Wall times are in the owner's zone at the time; `next_at` is the instant worked out from them.
    """

    Kind = Kind

    kind = models.CharField(max_length=8, choices=Kind)
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
                fields=["owner", "kind"], condition=Q(task=None), name="reminder_one_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind="single", task__isnull=False, wall_time__isnull=False)
                | (~Q(kind="single") & Q(task=None, wall_time=None)),
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

    @property
    def is_regular(self) -> bool:
        """Comes again and again, at an hour of certain days."""
        return self.kind in (self.Kind.DIGEST, self.Kind.REVIEW)

    @property
    def daily_time(self) -> DailyTime:
        """When the owner wants the digest or the review; on no day at all if it is switched off."""
        owner = self.owner
        if self.kind == self.Kind.REVIEW:
            hour, days = owner.review_hour, [owner.review_day] if owner.review_on else []
        else:
            hour, days = owner.digest_hour, owner.digest_days if owner.digest_on else []
        return DailyTime(
            hour=hour,
            weekdays=frozenset(days),
            zone=owner.zone,
            key=str(self.owner_id),
            spread_minutes=settings.DIGEST_SPREAD_MINUTES,
        )

    @property
    def next_slot(self) -> Slot | None:
        if self.next_local_date is None or self.next_at is None:
            return None
        return Slot(self.next_local_date, self.next_at)

    @next_slot.setter
    def next_slot(self, slot: Slot | None) -> None:
        self.next_local_date, self.next_at = slot or (None, None)

    def reschedule(self, now: datetime) -> None:
        before = self.next_slot
        if self.is_regular:
            if before is not None and before.at <= now and self.daily_time.weekdays:
                return  # it is due: the next tick makes it, and goes on by the new times
            self.next_slot = self.daily_time.after(now)
            # One that moves to later on the same day is another occurrence of that day.
            self.generation += self.next_slot != before
        elif before is not None and self.wall_time is not None:
            self.next_slot = Slot(before.day, instant(before.day, self.wall_time, self.owner.zone))
        if self.next_slot != before:
            self.save(update_fields=["next_local_date", "next_at", "generation"])


class OutboundEmailQuerySet(models.QuerySet["OutboundEmail"]):
    def untouched(self) -> OutboundEmailQuerySet:
        """Those that can still be taken back: no byte of them has gone out."""
        return self.filter(state__in=["pending", "claimed"], doubts=0)

    def cancelled(self) -> OutboundEmailQuerySet:
        """Those that nobody can have got."""
        return self.filter(state="cancelled", doubts=0)

    def handed_over(self) -> OutboundEmailQuerySet:
        """Those that somebody has got, or may have."""
        return self.filter(state__in=["sent", "sending", "in_doubt"])


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

    kind = models.CharField(max_length=8, choices=Kind, default=Kind.DIGEST)
    # "digest:{user}:{local date}" or "single:{occurrence}": two of the same cannot exist.
    dedupe_key = models.CharField(max_length=120)
    recipient = models.EmailField()
    subject = models.CharField(max_length=200)
    mime = models.BinaryField()
    message_id = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    reason = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    doubts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    deadline = models.DateTimeField()
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    # By the database's clock, like all the times here.
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    objects = OutboundEmailQuerySet.as_manager()

    class Meta:
        constraints = [
            owner_and_id("outbound_email"),
            # Not `unique=True`: each would bring a second index, and every change of state writes
            # to all of them.
            models.UniqueConstraint(fields=["dedupe_key"], name="outbound_email_once"),
            models.UniqueConstraint(fields=["message_id"], name="outbound_email_message_id"),
        ]
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
            models.Index(
                fields=["created_at"], condition=Q(state="failed"), name="outbound_email_failed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dedupe_key}: {self.state}"


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    def withdraw(self, state: str, reason: str) -> None:
        """Ends those that wait. One whose mail is being handed over can no longer be taken back."""
        waiting = self.filter(state=Occurrence.State.DUE)
        while True:
            waiting_mails = OutboundEmail.objects.filter(occurrences__in=waiting.values("pk"))
            untouched = waiting_mails.untouched()
            # The mails first: everybody who locks both does it in this order.
            locked = untouched.order_by("pk").select_for_update().values_list("pk", flat=True)
            free = Q(email=None) | Q(email__in=list(locked))
            waiting.filter(free).update(state=state, reason=reason)
            # Somebody may have made a mail of one while we waited for its row.
            if not untouched.exists():
                return


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
        db_index=False,  # `occurrence_once` begins with it
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

    objects = OccurrenceQuerySet.as_manager()

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
            # Those that no mail has been made for: none is left soon after all are due at once.
            models.Index(
                fields=["due_at"], condition=Q(state="due", email=None), name="occurrence_unmailed"
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
