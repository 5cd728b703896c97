from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Week:
    """Seven days of one person's calendar; clock and zone changes cannot stretch it."""

    first: date

    @classmethod
    def containing(cls, day: date, first_weekday: int) -> Week:
        return cls(day - timedelta(days=(day.weekday() - first_weekday) % 7))

    @property
    def after(self) -> date:
        """The first day of the next week."""
        return self.first + timedelta(days=7)

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)

    @property
    def next(self) -> Week:
        return Week(self.after)

    @property
    def previous(self) -> Week:
        return self.back(1)

    def back(self, weeks: int) -> Week:
        return Week(self.first - timedelta(days=7 * weeks))

    def day_on(self, weekday: int) -> date:
        return self.first + timedelta(days=(weekday - self.first.weekday()) % 7)

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.after

    def __str__(self) -> str:
        """ "16 to 22 November", with both months or years where they differ."""
        start = f"{self.first.day}"
        if self.first.month != self.last.month:
            start += f" {self.first:%B}"
        if self.first.year != self.last.year:
            start += f" {self.first.year}"
        return f"{start} to {self.last.day} {self.last:%B}"
