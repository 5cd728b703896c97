"""Whom somebody met at an event, and whom of them nobody has written to since."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from contacts.kinds import Kind
from contacts.models import Interaction, InteractionPerson
from tasks.models import Task


def people(events: Iterable[Interaction]) -> QuerySet[InteractionPerson]:
    """Everybody who was there and may be written to."""
    there = InteractionPerson.objects.filter(interaction__in=events)
    return there.filter(contact__archived_at=None, contact__do_not_contact=False)


def left(events: Iterable[Interaction]) -> QuerySet[InteractionPerson]:
    """Those with nothing after the event: no message, no talk, and no day to write to them."""
    since = InteractionPerson.objects.filter(
        contact=OuterRef("contact"),
        interaction__day__gte=OuterRef("interaction__day"),
        interaction__created_at__gt=OuterRef("interaction__created_at"),
    ).exclude(interaction__kind=Kind.EVENT)
    planned = Task.objects.open().follow_ups().filter(contact=OuterRef("contact"))
    return people(events).filter(~Exists(since), ~Exists(planned))
