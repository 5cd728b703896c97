from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Concat, Trim

from contacts.ladder import Standing, common_ground
from contacts.levels import LEVEL_CHOICES, Level, levels_named
from contacts.models.organisations import Folded, Organisation
from contacts.models.queries import ContactQuerySet
from contacts.rhythm import LONGEST_DAYS, Warmth, next_contact_on, rhythm_of, warmth
from jobsearch.addresses import address
from jobsearch.ownership import Owned, SameOwner, owner_and_id

if TYPE_CHECKING:
    from contacts.models.interactions import Interaction


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
    # The talk or message in which `met_through` brought them.
    introduced_in = models.ForeignKey(
        "contacts.Interaction",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        db_constraint=False,
        related_name="introduced",
    )
    level = models.PositiveSmallIntegerField(choices=LEVEL_CHOICES, default=0)
    # Where they stood before anything was logged: the level that the log suggests starts there.
    starting_level = models.PositiveSmallIntegerField(
        "where you stood before", choices=LEVEL_CHOICES, null=True, blank=True
    )
    # When it went up last, of somebody met before; the weekly review says so.
    level_raised_on = models.DateField(null=True, editable=False)
    # The suggestion of the log that the user has answered; the same is not made again.
    suggestion_answered = models.PositiveSmallIntegerField(null=True, editable=False)
    rhythm_days = models.PositiveSmallIntegerField(
        "days between contacts",
        null=True,
        blank=True,
        validators=[MaxValueValidator(LONGEST_DAYS)],
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
    # The first day on which they took part, and the first that the log calls a first meeting.
    first_two_way_on = models.DateField(null=True, editable=False)
    first_met_on = models.DateField(null=True, editable=False)
    search_name = models.GeneratedField(
        expression=Folded(Trim(Concat(F("given_name"), Value(" "), F("family_name")))),
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
            SameOwner("introduced_in", name="contact_introduced_in_owner"),
        ]
        indexes = [
            models.Index(fields=["owner", "search_name"], name="contact_by_name"),
            models.Index(fields=["owner", "last_contact_on"], name="contact_by_last_contact"),
            models.Index(
                fields=["owner", "first_met_on"],
                condition=Q(first_met_on__isnull=False),
                name="contact_by_first_met",
            ),
            models.Index(
                fields=["owner", "level_raised_on"],
                condition=Q(level_raised_on__isnull=False),
                name="contact_by_step_up",
            ),
            models.Index(
                fields=["owner", "profile_key"],
                condition=~Q(profile_key=""),
                name="contact_by_profile",
            ),
            models.Index(
                fields=["owner", "introduced_in"],
                condition=Q(introduced_in__isnull=False),
                name="contact_brought",
            ),
            # Of a level, by the last word with them: whom tasks/touches.py looks at.
            models.Index(
                F("owner"),
                F("level"),
                Coalesce("last_two_way_on", "last_contact_on"),
                condition=Q(archived_at=None, do_not_contact=False),
                name="contact_by_last_word",
            ),
            # The owner stands in it too: names of everybody else's people are not looked at.
            GinIndex("owner", OpClass(F("search_name"), "gin_trgm_ops"), name="contact_of_owner"),
            GinIndex(fields=["tags"], name="contact_tags"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("contacts:contact", self.pk)

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
        return levels_named(self.owner.level_names)[self.level]

    def standing(self, today: date) -> Standing:
        """All that the ladder needs to know of them; it looks at `met_through`."""
        through = self.met_through
        return Standing(
            self.level,
            cooling=self.is_cooling(today),
            common_ground=common_ground(
                self.known, through.given_name if through else "", through.level if through else 0
            ),
        )

    @property
    def rhythm(self) -> int | None:
        """Days between contacts: their own, or what fits the level; None for no rhythm."""
        at_target = self.organisation is not None and self.organisation.is_target
        table = self.owner.target_rhythm_days if at_target else self.owner.rhythm_days
        return rhythm_of(self.rhythm_days, self.level, table)

    @property
    def next_contact_on(self) -> date | None:
        return next_contact_on(self.last_two_way_on, self.last_contact_on, self.rhythm)

    def warmth(self, today: date) -> Warmth:
        return warmth(self.last_two_way_on, self.rhythm, today)

    def is_cooling(self, today: date) -> bool:
        """Dormant or on the way there: asks need one level more."""
        return self.warmth(today) != Warmth.WARM

    def is_resting(self, today: date) -> bool:
        return self.resting_until is not None and self.resting_until > today

    def is_going_cold(self, today: date) -> bool:
        """The same as the query going_cold(), for one person at hand."""
        left_alone = self.do_not_contact or self.is_resting(today)
        return self.is_cooling(today) and not left_alone

    @property
    def interactions_alone(self) -> models.QuerySet[Interaction]:
        """Those in which nobody else took part."""
        # Not exclude(people__in=…): that looks again at the row that joins this very person.
        theirs = self.participations.values("interaction")
        everybody = self.participations.model.objects.filter(interaction__in=theirs)
        return self.interactions.exclude(
            pk__in=everybody.exclude(contact=self).values("interaction")
        )

    def count_unanswered(self) -> int:
        """Messages in a row from me with no word from them since."""
        alone = Contact.objects.filter(pk=self.pk).with_unanswered()
        return alone.values_list("unanswered", flat=True).get()  # type: ignore[misc]  # annotated

    @classmethod
    def new_from_log(cls, owner_id: int, name: str, **fields: Any) -> Contact:
        """Somebody whom the log names for the first time."""
        given, _, family = name.partition(" ")
        return cls.objects.create(
            owner_id=owner_id,
            given_name=given[:120],
            family_name=family[:120],
            source=cls.Source.LOG,
            **fields,
        )

    def archive(self, now: datetime) -> None:
        self.archived_at = now
        self.save(update_fields=["archived_at", "updated_at"])

    def bring_back(self) -> None:
        self.archived_at = None
        self.save(update_fields=["archived_at", "updated_at"])

    def set_level(self, level: int, today: date | None = None) -> None:
        """Where somebody stood all along, when nothing was set yet, is no step up."""
        self.level_raised_on = today if 0 < self.level < level else None
        self.level = level
        self.save(update_fields=["level", "level_raised_on", "updated_at"])

    def answer_suggestion(self, level: int) -> None:
        """The log has said so; it says the same no more."""
        self.suggestion_answered = level
        self.save(update_fields=["suggestion_answered"])

    def delete_for_good(self) -> None:
        """Removes the person and what is about them; time already spent keeps counting."""
        with transaction.atomic():
            # Notes of a talk between two are about the other one; with others, about all of them.
            self.interactions_alone.update(notes="")
            everybody = self.owner.merges.forget(self.owner, self.pk)
            self.owner.removals.about(everybody).delete()
            self.owner.sharedweeks.forget(self.pk, self.name)
            self.delete()
