from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from contacts import ladder
from contacts.models.organisations import Organisation
from contacts.models.people import Contact
from jobsearch.ownership import Owned, SameOwner, owner_and_id


class Ask(Owned):
    """Something asked of a contact: a rung of the ladder (/help/method/#ladder), and the answer."""

    class KnowsTarget(models.TextChoices):
        NOT = "not", "Not at all"
        SLIGHTLY = "slightly", "Slightly"
        WELL = "well", "Well"
        CLOSELY = "closely", "Closely"

    class Outcome(models.TextChoices):
        NONE = "", "No answer yet"
        YES = "yes", "They said yes"
        NO = "no", "They said no"
        SILENT = "silent", "No answer"

    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, db_constraint=False, related_name="asks"
    )
    rung = models.PositiveSmallIntegerField()
    # Where it should lead: the organisation in which they would speak for the user.
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="asks",
    )
    what = models.CharField(max_length=200, blank=True)
    knows_target = models.CharField(max_length=8, choices=KnowsTarget, blank=True)
    # They have never seen the user do what the role needs.
    role_unseen = models.BooleanField(default=False)
    # None while it is only planned.
    made_on = models.DateField(null=True, blank=True)
    # Required level less their level, on the day it was made.
    gap = models.SmallIntegerField(null=True, editable=False)
    outcome = models.CharField(max_length=6, choices=Outcome, blank=True, default=Outcome.NONE)
    answered_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            owner_and_id("ask"),
            SameOwner("contact", name="ask_contact_owner"),
            SameOwner("organisation", name="ask_organisation_owner"),
        ]
        indexes = [models.Index(fields=["owner", "-made_on"], name="ask_by_day")]

    def __str__(self) -> str:
        return self.what or f"Rung {self.rung}"


class RungQuerySet(models.QuerySet["Rung"]):
    def ladder(self) -> list[ladder.Rung]:
        """All rungs of one user: ours, as they changed them, and their own."""
        usual = {rung.number: rung for rung in ladder.RUNGS}
        own = [
            ladder.Rung(
                rung.number,
                rung.words,
                rung.needs,
                rung.cost,
                usual[rung.number].favour if rung.number in usual else "other",
            )
            for rung in self
        ]
        return ladder.merged(own)


class Rung(Owned):
    """A rung of the ladder as its user wants it, instead of the product's or beside them."""

    class Cost(models.TextChoices):
        NONE = "none", "Nothing"
        LOW = "low", "A little"
        MEDIUM = "medium", "Some"
        HIGH = "high", "Much"

    number = models.PositiveSmallIntegerField()
    words = models.CharField("what they would do", max_length=120)
    needs = models.PositiveSmallIntegerField(
        "level it needs", validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    cost = models.CharField(
        "what it costs their reputation", max_length=6, choices=Cost, default=Cost.NONE
    )

    objects = RungQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "number"], name="rung_once")]

    def __str__(self) -> str:
        return self.words
