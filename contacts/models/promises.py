"""What was promised, by the user or to the user (/help/method/#promises)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models

from contacts.models.interactions import Interaction
from contacts.models.people import Contact
from jobsearch.ownership import Owned, SameOwner, owner_and_id

if TYPE_CHECKING:
    from jobsearch.models import User

# Working days that a promise has when nobody names a day.
MINE_DAYS = 3
# Three more and it is time to ask: the seventh, if they named no day.
THEIRS_DAYS = 4
CHECK_AFTER = 3


class PromiseQuerySet(models.QuerySet["Promise"]):
    def open(self) -> PromiseQuerySet:
        return self.filter(outcome=Promise.Outcome.OPEN)

    def make(
        self,
        owner: User,
        contact: Contact,
        *,
        mine: bool,
        what: str,
        due_on: date | None = None,
        interaction: Interaction | None = None,
        today: date,
    ) -> Promise:
        """The row alone; `user.tasks.promise()` makes one of mine with the task that keeps it."""
        day = due_on or owner.working_day_after(today, MINE_DAYS if mine else THEIRS_DAYS)
        return self.create(
            owner=owner,
            contact=contact,
            mine=mine,
            what=what[:200],
            due_on=day,
            interaction=interaction,
        )


class Promise(Owned):
    """Something said that will be done: mine to them, or theirs to me (never graded)."""

    class Outcome(models.TextChoices):
        OPEN = "", "Open"
        KEPT = "kept", "Kept"
        LATE = "late", "Kept late"
        BROKEN = "broken", "Not kept"
        RELEASED = "released", "No longer needed"

    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, db_constraint=False, related_name="promises"
    )
    # The talk in which it was made; it goes with it.
    interaction = models.ForeignKey(
        Interaction,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        db_constraint=False,
        related_name="promises",
    )
    mine = models.BooleanField()
    what = models.CharField(max_length=200)
    due_on = models.DateField()
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True, default=Outcome.OPEN)
    closed_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        constraints = [
            owner_and_id("promise"),
            SameOwner("contact", name="promise_contact_owner"),
            SameOwner("interaction", name="promise_interaction_owner"),
        ]
        indexes = [models.Index(fields=["owner", "due_on"], name="promise_by_due")]

    def __str__(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.OPEN

    @property
    def check_on(self) -> date:
        """When one gentle question about one of theirs is fair."""
        owner: User = self.owner
        return owner.working_day_after(self.due_on, CHECK_AFTER)

    def keep(self, day: date) -> None:
        """Done on that day; mine is late when that is after its date, theirs never."""
        late = self.mine and day > self.due_on
        self.close(self.Outcome.LATE if late else self.Outcome.KEPT, day)

    def close(self, outcome: str, day: date) -> None:
        self.outcome, self.closed_on = outcome, day
        self.save(update_fields=["outcome", "closed_on"])

    def reopen(self) -> None:
        self.outcome, self.closed_on = self.Outcome.OPEN, None
        self.save(update_fields=["outcome", "closed_on"])
