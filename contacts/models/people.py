from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Case, F, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Lower
from django.urls import reverse

from contacts.levels import LEVEL_CHOICES, LEVELS, Level
from contacts.models.organisations import Folded, Organisation
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
    from contacts.models.interactions import Interaction


class DaysLater(models.Func):
    """A day and a number of days after it, added the way Postgres does."""

    template = "(%(expressions)s)"
    arg_joiner = " + "
    output_field = models.DateField()


class ContactQuerySet(models.QuerySet["Contact"]):
    def active(self) -> ContactQuerySet:
        return self.filter(archived_at=None)

    def archived(self) -> ContactQuerySet:
        return self.exclude(archived_at=None)

    def at_targets(self) -> ContactQuerySet:
        return self.filter(organisation__is_target=True)

    def tagged(self, tag: str) -> ContactQuerySet:
        return self.filter(tags__contains=[tag])

    def tag_names(self) -> list[str]:
        tag = models.Func(F("tags"), function="unnest", output_field=models.TextField())
        return list(self.order_by().annotate(tag=tag).values_list("tag", flat=True).distinct("tag"))

    def search(self, text: str) -> ContactQuerySet:
        """Whose name holds or resembles the text, or who work at such a place; best first."""
        folded = Folded(Value(" ".join(text.split())))
        holds = Q(search_name__contains=folded)
        closeness = Case(
            When(search_name__startswith=folded, then=Value(3.0)),
            When(holds, then=Value(2.0)),
            default=TrigramWordSimilarity(folded, "search_name"),
        )
        return (
            self.filter(
                holds
                | Q(search_name__trigram_word_similar=folded)
                | Q(organisation__search_name__contains=folded)
            )
            .annotate(closeness=closeness)
            .order_by("-closeness", "search_name", "pk")
        )

    def sharing(self, emails: Iterable[str], profile_key: str) -> ContactQuerySet:
        """Those with one of these e-mail addresses or this profile: surely the same person."""
        same = Q(low_emails__overlap=[email.lower() for email in emails])
        if profile_key:
            same |= Q(profile_key=profile_key)
        low_emails = Cast(Lower(Cast("emails", models.TextField())), ArrayField(models.TextField()))
        return self.annotate(low_emails=low_emails).filter(same)

    def with_next_follow_up(self) -> ContactQuerySet:
        """Annotates `follow_up_on`: the first date of an open task with them."""
        mine = Contact.objects.filter(pk=OuterRef("pk"), tasks__completed_at=None)
        dates = mine.filter(tasks__dropped_at=None).values("pk").annotate(on=Min("tasks__due_on"))
        return self.annotate(follow_up_on=Subquery(dates.values("on")))

    def with_rhythm(self) -> ContactQuerySet:
        """Annotates `rhythm_now`: days between contacts, the person's own or their level's."""
        fitting = [
            When(**at, level=level, then=Value(days))
            for at, table in (
                ({"organisation__is_target": True}, TARGET_RHYTHM_DAYS),
                ({}, RHYTHM_DAYS),
            )
            for level, days in enumerate(table)
            if days
        ]
        default = Case(*fitting, default=Value(0), output_field=models.IntegerField())
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
        due = Q(tasks__completed_at=None, tasks__dropped_at=None, tasks__due_on__lte=today)
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
    known = models.CharField("how we know each other", max_length=10, choices=Known, blank=True)
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
    told_on = models.DateField("knows what I am looking for since", null=True, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    notes = models.TextField(blank=True, max_length=20_000)
    source = models.CharField(max_length=10, choices=Source, default=Source.TYPED, editable=False)
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
            models.Index(fields=["owner", "last_contact_on"], name="contact_by_last_contact"),
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

    def is_resting(self, today: date) -> bool:
        return self.resting_until is not None and self.resting_until > today

    def is_going_cold(self, today: date) -> bool:
        """The same as the query going_cold(), for one person at hand."""
        left_alone = self.do_not_contact or self.is_resting(today)
        return self.is_cooling(today) and not left_alone

    @property
    def interactions_alone(self) -> models.QuerySet[Interaction]:
        """Those in which nobody else took part."""
        others = Contact.objects.filter(owner=self.owner_id).exclude(pk=self.pk)
        return self.interactions.exclude(people__in=others)

    def archive(self, now: datetime) -> None:
        self.archived_at = now
        self.save(update_fields=["archived_at", "updated_at"])

    def bring_back(self) -> None:
        self.archived_at = None
        self.save(update_fields=["archived_at", "updated_at"])

    def set_level(self, level: int) -> None:
        self.level = level
        self.save(update_fields=["level", "updated_at"])

    def delete_for_good(self) -> None:
        """Removes the person and what is about them; time already spent keeps counting."""
        with transaction.atomic():
            # Notes of a talk between two are about the other one; with others, about all of them.
            self.interactions_alone.update(notes="")
            self.delete()
