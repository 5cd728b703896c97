"""When a wall time happens: arithmetic on days and zones, with no database and no clock."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

# So long after its time a mail is still on time, and goes whatever the hour.
PUNCTUAL = timedelta(hours=1)
# One weekday a week, of which a zone may skip one: the next is at most this many days away.
LOOK_AHEAD = 16


class Slot(NamedTuple):
    """One time something falls due: the day it belongs to, and the instant."""

    day: date
    at: datetime


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment of a wall time, by the rule of RFC 5545.

    Without a `fold` a time that happens twice is the first one, and one that a clock change
    leaves out is read with the offset from before it: 02:30 becomes 03:30.
    """
    return datetime.combine(day, at.replace(fold=0), tzinfo=zone).astimezone(UTC)


def spread(key: str, day: date, minutes: int) -> timedelta:
    """Some seconds inside the hour, the same ones whenever they are worked out."""
    seconds = 60 * min(minutes, 60)
    number = int.from_bytes(hashlib.sha256(f"{key} {day}".encode()).digest()[:4], "big")
    return timedelta(seconds=number % seconds if seconds > 0 else 0)


@dataclass(frozen=True)
class DailyTime:
    """An hour on certain weekdays of one person's calendar."""

    hour: int
    weekdays: frozenset[int]
    zone: ZoneInfo
    key: str
    spread_minutes: int = 0

    def on(self, day: date) -> Slot | None:
        """None on the other weekdays, and on a day that the zone left out altogether."""
        at = instant(day, time(self.hour), self.zone)
        if day.weekday() not in self.weekdays or at.astimezone(self.zone).date() != day:
            return None
        return Slot(day, at + spread(self.key, day, self.spread_minutes))

    def after(self, moment: datetime) -> Slot | None:
        yesterday = moment.astimezone(self.zone).date() - timedelta(days=1)
        slots = (self.on(yesterday + timedelta(days=count)) for count in range(LOOK_AHEAD + 1))
        return next((slot for slot in slots if slot and slot.at > moment), None)


EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True)
class QuietHours:
    """When nothing is mailed that is not on time: hours of one person's day, and days off.

    They delay a mail and never drop it.
    """

    start: int
    end: int
    zone: ZoneInfo
    days: frozenset[int] = EVERY_DAY

    def covers(self, local: datetime) -> bool:
        if self.start <= self.end:
            return self.start <= local.hour < self.end
        return local.hour >= self.start or local.hour < self.end

    def after(self, moment: datetime) -> datetime:
        """The moment itself if mail may go then, or the next time at which it may."""
        local = moment.astimezone(self.zone)
        day = local.date()
        if self.covers(local):
            day += timedelta(days=local.hour >= self.end)
        elif not self.days or local.weekday() in self.days:
            return moment
        while self.days and day.weekday() not in self.days:
            day += timedelta(days=1)
        return max(moment, instant(day, time(self.end), self.zone))

    def kind_time(self, at: datetime, now: datetime) -> datetime:
        """When something that should have gone at `at` may go: if it is late, at a decent hour."""
        decent = self.after(now)
        return at if now - at <= PUNCTUAL or decent == now else decent
