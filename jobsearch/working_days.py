"""The days on which somebody works. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class WorkingDays:
    """Says the count-th working day after a day; two of the same days are equal."""

    weekdays: frozenset[int]
    free: frozenset[date]

    @classmethod
    def of(cls, weekdays: Iterable[int], free: Iterable[date]) -> WorkingDays:
        """Any day of the week counts if none is chosen."""
        return cls(frozenset(weekdays) or frozenset(range(7)), frozenset(free))

    def __call__(self, day: date, count: int) -> date:
        while count:
            day += timedelta(days=1)
            count -= day.weekday() in self.weekdays and day not in self.free
        return day
