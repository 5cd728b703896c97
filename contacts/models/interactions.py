from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from contacts.boxes import Box
from contacts.kinds import NETWORKING_CHOICES, Kind
from contacts.models.people import Contact
from jobsearch.addresses import address
from jobsearch.ownership import Owned, SameOwner, owner_and_id

if TYPE_CHECKING:
    from collections.abc import Iterable


class InteractionQuerySet(models.QuerySet["Interaction"]):
    def between(self, first: date, after: date) -> InteractionQuerySet:
        """Those of the days from `first` up to, not including, `after`."""
        return self.filter(day__gte=first, day__lt=after)

    def two_way(self) -> InteractionQuerySet:
        """Contact in which the other person took part."""
        return self.filter(
            direction__in=[Interaction.Direction.BOTH, Interaction.Direction.FROM_THEM]
        )

    def newest_first(self) -> InteractionQuerySet:
        return self.order_by("-day", "-created_at", "-pk")


class Interaction(Owned):
    """Networking that happened. `day` is a day of the user's own calendar."""

    class Channel(models.TextChoices):
        MESSAGE = "message", "Message"
        EMAIL = "email", "Email"
        CALL = "call", "Call"
        MEETING = "meeting", "Met"
        GROUP = "group", "Event or group"
        ONLINE = "online", "Online"

    class Direction(models.TextChoices):
        TO_THEM = "to", "From me to them"
        FROM_THEM = "from", "From them to me"
        BOTH = "both", "Both ways"

    class Helped(models.TextChoices):
        ME = "me", "Me"
        BOTH = "both", "Both of us"
        THEM = "them", "Them"
        NOBODY = "nobody", "Nobody in particular"

    class Favour(models.TextChoices):
        INTRODUCTION = "introduction", "An introduction"
        INFORMATION = "information", "Information"
        ADVICE = "advice", "Advice"
        REFERRAL = "referral", "A referral"
        OTHER = "other", "Something else"

    people = models.ManyToManyField(
        Contact,
        through="InteractionPerson",
        through_fields=("interaction", "contact"),
        related_name="interactions",
    )
    day = models.DateField()
    minutes = models.PositiveIntegerField(validators=[MaxValueValidator(24 * 60)])
    kind = models.CharField(max_length=20, choices=NETWORKING_CHOICES)
    # The user may call an easy kind hard for themselves; empty means as the kind says.
    hard_override = models.BooleanField(null=True, blank=True)
    channel = models.CharField(max_length=8, choices=Channel, blank=True)
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.TO_THEM)
    light = models.BooleanField("small talk only", default=False)
    # Written by finishing a task, and not touched since: it goes when the task is opened again.
    automatic = models.BooleanField(default=False, editable=False)
    purpose = models.CharField(max_length=200, blank=True)
    helped = models.CharField("who it helped", max_length=6, choices=Helped, blank=True)
    # What was done for the other side in it; empty for nothing.
    gave = models.CharField("what I did for them", max_length=12, choices=Favour, blank=True)
    received = models.CharField("what they did for me", max_length=12, choices=Favour, blank=True)
    unasked = models.BooleanField("without being asked", default=False)
    urgent = models.BooleanField(default=False)
    important = models.BooleanField(default=True)
    notes = models.TextField(blank=True, max_length=10_000)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = InteractionQuerySet.as_manager()

    class Meta:
        constraints = [owner_and_id("interaction")]
        indexes = [
            models.Index(
                fields=["owner", "-day"],
                # The hours of many weeks without a look at their rows.
                include=["minutes", "kind", "hard_override", "urgent", "important"],
                name="interaction_hours_by_day",
            ),
            models.Index(
                fields=["owner", "-day"],
                # What follow-ups go by. It is not for finding entries by their id: where Postgres
                # believes the table empty it would read all of it for each.
                include=["id", "kind", "direction", "light", "received"],
                condition=Q(day__isnull=False),
                name="interaction_first_look",
            ),
            models.Index(
                fields=["owner", "-day"],
                condition=~Q(received=""),
                name="interaction_received",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.day}"

    def get_absolute_url(self) -> str:
        return address("tasks:interaction_edit", self.pk)

    @property
    def hard(self) -> bool:
        if self.hard_override is not None:
            return self.hard_override
        return Kind(self.kind).facts.hard

    @property
    def box(self) -> Box:
        return Box.of(urgent=self.urgent, important=self.important)

    @property
    def is_reply(self) -> bool:
        return self.direction == self.Direction.FROM_THEM

    def set_people(self, contacts: Iterable[Contact], met: Iterable[Contact] = ()) -> None:
        """Says who took part; everybody who joined or left gets their days worked out again."""
        met_ids = {contact.pk for contact in met}
        wanted = {contact.pk for contact in contacts} | met_ids
        before = set(self.participants.values_list("contact_id", flat=True))
        self.participants.exclude(contact_id__in=wanted).delete()
        InteractionPerson.objects.bulk_create(
            [
                InteractionPerson(
                    owner_id=self.owner_id,
                    interaction=self,
                    contact_id=pk,
                    met=pk in met_ids,
                )
                for pk in wanted - before
            ]
        )
        Contact.objects.filter(owner_id=self.owner_id, pk__in=wanted | before).recount()

    def introduce(self, by: Contact, names: Iterable[str]) -> list[Contact]:
        """Whom the user was introduced to in it: new people, or those of these names."""
        from contacts.fields import find_by_name  # it needs the models itself

        people = Contact.objects.filter(owner=self.owner_id)
        there = {one.name: one for one in self.introduced.all()}
        introduced = []
        for name in names:
            if name in there:
                introduced.append(there[name])
                continue
            known = [one for one in find_by_name(people.active(), name) if one != by]
            person = known[0] if len(known) == 1 else Contact.new_from_log(self.owner_id, name)
            if person.met_through_id is None and person.introduced_in_id is None:
                person.known = person.known or Contact.Known.INTRODUCED
                person.met_through, person.introduced_in = by, self
                person.save(update_fields=["known", "met_through", "introduced_in", "updated_at"])
            introduced.append(person)
        return introduced

    def forget_introductions(self, *, but: Iterable[Contact] = ()) -> dict[str, str | None]:
        """Says what was forgotten, for introduce_again()."""
        people = self.introduced.exclude(pk__in=[contact.pk for contact in but])
        before = {
            str(pk): str(by) if by else None for pk, by in people.values_list("pk", "met_through")
        }
        mine = self.participants.values("contact")
        self.introduced.filter(pk__in=list(before), met_through__in=mine).update(met_through=None)
        people.update(introduced_in=None)
        return before

    def introduce_again(self, before: dict[str, str | None]) -> None:
        people = Contact.objects.filter(owner=self.owner_id)
        for pk, by in before.items():
            free = people.filter(pk=pk, introduced_in=None)
            if free.update(introduced_in=self) and by and people.filter(pk=by).exists():
                people.filter(pk=pk, met_through=None).update(met_through=by)

    def forget_answers(self) -> list[list[str]]:
        """Asks whose answer it is wait for one again. Says what was forgotten."""
        given = self.answers.exclude(outcome="").values_list("pk", "outcome", "answered_on")
        before = [[str(value or "") for value in row] for row in given]
        self.answers.update(outcome="", answered_on=None, answer=None)
        return before

    def answer_again(self, before: list[list[str]]) -> None:
        asks = self.answers.model.objects.filter(owner=self.owner_id, outcome="")
        for pk, outcome, day in before:
            asks.filter(pk=pk).update(outcome=outcome, answered_on=day or None, answer=self)

    def delete_and_recount(self) -> None:
        touched = list(self.participants.values_list("contact_id", flat=True))
        self.delete()
        Contact.objects.filter(owner_id=self.owner_id, pk__in=touched).recount()


def favour_given(kind: Kind) -> str:
    """What doing this kind of thing gives to the people in it; empty for nothing."""
    if kind == Kind.INTRODUCED:
        return Interaction.Favour.INTRODUCTION
    return Interaction.Favour.OTHER if kind.facts.favour else ""


class InteractionPerson(Owned):
    """Who took part in an interaction, and whether that was the first meeting."""

    interaction = models.ForeignKey(
        Interaction,
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,  # `interaction_person_once` begins with it
        related_name="participants",
    )
    contact = models.ForeignKey(
        Contact,
        on_delete=models.CASCADE,
        db_constraint=False,
        related_name="participations",
    )
    met = models.BooleanField("met for the first time", default=False)
    # The entry's day, so that an index finds somebody's last entries. Nobody sets it: triggers do,
    # when somebody takes part and when the entry's day changes (migration 0015).
    day = models.DateField(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["interaction", "contact"], name="interaction_person_once"
            ),
            SameOwner("interaction", name="interaction_person_interaction_owner"),
            SameOwner("contact", name="interaction_person_contact_owner"),
        ]
        indexes = [
            # All of one person, by day.
            models.Index(fields=["owner", "contact", "day"], name="interaction_person_by_contact"),
            # All of some days: who took part in what is read from the index alone.
            models.Index(
                fields=["owner", "day"],
                include=["contact", "interaction", "met"],
                name="interaction_person_by_day",
            ),
            models.Index(
                fields=["owner", "contact"],
                include=["interaction"],  # the review reads all of somebody's, and nothing else
                condition=Q(met=True),
                name="interaction_person_met",
            ),
        ]
        verbose_name_plural = "interaction people"

    def __str__(self) -> str:
        return f"{self.contact_id} in {self.interaction_id}"
