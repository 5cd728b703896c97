"""What the tests of the measures write down, and how they read the numbers in words."""

from datetime import UTC, date, datetime, timedelta

from contacts.boxes import Box
from contacts.kinds import Category, Kind
from contacts.models import Interaction
from tasks.review.ledger import look_back
from tasks.review.measures import Balance, Entry, Standing, WeekNumbers
from tasks.review.numbers import measures
from tasks.review.presets import TARGETS
from tasks.weeks import Week

TODAY = date(2026, 11, 22)  # the last day of a week
WEEK = Week(date(2026, 11, 16))
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
NETWORKING, OTHER = Category.NETWORKING, Category.APPLICATIONS


def ago(days):
    return TODAY - timedelta(days=days)


def entry(minutes, category=OTHER, **more):
    more = {"hard": False, "box": Box.MAKE_TIME, **more}
    return Entry(WEEK.first, minutes, category, **more)


def week_of(*entries, week=WEEK, **more):
    return WeekNumbers(week, Balance.of(entries), **more)


def said(*weeks, now=None, today=TODAY, preset="full", span=1):
    found = measures(list(weeks), now or Standing(), TARGETS[preset], today, span=span)
    return {each.id: each for each in found}


def log(owner, day, kind=Kind.FOLLOWED_UP, people=(), met=(), **fields):
    fields = {"minutes": 30, **fields}
    entry = Interaction.objects.create(owner=owner, day=day, kind=kind, **fields)
    entry.set_people(people, met=met)
    return entry


def numbers(user, today=TODAY, week=WEEK):
    return look_back(user, week, today, weeks=1)[0]
