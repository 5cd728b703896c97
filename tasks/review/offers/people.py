"""Whom an offer is about: who could be asked, thanked, told, known better or left to rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from contacts.climbing import Climb, NextStep
from contacts.ladder import Rung
from contacts.models import Ask, Contact
from contacts.models.queries import may_be_contacted
from contacts.ties import ASKED_LATELY, EARLY_GAP, TOLD_LATELY

if TYPE_CHECKING:
    from contacts.models.queries import ContactQuerySet
    from jobsearch.models import User

LOOKED_AT, REST_MOST = 5, 10


def _reachable(user: User, today: date) -> ContactQuerySet:
    return user.contacts.active().filter(may_be_contacted(today))


def ready_ask(user: User, today: date) -> tuple[Contact, Rung] | None:
    """The biggest ask that is ready, of the one who stands closest and has none to answer."""
    waiting = Ask.objects.filter(contact=OuterRef("pk"), outcome=Ask.Outcome.NONE)
    recent = F("last_two_way_on").desc(nulls_last=True)
    people = _reachable(user, today).filter(~Exists(waiting), level__gte=1)
    closest = people.order_by("-level", recent, "pk")
    for contact in _with_ladder(closest, today)[:LOOKED_AT]:
        if fit := Climb(contact, today).ready_now:
            return contact, fit.rung
    return None


def _with_ladder(people: ContactQuerySet, today: date) -> ContactQuerySet:
    return people.with_ladder(today).select_related("owner", "organisation", "met_through")


def helped_lately(user: User, today: date) -> Contact | None:
    """Who did something for the user last; otherwise who is closest."""
    people = _reachable(user, today)
    gave = people.filter(interactions__received__gt="")
    return (
        gave.order_by("-interactions__day", "pk").first()
        or people.filter(level__gte=1).order_by("-level", "search_name", "pk").first()
    )


def asked_early(user: User, today: date) -> tuple[Contact, NextStep] | None:
    """The first step towards somebody who was asked too early, the last one first."""
    early = _reachable(user, today).filter(
        asks__made_on__gt=today - ASKED_LATELY, asks__gap__gte=EARLY_GAP
    )
    for contact in _with_ladder(early.order_by("-asks__made_on", "pk"), today)[:LOOKED_AT]:
        if found := step_towards(contact, today):
            return contact, found
    return None


def step_of(user: User, pk: UUID, today: date) -> NextStep | None:
    contact = _with_ladder(user.contacts.active().filter(pk=pk), today).first()
    return step_towards(contact, today) if contact else None


def step_towards(contact: Contact, today: date) -> NextStep | None:
    """None where the step is none that could be planned."""
    step = Climb(contact, today).first_step
    return step if step and step.kind else None


def to_tell(user: User, today: date) -> Contact | None:
    return user.contacts.active().to_be_told(today - TOLD_LATELY, today).first()


def to_rest(user: User, today: date, too_much: Fraction) -> Sequence[Contact]:
    """Those furthest away, as many as it takes to fit; never more than one can look through."""
    awake = _reachable(user, today).with_rhythm().filter(Q(rhythm_now__gt=0))
    long_ago = F("last_two_way_on").asc(nulls_first=True)
    furthest = awake.order_by("level", "organisation__is_target", long_ago, "search_name", "pk")
    chosen: list[Contact] = []
    for contact in furthest[:REST_MOST]:
        if too_much <= 0:
            break
        chosen.append(contact)
        too_much -= Fraction(7, vars(contact)["rhythm_now"])
    return chosen
