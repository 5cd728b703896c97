"""How things stand on one day; what went before cannot be worked out again later."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

from contacts.kinds import Category
from tasks.review.measures.shares import Ratio

# M8: put off for so long, or so many times, until it weighs.
PUT_OFF_DAYS, PUT_OFF_TIMES = 7, 2
KEPT_MOVING_TIMES = 3
LATELY = timedelta(days=28)  # M9 and early asks
ENOUGH_FELT = 5
ENOUGH_TOLD, TOLD_DAYS = 3, 60
ENOUGH_FAVOURS = 3
ENOUGH_PROMISES, PROMISE_DAYS = 3, 90
ENOUGH_DEPTH = 5
EARLY_GAP = 2


class Named(NamedTuple):
    """A task, to be called by its name."""

    task: UUID
    title: str
    contact: UUID | None = None
    times_moved: int = 0
    days: int = 0  # since it was written down


class Slipping(NamedTuple):
    """A promise of mine to somebody; days are under 0 while it still has time."""

    promise: UUID
    name: str
    days: int


@dataclass(frozen=True)
class Standing:
    put_off: int = 0  # M8
    kept_moving: int = 0
    looked_forward: Ratio = Ratio(at_least=ENOUGH_FELT)  # M9, done of those due
    put_off_done: Ratio = Ratio(at_least=ENOUGH_FELT)
    ready_for: dict[str, int] = field(default_factory=dict)  # M11, by the words of the rung
    acting: int = 0  # M12
    talking: int = 0
    unasked: Ratio = Ratio(at_least=ENOUGH_FAVOURS)  # M13
    promises: Ratio = Ratio(at_least=ENOUGH_PROMISES)  # M14, on time
    depth: Ratio = Ratio(at_least=ENOUGH_DEPTH)  # M15
    debt: int = 0  # M16
    median_days_late: int | None = None
    told: Ratio = Ratio(at_least=ENOUGH_TOLD)  # M17
    upkeep: Fraction = Fraction(0)  # M19, touches a week
    capacity: Fraction = Fraction(0)
    early_asks: int = 0
    overdue_other: int = 0
    open_by_category: Counter[Category] = field(default_factory=Counter)
    oldest_open_by_category: dict[Category, date] = field(default_factory=dict)
    last_day_by_category: dict[Category, date] = field(default_factory=dict)
    slipping: tuple[Slipping, ...] = ()  # the most days first
    put_off_tasks: tuple[Named, ...] = ()  # those of `put_off`, the oldest first
    moving_tasks: tuple[Named, ...] = ()  # those of `kept_moving`, the most moved first

    @property
    def pleasure_gap(self) -> Fraction | None:
        """M9"""
        if self.looked_forward.share is None or self.put_off_done.share is None:
            return None
        return self.looked_forward.share - self.put_off_done.share
