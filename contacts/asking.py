"""Whom to turn to for one ask: who is ready, and who is one step away; no database here.

The order of who to deepen next (/help/method/#who): works where it should lead, or knows somebody
there; then how much has passed between us; less for each ask to them that is still open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import NamedTuple
from uuid import UUID

from contacts.evidence import Evidence, missing, strength
from contacts.ladder import Fit, Rung, Standing, common_ground, fit
from contacts.rhythm import Warmth, warmth

WORKS_THERE, KNOWS_SOMEBODY = 3, 2
WARM_UP = "One message that they answer: it has been quiet for long"
STRENGTH_COUNTS = 50  # so that it adds two at most


class Person(NamedTuple):
    """One of perhaps thousands: as little as the questions about all of them need."""

    pk: UUID
    level: int
    known: str
    through_name: str | None
    through_level: int | None
    rhythm: int
    last_two_way_on: date | None
    works_there: bool
    knows_there: bool

    def standing(self, today: date) -> Standing:
        ground = common_ground(self.known, self.through_name or "", self.through_level or 0)
        cooling = warmth(self.last_two_way_on, self.rhythm, today) != Warmth.WARM
        return Standing(self.level, cooling, ground)


@dataclass(frozen=True)
class Wanted:
    """The ask: a rung of the ladder, and what is known of whom it should reach."""

    rung: Rung
    knows_target: str = ""
    role_unseen: bool = False

    def fit(self, standing: Standing, rules_off: Iterable[str], rung: Rung | None = None) -> Fit:
        return fit(
            rung or self.rung,
            standing,
            tuple(rules_off),
            knows_target=self.knows_target,
            role_unseen=self.role_unseen,
        )


@dataclass(frozen=True)
class Candidate:
    """Somebody for this ask, and where they come in the order."""

    person: Person
    fit: Fit
    evidence: Evidence
    open_asks: int
    strength: int

    @property
    def place(self) -> float:
        there = WORKS_THERE if self.person.works_there else 0
        there = there or (KNOWS_SOMEBODY if self.person.knows_there else 0)
        return there + self.strength / STRENGTH_COUNTS - self.open_asks

    @property
    def step(self) -> str:
        """The one thing to do first; empty when the log has all that the next level needs."""
        if self.fit.standing.effective < self.person.level:
            return WARM_UP
        return next((it.words for it in missing(self.evidence, self.person.level + 1)), "")


Evidences = Callable[[Person], Evidence]


def ready_for(
    wanted: Wanted, rules_off: Iterable[str], rungs: Iterable[Rung], many: Mapping[Standing, int]
) -> list[tuple[Rung, int]]:
    """How many are ready for each: the picture that narrows towards the top."""
    off = tuple(rules_off)
    return [
        (rung, sum(n for it, n in many.items() if wanted.fit(it, off, rung).is_ready))
        for rung in rungs
    ]


class Helpers:
    """Some people, judged for one ask."""

    def __init__(
        self,
        people: Iterable[Person],
        wanted: Wanted,
        rules_off: Iterable[str],
        today: date,
    ):
        self.wanted, self.today = wanted, today
        self._rules_off = tuple(rules_off)
        # Of ten thousand people there are few different standings: each is judged once.
        self._alike: dict[Standing, list[Person]] = {}
        for person in people:
            self._alike.setdefault(person.standing(today), []).append(person)

    def with_gap(
        self, gaps: range, evidence: Evidences, open_asks: Mapping[UUID, int]
    ) -> list[Candidate]:
        """Those so far from it, in the order in which to turn to them."""
        found = []
        for standing, those in self._alike.items():
            it = self.wanted.fit(standing, self._rules_off)
            for person in those if it.gap in gaps else ():
                known = evidence(person)
                strong = strength(known, person.level, self.today)
                asks = open_asks.get(person.pk, 0)
                found.append(Candidate(person, it, known, asks, strong))
        return in_order(found)


def in_order(found: Iterable[Candidate]) -> list[Candidate]:
    return sorted(found, key=lambda one: (-one.place, -one.strength, one.person.pk))


def in_reach(found: Sequence[Candidate], places: int) -> Iterator[Candidate]:
    """Who would be among the first so many for knowing somebody there."""
    last = found[places - 1].place if len(found) >= places else -inf
    for one in found:
        if not one.person.works_there and one.place + KNOWS_SOMEBODY >= last:
            yield one


READY_GAPS, ONE_STEP = range(-5, 1), range(1, 2)
