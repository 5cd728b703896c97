from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import F, Q

from contacts.kinds import Category, Kind
from contacts.models import Ask, Contact, Interaction, Promise
from contacts.models.interactions import favour_given
from jobsearch.addresses import address
from jobsearch.ownership import SameOwner, owner_and_id
from tasks.feelings import Feeling
from tasks.models.answered import Answered
from tasks.models.querysets import APPOINTMENTS, OPEN, TaskQuerySet
from tasks.models.timers import Timed
from tasks.reasons import Reason
from tasks.urgency import Appointment, Dated, why_urgent

if TYPE_CHECKING:
    from jobsearch.models import User


class Task(Answered, Timed):
    """Something to do. With a contact and a date it is a follow-up."""

    Feeling = Feeling
    Reason = Reason

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
    # What to ask `contact` for: finishing this makes it.
    ask = models.OneToOneField(
        Ask,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        db_constraint=False,
        related_name="task",
    )
    # What was logged when this was proposed.
    raised_by = models.ForeignKey(
        Interaction,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        db_constraint=False,
        related_name="raised",
    )
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
    must = models.BooleanField("I cannot start without it", default=False)
    needed_for = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
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

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            owner_and_id("task"),
            SameOwner("contact", name="task_contact_owner"),
            SameOwner("interaction", name="task_interaction_owner"),
            SameOwner("follows", name="task_follows_owner"),
            SameOwner("promise", name="task_promise_owner"),
            SameOwner("ask", name="task_ask_owner"),
            SameOwner("raised_by", name="task_raised_by_owner"),
            models.UniqueConstraint(fields=["owner", "follows"], name="task_one_next_each"),
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
            # Who promised something for these days: asked every half minute, of everybody.
            models.Index(
                fields=["due_on"], condition=OPEN & Q(is_promise=True), name="task_open_promises"
            ),
            models.Index(
                fields=["owner", "-completed_on"],
                condition=Q(completed_on__isnull=False),
                name="task_by_completion",
            ),
            models.Index(fields=["owner", "contact"], name="task_by_contact"),
            # What Today looks at beside the open ones.
            models.Index(
                fields=["owner", "chosen_for"],
                condition=Q(chosen_for__isnull=False),
                name="task_chosen",
            ),
            models.Index(fields=["owner"], condition=Q(must=True), name="task_must"),
            # When each kind of work was done last: what the review finds left behind.
            models.Index(
                fields=["owner", "kind", "-completed_on"],
                condition=Q(completed_on__isnull=False, interaction__isnull=True),
                name="task_last_of_kind",
            ),
            # How follow-ups were kept: the review reads eight weeks of them.
            models.Index(
                fields=["owner", "due_on"],
                include=["completed_on"],
                condition=Q(contact__isnull=False, completed_on__isnull=False),
                name="task_follow_ups_kept",
            ),
            # What tasks/known.py asks for: few of all tasks.
            models.Index(
                fields=["owner", "updated_at"],
                condition=~Q(reason=""),
                name="task_follow_ups",
            ),
            models.Index(
                fields=["owner", "updated_at"],
                condition=Q(
                    reason="",
                    kind__in=[Kind.APPLICATION, Kind.INTERVIEW],
                    completed_on__isnull=False,
                ),
                name="task_applied",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("tasks:task", self.pk)

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
        return self.due_time is not None or self.kind in APPOINTMENTS

    @property
    def minutes_expected(self) -> int:
        return self.estimate or Kind(self.kind).facts.minutes

    def why_urgent(self, today: date, window_days: int, ahead: Iterable[Appointment] = ()) -> str:
        """Why it looks urgent, in words; empty if it does not. `ahead` is what is coming."""
        dated = Dated(
            self.due_on,
            is_appointment=self.is_appointment,
            is_follow_up=self.contact_id is not None,
            is_promise=self.is_promise,
            needed_for=self.needed_for,
        )
        return why_urgent(dated, today, window_days, ahead)

    def looks_urgent(self, today: date, window_days: int) -> bool:
        """By its date, or by an event or interview that is near and needs it."""
        ahead: Iterable[Appointment] = ()
        if self.needed_for:
            ahead = Task.objects.filter(owner=self.owner_id).ahead(today)
        return bool(self.why_urgent(today, window_days, ahead))

    @property
    def is_coming(self) -> bool:
        """An event or interview with a date: other tasks may be needed for it."""
        return self.kind in APPOINTMENTS and self.due_on is not None

    def as_appointment(self) -> Appointment:
        return Appointment(self.kind, self.due_on or date.max)

    def remind_at(self, day: date, at: time) -> None:
        """Sets or moves the one reminder of this task, in the owner's own time."""
        from tasks.reminders import schedule  # it needs the models itself

        schedule.remind(self, day, at)

    def forget_reminder(self) -> None:
        from tasks.reminders import schedule

        schedule.forget(self)

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
            self._one_at_a_time()
            urgent = self.urgent or self.looks_urgent(owner.today(now), owner.urgency_days)
            spent = minutes if minutes is not None else self.minutes_to_log(now)
            closing = {"completed_at": now, "completed_on": day, "minutes_spent": spent}
            if not self._close(now, urgent_when_done=urgent, **closing):
                return False
            self._end_promise(Promise.Outcome.KEPT, now, day)
            if interaction is None and (self.is_networking or self.promise):
                interaction = self._log_interaction(day, spent, urgent=urgent)
            if interaction is not None:
                Task.objects.filter(pk=self.pk).update(interaction=interaction)
            if self.ask:
                self.ask.make(day, self.contact)
            self.plan_next(day, now)
        self.refresh_from_db()
        return True

    def _log_interaction(self, day: date, minutes: int, *, urgent: bool) -> Interaction:
        kind = Kind(self.kind) if self.is_networking else Kind.KEPT_PROMISE
        facts, talked = kind.facts, kind == Kind.CONVERSATION
        interaction = Interaction.objects.create(
            owner_id=self.owner_id,
            day=day,
            minutes=minutes,
            kind=kind,
            hard_override=self.hard_override,
            direction=Interaction.Direction.BOTH if talked else Interaction.Direction.TO_THEM,
            light=facts.light,
            purpose=self.purpose,
            gave=favour_given(kind),
            urgent=urgent,
            important=self.important,
            automatic=True,
        )
        if self.contact is not None:
            interaction.set_people([self.contact])
        return interaction

    def reopen(self) -> bool:
        """Takes back done or dropped; an interaction that only finishing it made goes too.

        False if it was open already.
        """
        with transaction.atomic():
            self._one_at_a_time()
            self._locked()
            self.refresh_from_db()
            if self.is_open:
                return False
            self.take_back_next()
            self.leave_a_full_day()
            made, self.interaction = self.interaction, None
            siblings = Task.objects.filter(owner=self.owner_id, contact=self.contact_id).open()
            if self.reason and siblings.filter(reason=self.reason).exists():
                self.reason = Task.Reason.OTHER  # one open follow-up of each reason
            self.completed_at = self.completed_on = self.dropped_at = self.said_no_on = None
            self.urgent_when_done = self.minutes_spent = None
            self.version += 1
            self.add_back()
            if self.promise:
                self.promise.reopen()
            if self.ask:
                self.ask.unmake()
            if made is not None and made.automatic and not made.tasks.exists():
                made.delete_and_recount()
        return True

    def drop(self, now: datetime, promise: str = Promise.Outcome.RELEASED) -> bool:
        """Lets it go on purpose, and what it promised with it. False if it was closed already."""
        with transaction.atomic():
            if dropped := self._close(now, dropped_at=now):
                self._end_promise(promise, now)
                self.plan_next(self.owner.today(now), now)
        return dropped

    def _close(self, now: datetime, **how: object) -> bool:
        """Once, whoever else closes it in the same moment."""
        here = Task.objects.filter(pk=self.pk).open()
        closed = bool(here.update(**how, version=F("version") + 1, updated_at=now))
        if closed:
            self.end_timer(now)
        return closed
