from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, Lower
from django.urls import reverse

from contacts.levels import LEVEL_CHOICES, LEVELS, Level
from contacts.rhythm import (
    COOLING_AFTER,
    RHYTHM_DAYS,
    TARGET_RHYTHM_DAYS,
    default_rhythm,
    is_cooling,
    next_contact_on,
)
from jobsearch.ownership import Owned, SameOwner, owner_and_id

if TYPE_CHECKING:
    from jobsearch.models import User


class Folded(models.Func):
    """Lower case without accents, by an immutable function, so that it can be indexed."""

    function = "foothold_fold"
    output_field = models.TextField()


class DaysLater(models.Func):
    """A day and a number of days after it, added the way Postgres does."""

    template = "(%(expressions)s)"
    arg_joiner = " + "
    output_field = models.DateField()


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def listed(self) -> OrganisationQuerySet:
        """Each with how many people are known there; targets first, the most wanted on top."""
        return self.annotate(
            people_count=Count("contacts", filter=Q(contacts__archived_at=None))
        ).order_by("-is_target", "-motivation", "-posting", "search_name", "pk")

    def named(self, owner: User, name: str) -> Organisation | None:
        """The owner's organisation of this name, made if it is new; None for a blank name."""
        name = " ".join(name.split())
        if not name:
            return None
        return self.filter(owner=owner, name__iexact=name).first() or self.create(
            owner=owner, name=name
        )


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
    posting = models.PositiveSmallIntegerField(
        "openings", choices=Posting, default=Posting.UNKNOWN
    )
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
                OpClass(F("search_name"), "gin_trgm_ops"), name="organisation_search"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("contacts:organisation", args=[self.pk])


class ContactQuerySet(models.QuerySet["Contact"]):
    def active(self) -> ContactQuerySet:
        return self.filter(archived_at=None)

    def archived(self) -> ContactQuerySet:
        return self.exclude(archived_at=None)

    def search(self, text: str) -> ContactQuerySet:
        """People whose name holds or resembles the text, or who work at such a place; best first."""
        folded = Folded(Value(" ".join(text.split())))
        holds = Q(search_name__contains=folded)
        places = Organisation.objects.filter(
            owner=OuterRef("owner"), search_name__contains=folded
        )
        closeness = Case(
            When(search_name__startswith=folded, then=Value(3.0)),
            When(holds, then=Value(2.0)),
            default=TrigramWordSimilarity(folded, "search_name"),
        )
        return (
            self.filter(
                holds
                | Q(search_name__trigram_word_similar=folded)
                | Q(organisation__in=places.values("pk"))
            )
            .annotate(closeness=closeness)
            .order_by("-closeness", "search_name", "pk")
        )

    def with_rhythm(self) -> ContactQuerySet:
        """Annotates `rhythm_now`: days between contacts, the person's own or their level's."""
        by_level = [
            When(organisation__is_target=at_target, level=level, then=Value(days))
            for at_target, table in ((True, TARGET_RHYTHM_DAYS), (False, RHYTHM_DAYS))
            for level, days in enumerate(table)
            if days
        ]
        nowhere = [
            When(level=n, then=Value(days))
            for n, days in enumerate(RHYTHM_DAYS)
            if days
        ]
        default = Case(
            *by_level, *nowhere, default=Value(0), output_field=models.IntegerField()
        )
        return self.annotate(rhythm_now=Coalesce("rhythm_days", default))

    def going_cold(self, today: date) -> ContactQuerySet:
        """Spoken with before, but not for more than twice their rhythm, and not resting."""
        cold_from = DaysLater(F("last_two_way_on"), F("rhythm_now") * COOLING_AFTER)
        return (
            self.with_rhythm()
            .filter(do_not_contact=False, rhythm_now__gt=0)
            .filter(Q(resting_until=None) | Q(resting_until__lte=today))
            .annotate(cold_from=cold_from)
            .filter(cold_from__lt=today)
        )

    def waiting_on_me(self, today: date) -> ContactQuerySet:
        """The last word was theirs, or a follow-up to them is due."""
        due = Q(
            tasks__completed_at=None, tasks__dropped_at=None, tasks__due_on__lte=today
        )
        return self.filter(
            Q(my_turn_since__isnull=False) | Q(pk__in=self.filter(due).values("pk"))
        ).filter(do_not_contact=False)

    def recount(self) -> None:
        """Work out again, from the log, when each was last in touch and whose turn it is."""
        from contacts.models.interactions import Interaction

        log = Interaction.objects.filter(owner=OuterRef("owner"), people=OuterRef("pk"))
        last_word = log.newest_first().annotate(
            theirs=Case(When(direction=Interaction.Direction.FROM_THEM, then=F("day")))
        )
        self.update(
            last_contact_on=Subquery(log.newest_first().values("day")[:1]),
            last_two_way_on=Subquery(log.two_way().newest_first().values("day")[:1]),
            my_turn_since=Subquery(last_word.values("theirs")[:1]),
        )


