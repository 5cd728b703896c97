"""A task that comes again: finishing one, or letting it go, makes the next."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, cast

from django.db import models

from contacts.boxes import Box
from tasks.days import day_name
from tasks.models.chosen import Chosen
from tasks.models.planned import Planned
from tasks.repeats import Repeat

if TYPE_CHECKING:
    from jobsearch.models import User
    from tasks.models.tasks import Task

KEPT = (
    "title", "notes", "purpose", "kind", "hard_override", "contact_id", "due_time", "estimate",
    "feeling", "repeat",
)  # fmt: skip


class Repeating(Chosen, Planned):
    repeat = models.CharField(max_length=80, blank=True, editable=False)
    # The one whose end made this one; so one end makes one, and can take it back.
    follows = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        db_constraint=False,
        related_name="+",
    )
    # Made by an end that was undone: closed as other windows have seen it, and listed nowhere.
    taken_back = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True

    @property
    def repeats(self) -> Repeat | None:
        return Repeat.read(self.repeat) if self.repeat else None

    @property
    def following(self) -> Task | None:
        """The one that came after this one."""
        return self._siblings().filter(follows=self.pk).first()

    def next_words(self, today: date) -> str:
        """ " The next one is on Mon 30 Nov.", behind the words that this one is closed."""
        following = self.following if self.repeat else None
        if following is None or following.due_on is None:
            return ""
        name = day_name(following.due_on, today)
        return f" The next one is {'tomorrow' if name == 'Tomorrow' else f'on {name}'}."

    def plan_next(self, closed_on: date, now: datetime) -> Task | None:
        """Makes the next one of the series, in the transaction that closes this one."""
        this = self._siblings().select_related("owner").get(pk=self.pk)  # as it was when closed
        if this.repeats is None or this.following is not None:
            return None
        owner: User = this.owner
        today = owner.today(now)
        day = this.repeats.following(this.due_on, closed_on, today, owner.working_days)
        if day is None:
            return None
        kept = {name: getattr(this, name) for name in KEPT}
        following = type(this)(owner=owner, follows=this, due_on=day, first_due_on=day, **kept)
        urgent = following.looks_urgent(today, owner.urgency_days)
        following.add_to_box(Box.of(urgent=urgent, important=this.important))
        from tasks.reminders import schedule  # it needs the models itself

        schedule.carry_over(this, following, now)
        return following

    def take_back_next(self) -> None:
        """Before this one is opened again: one of the series is open, never two."""
        self.taken_back = False
        following = self._siblings().select_for_update(no_key=True).filter(follows=self.pk).first()
        if following is None:
            return
        if following.is_untouched:
            following.take_back()
        else:
            self.repeat = ""  # the series goes on with the one that somebody has in hand

    def take_back(self) -> None:
        """Closes it as if it had never been, and leaves its place in the series to another."""
        task = cast("Task", self)
        # First, as whoever writes its mail does: the mail is locked before the task's key is.
        task.forget_reminder()
        task.dropped_at = task.created_at
        task.follows, task.repeat, task.taken_back = None, "", True
        task.version += 1
        fields = ["dropped_at", "follows", "repeat", "taken_back", "version", "updated_at"]
        task.save(update_fields=fields)

    @property
    def holds_words(self) -> bool:
        """Somebody has written something into it, or keeps something with it."""
        task = cast("Task", self)
        return bool(task.notes or task.purpose) or task.keepsakes.exists()

    @property
    def is_untouched(self) -> bool:
        task = cast("Task", self)
        untouched = task.is_open and task.version == 1 and task.chosen_for is None
        return untouched and not task.keepsakes.exists()
