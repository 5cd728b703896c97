"""What the page shows of a file before it is brought in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import dateformat

from contacts.batches import Choices, matches
from contacts.importers.candidates import Candidate, Position
from contacts.importers.matching import Known, Match, Standing
from contacts.models import ContactImport

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


@dataclass(frozen=True)
class Preview:
    new: Sequence[Line]
    maybe: Sequence[Line]
    here: Sequence[Line]
    read: int

    @property
    def has_choice(self) -> bool:
        return bool(self.new or self.maybe or any(line.fills for line in self.here))


def preview(batch: ContactImport, choices: Choices | None = None) -> Preview:
    """`choices` are what somebody ticked before; without them, what we propose."""
    lines: dict[Standing, list[Line]] = {standing: [] for standing in Standing}
    read = 0
    for one in matches(batch):
        lines[one.standing].append(_line(one, choices))
        read += len(one.candidate.rows)
    return Preview(lines[Standing.NEW], lines[Standing.MAYBE], lines[Standing.HERE], read)


def _line(one: Match, choices: Choices | None) -> Line:
    positions = one.candidate.positions if len(one.candidate.positions) > 1 else ()
    last = len(positions) - 1
    return Line(
        place=one.place,
        name=one.candidate.name,
        about=_about(one.candidate),
        positions=positions,
        position=choices.positions.get(one.place, last) if choices else last,
        known=one.known,
        fills=_fills_in_words(one.fills),
        chosen=_is_chosen(one, choices),
    )


def _is_chosen(one: Match, choices: Choices | None) -> bool:
    if choices is None:
        return one.proposes_to_add or bool(one.fills)
    return one.place in (choices.fill if one.standing == Standing.HERE else choices.add)


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
