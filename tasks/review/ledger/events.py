"""What happened on one day and counts later: somebody was met or introduced, something asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import CharField, F, Min, SmallIntegerField, UUIDField, Value
from django.db.models.functions import Cast

from contacts.models import InteractionPerson
from jobsearch.models import User
from tasks.review.ledger.rows import BEFORE, LogRow
from tasks.review.measures import Newcomer
from tasks.review.measures.kept import INTRODUCED_WORKING_DAYS, MET_DAYS


class EventKind(StrEnum):
    MET = "met"
    INTRODUCED = "introduced"
    ASKED = "asked"


@dataclass(frozen=True)
class Event:
    kind: str
    day: date
    contact: UUID
    entry: UUID | None  # in which they were introduced
    gap: int | None  # of an ask

    def newcomer(self, user: User, words: Mapping[UUID, Sequence[LogRow]]) -> Newcomer:
        until = self.day + timedelta(days=MET_DAYS)
        if self.kind == EventKind.INTRODUCED:
            until = user.working_day_after(self.day, INTRODUCED_WORKING_DAYS)
        mine = words.get(self.contact, ())
        in_time = [row for row in mine if self.day <= row.day <= until and row.pk != self.entry]
        return Newcomer(until, bool(in_time))


def events(user: User, first: date, after: date) -> list[Event]:
    """In one query, of these days and some before them."""
    days = (first - BEFORE, after - timedelta(days=1))
    # Postgres takes the type of a column from the first of the three.
    nobody, nothing = Cast(Value(None), UUIDField()), Cast(Value(None), SmallIntegerField())
    met = (
        InteractionPerson.objects.filter(owner=user, met=True)
        .order_by()
        .values("contact")
        .annotate(
            of=_kind(EventKind.MET), on=Min("interaction__day"), entry_id=nobody, apart=nothing
        )
        .filter(on__range=days)
    )
    introduced = user.contacts.filter(introduced_in__day__range=days).annotate(
        of=_kind(EventKind.INTRODUCED),
        on=F("introduced_in__day"),
        entry_id=F("introduced_in"),
        apart=nothing,
    )
    asked = user.asks.filter(made_on__range=days).annotate(
        of=_kind(EventKind.ASKED), on=F("made_on"), entry_id=nobody, apart=F("gap")
    )
    columns = ["of", "on", "entry_id", "apart"]
    rows = met.values_list("contact", *columns).union(
        introduced.order_by().values_list("pk", *columns),
        asked.order_by().values_list("contact", *columns),
        all=True,
    )
    return [Event(of, on, contact, entry, gap) for contact, of, on, entry, gap in rows]


def _kind(kind: EventKind) -> Value:
    return Value(kind.value, CharField())
