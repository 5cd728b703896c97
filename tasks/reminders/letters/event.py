"""The morning after an event: whom nobody has written to yet, while they are still remembered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from contacts.kinds import Kind
from contacts.models import Contact, Interaction
from tasks.reminders import links, met
from tasks.reminders.content import MOST_LINES
from tasks.reminders.letters.draft import NOT_NEEDED, Draft, Due, Withdrawn
from tasks.reminders.links import Purpose
from tasks.reminders.occasions import A_WEEK, FRESH, morning_after
from tasks.reminders.words import fitting, plain
from tasks.words import counted, number


class Person(NamedTuple):
    contact: Contact

    @property
    def name(self) -> str:
        return plain(self.contact.discreet_name)

    @property
    def first_name(self) -> str:
        return plain(self.contact.given_name)

    @property
    def place(self) -> str:
        return plain(self.contact.organisation.name) if self.contact.organisation else ""

    @property
    def url(self) -> str:
        return links.page("contacts:contact", str(self.contact.pk))


def write(due: Due) -> Draft:
    events = _events(due)
    there = set(met.people(events).values_list("contact", flat=True))
    left = met.left(events).select_related("contact__organisation")
    left = left.order_by("contact__search_name", "contact_id")
    people = list({each.contact_id: Person(each.contact) for each in left}.values())
    if not people:
        raise Withdrawn(NOT_NEEDED)
    others = len(people) - 1
    context = {
        "story": _story(len(there), len(people), events, due.today),
        "people": people[:MOST_LINES],
        "more": len(people[MOST_LINES:]),
        "names": ""
        if due.owner.discreet_subjects
        else fitting(
            f"{people[0].name}{f' and {others} more' if others else ''}, before it is long ago"
        ),
    }
    named = [person.contact for person in people[:MOST_LINES]]
    return Draft("event", context, [], Purpose.STOP_EVENTS, contacts=named)


def _events(due: Due) -> list[Interaction]:
    """Those whose morning after this is."""
    day = due.occurrences[-1].local_date
    events = due.owner.interactions.filter(
        kind=Kind.EVENT, day__range=(day - A_WEEK - FRESH, day)
    ).select_related("owner")
    slots = ((event, morning_after(event)) for event in events)
    return [event for event, slot in slots if slot and slot.day == day]


def _story(there: int, left: int, events: Sequence[Interaction], today: date) -> str:
    """ "You met four people yesterday. One of them is followed up. Nice." and what is left."""
    days = {event.day for event in events}
    when = f"on {min(days):%A}" if len(days) == 1 else "these days"
    if days == {today - timedelta(days=1)}:
        when = "yesterday"
    people = counted(there, "person", "people")
    place = "an event" if len(events) == 1 else "events"
    words = f"You met {people[0].lower()}{people[1:]} at {place} {when}."
    if there == left:
        who = "A message to them" if left > 1 else "A message"
        return f"{words} {who} is easiest before tomorrow evening."
    done = counted(there - left, "of them is taken care of", "of them are taken care of")
    rest = f"The other {number(left)}" if left > 1 else "The other one"
    return f"{words} {done}. Nice. {rest} will be easiest before tomorrow evening."
