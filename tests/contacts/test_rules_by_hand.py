"""The ladder and the rhythm a second time, the slow way, from the words of /help/method/."""

import itertools
import random
from datetime import date, timedelta
from fractions import Fraction

import pytest

from contacts.ladder import RUNGS, Rule, Standing, State, fit
from contacts.models import Contact, Organisation
from contacts.rhythm import touches_a_week

TODAY = date(2026, 11, 25)
NEEDS = [1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
OFF = [(), *([rule.value] for rule in Rule), [rule.value for rule in Rule]]
KNOWS = ["", "not", "slightly", "well", "closely"]


@pytest.mark.parametrize("number", range(1, 11))
def test_an_ask_needs_what_the_method_says(number):
    yes_no = (False, True)
    for level, cooling, ground, knows, unseen, off in itertools.product(
        range(6), yes_no, yes_no, KNOWS, yes_no, OFF
    ):
        needs = NEEDS[number - 1]
        needs += number >= 5 and knows in ("not", "slightly") and "hardly-knows" not in off
        needs += number >= 7 and unseen and "role-unseen" not in off
        needs -= number <= 4 and ground and "common-ground" not in off
        needs = max(1, min(5, needs))
        stands = max(1, level - 1) if cooling and level else level
        standing = Standing(level, cooling, "You worked together" if ground else "")
        found = fit(RUNGS[number - 1], standing, off, knows_target=knows, role_unseen=unseen)
        states = (State.READY, State.SHORT, State.EARLY)
        assert found.gap == needs - stands
        assert found.state == states[max(0, min(2, needs - stands))]


def days_around(luck, rhythm):
    border = luck.choice([0, 7, rhythm, 2 * rhythm, 4 * rhythm])
    return TODAY - timedelta(days=max(0, border + luck.choice([-1, 0, 1])))


def a_person(luck, owner, places):
    own, level, place = luck.choice([None, None, 0, 1, 7, 30, 730]), luck.randrange(6), None
    place = luck.choice([None, *places])
    table = owner.target_rhythm_days if place and place.is_target else owner.rhythm_days
    rhythm = table[level] if own is None else own
    both = luck.choice([None, days_around(luck, rhythm)])
    wrote = luck.choice([None, days_around(luck, rhythm)])
    person = Contact(
        owner=owner, given_name="Somebody", level=level, organisation=place, rhythm_days=own,
        last_two_way_on=both, last_contact_on=max(filter(None, [both, wrote]), default=None),
        do_not_contact=luck.random() < 0.1,
        resting_until=TODAY + timedelta(days=luck.choice([-9, -1, 0, 1])),
    )  # fmt: skip
    return person, rhythm


def lists_of(person, rhythm):
    resting = person.resting_until is not None and person.resting_until > TODAY
    if person.do_not_contact or resting:
        return {"resting"}
    both, last = person.last_two_way_on, person.last_contact_on
    if last is None:
        return {"never"}
    if not rhythm:
        return set()
    quiet = (TODAY - both).days if both else 0
    found = {"cold"} if quiet > 2 * rhythm else set()
    found |= {"dormant"} if quiet > 4 * rhythm else set()
    due = (TODAY - (both or last)).days >= rhythm
    waits = both is not None and last > both and (TODAY - last).days < 7
    return found | ({"touch"} if due and not waits else set())


@pytest.mark.django_db
def test_the_lists_of_the_rhythm_hold_whom_a_person_would_put_there(ana):
    luck = random.Random(6)  # noqa: S311  nothing secret
    places = [
        Organisation.objects.create(owner=ana, name=f"Place {wanted}", is_target=wanted)
        for wanted in (True, False)
    ]
    people = [a_person(luck, ana, places) for _ in range(600)]
    Contact.objects.bulk_create(person for person, _ in people)
    everybody = ana.contacts.all()
    for name, those in everybody.of_their_rhythm(TODAY).items():
        found = set(everybody.with_next_contact().filter(those))
        by_hand = {person for person, rhythm in people if name in lists_of(person, rhythm)}
        assert found == by_hand, name
        assert by_hand, name
    kept = [rhythm for person, rhythm in people if "resting" not in lists_of(person, rhythm)]
    takes = sum((Fraction(7, days) for days in kept if days), Fraction(0))
    assert touches_a_week(everybody.rhythms(TODAY)) == takes
