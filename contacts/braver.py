"""One braver step: an ask that somebody is ready for, and somebody who is one step away from one.

Those come first who work where the user wants to be; then the bigger ask.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import BooleanField, Case, Q, When

from contacts.asking import WORKS_THERE, Candidate, Person
from contacts.evidence import strength
from contacts.ladder import Fit, climb, largest_ready
from contacts.models import Ask, Contact
from contacts.models.queries import may_be_contacted

if TYPE_CHECKING:
    from jobsearch.models import User


@dataclass(frozen=True)
class Step:
    """Whom it is about, with their ladder, and the ask that is ready, or is after `first`."""

    contact: Contact
    fit: Fit
    first: str = ""


@dataclass(frozen=True)
class Braver:
    ready: Step | None
    nearly: Step | None


def braver(user: User, today: date) -> Braver:
    """In a fixed number of queries, however many people there are."""
    people = _people(user, today)
    asked, waiting = _asked(user)
    rungs = user.rungs.ladder()
    fits = cache(lambda standing: climb(rungs, standing, user.ladder_rules_off))
    evidence = user.contacts.active().evidence(today) if people else {}

    def judged(choose: Choice) -> Iterable[Candidate]:
        for person in people:
            rung = choose(fits(person.standing(today)))
            known = evidence.get(person.pk)
            if rung and known and (person.pk, rung.rung.number) not in asked:
                strong = strength(known, person.level, today)
                yield Candidate(person, rung, known, waiting[person.pk], strong)

    ready = _best(judged(largest_ready))
    others = (one for one in judged(_nearest) if one.step and one.person.pk != _pk(ready))
    nearly = _best(others)
    chosen = [one.person.pk for one in (ready, nearly) if one]
    both = user.contacts.select_related("owner", "organisation", "met_through")
    found = both.with_ladder(today).in_bulk(chosen) if chosen else {}
    return Braver(
        Step(found[ready.person.pk], ready.fit) if ready else None,
        Step(found[nearly.person.pk], nearly.fit, nearly.step) if nearly else None,
    )


Choice = Callable[[Sequence[Fit]], Fit | None]


def _nearest(fits: Sequence[Fit]) -> Fit | None:
    """The smallest ask that is one level off."""
    return next((each for each in fits if each.gap == 1), None)


def _best(found: Iterable[Candidate]) -> Candidate | None:
    return min(found, key=_order, default=None)


def _order(one: Candidate) -> tuple[int, int, int, UUID]:
    """Who works at a target and waits for no answer of mine; then the bigger ask."""
    there = WORKS_THERE if one.person.works_there else 0
    return one.open_asks - there, -one.fit.required, -one.strength, one.person.pk


def _pk(one: Candidate | None) -> UUID | None:
    return one.person.pk if one else None


def _people(user: User, today: date) -> list[Person]:
    """Those one has talked with, and may write to."""
    at_target = Case(
        When(organisation__is_target=True, then=True), default=False, output_field=BooleanField()
    )
    rows = (
        user.contacts.active()
        .filter(may_be_contacted(today), level__gte=1)
        .with_rhythm()
        .annotate(works=at_target)
        .order_by()
        .values_list(
            "pk", "level", "known", "met_through__given_name", "met_through__level",
            "rhythm_now", "last_two_way_on", "works",
        )
    )  # fmt: skip
    return [Person._make([*row, False]) for row in rows]


def _asked(user: User) -> tuple[set[tuple[UUID, int]], Counter[UUID]]:
    """Whom one has asked for what, or plans to; and how many asks to each still wait."""
    planned = Q(task__completed_at=None, task__dropped_at=None, task__isnull=False)
    asks = user.asks.filter(Q(made_on__isnull=False) | planned)
    asked, waiting = set(), Counter[UUID]()
    for contact, rung, outcome in asks.values_list("contact", "rung", "outcome"):
        asked.add((contact, rung))
        waiting[contact] += outcome == Ask.Outcome.NONE
    return asked, waiting
