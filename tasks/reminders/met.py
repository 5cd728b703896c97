"""Whom somebody met at an event, and whom of them nobody has written to since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from contacts.kinds import Kind
from contacts.models import Contact, Interaction, InteractionPerson
from tasks.models import Task


def people(events: Iterable[Interaction]) -> QuerySet[InteractionPerson]:
    """Everybody who was there and may be written to."""
    there = InteractionPerson.objects.filter(interaction__in=events)
    return there.filter(contact__archived_at=None, contact__do_not_contact=False)


def since(
    contact: Contact | OuterRef, day: date | OuterRef, logged: datetime | OuterRef
) -> QuerySet[InteractionPerson]:
    """What happened with somebody after an event of that day: a message or a talk."""
    return InteractionPerson.objects.filter(
        contact=contact, interaction__day__gte=day, interaction__created_at__gt=logged
    ).exclude(interaction__kind=Kind.EVENT)


def left(events: Iterable[Interaction]) -> QuerySet[InteractionPerson]:
    """Those with nothing after the event: no message, no talk, and no day to write to them."""
    answered = since(
        OuterRef("contact"), OuterRef("interaction__day"), OuterRef("interaction__created_at")
    )
    planned = Task.objects.open().follow_ups().filter(contact=OuterRef("contact"))
    return people(events).filter(~Exists(answered), ~Exists(planned))
