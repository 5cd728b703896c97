"""Follow-ups that were kept, and people who heard from me in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from tasks.review.measures.shares import Ratio
from tasks.weeks import Week

GRACE = timedelta(days=1)
ENOUGH_MET, ENOUGH_INTRODUCTIONS = 2, 1
# Somebody first met is followed up until the end of the second day, and somebody I was introduced
# to is written to until the end of the second working day.
MET_DAYS, INTRODUCED_WORKING_DAYS = 2, 2


@dataclass(frozen=True)
class FollowUp:
    """Being in touch with somebody by a day; in time until the end of the day after it."""

    due_on: date
    done_on: date | None
    contact: UUID
    name: str

    @property
    def is_kept(self) -> bool:
        return self.done_on is not None and self.done_on <= self.due_on + GRACE

    def has_time(self, today: date) -> bool:
        return self.done_on is None and today <= self.due_on + GRACE

    def is_waiting(self, today: date) -> bool:
        return self.done_on is None and not self.has_time(today)


@dataclass(frozen=True)
class Kept:
    """The follow-ups of a week: kept, out of those whose time has come; the rest have time."""

    kept: int = 0
    settled: int = 0
    have_time: int = 0
    waiting: tuple[FollowUp, ...] = ()

    @classmethod
    def of(cls, follow_ups: Sequence[FollowUp], today: date) -> Kept:
        have_time = sum(follow_up.has_time(today) for follow_up in follow_ups)
        return cls(
            kept=sum(follow_up.is_kept for follow_up in follow_ups),
            settled=len(follow_ups) - have_time,
            have_time=have_time,
            waiting=tuple(each for each in follow_ups if each.is_waiting(today)),
        )

    def __add__(self, more: Kept) -> Kept:
        return Kept(self.kept + more.kept, self.settled + more.settled)

    @property
    def done_later(self) -> int:
        return self.settled - self.kept - len(self.waiting)

    @property
    def share(self) -> Fraction | None:
        return Ratio(self.kept, self.settled).share

    @property
    def percent(self) -> int | None:
        return Ratio(self.kept, self.settled).percent


@dataclass(frozen=True)
class Newcomer:
    """Somebody I met or was brought together with, and the last day to be in touch with them."""

    until: date
    reached: bool


def reached(newcomers: Iterable[Newcomer], week: Week, today: date, at_least: int) -> Ratio:
    """Each counts in the week in which their days were over, and not before."""
    over = [one for one in newcomers if one.until in week and one.until < today]
    return Ratio(sum(one.reached for one in over), len(over), at_least)
