"""All weeks of a search: those of a year, and those from the first to the running one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from tasks.review.charts import Part, bar, hours_in_words
from tasks.review.ledger import look_back
from tasks.review.measures import Balance, WeekNumbers
from tasks.weeks import Week

if TYPE_CHECKING:
    from jobsearch.models import User
    from tasks.models import Review


@dataclass(frozen=True)
class YearWeek:
    """One line of the year: what its hours went on, and whether it was looked back at."""

    numbers: WeekNumbers
    is_reviewed: bool
    is_now: bool
    parts: list[Part]

    @property
    def week(self) -> Week:
        return self.numbers.week

    @property
    def balance(self) -> Balance:
        return self.numbers.balance

    @property
    def is_something(self) -> bool:
        return bool(self.balance.entries or self.is_reviewed)

    @property
    def total(self) -> str:
        return hours_in_words(self.balance.total) if self.balance.total else ""


@dataclass(frozen=True)
class Month:
    first: date
    weeks: list[YearWeek]


class Year:
    """The weeks that begin in a year, as far as they have begun and there is something to see."""

    def __init__(self, user: User, number: int, today: date):
        self.user, self.number, self.today = user, number, today

    @cached_property
    def _numbers(self) -> list[WeekNumbers]:
        weeks = weeks_of(self.user, date(self.number, 1, 1), date(self.number, 12, 31), self.today)
        return numbers_of(self.user, weeks, self.today)

    @cached_property
    def weeks(self) -> list[YearWeek]:
        """From the month of the first that has something."""
        something = [each.week.first for each in self._every if each.is_something]
        begin = min(something, default=date.max).replace(day=1)
        return [each for each in self._every if each.week.first >= begin]

    @cached_property
    def _every(self) -> list[YearWeek]:
        reviews = closed_reviews(self.user)
        longest = max((each.balance.total for each in self._numbers), default=0) or 1
        return [
            YearWeek(
                each,
                each.week.first in reviews,
                self.today in each.week,
                bar(each.balance, longest),
            )
            for each in self._numbers
        ]

    @property
    def months(self) -> list[Month]:
        """By the month in which each week begins."""
        return [
            Month(first, list(weeks))
            for first, weeks in groupby(self.weeks, lambda it: it.week.first.replace(day=1))
        ]

    @cached_property
    def balance(self) -> Balance:
        return sum((each.balance for each in self._numbers), Balance())

    @property
    def reviewed(self) -> int:
        return sum(each.is_reviewed for each in self.weeks)


def weeks_of(user: User, first: date, last: date, today: date) -> list[Week]:
    """Those that begin on these days, up to the running one, in their order."""
    return list(_weeks(Week.containing(first, user.first_weekday), first, min(last, today)))


def _weeks(week: Week, first: date, last: date) -> Iterator[Week]:
    while week.first <= last:
        if week.first >= first:
            yield week
        week = week.next


def numbers_of(user: User, weeks: list[Week], today: date) -> list[WeekNumbers]:
    """In three queries, however many there are; the weeks follow each other."""
    return look_back(user, weeks[-1], today, len(weeks)) if weeks else []


def closed_reviews(user: User) -> dict[date, Review]:
    return {review.week: review for review in user.reviews.exclude(closed_at=None)}


def first_week(user: User, earliest: date, today: date) -> Week:
    """The one in which the log or the board begin; the running one if they have not."""
    log = user.interactions.filter(day__gte=earliest).order_by().values_list("day")
    done = user.tasks.filter(completed_on__gte=earliest).order_by().values_list("completed_on")
    (began,) = log.union(done).order_by("day").first() or (today,)
    return Week.containing(min(began, today), user.first_weekday)
