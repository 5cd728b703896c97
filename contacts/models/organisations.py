from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import IntegrityError, models, transaction
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Concat, Lower, Trim

from jobsearch.addresses import address
from jobsearch.ownership import Owned, owner_and_id

if TYPE_CHECKING:
    from jobsearch.models import User


class Folded(models.Func):
    """Lower case without accents, by an immutable function, so that it can be indexed."""

    function = "foothold_fold"
    output_field = models.TextField()


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def listed(self) -> OrganisationQuerySet:
        """Each with how many people are known there, and who would speak up; targets first.

        Then the most wanted, those with an opening, and those where somebody would.
        """
        from contacts.models.people import Contact

        there = Contact.objects.filter(organisation=OuterRef("pk")).advocates()
        name = Trim(Concat("given_name", Value(" "), "family_name"))
        counted = self.annotate(
            people_count=Count("contacts", filter=Q(contacts__archived_at=None)),
            advocate_id=Subquery(there.values("pk")[:1]),
            advocate_name=Subquery(there.annotate(whole_name=name).values("whole_name")[:1]),
        )
        nobody_yet = Case(When(advocate_id=None, then=Value(1)), default=Value(0))
        return counted.order_by(
            "-is_target", "-motivation", "-posting", nobody_yet, "search_name", "pk"
        )

    def search(self, text: str) -> OrganisationQuerySet:
        folded = Folded(Value(" ".join(text.split())))
        return self.filter(
            Q(search_name__contains=folded) | Q(search_name__trigram_word_similar=folded)
        )

    def best_found(self, text: str) -> OrganisationQuerySet:
        """Those that search() finds: names that begin with the text first, then that hold it."""
        folded = Folded(Value(" ".join(text.split())))
        closeness = Case(
            When(search_name__startswith=folded, then=Value(0)),
            When(search_name__contains=folded, then=Value(1)),
            default=Value(2),
        )
        return self.search(text).order_by(closeness, "-is_target", "search_name", "pk")

    def called(self, name: str) -> OrganisationQuerySet:
        """Those of this name in any case, as the database compares them: one at most a person."""
        return self.annotate(low_name=Lower("name")).filter(low_name=Lower(Value(name)))

    def named(self, owner: User, name: str) -> Organisation | None:
        """The owner's organisation of this name, made if it is new; None for a blank name."""
        name = " ".join(name.split())
        if not name:
            return None
        mine = self.filter(owner=owner).called(name)
        if found := mine.first():
            return found
        try:
            with transaction.atomic():
                return self.create(owner=owner, name=name)
        except IntegrityError:  # another window was quicker
            return mine.get()


class Organisation(Owned):
    class Posting(models.IntegerChoices):
        UNKNOWN = 0, "I have not looked"
        NONE = 1, "Nothing open"
        SIMILAR = 2, "Something similar is open"
        FITTING = 3, "A fitting role is open"

    class Motivation(models.IntegerChoices):
        NONE = 0, "Not thought about yet"
        SOME = 1, "A little"
        MUCH = 2, "A lot"
        MOST = 3, "More than any other"

    name = models.CharField(max_length=200)
    is_target = models.BooleanField("I would like to work here", default=False)
    motivation = models.PositiveSmallIntegerField(
        "how much I want it", choices=Motivation, default=Motivation.NONE
    )
    posting = models.PositiveSmallIntegerField("openings", choices=Posting, default=Posting.UNKNOWN)
    notes = models.TextField(blank=True, max_length=10_000)
    created_at = models.DateTimeField(auto_now_add=True)
    search_name = models.GeneratedField(
        expression=Folded(F("name")), output_field=models.TextField(), db_persist=True
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            owner_and_id("organisation"),
            models.UniqueConstraint(
                "owner",
                Lower("name"),
                name="organisation_name_once",
                violation_error_message="You already have an organisation of this name.",
            ),
        ]
        indexes = [
            GinIndex(
                "owner", OpClass(F("search_name"), "gin_trgm_ops"), name="organisation_of_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("organisations:organisation", self.pk)

    @property
    def find_somebody(self) -> str:
        """What to do about a place where nobody is known."""
        return f"Find one person at {self.name}"[:200]

    def delete_for_good(self) -> None:
        """The people stay, without an organisation."""
        with transaction.atomic():
            self.owner.merges.forget(self.owner, self.pk)
            self.delete()
