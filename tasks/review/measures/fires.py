"""What was urgent and important, and how much of it had once been calm (M7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tasks.review.measures.shares import Ratio

ENOUGH_FIRES = 3
WELL_BEFORE = timedelta(days=3)


@dataclass(frozen=True)
class Urgent:
    """Something important that was urgent in the end, but for appointments."""

    written_on: date
    first_due_on: date | None

    def was_calm(self, urgency_days: int) -> bool:
        """It was known well before it looked urgent; by its first date, whatever came later."""
        if self.first_due_on is None:
            return False
        return self.written_on <= self.first_due_on - timedelta(days=urgency_days) - WELL_BEFORE


@dataclass(frozen=True)
class Fires:
    """M7: the urgent and important things of a week, and how many had once been calm."""

    count: int = 0
    were_calm: int = 0

    @classmethod
    def of(cls, urgent: Sequence[Urgent], urgency_days: int) -> Fires:
        return cls(len(urgent), sum(each.was_calm(urgency_days) for each in urgent))

    def __add__(self, more: Fires) -> Fires:
        return Fires(self.count + more.count, self.were_calm + more.were_calm)

    @property
    def is_enough(self) -> bool:
        return self.count >= ENOUGH_FIRES

    @property
    def ratio(self) -> Ratio:
        return Ratio(self.were_calm, self.count, ENOUGH_FIRES)

    @property
    def share(self) -> Fraction | None:
        return self.ratio.share
