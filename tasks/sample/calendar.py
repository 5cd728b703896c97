"""When things were in the sample plan: its weeks, counted back from today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from tasks.sample.weeks import TODAY, Day
from tasks.weeks import Week

if TYPE_CHECKING:
    from jobsearch.models import User

WEEKS = 8
FIRST_HOUR = 9
HOURS = 8
SHORTEST = timedelta(seconds=1)


@dataclass(frozen=True)
class Calendar:
    """Of the user who looks at it: their week, their working days, their zone."""

    owner: User
    now: datetime

    @property
    def today(self) -> date:
        return self.owner.today(self.now)

    @property
    def this_week(self) -> Week:
        return Week.containing(self.today, self.owner.first_weekday)

    def week(self, back: int) -> Week:
        return self.this_week.back(-back)

    def day(self, when: Day) -> date:
        """The last working day of a week stands for those that it does not have."""
        if when == TODAY:
            return self.today
        week, number = when
        days = [self.week(week).first + timedelta(days=n) for n in range(7)]
        working = [day for day in days if day.weekday() in self.owner.working_days] or days
        return working[min(number, len(working) - 1)]

    def has_come(self, when: Day) -> bool:
        return self.day(when) <= self.today

    def at(self, day: date, number: int = 0) -> datetime:
        """Some hour of that day; never in the future, and later for a later number."""
        hour = time(FIRST_HOUR + number % HOURS, number % 60)
        moment = datetime.combine(day, hour, tzinfo=self.owner.zone)
        return min(moment, self.now - SHORTEST * (60 - number % 60))

    def days_ago(self, count: int) -> date:
        return self.today - timedelta(days=count)

    def in_working_days(self, count: int) -> date:
        return self.owner.working_day_after(self.today, count)
