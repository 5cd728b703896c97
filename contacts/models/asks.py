from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils.functional import cached_property

from contacts import ladder
from contacts.kinds import Kind
from contacts.models.interactions import Interaction
from contacts.models.organisations import Organisation
from contacts.models.people import Contact
from jobsearch.addresses import address
from jobsearch.ownership import Owned, SameOwner, owner_and_id

if TYPE_CHECKING:
    from jobsearch.models import User

YES, NO = "yes", "no"


class AskQuerySet(models.QuerySet["Ask"]):
    def made(self) -> AskQuerySet:
        return self.exclude(made_on=None)

    def unanswered_since(self, day: date) -> AskQuerySet:
        """Made by then, and nobody has said what came of it; the oldest first."""
        waiting = self.filter(made_on__lte=day, outcome="", contact__archived_at=None)
        return waiting.order_by("made_on", "created_at")

    def rates(self) -> Any:
        """One row for each owner: asks answered and said yes to, by how ready they were."""
        answered = self.made().exclude(outcome="").exclude(gap=None).order_by().values("owner")
        ready, short, early = Q(gap__lte=0), Q(gap=1), Q(gap__gte=2)
        return answered.annotate(
            ready=Count("pk", ready), ready_yes=Count("pk", ready & Q(outcome=YES)),
            short=Count("pk", short), short_yes=Count("pk", short & Q(outcome=YES)),
            early=Count("pk", early), early_yes=Count("pk", early & Q(outcome=YES)),
        )  # fmt: skip


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
    # The log entry that the answer wrote: what they did for the user counts there.
    answer = models.ForeignKey(
        Interaction,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        db_constraint=False,
        related_name="answers",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AskQuerySet.as_manager()

    class Meta:
        constraints = [
            owner_and_id("ask"),
            SameOwner("contact", name="ask_contact_owner"),
            SameOwner("organisation", name="ask_organisation_owner"),
            SameOwner("answer", name="ask_answer_owner"),
        ]
        indexes = [models.Index(fields=["owner", "-made_on"], name="ask_by_day")]

    def __str__(self) -> str:
        return self.what or f"Rung {self.rung}"

    def get_absolute_url(self) -> str:
        return address("tasks:ask", self.pk)

    @cached_property
    def step(self) -> ladder.Rung | None:
        """The rung as its user has it now; None for one of their own that is gone."""
        owner: User = self.owner
        return self.step_of(owner.rungs.ladder())

    def step_of(self, rungs: Iterable[ladder.Rung]) -> ladder.Rung | None:
        return next((rung for rung in rungs if rung.number == self.rung), None)

    @property
    def words(self) -> str:
        step = self.step
        return step.words if step else self.what or "Something else"

    def fit(self, today: date, rungs: Iterable[ladder.Rung] | None = None) -> ladder.Fit | None:
        """How ready it is, with what is known of it; `rungs` if they are at hand."""
        step, owner = self.step if rungs is None else self.step_of(rungs), self.owner
        if step is None:
            return None
        return ladder.fit(
            step,
            self.contact.standing(today),
            owner.ladder_rules_off,
            knows_target=self.knows_target,
            role_unseen=self.role_unseen,
        )

    def make(self, day: date, of: Contact | None = None) -> None:
        """It was asked on that day, maybe of somebody else than planned; how ready it was stays."""
        self.contact = of or self.contact
        if self.made_on is None:
            found = self.fit(day)
            self.gap = found.gap if found else None
        self.made_on = day
        self.save(update_fields=["contact", "made_on", "gap"])

    @transaction.atomic
    def unmake(self) -> None:
        """It is only planned again, and nobody has answered."""
        self.say("", None)
        self.made_on = self.gap = None
        self.save(update_fields=["made_on", "gap"])

    @transaction.atomic
    def say(self, outcome: str, day: date | None) -> None:
        """What they answered, and when; an answer is a log entry, and a yes a favour in it."""
        # The answer by itself: a join would look for the one of before the wait for the lock.
        self.answer = Ask.objects.select_for_update(no_key=True).get(pk=self.pk).answer
        self._forget_answer()
        self.outcome, self.answered_on = outcome, day if outcome else None
        if outcome in (YES, NO) and day:
            self.answer = self._log_answer(day)
        self.save(update_fields=["outcome", "answered_on", "answer"])

    def _forget_answer(self) -> None:
        # What its user has written into it since stays.
        gone, self.answer = self.answer, None
        if gone and gone.automatic:
            gone.delete_and_recount()

    def _log_answer(self, day: date) -> Interaction | None:
        """None if the log tells of it already: of the favour, or at least of an answer to a no."""
        theirs = self.contact.interactions.two_way().filter(day__gte=self.made_on or day)
        told = theirs.filter(unasked=False).exclude(received="") if self.outcome == YES else theirs
        if told.filter(day__lte=day).exists():
            return None
        step = self.step
        entry = Interaction.objects.create(
            owner_id=self.owner_id,
            day=day,
            minutes=0,
            kind=Kind.FOLLOWED_UP,
            direction=Interaction.Direction.FROM_THEM,
            received=(step.favour if step else "other") if self.outcome == YES else "",
            notes=f"They said {self.outcome}: {step.words if step else self.what}"[:200],
            automatic=True,
        )
        entry.set_people([self.contact])
        return entry


def with_ours(own: Iterable[dict[str, Any]]) -> list[ladder.Rung]:
    """All rungs of a user who has changed or added these."""
    favours = {rung.number: rung.favour for rung in ladder.RUNGS}
    return ladder.merged(
        ladder.Rung(**rung, favour=favours.get(rung["number"], "other")) for rung in own
    )


class RungQuerySet(models.QuerySet["Rung"]):
    def ladder(self) -> list[ladder.Rung]:
        """All rungs of one user: ours, as they changed them, and their own."""
        return with_ours(self.values("number", "words", "needs", "cost"))


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
