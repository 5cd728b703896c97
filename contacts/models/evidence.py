"""The evidence of many people, out of the log and the promises."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg, BoolOr
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject

from contacts.evidence import (
    GRACE,
    LONG_TALK_MINUTES,
    WINDOW,
    WORKED_TOGETHER,
    Evidence,
    starting_limit,
)
from contacts.kinds import Kind
from contacts.models.interactions import Interaction, InteractionPerson
from contacts.models.promises import Promise

if TYPE_CHECKING:
    from contacts.models.people import Contact
    from contacts.models.queries import ContactQuerySet

_DIRECTION, _OUTCOME = Interaction.Direction, Promise.Outcome
_THEY_TOOK_PART = Q(interaction__direction__in=[_DIRECTION.BOTH, _DIRECTION.FROM_THEM])
_FOLLOWED_UP = Q(interaction__kind__in=[Kind.FOLLOWED_UP, Kind.RECONNECTED]) & ~Q(
    interaction__direction=_DIRECTION.FROM_THEM
)

_COUNTED = [
    "talks", "long_talks", "talks_in_person", "first_talk", "last_talk", "follow_ups", "given",
    "received", "unasked",
]  # fmt: skip


def gather(contacts: ContactQuerySet, today: date) -> dict[UUID, Evidence]:
    """In three queries, whoever and however many they are."""
    people = list(
        contacts.order_by().values_list("pk", "known", "starting_level", "told_on", "owner")
    )
    # Whose rows they are is said again: otherwise everybody's would be looked at.
    whose: dict[str, Any] = {
        "owner__in": {owner for *_, owner in people},
        "contact__in": contacts.order_by().values("pk"),
    }
    logged = {row.pop("contact"): row for row in _logged(**whose, today=today)}
    promised = {row.pop("contact"): row for row in _promised(**whose, today=today)}
    return {
        pk: _evidence(logged.get(pk), promised.get(pk), known, starting_level, told_on)
        for pk, known, starting_level, told_on, _ in people
    }


def evidence_asked(today: date) -> dict[str, Subquery]:
    """What evidence_of() reads of a person, so that a page of one needs no more queries.

    `logged_now` counts all `entries` of the log with them, too, and has the `first_day` of it.
    """
    logged = _logged(contact=OuterRef("pk"), today=today)
    logged = logged.annotate(entries=Count("pk"), first_day=Min("interaction__day"))
    promised = _promised(contact=OuterRef("pk"), today=today)
    return {"logged_now": as_json(logged), "promised_now": as_json(promised)}


def as_json(rows: Any) -> Subquery:
    names = [*rows.query.annotation_select]
    return Subquery(rows.values(json=JSONObject(**{name: name for name in names})))


def evidence_of(contact: Contact) -> Evidence:
    """Of one who was fetched with_ladder()."""
    found = vars(contact)
    logged, promised = dict(found["logged_now"] or {}), found["promised_now"]
    for name in ("first_talk", "last_talk"):
        logged[name] = date.fromisoformat(logged[name]) if logged.get(name) else None
    return _evidence(logged, promised, contact.known, contact.starting_level, contact.told_on)


def _logged(*, today: date, **whose: Any) -> Any:
    recent = Q(interaction__day__gt=today - WINDOW)
    received = recent & ~Q(interaction__received="")
    talk = recent & _THEY_TOOK_PART & Q(interaction__light=False)
    # What finishing the task of a promise wrote is not another one, on whatever day it stands.
    has_row = Interaction.objects.filter(pk=OuterRef("interaction"), tasks__promise__isnull=False)
    kept = recent & Q(interaction__kind=Kind.KEPT_PROMISE) & ~Q(Exists(has_row))
    day = "interaction__day"
    return (
        InteractionPerson.objects.filter(**whose)
        .order_by()
        .values("contact")
        .annotate(
            was_met=BoolOr(_THEY_TOOK_PART | Q(met=True) | Q(interaction__kind=Kind.EVENT)),
            talks=Count(day, talk, distinct=True),
            long_talks=Count(
                day, talk & Q(interaction__minutes__gte=LONG_TALK_MINUTES), distinct=True
            ),
            talks_in_person=Count(
                day, talk & ~Q(interaction__channel=Interaction.Channel.ONLINE), distinct=True
            ),
            first_talk=Min(day, filter=talk),
            last_talk=Max(day, filter=talk),
            follow_ups=Count("pk", recent & _FOLLOWED_UP),
            given=Count("pk", recent & ~Q(interaction__gave="")),
            received=Count("pk", received),
            unasked=Count("pk", received & Q(interaction__unasked=True)),
            kept_on=ArrayAgg(day, filter=kept),
        )
    )


def _promised(*, today: date, **whose: Any) -> Any:
    closed = Coalesce("closed_on", "due_on")
    recent = Q(closed__gt=today - WINDOW)
    kept, late = Q(outcome=_OUTCOME.KEPT), Q(outcome=_OUTCOME.LATE)
    return (
        Promise.objects.filter(**whose, mine=True)
        .order_by()
        .annotate(closed=closed)
        .values("contact")
        .annotate(
            kept=Count("pk", recent & kept),
            late=Count("pk", recent & late),
            broken=Count("pk", recent & Q(outcome=_OUTCOME.BROKEN)),
            overdue=BoolOr(Q(outcome=_OUTCOME.OPEN, due_on__lt=today - GRACE)),
            settled_on=ArrayAgg("closed", filter=kept | late),
        )
    )


def _evidence(
    logged: dict[str, Any] | None,
    promised: dict[str, Any] | None,
    known: str,
    starting_level: int | None,
    told_on: date | None,
) -> Evidence:
    logged, promised = logged or {}, promised or {}
    # Whoever says that one is kept, and logs it on the same day too, has kept one promise.
    settled_on = promised.get("settled_on") or []
    only_logged = set(logged.get("kept_on") or []).difference(settled_on)
    half = promised.get("late", 0) / 2
    return Evidence(
        **{name: logged[name] for name in _COUNTED if name in logged},
        met=bool(logged.get("was_met")),
        kept=promised.get("kept", 0) + half + len(only_logged),
        broken=promised.get("broken", 0) + half,
        overdue=bool(promised.get("overdue")),
        told=told_on is not None,
        worked_together=known in WORKED_TOGETHER,
        floor=min(starting_level or 0, starting_limit(known)),
    )
