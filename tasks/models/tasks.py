from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from contacts.boxes import Box
from contacts.kinds import Category, Kind
from contacts.models import Contact, Interaction
from jobsearch.ownership import Owned, SameOwner, owner_and_id
from tasks.positions import between
from tasks.urgency import Dated, looks_urgent

if TYPE_CHECKING:
    from jobsearch.models import User

OPEN = Q(completed_at=None, dropped_at=None)
PLACE_TRIES = 8


class Stale(Exception):
    """The task has changed since the sender last saw it."""


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> TaskQuerySet:
        return self.filter(OPEN)

    def in_box(self, box: Box) -> TaskQuerySet:
        return self.filter(urgent=box.urgent, important=box.important)

    def in_order(self) -> TaskQuerySet:
        return self.order_by("position", "pk")

    def on_board(self) -> TaskQuerySet:
        return self.open().in_order().select_related("contact")

    def follow_ups(self) -> TaskQuerySet:
        return self.exclude(contact=None).exclude(due_on=None)

    def due_by(self, day: date) -> TaskQuerySet:
        return self.filter(due_on__lte=day)

    def soonest_first(self) -> TaskQuerySet:
        return self.order_by(F("due_on").asc(nulls_last=True), "due_time", "created_at", "pk")

    def completed_between(self, first: date, after: date) -> TaskQuerySet:
        """Finished on the days from `first` up to, not including, `after`."""
        return self.filter(completed_on__gte=first, completed_on__lt=after)

    def newest_done_first(self) -> TaskQuerySet:
        return self.order_by("-completed_at", "-pk")

    def plan_follow_up(self, owner: User, contact: Contact, day: date) -> Task:
        """The open follow-up that keeps in touch with them, on this day; made if there is none."""
        reason = Task.Reason.STAY_IN_TOUCH
        if task := self.open().filter(contact=contact, reason=reason).first():
            task.plan_for(day)
            return task
        task = Task(
            owner=owner,
            title=f"Follow up with {contact.given_name}"[:200],
            kind=Kind.FOLLOWED_UP,
            contact=contact,
            reason=reason,
            due_on=day,
            first_due_on=day,
        )
        task.add_to_box(Box.MAKE_TIME)
        return task

    def nav_counts(self, today: date) -> dict[str, int]:
        """Open tasks, and how many people are waiting to be written to today."""
        waiting = Q(contact__isnull=False, due_on__lte=today)
        return self.open().aggregate(board=Count("pk"), today=Count("pk", filter=waiting))

    def finished(self) -> TaskQuerySet:
        """Done or dropped, newest first."""
        closed_at = Coalesce("completed_at", "dropped_at")
        return self.exclude(OPEN).annotate(closed_at=closed_at).order_by("-closed_at", "pk")

    def forget_interaction(self) -> None:
        """Their log entry goes: they stay done, and its minutes no longer count."""
        self.update(interaction=None, minutes_spent=0)

    def minutes(self) -> int:
        """Minutes spent; those of an interaction count once, as the log has them."""
        rows = self.values_list("pk", "interaction", "interaction__minutes", "minutes_spent")
        return sum({linked or pk: (logged if linked else spent) or 0
                    for pk, linked, logged, spent in rows}.values())  # fmt: skip

    def place(self, box: Box, after: Task | None = None) -> str:
        """A free place in the box: behind `after`, or at the top."""
        there = self.open().in_box(box)
        if after is None:
            first = there.in_order().values_list("position", flat=True).first()
            return between(None, first)
        beyond = there.filter(position__gt=after.position)
        following = beyond.in_order().values_list("position", flat=True).first()
        return between(after.position, following)


