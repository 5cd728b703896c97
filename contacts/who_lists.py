"""What the page "Who can help me now?" lists: so many of each, and how many there are in all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from contacts.asking import Candidate
from contacts.models import Contact

READY_SHOWN, STEPS_SHOWN, OTHERS_SHOWN, BRINGERS_SHOWN = 10, 5, 5, 3
MONTHS = 6


@dataclass(frozen=True)
class Shown:
    """A person in a list, and what is said of them there."""

    person: Contact
    words: str = ""
    candidate: Candidate | None = None


@dataclass(frozen=True)
class Part:
    """The first of a list, and how many there are in all."""

    shown: Sequence[Shown]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.shown)


@dataclass
class Month:
    """Who came by introductions in a month."""

    first: date
    people: int = 0
    unasked: int = 0
    by: Counter[UUID] = field(default_factory=Counter)
    bringers: list[Contact] = field(default_factory=list)

    @property
    def first_by(self) -> list[UUID]:
        return [pk for pk, _ in self.by.most_common(BRINGERS_SHOWN)]

    @property
    def more_bringers(self) -> int:
        return len(self.by) - len(self.bringers)


def candidates(people: Mapping[UUID, Contact], found: Sequence[Candidate], most: int) -> Part:
    shown = [Shown(people[one.person.pk], candidate=one) for one in found[:most]
             if one.person.pk in people]  # fmt: skip
    return Part(shown, len(found))


def part(people: Mapping[UUID, Contact], found: Mapping[UUID, str]) -> Part:
    first = list(found.items())[:OTHERS_SHOWN]
    return Part([Shown(people[pk], words) for pk, words in first if pk in people], len(found))


def months_before(today: date) -> Iterator[date]:
    first = today.replace(day=1)
    for _ in range(MONTHS):
        yield first
        first = (first - timedelta(days=1)).replace(day=1)
