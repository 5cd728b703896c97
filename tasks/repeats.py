"""When a repeating task comes again: by the calendar, or some time after it was finished.

Kept as a short text: "day", "workday", "week:2026-11-30", "2weeks:2026-11-30", "month:2026-01-31",
"after:2:weeks". The date is one on which it fell: it gives the weekday, the right one of two weeks,
and the day of the month.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices

MOST = 365


class Every(TextChoices):
    DAY = "day", "Every day"
    WORKDAY = "workday", "Every working day"
    WEEK = "week", "Every week"
    TWO_WEEKS = "2weeks", "Every 2 weeks"
    MONTH = "month", "Every month"
    AFTER = "after", "Some time after I finish"


class Unit(TextChoices):
    DAYS = "days", "days"
    WEEKS = "weeks", "weeks"
    MONTHS = "months", "months"


DATED = {Every.WEEK, Every.TWO_WEEKS, Every.MONTH}


@dataclass(frozen=True)
class Repeat:
    every: Every
    on: date | None = None
    count: int = 0
    unit: Unit = Unit.WEEKS

    @classmethod
    def read(cls, text: str) -> Repeat | None:
        """What a kept text means; None if it means nothing."""
        if match := re.fullmatch(r"after:(\d{1,3}):(days|weeks|months)", text):
            count = int(match[1])
            return cls(Every.AFTER, count=count, unit=Unit(match[2])) if 0 < count <= MOST else None
        name, _, on = text.partition(":")
        if name not in Every.values or name == Every.AFTER or bool(on) != (name in DATED):
            return None
        try:
            return cls(Every(name), date.fromisoformat(on) if on else None)
        except ValueError:
            return None

    @property
    def text(self) -> str:
        if self.every == Every.AFTER:
            return f"after:{self.count}:{self.unit}"
        return f"{self.every}:{self.on}" if self.every in DATED else str(self.every)

    @property
    def words(self) -> str:
        if self.every == Every.AFTER:
            unit = self.unit[:-1] if self.count == 1 else self.unit
            return f"{self.count} {unit} after you finish"
        if self.every not in DATED or self.on is None:
            return self.every.label
        if self.every == Every.WEEK:
            return f"Every {self.on:%A}"
        if self.every == Every.TWO_WEEKS:
            return f"Every 2 weeks on {self.on:%A}"
        last = ", or the last day" if self.on.day > 28 else ""
        return f"Every month on the {ordinal(self.on.day)}{last}"

    def following(
        self, due_on: date | None, finished_on: date, today: date, working_days: Collection[int]
    ) -> date | None:
        """The first day of the rule after today, and after the date that was finished early.

        However many were missed, it is one day. None behind the last year there is.
        """
        try:
            if self.every == Every.AFTER:
                again = self._later(finished_on)
                return max(again, today + timedelta(days=1))
            return self._after(max(today, due_on or today), working_days)
        except (OverflowError, ValueError):
            return None

    def _later(self, day: date) -> date:
        if self.unit == Unit.MONTHS:
            return in_month(day, self.count, day.day)
        return day + timedelta(days=self.count * (7 if self.unit == Unit.WEEKS else 1))

    def _after(self, day: date, working_days: Collection[int]) -> date:
        if self.every == Every.MONTH and self.on:
            this = in_month(day, 0, self.on.day)
            return this if this > day else in_month(day, 1, self.on.day)
        if self.every in DATED and self.on:
            step = 7 if self.every == Every.WEEK else 14
            return day + timedelta(days=step - (day - self.on).days % step)
        day += timedelta(days=1)
        if self.every == Every.WORKDAY:
            while working_days and day.weekday() not in working_days:
                day += timedelta(days=1)
        return day


def in_month(day: date, months: int, wanted: int) -> date:
    """That day of the month, so many months on; the month's last day if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(wanted, monthrange(year, month + 1)[1]))


def ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 11 <= number <= 13 else ending}"