class Task(Owned):
    """Something to do. With a contact and a date it is a follow-up."""

    class Feeling(models.TextChoices):
        FORWARD = "forward", "I look forward to it"
        FINE = "fine", "Fine"
        PUT_OFF = "put-off", "I put it off"

    class Reason(models.TextChoices):
        OTHER = "", "Other"
        HELLO = "hello", "Say hello again"
        STAY_IN_TOUCH = "stay-in-touch", "Stay in touch"

    title = models.CharField(max_length=200)
    notes = models.TextField(blank=True, max_length=10_000)
    purpose = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.UNSORTED)
    hard_override = models.BooleanField(null=True, blank=True)
    contact = models.ForeignKey(
        Contact,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="tasks",
    )
    reason = models.CharField(max_length=16, choices=Reason, blank=True, default=Reason.OTHER)
    is_promise = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    important = models.BooleanField(default=True)
    position = models.TextField(db_collation="C", editable=False)
    due_on = models.DateField("date", null=True, blank=True)
    due_time = models.TimeField("fixed time", null=True, blank=True)
    # The earliest date it ever had, so that postponing does not hide a fire that was avoidable.
    first_due_on = models.DateField(null=True, editable=False)
    estimate = models.PositiveIntegerField(
        "minutes it may take",
        null=True,
        blank=True,
        validators=[MaxValueValidator(24 * 60)],
    )
    minutes_spent = models.PositiveIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(24 * 60)]
    )
    feeling = models.CharField(max_length=8, choices=Feeling, blank=True)
    times_moved = models.PositiveIntegerField(default=0, editable=False)
    must = models.BooleanField("I cannot start without it", default=False)
    needed_for = models.CharField(max_length=80, blank=True)
    repeat = models.CharField(max_length=80, blank=True, editable=False)
    chosen_for = models.DateField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    completed_at = models.DateTimeField(null=True, editable=False)
    # The day of the user's calendar on which it was finished.
    completed_on = models.DateField(null=True, editable=False)
    dropped_at = models.DateTimeField(null=True, editable=False)
    # Flagged urgent, or looking urgent, at the moment it was finished.
    urgent_when_done = models.BooleanField(null=True, editable=False)
    interaction = models.ForeignKey(
        Interaction,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        db_constraint=False,
        related_name="tasks",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            owner_and_id("task"),
            SameOwner("contact", name="task_contact_owner"),
            SameOwner("interaction", name="task_interaction_owner"),
            models.UniqueConstraint(
                fields=["owner", "urgent", "important", "position"],
                condition=OPEN,
                name="task_one_place_each",
            ),
            models.UniqueConstraint(
                fields=["owner", "contact", "reason"],
                condition=OPEN & ~Q(reason=""),
                name="task_one_follow_up_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(dropped_at=None),
                name="task_done_or_dropped",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "due_on"], condition=OPEN, name="task_open_by_due"),
            models.Index(
                fields=["owner", "-completed_on"],
                condition=Q(completed_on__isnull=False),
                name="task_by_completion",
            ),
            models.Index(fields=["owner", "contact"], name="task_by_contact"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("tasks:task", args=[self.pk])

    @property
    def box(self) -> Box:
        return Box.of(urgent=self.urgent, important=self.important)

    @property
    def urgent_box(self) -> Box:
        """Where it would go if it were urgent."""
        return Box.of(urgent=True, important=self.important)

    @property
    def kind_words(self) -> str:
        return Kind(self.kind).plan

    @property
    def minutes_counted(self) -> int | None:
        return self.interaction.minutes if self.interaction else self.minutes_spent

    @property
    def is_open(self) -> bool:
        return self.completed_at is None and self.dropped_at is None

    @property
    def category(self) -> Category:
        return Kind(self.kind).facts.category

    @property
    def is_networking(self) -> bool:
        return Kind(self.kind).is_networking

    @property
    def hard(self) -> bool:
        if self.hard_override is not None:
            return self.hard_override and self.is_networking
        return Kind(self.kind).facts.hard

    @property
    def is_appointment(self) -> bool:
        """Something at a fixed time: it never counts as a fire."""
        return self.due_time is not None or self.kind in (Kind.EVENT, Kind.INTERVIEW)

    @property
    def minutes_expected(self) -> int:
        return self.estimate or Kind(self.kind).facts.minutes

    def looks_urgent(self, today: date, window_days: int) -> bool:
        dated = Dated(
            self.due_on,
            is_appointment=self.is_appointment,
            is_follow_up=self.contact_id is not None,
            is_promise=self.is_promise,
        )
        return looks_urgent(dated, today, window_days)

    def add_to_box(self, box: Box, after: Task | None = None) -> None:
        """Saves a new or reopened task at a free place of the box, at the top by default."""
        self.urgent, self.important = box.urgent, box.important
        for tries_left in reversed(range(PLACE_TRIES)):
            self.position = Task.objects.filter(owner=self.owner_id).place(box, after)
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
        after: Task | None,
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
        after: Task | None,
        version: int | None,
        key: str,
        now: datetime,
    ) -> Move:
        mine = Task.objects.filter(owner=self.owner_id)
        current = mine.select_for_update().get(pk=self.pk)
        if done := Move.objects.filter(owner=self.owner_id, key=key).first():
            self.refresh_from_db()
            return done
        if version is not None and version != current.version or not current.is_open:
            raise Stale
        neighbour = (
            mine.open().in_box(box).exclude(pk=self.pk).filter(pk=after.pk).first()
            if (after)
            else None
        )
        if after and neighbour is None:
            raise Stale
        position = mine.exclude(pk=self.pk).place(box, neighbour)
        move = Move(
            owner_id=self.owner_id,
            task=self,
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

    def plan_for(self, due_on: date | None, due_time: object = ...) -> None:
        """Gives it another date; a later one counts as putting it off."""
        if self.due_on and due_on and due_on > self.due_on:
            self.times_moved += 1
        if due_time is not ...:
            self.due_time = due_time
        self.due_on = due_on
        self.remember_first_due()
        self.version += 1
        self.save(
            update_fields=[
                "due_on",
                "due_time",
                "first_due_on",
                "times_moved",
                "version",
                "updated_at",
            ]
        )

    def remember_first_due(self) -> None:
        if self.due_on and (self.first_due_on is None or self.due_on < self.first_due_on):
            self.first_due_on = self.due_on

    def complete(
        self,
        now: datetime,
        *,
        day: date | None = None,
        minutes: int | None = None,
        interaction: Interaction | None = None,
    ) -> bool:
        """Marks it done once; networking leaves an interaction. False if it was closed already."""
        owner: User = self.owner
        day = day or owner.today(now)
        with transaction.atomic():
            urgent = self.urgent or self.looks_urgent(owner.today(now), owner.urgency_days)
            spent = minutes if minutes is not None else self.minutes_expected
            changed = (
                Task.objects.filter(pk=self.pk)
                .open()
                .update(
                    completed_at=now,
                    completed_on=day,
                    urgent_when_done=urgent,
                    minutes_spent=spent,
                    version=F("version") + 1,
                    updated_at=now,
                )
            )
            if not changed:
                return False
            if interaction is None and self.is_networking:
                interaction = self._log_interaction(day, spent, urgent=urgent)
            if interaction is not None:
                Task.objects.filter(pk=self.pk).update(interaction=interaction)
        self.refresh_from_db()
        return True

    def _log_interaction(self, day: date, minutes: int, *, urgent: bool) -> Interaction:
        facts = Kind(self.kind).facts
        talked = self.kind == Kind.CONVERSATION
        interaction = Interaction.objects.create(
            owner_id=self.owner_id,
            day=day,
            minutes=minutes,
            kind=self.kind,
            hard_override=self.hard_override,
            direction=Interaction.Direction.BOTH if talked else Interaction.Direction.TO_THEM,
            light=facts.light,
            purpose=self.purpose,
            favour=Interaction.Favour.GIVEN if facts.favour else "",
            urgent=urgent,
            important=self.important,
        )
        if self.contact is not None:
            interaction.set_people([self.contact])
        return interaction

    def reopen(self) -> None:
        """Takes back done or dropped; an interaction that only finishing it made goes too."""
        with transaction.atomic():
            made, self.interaction = self.interaction, None
            self.completed_at = self.completed_on = self.dropped_at = None
            self.urgent_when_done = self.minutes_spent = None
            self.version += 1
            self.add_to_box(self.box)
            if made is not None and not made.tasks.exists():
                made.delete_and_recount()

    def drop(self, now: datetime) -> bool:
        """Lets it go on purpose. False if it was closed already."""
        changed = (
            Task.objects.filter(pk=self.pk)
            .open()
            .update(dropped_at=now, version=F("version") + 1, updated_at=now)
        )
        return bool(changed)


class Move(Owned):
    """One move on the board, kept: the share of time in each box cannot be rebuilt later."""

    task = models.ForeignKey(
        Task, on_delete=models.CASCADE, db_constraint=False, related_name="moves"
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
