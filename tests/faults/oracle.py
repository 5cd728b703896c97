"""What ought to be mailed, worked out from a seed without any code of the product.

Nothing is calculated about zones: the quarter hours of the world's time are walked through, and
each is asked what the clock on somebody's wall shows.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

QUARTER = timedelta(minutes=15)
STARTS = [
    datetime(2026, 3, 29, 0, 20, tzinfo=UTC),  # Europe puts the clock forward
    datetime(2026, 10, 25, 0, 20, tzinfo=UTC),  # and back
    datetime(2026, 3, 8, 6, 20, tzinfo=UTC),  # so does North America
    datetime(2026, 11, 1, 5, 20, tzinfo=UTC),
    datetime(2026, 4, 4, 14, 20, tzinfo=UTC),  # Lord Howe: half an hour back
    datetime(2026, 10, 3, 15, 10, tzinfo=UTC),  # and forward
    datetime(2026, 7, 15, 6, 20, tzinfo=UTC),  # an ordinary day
    datetime(2026, 12, 31, 22, 50, tzinfo=UTC),
]


@cache
def zones():
    return sorted(available_timezones() - {"localtime", "Factory", "posixrules"})


def on_the_wall(zone, moment):
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def happens(zone, day, at):
    """The moment of a wall time; None on a day that the zone left out altogether."""
    moment = datetime.combine(day, time(), tzinfo=UTC) - timedelta(hours=26)
    walls = []
    while moment <= datetime.combine(day, time(), tzinfo=UTC) + timedelta(hours=52):
        walls.append((moment, on_the_wall(zone, moment)))
        moment += QUARTER
    return first_at(walls, day, at)


def first_at(walls, day, at):
    """The same, in a list of quarter hours and what the wall shows then."""
    wanted = datetime.combine(day, at)
    floor = wanted - timedelta(minutes=at.minute % 15)
    for (_, before), (following, after) in pairwise(walls):
        if after == floor:
            return following + (wanted - floor)
        if before < floor < after and after - before > QUARTER:  # it was left out: as much later
            late = following + (wanted - before - QUARTER)
            shown = after + (wanted - before - QUARTER)
            return late if shown.date() == day else None
    return None


@dataclass
class Person:
    """Somebody of the plan; `number` is in their address and in what is mailed to them."""

    number: int
    zone: str = "UTC"
    hour: int = 8
    days: list = field(default_factory=lambda: list(range(7)))
    has_digest: bool = True
    digest_on: bool = True
    confirmed: bool = True
    has_something_due: bool = True
    # Of the reminder of one task, if there is one.
    single: datetime | None = None  # on the wall

    @property
    def email(self):
        return f"user{self.number}@example.com"

    @property
    def digest_code(self):
        return f"FH{self.number}0"

    @property
    def single_code(self):
        return f"FH{self.number}1"


@dataclass(frozen=True)
class Expected:
    email: str
    code: str
    kind: str
    local_date: date
    due_at: datetime

    @property
    def key(self):
        return self.email, self.code


@dataclass
class Plan:
    """Who there is, and from when to when it is looked at."""

    seed: int
    start: datetime
    length: timedelta
    people: list = field(default_factory=list)
    expected: list = field(default_factory=list)

    def add(self, person):
        self.people.append(person)
        self.expected += self.due(person)

    def due(self, person):
        """What falls due for them: at most one digest each day, at most one reminder."""
        return [*self.digest_due(person), *self.single_due(person)]

    def digest_due(self, person):
        wanted = person.has_digest and person.digest_on and person.has_something_due
        if not (wanted and person.confirmed):
            return
        zone = ZoneInfo(person.zone)
        for day in self.days(zone):
            at = happens(zone, day, time(person.hour))
            if day.weekday() in person.days and at is not None and self.start < at <= self.end:
                yield Expected(person.email, person.digest_code, "digest", day, at)

    def single_due(self, person):
        if person.single is None or not person.confirmed:
            return
        wall = person.single
        at = happens(ZoneInfo(person.zone), wall.date(), wall.time())
        if at is not None and at <= self.end:
            yield Expected(person.email, person.single_code, "single", wall.date(), at)

    def until(self, end):
        """All that is due in a longer or a shorter time."""
        other = Plan(self.seed, self.start, end - self.start)
        for person in self.people:
            other.add(person)
        return other.expected

    @property
    def end(self):
        return self.start + self.length

    def days(self, zone):
        first = on_the_wall(zone, self.start).date()
        last = on_the_wall(zone, self.end).date()
        return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def plan(seed, mails, start=None, length=timedelta(hours=2)):
    """People until so many mails are expected: half of them digests, from all zones."""
    chance = random.Random(seed)
    made = Plan(seed, start or STARTS[seed % len(STARTS)], length)
    number = 0
    while len(made.expected) < mails:
        number += 1
        person = _somebody(chance, number, made)
        while not made.due(person) and chance.random() < 0.98:
            person = _somebody(chance, number, made)  # who is not due is mostly of no interest
        made.add(person)
    return made


def _somebody(chance, number, made):
    zone = chance.choice(zones())
    person = Person(
        number,
        zone=zone,
        hour=on_the_wall(ZoneInfo(zone), made.start).hour + chance.choice([-1, 0, 1, 2]),
        days=list(range(7)) if chance.random() < 0.9 else chance.sample(range(7), 3),
        digest_on=chance.random() < 0.97,
        confirmed=chance.random() < 0.97,
        has_something_due=chance.random() < 0.97,
    )
    person.hour %= 24
    if number % 2 == 0:
        person.has_digest = False
        at = made.start + chance.random() * made.length
        person.single = on_the_wall(ZoneInfo(zone), at).replace(second=0, microsecond=0)
    return person
