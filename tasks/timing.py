"""How long a timer has run, and when it asks instead of counting; no database and no clock here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FORGOTTEN_AFTER = timedelta(hours=3)
A_MINUTE = timedelta(minutes=1)
MOST = 24 * 60


@dataclass(frozen=True)
class Running:
    """A timer that runs, as it stands now."""

    since: datetime
    now: datetime
    zone: ZoneInfo
    quiet_from: int
    quiet_until: int
    expected: int  # minutes the task may take

    @property
    def elapsed(self) -> timedelta:
        """Real time: clock changes and a move to another zone leave it as it is."""
        return max(self.now - self.since, timedelta())

    @property
    def minutes(self) -> int:
        return round(self.elapsed / A_MINUTE)

    @property
    def is_forgotten(self) -> bool:
        """Longer than anybody works in one go, over midnight, or into the quiet hours."""
        start, here = self.since.astimezone(self.zone), self.now.astimezone(self.zone)
        return (
            self.elapsed > FORGOTTEN_AFTER
            or start.date() != here.date()
            or self._quiet_began(start) <= self.now
        )

    def _quiet_began(self, start: datetime) -> datetime:
        """When the quiet hours began after the start of the timer; at the end of time if never."""
        if self.quiet_from == self.quiet_until:
            return datetime.max.replace(tzinfo=self.zone)
        began = datetime.combine(start.date(), time(self.quiet_from), tzinfo=self.zone)
        return began if began > start else datetime.max.replace(tzinfo=self.zone)

    @property
    def suggested(self) -> int:
        """What to count; of a forgotten one what the task may take, if there was so much."""
        if not self.is_forgotten:
            return self.minutes
        return min(self.expected, self.minutes, MOST)

    @property
    def counted(self) -> int:
        """What counts without asking."""
        return 0 if self.is_forgotten else self.minutes

    @property
    def since_words(self) -> str:
        today = self.now.astimezone(self.zone).date()
        return since_words(self.since.astimezone(self.zone), today)


def since_words(start: datetime, today: date) -> str:
    """ "14:05", and the day with it if that is over: "Mon 23 Nov, 14:05"."""
    same_day = start.date() == today
    return f"{start:%H:%M}" if same_day else f"{start:%a} {start.day} {start:%b}, {start:%H:%M}"
