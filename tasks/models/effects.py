"""What logging an entry did to tasks: which it closed, planned or gave another date.

Whoever takes the entry back, or changes it, puts the tasks back by these rows, in any order: when
a later entry has changed the same task since, that one inherits how the task was before.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Exists, Max, OuterRef, Q

from contacts.models import Contact, Interaction
from jobsearch.ownership import Owned, SameOwner
from tasks.models.tasks import Task

if TYPE_CHECKING:
    from uuid import UUID

    from jobsearch.models import User

# How the task was before.
BEFORE = ("existed", "due_on", "first_due_on", "times_moved")
# What their word settles: one open follow-up of both is enough.
IN_TOUCH = (Task.Reason.STAY_IN_TOUCH, Task.Reason.NUDGE)


class EffectQuerySet(models.QuerySet["Effect"]):
    def plans(self) -> EffectQuerySet:
        return self.exclude(planned_on=None)

    def last_first(self) -> EffectQuerySet:
        return self.select_related("task", "interaction").order_by("-number", "-created_at")

    def close(self, entry: Interaction, task: Task, now: datetime) -> None:
        """The entry was what this task was for."""
        effect = Effect.on(task, entry)
        if task.complete(now, day=entry.day, minutes=0, interaction=entry):
            effect.save(force_insert=True)

    def settle(self, entry: Interaction, people: Iterable[Contact], now: datetime) -> None:
        """A contact of both sides settles staying in touch, unless a later one has done so."""
        if entry.direction == Interaction.Direction.TO_THEM:
            return
        concerned = {contact.pk for contact in people} - self.settled_since(entry)
        own = entry.effects.plans().values("task")
        waiting = Task.objects.filter(owner=entry.owner_id, contact__in=concerned).open()
        for task in waiting.filter(reason__in=IN_TOUCH).exclude(pk__in=own):
            self.close(entry, task, now)

    def plan(
        self, entry: Interaction, people: Iterable[Contact], day: date, *, fits: bool
    ) -> list[Task]:
        """When to be in touch again. What only fits gives way to what a later entry planned."""
        owner: User = entry.owner
        settled = self.settled_since(entry) if fits else set()
        # A message waits for its answer.
        one_way = entry.direction == Interaction.Direction.TO_THEM
        reason = Task.Reason.NUDGE if one_way else Task.Reason.STAY_IN_TOUCH
        planned = []
        for contact in people:
            if contact.pk in settled:
                continue
            with transaction.atomic():
                there = owner.tasks.open().filter(contact=contact, reason__in=IN_TOUCH)
                before = there.soonest_first().first()
                effect = Effect.on(before, entry) if before else None
                as_before = before.reason if before else reason
                task = owner.tasks.plan_follow_up(owner, contact, day, as_before)
                effect = effect or Effect.on(task, entry)
                effect.existed, effect.planned_on, effect.fits = bool(before), day, fits
                effect.save(force_insert=True)
            planned.append(task)
        return planned

    def follow(self, entry: Interaction, fitting: date | None, now: datetime) -> None:
        """After the entry was changed: what it planned and settled is as if logged so at once."""
        people = list(entry.people.all())
        settled = self.settled_since(entry)
        for effect in entry.effects.plans().last_first():
            there = any(contact.pk == effect.task.contact_id for contact in people)
            if not effect.is_as_planned:
                continue
            if not there or effect.fits and (not fitting or effect.task.contact_id in settled):
                effect.take_back()
            elif effect.fits and fitting and fitting != effect.planned_on:
                effect.move(fitting)
        closed = entry.effects.filter(planned_on=None, task__reason__in=IN_TOUCH)
        one_way = entry.direction == Interaction.Direction.TO_THEM
        gone = closed if one_way else closed.exclude(task__contact__in=people)
        gone.take_back()
        self.settle(entry, people, now)

    def settled_since(self, entry: Interaction) -> set[UUID]:
        """Those with whom something on a later day closed or planned staying in touch."""
        later = Interaction.objects.filter(owner=entry.owner_id, day__gt=entry.day)
        plans = self.plans().filter(interaction=OuterRef("interaction"))
        plans = plans.filter(task__contact=OuterRef("contact"))
        people = Interaction.people.through.objects.filter(interaction__in=later)  # type: ignore[attr-defined]
        two_way = ~Q(interaction__direction=Interaction.Direction.TO_THEM)
        people = people.filter(contact__in=entry.people.values("pk"))
        return set(people.filter(two_way | Q(Exists(plans))).values_list("contact_id", flat=True))

    def take_back(self) -> None:
        """Puts the tasks back as they were before, but for what somebody has changed since."""
        for effect in self.last_first():
            effect.take_back()


class Effect(Owned):
    """One task that one entry changed, and how it was before."""

    interaction = models.ForeignKey(
        Interaction, on_delete=models.CASCADE, db_constraint=False, related_name="effects"
    )
    task = models.ForeignKey(
        Task, on_delete=models.CASCADE, db_constraint=False, related_name="effects"
    )
    # Counts the changes of this task by entries.
    number = models.PositiveIntegerField()
    # False: the entry made it.
    existed = models.BooleanField(default=True)
    # Before.
    due_on = models.DateField(null=True)
    first_due_on = models.DateField(null=True)
    times_moved = models.PositiveIntegerField(default=0)
    # What the entry planned it for, and whether because that fits; None when it closed it.
    planned_on = models.DateField(null=True)
    fits = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EffectQuerySet.as_manager()

    class Meta:
        constraints = [
            SameOwner("interaction", name="effect_interaction_owner"),
            SameOwner("task", name="effect_task_owner"),
        ]
        indexes = [models.Index(fields=["owner", "task"], name="effect_by_task")]

    def __str__(self) -> str:
        return f"{self.interaction_id} on {self.task_id}"

    @classmethod
    def on(cls, task: Task, entry: Interaction) -> Effect:
        """Not saved yet; `task` is as it is before."""
        before = cls.objects.filter(owner=entry.owner_id, task=task)
        return cls(
            owner_id=entry.owner_id,
            interaction=entry,
            task=task,
            number=(before.aggregate(last=Max("number"))["last"] or 0) + 1,
            due_on=task.due_on,
            first_due_on=task.first_due_on,
            times_moved=task.times_moved,
        )

    @property
    def is_as_planned(self) -> bool:
        """Nobody and nothing has changed the date since."""
        return self.task.is_open and self.task.due_on == self.planned_on

    def move(self, day: date) -> None:
        """Plans it for another day after all, because the entry is of another day."""
        put_off = self.task.times_moved - self.times_moved
        first = min(filter(None, [self.first_due_on if self.existed else None, day]))
        self.task.plan_as_before(day, first, put_off)
        self.planned_on = day
        self.save(update_fields=["planned_on"])

    @property
    def heir(self) -> Effect | None:
        """The next that changed the same task."""
        siblings = Effect.objects.filter(owner=self.owner_id, task=self.task_id)
        same_number = Q(number=self.number, created_at__gt=self.created_at)  # this one was away
        later = siblings.filter(Q(number__gt=self.number) | same_number)
        return later.order_by("number", "created_at").first()

    @property
    def before(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in BEFORE}

    def take_back(self) -> None:
        with transaction.atomic():
            if heir := self.heir:
                Effect.objects.filter(pk=heir.pk).update(**self.before)
            else:
                self._put_back()
            self.delete()

    def _put_back(self) -> None:
        task = Task.objects.select_related("owner").get(pk=self.task_id)
        self.task = task
        closed = self.planned_on is None and task.interaction_id == self.interaction_id
        if closed:
            task.reopen()
        if not task.is_open:
            return
        if not self.existed:
            if not task.holds_words:
                task.take_back()
        elif (closed or self.is_as_planned) and task.plan[:2] != (self.due_on, self.first_due_on):
            put_off = task.times_moved - self.times_moved
            task.plan_as_before(self.due_on, self.first_due_on, put_off)
