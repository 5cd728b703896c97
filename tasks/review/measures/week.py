from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from tasks.review.measures.balance import Balance
from tasks.review.measures.fires import Fires
from tasks.review.measures.kept import ENOUGH_INTRODUCTIONS, ENOUGH_MET, Kept
from tasks.review.measures.shares import Ratio
from tasks.weeks import Week


@dataclass(frozen=True)
class WeekNumbers:
    """All that one week was: what flows, and can be worked out for any week."""

    week: Week
    balance: Balance = field(default_factory=Balance)
    kept: Kept = field(default_factory=Kept)
    coverage: Ratio = Ratio(at_least=ENOUGH_MET)
    fires: Fires = field(default_factory=Fires)
    asks: int = 0
    asks_ready: int = 0
    introductions: Ratio = Ratio(at_least=ENOUGH_INTRODUCTIONS)

    def __add__(self, more: WeekNumbers) -> WeekNumbers:
        return replace(
            more,
            balance=self.balance + more.balance,
            kept=self.kept + more.kept,
            coverage=self.coverage + more.coverage,
            fires=self.fires + more.fires,
            asks=self.asks + more.asks,
            asks_ready=self.asks_ready + more.asks_ready,
            introductions=self.introductions + more.introductions,
        )


def together(weeks: Sequence[WeekNumbers]) -> WeekNumbers:
    """Several weeks as one, under the name of the last."""
    return reduce(WeekNumbers.__add__, weeks)
