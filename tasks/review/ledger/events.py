"""What happened on one day and counts later: somebody was met or introduced, something asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    CharField,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    Value,
)
from django.db.models.functions import Cast

from contacts.kinds import NETWORKING_KINDS
from contacts.models import Interaction, InteractionPerson
from jobsearch.models import User
from tasks.review.measures import Newcomer
from tasks.review.measures.kept import GRACE, INTRODUCED_WORKING_DAYS, MET_DAYS

# So long before the first day something may have happened that is settled after it.
BEFORE = timedelta(days=30)
COLUMNS = ["of", "on", "told", "many", "part"]
SMALL_TALK = [kind for kind in NETWORKING_KINDS if kind.facts.light]


class EventKind(StrEnum):
    MET = "met"
    INTRODUCED = "introduced"
    ASKED = "asked"
    DONE = "done"


@dataclass(frozen=True)
class Event:
    """Of one person with whom it began, or of all that was asked or done of what was due."""

    kind: str
    day: date
    told: list[date]  # on which I was in touch with them since
    many: int
    part: int  # of these: asks that were ready, and follow-ups that were kept

    def newcomer(self, user: User) -> Newcomer:
        until = self.day + timedelta(days=MET_DAYS)
        if self.kind == EventKind.INTRODUCED:
            until = user.working_day_after(self.day, INTRODUCED_WORKING_DAYS)
        return Newcomer(until, any(self.day <= day <= until for day in self.told))


def events(user: User, first: date, after: date) -> list[Event]:
    """In one query, of these days and some before them."""
    days = (first - timedelta(days=MET_DAYS), after - timedelta(days=1))
    introduced = user.contacts.filter(
        introduced_in__isnull=False,
        introduced_in__owner=user,
        introduced_in__day__range=(first - BEFORE, days[1]),
    )
    introduced = introduced.annotate(
        of=_kind(EventKind.INTRODUCED),
        on=F("introduced_in__day"),
        told=_days(
            _told(user, after, "pk").filter(
                ~Q(interaction=OuterRef("introduced_in")),
                interaction__day__gte=OuterRef("introduced_in__day"),
            )
        ),
        **_many(),
    )
    return [
        Event(*row)
        for row in _met(user, days, after).union(
            introduced.order_by().values_list(*COLUMNS),
            _asked(user, first, after),
            _done(user, first, after),
            all=True,
        )
    ]


def _met(user: User, days: tuple[date, date], after: date) -> Any:
    """Who was met for the first time on one of these days."""
    met = InteractionPerson.objects.filter(owner=user, met=True)
    earlier = met.filter(contact=OuterRef("contact"), interaction__day__lt=days[0])
    # Their owner again, for the index by owner and day.
    begun = met.filter(~Exists(earlier), interaction__owner=user, interaction__day__range=days)
    told = _told(user, after, "contact").filter(interaction__day__gte=days[0])
    return (
        begun.order_by()
        .values("contact")
        .annotate(of=_kind(EventKind.MET), on=Min("interaction__day"), told=_days(told), **_many())
        .values_list(*COLUMNS)
    )


def _asked(user: User, first: date, after: date) -> Any:
    """By day; ready are those that came at the right level or later."""
    return _counted(
        user.asks.filter(made_on__gte=first, made_on__lt=after),
        EventKind.ASKED,
        "made_on",
        Q(gap__lte=0),
    )


def _done(user: User, first: date, after: date) -> Any:
    """Follow-ups that were done by now, by the day they were due on."""
    due = user.tasks.filter(due_on__gte=first, due_on__lt=after, contact__isnull=False)
    in_time = Q(completed_on__lte=F("due_on") + GRACE)
    return _counted(due.filter(completed_on__isnull=False), EventKind.DONE, "due_on", in_time)


def _counted(rows: Any, kind: EventKind, day: str, part: Q) -> Any:
    # Postgres takes the type of a column from the first of the four.
    nobody = Cast(Value([]), ArrayField(DateField()))
    return (
        rows.order_by()
        .values(day)
        .annotate(of=_kind(kind), on=F(day), told=nobody, many=Count("pk"))
        .annotate(part=Count("pk", filter=part))
        .values_list(*COLUMNS)
    )


def _told(user: User, after: date, contact: str) -> Any:
    """In what something real of mine reached them, after they were first met."""
    mine = InteractionPerson.objects.filter(
        owner=user,
        contact=OuterRef(contact),
        met=False,
        interaction__light=False,
        interaction__day__lt=after,
    )
    mine = mine.exclude(interaction__kind__in=SMALL_TALK)
    return mine.exclude(interaction__direction=Interaction.Direction.FROM_THEM)


def _days(told: Any) -> ArraySubquery:
    return ArraySubquery(told.values("interaction__day"))


def _many() -> dict[str, Value]:
    return {"many": Value(1, IntegerField()), "part": Value(0, IntegerField())}


def _kind(kind: EventKind) -> Value:
    return Value(kind.value, CharField())
