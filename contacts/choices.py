"""What somebody ticked of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contacts.importers.candidates import Position
from contacts.importers.matching import Match, Standing

LISTS = ("add", "others", "same", "fill", "every")


@dataclass(frozen=True)
class Choices:
    """By the place of each person in the file."""

    # Ticked in the list of new people, and said to be somebody else than who has their name.
    add: frozenset[int] = frozenset()
    others: frozenset[int] = frozenset()
    same: frozenset[int] = frozenset()
    fill: frozenset[int] = frozenset()
    # Lists that stayed closed, by their standing: each in them as we propose.
    every: frozenset[str] = frozenset()
    positions: Mapping[int, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.add or self.others or self.same or self.fill or self.every)

    def adds(self, found: Match) -> bool:
        """Nobody who is surely here, whatever was ticked before they were."""
        if found.standing == Standing.HERE or found.place in self.same:
            return False
        if found.place in self.others:
            return True
        if found.standing in self.every:
            return found.proposes_to_add
        return found.standing == Standing.NEW and found.place in self.add

    def leaves_out(self, found: Match) -> bool:
        """Somebody of this name was added after the file was read: whether they are one person
        nobody was asked."""
        if found.standing != Standing.MAYBE or found.place in self.same or self.adds(found):
            return False
        return found.place in self.add or any(known.is_recent for known in found.known)

    def fills(self, found: Match) -> bool:
        return bool(found.fills) and (found.place in self.fill or Standing.HERE in self.every)

    def position(self, found: Match) -> Position:
        positions = found.candidate.positions
        chosen = self.positions.get(found.place, len(positions) - 1)
        return positions[chosen] if 0 <= chosen < len(positions) else Position()

    def as_json(self) -> dict[str, Any]:
        lists = {name: sorted(getattr(self, name)) for name in LISTS}
        return {**lists, "positions": sorted(self.positions.items())}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Choices:
        lists = {name: frozenset(stored.get(name, ())) for name in LISTS}
        return cls(**lists, positions=dict(stored.get("positions", ())))
