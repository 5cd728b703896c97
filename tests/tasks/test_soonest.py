"""What Today shows first is what it would show if everybody had been looked at."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random

import pytest
from django.db import connection

from contacts.kinds import Kind
from contacts.models import Ask, Contact, Interaction, InteractionPerson, Promise
from tasks import proposals, soonest
from tasks.earliest import ENTRIES_OF, PUSHED, Days
from tasks.followups import REST, SAID_ONCE, TABLE, Logged
from tasks.known import SHOWN_DAYS
from tasks.models import Task
from tasks.situation import Situation, Soonest
from tests.factories import make_contact, make_organisation, make_task, make_user
from tests.tasks.test_followups import log

TODAY = date(2026, 11, 25)
FIRST = TODAY - timedelta(days=SHOWN_DAYS)
NETWORKING = [kind for kind in Kind if kind.is_networking]


def ago(days):
    return TODAY - timedelta(days=days)


class RandomLog:
    """Two months with some people, with follow-ups planned, done, dropped and dismissed."""

    def __init__(self, seed):
        self.random = Random(seed)
        self.user = make_user(
            f"log{seed}@example.com",
            time_zone=self.random.choice(["UTC", "Pacific/Auckland"]),
            working_days=self.random.choice([[0, 1, 2, 3, 4], [6, 0, 1, 2, 3], [2], []]),
            holidays=[ago(self.random.randrange(-20, 40)) for _ in range(6)],
        )
        self.people = [self.make_person(number) for number in range(24)]
        self.make_entries()
        self.make_introductions()
        self.make_asks()
        self.make_tasks()
        for _ in range(3):
            self.answer_some()
        self.leave_some_alone()

    def maybe(self, value, chance=0.3, otherwise=None):
        return value if self.random.random() < chance else otherwise

    def make_person(self, number):
        place = self.maybe(make_organisation(self.user, f"Place {number}"), 0.5)
        return make_contact(self.user, f"P{number % 20}", organisation=place)

    def make_entries(self):
        pick = self.random.choice
        self.entries = Interaction.objects.bulk_create(
            Interaction(
                owner=self.user,
                day=ago(self.random.randrange(-1, 64)),
                minutes=5,
                kind=pick([*NETWORKING, Kind.FIRST_MESSAGE, Kind.CONVERSATION]),
                direction=pick(["to", "to", "from", "both"]),
                light=self.maybe(True, 0.2, False),
                received=self.maybe(pick(Interaction.Favour.values), 0.2, ""),
            )
            for _ in range(90)
        )
        InteractionPerson.objects.bulk_create(
            InteractionPerson(
                owner=self.user, interaction=entry, contact=who, met=self.maybe(True, 0.2, False)
            )
            for entry in self.entries
            for who in self.random.sample(self.people, pick([1, 1, 1, 2, 4]))
        )

    def make_introductions(self):
        for person in self.people[6:14]:
            person.met_through = self.random.choice(self.people[:4])
            person.introduced_in = self.maybe(self.random.choice(self.entries), 0.8)
            person.save()

    def make_asks(self):
        for person in self.random.choices(self.people, k=12):
            said = {"outcome": "no", "answered_on": ago(self.random.randrange(100))}
            Ask.objects.create(
                owner=self.user, contact=person, rung=1, what="Help",
                made_on=ago(self.random.randrange(100, 110) if said else 1),
                **self.maybe(said, 0.5, {}),
            )  # fmt: skip
            Ask.objects.create(
                owner=self.user, contact=person, rung=1, made_on=ago(self.random.randrange(25))
            )
            Promise.objects.create(
                owner=self.user, contact=person, mine=False, what="Call",
                due_on=ago(self.random.randrange(-9, 9)),
            )  # fmt: skip

    def make_tasks(self):
        for number in range(14):
            task = make_task(
                self.user,
                f"Apply {number}",
                kind=self.random.choice([Kind.APPLICATION, Kind.INTERVIEW]),
                contact=self.maybe(self.random.choice(self.people), 0.7),
                answer_by=self.maybe(ago(self.random.randrange(-20, 30))),
            )
            self.finish(task, ago(self.random.randrange(50)))
            said_no = self.maybe(ago(self.random.randrange(95)))
            Task.objects.filter(pk=task.pk).update(said_no_on=said_no)

    def finish(self, task, day):
        at = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
        Task.objects.filter(pk=task.pk).update(completed_on=day, completed_at=at)

    def answer_some(self):
        """Also days ago: each finished follow-up may bring the next one, on another day."""
        then = ago(self.random.randrange(25))
        found = Situation(self.user, then).listed
        for one in self.random.sample(found, min(6, len(found))):
            if self.maybe(True) or one.rests:
                proposals.dismiss(self.user, one.keys[: self.random.randrange(3)], then)
                continue
            task = proposals.plan(self.user, one, one.on(then), then)
            if self.maybe(True, 0.6):
                self.finish(task, ago(self.random.randrange(20)))
            elif self.maybe(True):
                at = datetime.combine(then, datetime.min.time(), tzinfo=UTC)
                Task.objects.filter(pk=task.pk).update(dropped_at=at)
            elif self.maybe(True):
                Task.objects.filter(pk=task.pk).update(contact=self.random.choice(self.people))

    def leave_some_alone(self):
        for person in self.people[14:20]:
            changes = [{"resting_until": ago(20)}, {"resting_until": ago(-3)},
                       {"do_not_contact": True}, {}]  # fmt: skip
            Contact.objects.filter(pk=person.pk).update(
                given_name=person.given_name, **self.random.choice(changes)
            )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "seed", [2, 3, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(10, 60))]
)
def test_what_is_shown_is_what_would_be_of_everybody(seed, monkeypatch):
    user = RandomLog(seed).user
    everything = Situation(user, TODAY)
    compared = 0
    for looked_into in (1, 4, 8, 12, 20, 30, 60, 100, 1000):
        monkeypatch.setattr(Soonest, "looked_into", looked_into)
        for most in (3, 54):
            found = Soonest(user, TODAY, most)
            assert found.recent == everything.recent[:most]
            assert found.waiting == everything.waiting[:most]
            assert (found.away, found.reviews) == (everything.away, everything.reviews)
        # Also where there are too few, and everybody is asked about.
        border = found.border or date.max
        before = [one for one in everything.recent if one.day < border]
        there = found._proposed_from(FIRST, but="promise")
        assert [one for one in there if one.day < border] == before
        compared += len(before) * (border != date.max)
    assert compared > 10 or seed >= 10  # of those that are always run


def test_the_first_look_knows_of_every_sort_of_entry(ana):
    """No entry proposes anything for an earlier day than it says, if it was not the first time."""
    days = Days(TODAY, FIRST, ana.working_day_after)
    told = {name: days.may_be_due(waits) for name, waits in ENTRIES_OF.items()}
    when = [ago(days) for days in range(-2, 40)]
    sorts = list(product(NETWORKING, ["to", "from", "both"], ["", *Interaction.Favour.values]))
    columns = [[*sort, light, day] for sort in sorts for light in (False, True) for day in when]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {soonest.ENTRY} FROM unnest(%(kind)s, %(direction)s, %(received)s, %(light)s,"
            " %(day)s) AS entry (kind, direction, received, light, day)",
            dict(
                zip(
                    ["kind", "direction", "received", "light", "day"],
                    map(list, zip(*columns, strict=True)),
                    strict=True,
                )
            )
            | {name: soonest.in_sql(found) for name, found in told.items()}
            | {"today": TODAY},
        )
        found = [due for (due,) in cursor.fetchall()]
    for (kind, direction, received, light, day), due in zip(columns, found, strict=True):
        it = Logged(kind, direction, light, received=received, first_talk_since_brought=True)
        steps = [step for what in it.whats for step in TABLE[what]] + [REST] * bool(it.message)
        dues = [step.wait.after(day, ana.working_day_after) for step in steps]
        earliest = min((day for day in dues if day >= FIRST), default=None)
        assert earliest is None or FIRST + timedelta(days=due) <= earliest


def test_only_their_own_task_puts_a_step_off():
    """The first look finds those whose step before was done by the entry that raised its task."""
    assert not {reason for reason, _ in PUSHED} & SAID_ONCE


def test_a_step_that_was_put_off_comes_first(ana, monkeypatch):
    """Its own day was before all that is shown; it counts from when the one before was done."""
    person = make_contact(ana, "Priya")
    log(ana, person, Kind.FIRST_MESSAGE, day=ago(34))
    then = ago(28)
    nudge = next(one for one in Situation(ana, then, person).proposals if one.reason == "nudge")
    task = proposals.plan(ana, nudge, then, then)
    Task.objects.filter(pk=task.pk).update(
        completed_on=ago(21), completed_at=datetime(2026, 11, 4, tzinfo=UTC)
    )
    for number in range(4):
        log(ana, make_contact(ana, f"P{number}"), day=ago(2))
    monkeypatch.setattr(Soonest, "looked_into", 1)
    found = Soonest(ana, TODAY, 1)
    assert [one.reason for one in found.recent] == ["close"]
    assert found.border and len({row.person for row in found.rows}) == 1


def test_those_whose_turn_comes_later_are_not_looked_at(
    ana, monkeypatch, django_assert_num_queries
):
    for number in range(12):
        person = make_contact(ana, f"P{number}")
        log(ana, person, Kind.CONVERSATION, "both", day=ago(2 + number))
    monkeypatch.setattr(Soonest, "looked_into", 5)
    expected = Situation(ana, TODAY).recent
    with django_assert_num_queries(1):
        found = Soonest(ana, TODAY, 3)
        assert found.recent == expected[:3]
    assert len({row.person for row in found.rows}) < 8
    with django_assert_num_queries(2):  # there are too few of them
        assert Soonest(ana, TODAY, 12).recent == expected


@pytest.mark.parametrize("together", [False, True], ids=["day by day", "all at once"])
def test_of_many_promises_the_next_to_ask_about_come_first(ana, together):
    """What is due on a Friday, a Saturday or a Sunday is asked about on the same day."""
    person = make_contact(ana, "Priya")
    for number in range(40):
        late = ago(12 if together else 60 - number)  # a Friday
        Promise.objects.create(
            owner=ana, contact=person, mine=False, what=f"Call {number}", due_on=late
        )
    for number in range(3):  # named before the others of the same day
        one = make_contact(ana, f"A{number}")
        due = ago(10 if together else 60 - 3 * number - 1)  # a Sunday
        Promise.objects.create(owner=ana, contact=one, mine=False, what="Write", due_on=due)
    everything = Situation(ana, TODAY)
    for most in (1, 3, 8, 14, 60):
        found = Soonest(ana, TODAY, most)
        assert found.waiting == everything.waiting[:most]
    assert len(Soonest(ana, TODAY, 3)._of("promise")) == (40 if together else 9)


def test_nobody_else_is_looked_at(ana, ben):
    person = make_contact(ben, "Priya")
    log(ben, person, Kind.CONVERSATION, "both", day=ago(2))
    assert Soonest(ana, TODAY, 3).rows == []
    assert len(Soonest(ben, TODAY, 3).recent) == 1
