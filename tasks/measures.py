"""What a week went on, in numbers: the one place where minutes become shares.

It knows no models and no clock. A share is None where there is too little to say; it is exact
when compared and a whole per cent only when shown. /help/method/ says the same in plain words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from contacts.boxes import Box
from contacts.kinds import Category

ENOUGH_MINUTES = 180
ENOUGH_NETWORKING = 60
ENOUGH_MARKED = 60
ENOUGH_TASKS = 5
ENOUGH_FIRES = 3
GRACE = timedelta(days=1)
WELL_BEFORE = timedelta(days=3)


@dataclass(frozen=True)
class Entry:
    """Time given to one thing on one day of the user's calendar."""

    day: date
    minutes: int
    category: Category
    hard: bool
    box: Box
    has_purpose: bool = False
    helped: str = ""
    is_finished_task: bool = False
    was_put_off: bool = False
    kept_promise: bool = False


@dataclass(frozen=True)
class Balance:
    """The sums of some entries. Wellbeing is kept apart: rest must never look like neglect."""

    entries: int = 0
    hard: int = 0
    easy: int = 0
    other: int = 0
    wellbeing: int = 0
    purposeful: int = 0
    helped_me: int = 0
    marked: int = 0
    minutes_by_box: Counter[Box] = field(default_factory=Counter)
    tasks_by_box: Counter[Box] = field(default_factory=Counter)
    put_off_done: int = 0
    promises_kept: int = 0

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Balance:
        everything = list(entries)
        work = [entry for entry in everything if entry.category != Category.WELLBEING]
        networking = [entry for entry in work if entry.category == Category.NETWORKING]
        marked = [entry for entry in networking if entry.helped]
        minutes_by_box: Counter[Box] = Counter()
        for entry in work:
            minutes_by_box[entry.box] += entry.minutes
        return cls(
            entries=len(everything),
            hard=_minutes(entry for entry in networking if entry.hard),
            easy=_minutes(entry for entry in networking if not entry.hard),
            other=_minutes(work) - _minutes(networking),
            wellbeing=_minutes(everything) - _minutes(work),
            purposeful=_minutes(entry for entry in networking if entry.has_purpose),
            helped_me=_minutes(entry for entry in marked if entry.helped in ("me", "both")),
            marked=_minutes(marked),
            minutes_by_box=minutes_by_box,
            tasks_by_box=Counter(entry.box for entry in work if entry.is_finished_task),
            put_off_done=sum(entry.was_put_off for entry in everything),
            promises_kept=sum(entry.kept_promise for entry in everything),
        )

    @property
    def networking(self) -> int:
        return self.hard + self.easy

    @property
    def total(self) -> int:
        return self.networking + self.other

    @property
    def tasks_done(self) -> int:
        return self.tasks_by_box.total()

    @property
    def is_enough(self) -> bool:
        return self.total >= ENOUGH_MINUTES

    @property
    def networking_share(self) -> Fraction | None:
        """M1"""
        return _share(self.networking, self.total, ENOUGH_MINUTES)

    @property
    def hard_share(self) -> Fraction | None:
        """M2, of networking"""
        return _share(self.hard, self.networking, ENOUGH_NETWORKING)

    @property
    def purposeful_share(self) -> Fraction | None:
        """M4, of networking"""
        return _share(self.purposeful, self.networking, ENOUGH_NETWORKING)

    @property
    def helped_me_share(self) -> Fraction | None:
        """M5, of the time for which somebody said whom it helped"""
        return _share(self.helped_me, self.marked, ENOUGH_MARKED)

    @property
    def _by_box(self) -> Counter[Box] | None:
        """M6: minutes in each box, or finished tasks where no time is known."""
        if not (self.is_enough or self.tasks_done >= ENOUGH_TASKS):
            return None
        return self.minutes_by_box if self.total else self.tasks_by_box

    def box_share(self, box: Box) -> Fraction | None:
        counted = self._by_box
        return None if counted is None else _share(counted[box], counted.total(), 1)

    @property
    def box_percents(self) -> dict[Box, int] | None:
        counted = self._by_box
        if counted is None:
            return None
        return dict(zip(Box, percents([counted[box] for box in Box]), strict=True))


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

    @property
    def is_enough(self) -> bool:
        return self.count >= ENOUGH_FIRES


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
        return _share(self.kept, self.settled, 1)

    @property
    def percent(self) -> int | None:
        return percents([self.kept, self.settled - self.kept])[0] if self.settled else None


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


def _share(part: int, whole: int, at_least: int) -> Fraction | None:
    return Fraction(part, whole) if whole and whole >= at_least else None


def _minutes(entries: Iterable[Entry]) -> int:
    return sum(entry.minutes for entry in entries)
