"""The tasks Today looks at, asked for in one statement: the same as by expressions."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from django.db import connection
from django.db.models import Q

from contacts.boxes import Box
from contacts.kinds import Kind
from tasks.daily import three_for_today
from tasks.models import Task
from tasks.todays import OF_PERSON, OF_TASK, STATEMENT, todays
from tests.factories import make_contact, make_organisation, make_task

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def whole(owner):
    kept = Q(completed_at=None) | Q(chosen_for=TODAY) | Q(must=True)
    found = owner.tasks.filter(kept, dropped_at=None).order_by("position", "pk")
    return list(found.select_related("contact__organisation"))


def make_some(owner, chance, many=40):
    places = [None, make_organisation(owner), make_organisation(owner)]
    last = TODAY - timedelta(days=9)
    people = [
        make_contact(owner, organisation=place, role="Editor", last_contact_on=last)
        for place in places
    ]
    for _ in range(many):
        over = chance.choice([{}, {}, {"completed_at": NOW}, {"dropped_at": NOW}])
        make_task(
            owner,
            box=chance.choice(list(Box)),
            contact=chance.choice([None, None, *people]),
            kind=chance.choice(Kind.values),
            due_on=chance.choice([None, TODAY + timedelta(days=chance.randrange(-9, 9))]),
            due_time=chance.choice([None, None, time(9)]),
            estimate=chance.choice([None, 5, 15, 90]),
            feeling=chance.choice(["", "", "put-off", "forward"]),
            must=chance.random() < 0.2,
            is_promise=chance.random() < 0.1,
            hard_override=chance.choice([None, None, True, False]),
            chosen_for=chance.choice([None, None, TODAY, TODAY - timedelta(days=1)]),
            **over,
        )


@pytest.mark.parametrize("seed", range(3))
def test_they_are_those_that_count_in_their_order_with_all_that_is_shown(
    ana, ben, seed, django_assert_num_queries
):
    for owner in (ana, ben):
        make_some(owner, Random(seed))
    expected = whole(ana)
    assert {task.is_open for task in expected} == {True, False}
    with django_assert_num_queries(1):
        asked = todays(ana, TODAY)
        found = asked.tasks
        asked.with_people(found[::2], found[1::2])
        assert found == expected
        for task, other in zip(found, expected, strict=True):
            assert [getattr(task, name) for name in OF_TASK] == [
                getattr(other, name) for name in OF_TASK
            ]
            assert (task.owner, task.box, task.hard) == (ana, other.box, other.hard)
            assert task.contact == other.contact
            if person := task.contact:
                assert [getattr(person, name) for name in OF_PERSON] == [
                    getattr(other.contact, name) for name in OF_PERSON
                ]
                assert person.organisation == other.contact.organisation
                assert str(person.organisation or "") == str(other.contact.organisation or "")


def test_one_can_be_changed_and_asked_for_more(ana):
    make_task(ana, "Write", notes="What about")
    (task,) = todays(ana, TODAY).tasks
    assert task.notes == "What about"
    task.title = "Write today"
    task.save()
    again = Task.objects.get()
    assert (again.title, again.notes, again.version) == ("Write today", "What about", 1)


def test_one_that_was_forgotten_asks_for_its_person_itself(ana):
    priya = make_contact(ana, "Priya")
    make_task(ana, contact=priya)
    (task,) = todays(ana, TODAY).tasks
    assert task.contact == priya


def by_hand(tasks, listed):
    """The rules of three_for_today, one candidate beside the other."""

    def first(found, *key):
        def place(task):
            return (task in listed, *(rule(task) for rule in key))

        return min(found, key=place) if found else None

    def day(task):
        return task.due_on or date.max

    def minutes(task):
        return task.minutes_expected

    chosen = []
    for rule in range(3):
        left = [task for task in tasks if task not in chosen]
        if rule == 0:
            fires = [task for task in left if task.box == Box.DO_FIRST]
            one = first(fires or [task for task in left if task.due_on], day)
        elif rule == 1:
            important = [task for task in left if task.box in (Box.DO_FIRST, Box.MAKE_TIME)]
            put_off = [task for task in important if task.feeling == "put-off"]
            undated = [task for task in important if not task.due_on]
            one = first(put_off, lambda task: task.urgent, minutes) if put_off else None
            one = one or first(undated, lambda task: task.hard, minutes)
        else:
            one = first([task for task in left if task.hard], day)
        chosen += [one] if one else []
    return chosen


@pytest.mark.parametrize("seed", range(12))
def test_the_same_three_are_suggested_as_by_hand(ana, seed):
    chance = Random(seed)
    make_some(ana, chance, many=chance.choice([2, 6, 20]))
    ana.tasks.update(chosen_for=None)
    listed = [task for task in todays(ana, TODAY).tasks if task.is_open and task.contact][:5]
    suggested = three_for_today(todays(ana, TODAY).tasks, TODAY, listed).suggested
    expected = by_hand([task for task in whole(ana) if task.is_open], listed)
    assert [one.task for one in suggested] == expected


def test_people_and_places_are_looked_up_one_by_one(ana):
    """Of two hundred tasks Postgres would read all the places there are, of everybody."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute("EXPLAIN " + STATEMENT, {"owner": ana.pk, "today": TODAY})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Hash" not in plan and "Merge" not in plan
