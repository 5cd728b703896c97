"""What the page shows of a file before it is brought in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, overload

from django.utils import dateformat

from contacts.batches import matches
from contacts.choices import Choices
from contacts.importers.candidates import Candidate, Position
from contacts.importers.matching import Known, Match, Standing
from contacts.models import ContactImport

# A longer list is closed: it says how many there are, and is fetched by whoever opens it.
SHOWN = 40
FILL_WORDS = {
    "emails": "e-mail",
    "profile_url": "profile address",
    "connected_on": "day you connected",
    "role": "role",
    "organisation": "organisation",
}


@dataclass(frozen=True)
class Line:
    """One person of the file, as the page shows them."""

    place: int
    name: str
    about: str
    positions: Sequence[Position]
    position: int
    known: Sequence[Known]
    fills: str
    chosen: bool


class Lines(Sequence[Line]):
    """The people of one list, put into words when they are shown."""

    def __init__(
        self, standing: Standing, found: Sequence[Match], choices: Choices | None, *, wanted: bool
    ) -> None:
        self.standing = standing.value
        self.found = found
        self.choices = choices
        self.is_open = wanted or len(found) <= SHOWN
        self.proposed = sum(map(_is_proposed, found))
        self.as_proposed = choices is None or standing in choices.every

    def __len__(self) -> int:
        return len(self.found)

    @overload
    def __getitem__(self, place: int) -> Line: ...
    @overload
    def __getitem__(self, place: slice) -> list[Line]: ...
    def __getitem__(self, place: int | slice) -> Line | list[Line]:
        if isinstance(place, slice):
            return [self._line(one) for one in self.found[place]]
        return self._line(self.found[place])

    @property
    def rest(self) -> int:
        """Of those who may be the same person: how many we propose to leave out."""
        return len(self.found) - self.proposed

    def _line(self, one: Match) -> Line:
        positions = one.candidate.positions if len(one.candidate.positions) > 1 else ()
        last = len(positions) - 1
        return Line(
            place=one.place,
            name=one.candidate.name,
            about=_about(one.candidate),
            positions=positions,
            position=self.choices.positions.get(one.place, last) if self.choices else last,
            known=one.known,
            fills=_fills_in_words(one.fills),
            chosen=self._is_chosen(one),
        )

    def _is_chosen(self, one: Match) -> bool:
        if self.choices is None:
            return _is_proposed(one)
        return self.choices.fills(one) or self.choices.adds(one)


@dataclass(frozen=True)
class Preview:
    new: Lines
    maybe: Lines
    here: Lines
    read: int

    @property
    def has_choice(self) -> bool:
        return bool(self.new or self.maybe or self.here.proposed)


def preview(
    batch: ContactImport, choices: Choices | None = None, opened: Collection[str] = ()
) -> Preview:
    """`choices` are what somebody ticked before; without them, what we propose."""
    found: dict[Standing, list[Match]] = {standing: [] for standing in Standing}
    read = 0
    for one in matches(batch):
        found[one.standing].append(one)
        read += len(one.candidate.rows)

    def lines(standing: Standing) -> Lines:
        wanted = _has_to_be_seen(standing, choices, opened)
        return Lines(standing, found[standing], choices, wanted=wanted)

    return Preview(lines(Standing.NEW), lines(Standing.MAYBE), lines(Standing.HERE), read)


def _has_to_be_seen(standing: Standing, choices: Choices | None, opened: Collection[str]) -> bool:
    """Asked for, or chosen from one by one before."""
    if standing in opened:
        return True
    if choices is None or standing in choices.every:
        return False
    ticked = {
        Standing.NEW: choices.add,
        Standing.MAYBE: choices.others | choices.same,
        Standing.HERE: choices.fill,
    }
    return bool(ticked[standing])


def _is_proposed(one: Match) -> bool:
    return one.proposes_to_add or bool(one.fills)


def _about(person: Candidate) -> str:
    return " · ".join(filter(None, [str(person.position), *person.emails]))


def _fills_in_words(fills: Any) -> str:
    words = []
    for name, value in fills.items():
        shown = ", ".join(value) if name == "emails" else value
        if name == "connected_on":
            shown = dateformat.format(value, "j F Y")
        words.append(f"{FILL_WORDS[name]} {shown}")
    return "; ".join(words)
