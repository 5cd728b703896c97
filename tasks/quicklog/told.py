"""What a line about something that happened says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from contacts.kinds import Kind
from tasks.quickadd import Person


@dataclass(frozen=True)
class Doubt:
    """A name that several people have: which of them is for the user to say."""

    name: str
    people: tuple[Person, ...]


@dataclass(frozen=True)
class Said:
    """A promise in the words of the line, and the day by which it is to be kept."""

    what: str
    by: date | None = None


@dataclass(frozen=True)
class Told:
    """Empty where the line says nothing: what was not understood is in the note."""

    note: str = ""
    how: str = ""  # a tile of the log form
    kind: Kind | None = None  # when it is another than the tile's
    direction: str = ""
    people: tuple[Person, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    new: tuple[str, ...] = ()  # names that nobody in the contacts has
    introduced: tuple[str, ...] = ()  # to whom they introduced the user
    minutes: int | None = None
    day: date | None = None
    gave: str = ""
    received: str = ""
    unasked: bool = False
    mine: Said | None = None
    theirs: Said | None = None
    again_on: date | None = None
