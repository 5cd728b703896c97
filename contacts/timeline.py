"""What passed between us and one person, in words, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import JSONField, Q
from django.db.models.expressions import RawSQL
from django.urls import reverse

from contacts.kinds import Kind
from contacts.models import Contact, Interaction, Promise
from contacts.models.interactions import favour_given

if TYPE_CHECKING:
    from contacts.models.interactions import InteractionQuerySet

ROWS = 20
NAMES = 5  # of others, before "and 3 more"
_CHANNEL = Interaction.Channel
BY_CHANNEL = {
    _CHANNEL.MESSAGE: ("You sent a message", "chat"),
    _CHANNEL.EMAIL: ("You sent an email", "mail"),
    _CHANNEL.CALL: ("You called", "phone"),
    _CHANNEL.MEETING: ("You met", "cup"),
    _CHANNEL.GROUP: ("You were at an event or group", "people"),
    _CHANNEL.ONLINE: ("You were in touch online", "chat"),
}
BY_KIND = {
    Kind.EVENT: ("You were at an event or group", "people"),
    Kind.ONLINE: ("You were in touch online", "chat"),
    Kind.CONNECTED: ("You connected", "people"),
    Kind.GAVE: ("You gave something", "gift"),
    Kind.INTRODUCED: ("You introduced two people", "people"),
    Kind.FOLLOWED_UP: ("You followed up", "chat"),
    Kind.CONVERSATION: ("You talked", "cup"),
    Kind.ASKED: ("You asked for something", "chat"),
    Kind.KEPT_PROMISE: ("You kept a promise", "check"),
    Kind.RECONNECTED: ("You got back in touch", "chat"),
    Kind.FIRST_MESSAGE: ("You wrote for the first time", "chat"),
}
BOTH_WAYS = {
    _CHANNEL.MESSAGE: "You wrote to each other",
    _CHANNEL.EMAIL: "You wrote to each other",
}
FROM_THEM = {_CHANNEL.CALL: "{} called", _CHANNEL.MEETING: "{} came to see you"}

DAYS = ("due_on", "closed_on")
# In SQL: to make it out of expressions took longer than its answer.
PROMISED = """ARRAY(
SELECT jsonb_build_object('id', id, 'mine', mine, 'what', what, 'due_on', due_on,
                          'outcome', outcome, 'closed_on', closed_on)
FROM contacts_promise
WHERE interaction_id = contacts_interaction.id AND contact_id = %s AND owner_id = %s
ORDER BY mine DESC, due_on, id)"""
BROUGHT = """ARRAY(
SELECT jsonb_build_object('id', id, 'given_name', given_name, 'family_name', family_name,
                          'met_through_id', met_through_id)
FROM contacts_contact
WHERE introduced_in_id = contacts_interaction.id AND id <> %s AND owner_id = %s
ORDER BY search_name, id)"""
OTHERS = """ARRAY(
SELECT jsonb_build_object('id', they.id, 'given_name', given_name, 'family_name', family_name)
FROM contacts_interactionperson AS part
JOIN contacts_contact AS they ON they.id = part.contact_id
WHERE part.interaction_id = contacts_interaction.id AND they.id <> %s AND they.owner_id = %s
ORDER BY they.id)"""


class Person(NamedTuple):
    """One who took part or was introduced, without a model: a page may name a hundred."""

    name: str
    url: str


class Urls:
    """Each address is worked out once, and then filled in."""

    def __init__(self) -> None:
        nobody = UUID(int=0)
        self.contact = reverse("contacts:contact", args=[nobody]).replace(str(nobody), "{}")
        self.entry = reverse("tasks:interaction_edit", args=[nobody]).replace(str(nobody), "{}")

    def person(self, row: dict[str, Any]) -> Person:
        name = f"{row['given_name']} {row['family_name']}".strip()
        return Person(name, self.contact.format(row["id"]))


@dataclass
class Row:
    interaction: Interaction
    contact: Contact
    urls: Urls

    @property
    def headline(self) -> str:
        channel = _CHANNEL(self.interaction.channel) if self.interaction.channel else None
        if self.interaction.is_reply:
            words = FROM_THEM.get(channel, "{} replied") if channel else "{} replied"
            return words.format(self.contact.given_name)
        if channel in BOTH_WAYS and self.interaction.direction == Interaction.Direction.BOTH:
            return BOTH_WAYS[channel]
        return self._usual[0]

    @property
    def icon(self) -> str:
        return "arrow-in" if self.interaction.is_reply else self._usual[1]

    @property
    def _usual(self) -> tuple[str, str]:
        if self.interaction.channel:
            return BY_CHANNEL[_CHANNEL(self.interaction.channel)]
        return BY_KIND[Kind(self.interaction.kind)]

    @property
    def favours(self) -> str:
        """What was done for the other side, where the kind does not say it already."""
        it, words = self.interaction, []
        if it.received:
            unasked = ", unasked" if it.unasked else ""
            words.append(f"They gave you: {it.get_received_display().lower()}{unasked}.")
        if it.gave and it.gave != favour_given(Kind(it.kind)):
            words.append(f"You gave them: {it.get_gave_display().lower()}.")
        return " ".join(words)

    @cached_property
    def promises(self) -> list[Promise]:
        """What was promised in it between this person and me."""
        return [Promise(**_read(one)) for one in vars(self.interaction)["promised"]]

    @cached_property
    def introduced(self) -> list[Person]:
        """Whom I was introduced to in it."""
        return [self.urls.person(one) for one in vars(self.interaction)["brought"]]

    @property
    def introduced_by_them(self) -> bool:
        brought = vars(self.interaction)["brought"]
        return all(one["met_through_id"] == str(self.contact.pk) for one in brought)

    @cached_property
    def others(self) -> list[Person]:
        return [self.urls.person(one) for one in vars(self.interaction)["others"][:NAMES]]

    @property
    def more_others(self) -> int:
        return max(0, len(vars(self.interaction)["others"]) - NAMES)

    @property
    def url(self) -> str:
        return self.urls.entry.format(self.interaction.pk)


@dataclass(frozen=True)
class Timeline:
    rows: Sequence[Row]
    # The last one shown, when there are more behind it.
    older_than: UUID | None
    count: int
    weeks: int


def timeline(contact: Contact, today: date, *, mine: bool, older_than: str) -> Timeline:
    """`mine` leaves out what they did; `older_than` is the last one of the page before.

    Of somebody who was fetched with_ladder(), which has counted the log.
    """
    facts = vars(contact)["logged_now"] or {"entries": 0, "first_day": None}
    first = facts["first_day"] and date.fromisoformat(facts["first_day"])
    wanted = _with_what_was_said(contact).newest_first()
    if mine:
        wanted = wanted.exclude(direction=Interaction.Direction.FROM_THEM)
    if last := _named(contact, older_than):
        wanted = _behind(wanted, last)
    found = list(wanted[: ROWS + 1])
    urls = Urls()
    return Timeline(
        rows=[Row(interaction, contact, urls) for interaction in found[:ROWS]],
        older_than=found[ROWS - 1].pk if len(found) > ROWS else None,
        count=facts["entries"],
        weeks=max(1, ceil((today - first).days / 7)) if first else 0,
    )


def _with_what_was_said(contact: Contact) -> InteractionQuerySet:
    """Annotates `promised`, `brought` and `others`, which are read with the rows."""
    whose, rows = [contact.pk, contact.owner_id], ArrayField(JSONField())
    said = {
        name: RawSQL(sql, whose, rows)  # noqa: S611  what is asked for is passed beside it
        for name, sql in (("promised", PROMISED), ("brought", BROUGHT), ("others", OTHERS))
    }
    return contact.interactions.annotate(**said)


def _read(row: dict[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(row[name]) for name in DAYS if row.get(name)}
    return {**row, "id": UUID(row["id"]), **days}


def _named(contact: Contact, pk: str) -> Interaction | None:
    try:
        return contact.interactions.filter(pk=UUID(pk)).first() if pk else None
    except ValueError:
        return None


def _behind(wanted: InteractionQuerySet, last: Interaction) -> InteractionQuerySet:
    same_moment = Q(day=last.day, created_at=last.created_at, pk__lt=last.pk)
    same_day = Q(day=last.day, created_at__lt=last.created_at)
    return wanted.filter(Q(day__lt=last.day) | same_day | same_moment)