class Contact(Owned):
    """A person the user knows or wants to know. Archiving keeps everything; deleting deletes."""

    class Known(models.TextChoices):
        WORKED = "worked", "Worked together"
        MANAGED = "managed", "Managed me"
        FRIEND = "friend", "Friend or family"
        STUDIED = "studied", "Studied together"
        NEIGHBOUR = "neighbour", "Neighbour"
        EVENT = "event", "Met at an event"
        MET_ONCE = "met", "Met once"
        ONLINE = "online", "Online"
        INTRODUCED = "introduced", "Somebody introduced us"
        OTHER = "other", "Other"

    class Source(models.TextChoices):
        TYPED = "typed", "Typed in"
        WELCOME = "welcome", "First three people"
        LOG = "log", "Met, from the log"
        LINKEDIN = "linkedin", "LinkedIn"

    given_name = models.CharField("first name", max_length=120)
    family_name = models.CharField("last name", max_length=120, blank=True)
    emails = ArrayField(models.EmailField(), default=list, blank=True)
    phones = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="contacts",
    )
    role = models.CharField(max_length=200, blank=True)
    profile_url = models.URLField("profile address", max_length=500, blank=True)
    # The profile address as it is compared: no scheme, www, query or closing slash.
    profile_key = models.CharField(max_length=500, blank=True, editable=False)
    known = models.CharField(
        "how we know each other", max_length=10, choices=Known, blank=True
    )
    known_note = models.CharField("where or through what", max_length=200, blank=True)
    met_through = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="brought",
    )
    level = models.PositiveSmallIntegerField(choices=LEVEL_CHOICES, default=0)
    rhythm_days = models.PositiveSmallIntegerField(
        "days between contacts",
        null=True,
        blank=True,
        validators=[MaxValueValidator(730)],
        help_text="Leave empty for what fits the level. 0 means no rhythm.",
    )
    resting_until = models.DateField(null=True, blank=True)
    do_not_contact = models.BooleanField("do not contact", default=False)
    told_on = models.DateField(
        "knows what I am looking for since", null=True, blank=True
    )
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    notes = models.TextField(blank=True, max_length=20_000)
    source = models.CharField(
        max_length=10, choices=Source, default=Source.TYPED, editable=False
    )
    connected_on = models.DateField(null=True, blank=True, editable=False)
    imported_by = models.ForeignKey(
        "contacts.ContactImport",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        db_constraint=False,
        related_name="contacts",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Kept by recount(), so that ten thousand people can be sorted and filtered by them.
    last_contact_on = models.DateField(null=True, editable=False)
    last_two_way_on = models.DateField(null=True, editable=False)
    my_turn_since = models.DateField(null=True, editable=False)
    search_name = models.GeneratedField(
        expression=Folded(Concat(F("given_name"), Value(" "), F("family_name"))),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            owner_and_id("contact"),
            SameOwner("organisation", name="contact_organisation_owner"),
            SameOwner("met_through", name="contact_met_through_owner"),
            SameOwner("imported_by", name="contact_imported_by_owner"),
        ]
        indexes = [
            models.Index(fields=["owner", "search_name"], name="contact_by_name"),
            models.Index(
                fields=["owner", "last_contact_on"], name="contact_by_last_contact"
            ),
            models.Index(
                fields=["owner", "profile_key"],
                condition=~Q(profile_key=""),
                name="contact_by_profile",
            ),
            GinIndex(OpClass(F("search_name"), "gin_trgm_ops"), name="contact_search"),
            GinIndex(fields=["tags"], name="contact_tags"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("contacts:contact", args=[self.pk])

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def discreet_name(self) -> str:
        """The first name and an initial, for mail that somebody may read over a shoulder."""
        return (
            f"{self.given_name} {self.family_name[:1]}.".strip()
            if self.family_name
            else (self.given_name)
        )

    @property
    def level_words(self) -> Level:
        return LEVELS[self.level]

    @property
    def rhythm(self) -> int | None:
        """Days between contacts: their own, or what fits the level; None for no rhythm."""
        if self.rhythm_days is not None:
            return self.rhythm_days or None
        at_target = self.organisation is not None and self.organisation.is_target
        return default_rhythm(self.level, at_target=at_target)

    @property
    def next_contact_on(self) -> date | None:
        return next_contact_on(self.last_two_way_on, self.rhythm)

    def is_cooling(self, today: date) -> bool:
        return is_cooling(self.last_two_way_on, self.rhythm, today)

    def archive(self, now: datetime) -> None:
        self.archived_at = now
        self.save(update_fields=["archived_at", "updated_at"])

    def bring_back(self) -> None:
        self.archived_at = None
        self.save(update_fields=["archived_at", "updated_at"])

    def set_level(self, level: int) -> None:
        self.level = level
        self.save(update_fields=["level", "updated_at"])
