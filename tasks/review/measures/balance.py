"""What the time of some days went on: M1, M2, M4, M5 and M6."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from fractions import Fraction
from typing import TypeVar

from contacts.boxes import Box
from contacts.kinds import Category
from tasks.review.measures.shares import Ratio, percents

ENOUGH_MINUTES = 180
ENOUGH_NETWORKING = 60
ENOUGH_MARKED = 60
ENOUGH_TASKS = 5
Key = TypeVar("Key", bound=Hashable)


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
    is_appointment: bool = False
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
    helped_me_only: int = 0
    marked: int = 0
    marked_entries: int = 0
    networking_entries: int = 0
    minutes_by_category: Counter[Category] = field(default_factory=Counter)
    minutes_by_box: Counter[Box] = field(default_factory=Counter)
    appointment_minutes_by_box: Counter[Box] = field(default_factory=Counter)
    tasks_by_box: Counter[Box] = field(default_factory=Counter)
    appointments_by_box: Counter[Box] = field(default_factory=Counter)  # of those tasks
    put_off_done: int = 0
    promises_kept: int = 0

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Balance:
        everything = list(entries)
        work = [entry for entry in everything if entry.category != Category.WELLBEING]
        networking = [entry for entry in work if entry.category == Category.NETWORKING]
        marked = [entry for entry in networking if entry.helped]
        appointments = [entry for entry in work if entry.is_appointment]
        return cls(
            entries=len(everything),
            hard=_minutes(entry for entry in networking if entry.hard),
            easy=_minutes(entry for entry in networking if not entry.hard),
            other=_minutes(work) - _minutes(networking),
            wellbeing=_minutes(everything) - _minutes(work),
            purposeful=_minutes(entry for entry in networking if entry.has_purpose),
            helped_me=_minutes(entry for entry in marked if entry.helped in ("me", "both")),
            helped_me_only=_minutes(entry for entry in marked if entry.helped == "me"),
            marked=_minutes(marked),
            marked_entries=len(marked),
            networking_entries=len([entry for entry in networking if not entry.is_finished_task]),
            minutes_by_category=_minutes_by(everything, lambda entry: entry.category),
            minutes_by_box=_minutes_by(work, lambda entry: entry.box),
            appointment_minutes_by_box=_minutes_by(appointments, lambda entry: entry.box),
            tasks_by_box=Counter(entry.box for entry in work if entry.is_finished_task),
            appointments_by_box=Counter(e.box for e in appointments if e.is_finished_task),
            put_off_done=sum(entry.was_put_off for entry in everything),
            promises_kept=sum(entry.kept_promise for entry in everything),
        )

    def __add__(self, more: Balance) -> Balance:
        # Counters and numbers alike know how to be added.
        names = [each.name for each in fields(self)]
        return Balance(**{name: getattr(self, name) + getattr(more, name) for name in names})

    @property
    def networking(self) -> int:
        return self.hard + self.easy

    @property
    def hanging_out(self) -> int:
        """Networking without a purpose."""
        return self.networking - self.purposeful

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
        return Ratio(self.networking, self.total, ENOUGH_MINUTES).share

    @property
    def hard_share(self) -> Fraction | None:
        """M2, of networking"""
        return Ratio(self.hard, self.networking, ENOUGH_NETWORKING).share

    @property
    def purposeful_share(self) -> Fraction | None:
        """M4, of networking"""
        return Ratio(self.purposeful, self.networking, ENOUGH_NETWORKING).share

    @property
    def helped_me_share(self) -> Fraction | None:
        """M5, of the time for which somebody said whom it helped"""
        return Ratio(self.helped_me, self.marked, ENOUGH_MARKED).share

    @property
    def helped_me_only_share(self) -> Fraction | None:
        return Ratio(self.helped_me_only, self.marked, ENOUGH_MARKED).share

    @property
    def _by_box(self) -> Counter[Box] | None:
        """M6: minutes in each box, or finished tasks where no time is known."""
        if not (self.is_enough or self.tasks_done >= ENOUGH_TASKS):
            return None
        return self.minutes_by_box if self.total else self.tasks_by_box

    def box_share(self, box: Box) -> Fraction | None:
        counted = self._by_box
        return None if counted is None else Ratio(counted[box], counted.total()).share

    @property
    def box_percents(self) -> dict[Box, int] | None:
        counted = self._by_box
        if counted is None:
            return None
        return dict(zip(Box, percents([counted[box] for box in Box]), strict=True))


def _minutes(entries: Iterable[Entry]) -> int:
    return sum(entry.minutes for entry in entries)


def _minutes_by(entries: Iterable[Entry], key: Callable[[Entry], Key]) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for entry in entries:
        found[key(entry)] += entry.minutes
    return found
