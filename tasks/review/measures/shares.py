"""Shares of a whole: exact when compared, and a whole per cent only when shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Ratio:
    """So many of so many; there is nothing to say of fewer than `at_least`."""

    part: int = 0
    whole: int = 0
    at_least: int = 1

    def __add__(self, more: Ratio) -> Ratio:
        return Ratio(self.part + more.part, self.whole + more.whole, self.at_least)

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.part, self.whole) if self.whole >= max(self.at_least, 1) else None

    @property
    def percent(self) -> int | None:
        if self.whole < max(self.at_least, 1):
            return None
        return percents([self.part, self.whole - self.part])[0]


def percents(parts: Sequence[int]) -> list[int]:
    """Whole per cents that sum to 100, by largest remainder; the earlier part wins a tie."""
    whole = sum(parts)
    if not whole:
        return [0 for _ in parts]
    shown = [100 * part // whole for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda place: -(100 * parts[place] % whole))
    for place in by_remainder[: 100 - sum(shown)]:
        shown[place] += 1
    return shown
