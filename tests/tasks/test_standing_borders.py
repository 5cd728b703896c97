"""How things stand, each measure at its border: the least it needs, and where it turns."""

import dataclasses
from datetime import datetime, time, timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.boxes import Box
from contacts.kinds import Kind
from contacts.models import Promise
from tasks.models import Task
from tasks.review.ledger import in_brief, look_back, open_rows, standing
from tasks.review.measures import Ratio
from tasks.review.numbers import whole_percent
from tasks.review.tidying import counts, counts_among
from tests.factories import make_contact, make_organisation, make_task
from tests.tasks.measured import NOON, TODAY, WEEK, ago, log, said, week_of

# --- M8, M9, M16: the board ---


def written(task, days, **fields):
    Task.objects.filter(pk=task.pk).update(created_at=NOON - timedelta(days=days), **fields)
    return task


@pytest.mark.parametrize(("days", "moved", "count"), [(6, 1, 0), (7, 0, 1), (0, 2, 1), (0, 1, 0)])
def test_m8_is_a_week_old_or_moved_twice(ana, days, moved, count):
    task = make_task(ana, feeling="put-off")
    written(task, days, times_moved=moved)
    found = standing(ana, TODAY)
    assert found.put_off == count
    assert [each.task for each in found.put_off_tasks] == [task.pk] * count


def test_m8_is_open_important_and_put_off(ana):
    for fields in ({"feeling": "fine"}, {"feeling": "put-off", "box": Box.KEEP_SHORT}):
        written(make_task(ana, **fields), 30)
    written(make_task(ana, feeling="put-off"), 30).complete(NOON)
    assert standing(ana, TODAY).put_off == 0


@pytest.mark.parametrize(("moved", "count"), [(2, 0), (3, 1)])
def test_what_was_moved_three_times_keeps_moving(ana, moved, count):
    written(make_task(ana), 1, times_moved=moved)
    assert standing(ana, TODAY).kept_moving == count


def due(owner, feeling, done, count, days=5):
    for number in range(count):
        task = make_task(owner, feeling=feeling, due_on=ago(days))
        if number < done:
            task.complete(NOON)


def test_m9_is_the_gap_between_what_is_liked_and_what_is_put_off(ana):
    due(ana, "forward", 4, 5)
    due(ana, "put-off", 2, 4)
    assert standing(ana, TODAY).pleasure_gap is None
    due(ana, "put-off", 0, 1)
    found = standing(ana, TODAY)
    assert found.pleasure_gap == Fraction(2, 5)
    assert said(week_of(), now=found)["M9"].value == "40 points"
    assert whole_percent(Fraction(-1, 8)) == -12


@pytest.mark.parametrize(("days", "counted"), [(0, 0), (1, 1), (28, 1), (29, 0)])
def test_m9_looks_at_what_was_due_in_28_days(ana, days, counted):
    due(ana, "forward", 0, 1, days)
    assert standing(ana, TODAY).looked_forward.whole == counted


def test_m16_is_what_is_past_its_day_and_how_late_in_the_middle(ana):
    assert standing(ana, TODAY).median_days_late is None
    for days in (0, 1, 3, 9):
        make_task(ana, contact=make_contact(ana), due_on=ago(days))
    make_task(ana, due_on=ago(5))  # with nobody
    found = standing(ana, TODAY)
    assert (found.debt, found.median_days_late) == (3, 3)
    assert said(week_of(), now=found)["M16"].detail == "half of them for 3 days or less"


def test_overdue_work_beside_networking_is_important_and_past_its_day(ana):
    make_task(ana, kind=Kind.APPLICATION, due_on=ago(1))
    make_task(ana, kind=Kind.APPLICATION, due_on=TODAY)
    make_task(ana, kind=Kind.APPLICATION, due_on=ago(1), box=Box.LET_GO)
    make_task(ana, kind=Kind.FOLLOWED_UP, due_on=ago(1))
    assert standing(ana, TODAY).overdue_other == 1


# --- M11 to M15, M17 and M19: people ---


def test_m11_is_one_less_while_it_is_cooling(ana):
    warm = make_contact(ana, level=3, last_two_way_on=ago(60))
    make_contact(ana, level=3, last_two_way_on=ago(61))
    make_contact(ana, level=5, archived_at=NOON)
    assert standing(ana, TODAY).ready_for["Introduce me to a colleague"] == 1
    warm.archive(NOON)
    assert standing(ana, TODAY).ready_for["Introduce me to a colleague"] == 0
    assert standing(ana, TODAY).ready_for["Give me 20 minutes"] == 1


@pytest.mark.parametrize(("days", "count"), [(179, 1), (180, 0)])
def test_m12_and_m13_look_back_180_days(ana, days, count):
    log(ana, ago(days), people=[make_contact(ana)], direction="both", received="advice")
    found = standing(ana, TODAY)
    assert (found.acting, found.talking, found.unasked.whole) == (count, count, count)


def test_m13_is_25_per_cent_for_one_of_four(ana):
    people = [make_contact(ana) for _ in range(4)]
    for person in people[:2]:
        log(ana, ago(1), people=[person], received="advice", unasked=person == people[0])
    assert standing(ana, TODAY).unasked.percent is None
    for person in people[2:]:
        log(ana, ago(1), people=[person], received="other")
    assert standing(ana, TODAY).unasked.percent == 25


def promise(owner, outcome, days=1, mine=True, due_on=None):
    return Promise.objects.create(
        owner=owner, contact=make_contact(owner, "Ana"), mine=mine, what="x", outcome=outcome,
        due_on=due_on or ago(days), closed_on=ago(days) if outcome else None,
    )  # fmt: skip


def test_m14_counts_late_ones_as_not_on_time_and_released_ones_not_at_all(ana):
    for outcome in ("kept", "kept", "released", "released"):
        promise(ana, outcome)
    promise(ana, "kept", mine=False)
    promise(ana, "kept", days=90)
    assert standing(ana, TODAY).promises.percent is None
    promise(ana, "late", days=89)
    assert standing(ana, TODAY).promises == Ratio(2, 3, 3)
    promise(ana, "broken")
    assert standing(ana, TODAY).promises.percent == 50


@pytest.mark.parametrize(("days", "slips"), [(-2, []), (-1, [-1]), (0, [0]), (3, [3])])
def test_a_promise_slips_from_the_day_before_it_is_due(ana, days, slips):
    promise(ana, "", due_on=ago(days))
    promise(ana, "", due_on=ago(days), mine=False)
    assert [each.days for each in standing(ana, TODAY).slipping] == slips
    assert {each.name for each in standing(ana, TODAY).slipping} <= {"Ana"}


def test_m15_is_20_per_cent_for_two_of_ten(ana):
    people = [make_contact(ana, level=2 if number < 2 else 1) for number in range(10)]
    log(ana, ago(14), Kind.EVENT, met=people[:4])
    assert standing(ana, TODAY).depth.percent is None
    log(ana, ago(104), Kind.EVENT, met=people[4:])
    log(ana, ago(13), Kind.EVENT, met=[make_contact(ana)])
    log(ana, ago(105), Kind.EVENT, met=[make_contact(ana)])
    assert standing(ana, TODAY).depth == Ratio(2, 10, 5)


def test_m17_needs_three_people_in_touch_and_60_days(ana):
    for days in (60, 61):
        make_contact(ana, level=2, told_on=ago(days))
    make_contact(ana, level=1, told_on=ago(1))
    assert standing(ana, TODAY).told.percent is None
    make_contact(ana, level=3)
    assert standing(ana, TODAY).told == Ratio(1, 3, 3)


def test_m19_adds_up_rhythms_against_the_planned_minutes(ana):
    """The example of the method: 12 people at 30 days and 20 at 90 are 4.4 touches a week."""
    for _ in range(12):
        make_contact(ana, level=3)
    for _ in range(20):
        make_contact(ana, level=1)
    make_contact(ana, level=3, rhythm_days=0)
    ana.weekly_minutes = 667  # 15 per cent of it are 100
    found = standing(ana, TODAY)
    assert found.upkeep == Fraction(12 * 7, 30) + Fraction(20 * 7, 90)
    assert found.capacity == 5
    measure = said(week_of(), now=found)["M19"]
    assert (measure.value, measure.detail) == ("4.4 a week", "time for 5")


@pytest.mark.parametrize(("days", "gap", "early"), [(27, 2, 1), (28, 2, 0), (1, 1, 0)])
def test_asks_are_early_for_28_days_from_a_gap_of_two(ana, days, gap, early):
    ana.asks.create(contact=make_contact(ana), rung=1, made_on=ago(days), gap=gap)
    assert standing(ana, TODAY).early_asks == early


# --- What the navigation and the second step of the review count ---


def test_old_tasks_are_counted_alike_by_the_database_and_from_rows(ana):
    start = datetime.combine(TODAY, time.min, ana.zone)
    for fields in (
        *({"due_on": ago(days)} for days in (8, 7, 6, 0)),
        *({"times_moved": moved, "due_on": ago(-1)} for moved in (2, 3)),
        *({"updated_at": start - timedelta(days=28, seconds=late)} for late in (-1, 0, 1)),
    ):
        task = make_task(ana, contact=make_contact(ana))
        Task.objects.filter(pk=task.pk).update(**fields)
    rows = open_rows(ana, TODAY, TODAY)
    last = max(row.pk for row in rows)
    assert counts_among(rows, ana, [], TODAY) == counts(ana, [], TODAY)
    assert counts_among(rows, ana, [last], TODAY) == counts(ana, [last], TODAY)
    assert counts(ana, [], TODAY) == {"board": 9, "today": 4, "old": 4}


# --- Cost ---


def fill(owner, count):
    place = make_organisation(owner, is_target=True)
    for number in range(count):
        person = make_contact(owner, level=number % 6, organisation=place)
        log(owner, ago(number % 50), Kind.EVENT, met=[person], received="advice")
        written(make_task(owner, contact=person, due_on=ago(number), feeling="put-off"), 30)
        owner.asks.create(contact=person, rung=1, made_on=ago(number), gap=2)
        promise(owner, "kept" if number % 2 else "")


# What the page of all numbers shows and no finding looks at.
NUMBERS_ALONE = {
    "looked_forward", "put_off_done", "ready_for", "acting", "talking", "unasked", "promises",
    "depth",
}  # fmt: skip


def test_findings_look_at_the_same_in_brief(ana):
    fill(ana, 40)
    resting = ana.contacts.filter(level=5)
    resting.update(rhythm_days=30, told_on=ago(3))
    ana.contacts.filter(level=2).update(told_on=ago(59), do_not_contact=True)
    ana.contacts.filter(level=3).update(organisation=None)
    whole, brief = standing(ana, TODAY), in_brief(ana, TODAY)
    names = {field.name for field in dataclasses.fields(whole)} - NUMBERS_ALONE
    assert {name: getattr(brief, name) for name in names} == {
        name: getattr(whole, name) for name in names
    }
    assert whole.early_asks and whole.slipping and whole.told.part and whole.upkeep


def test_looking_back_and_standing_take_eight_queries_however_much_there_is(ana):
    def count():
        with CaptureQueriesContext(connection) as found:
            look_back(ana, WEEK, TODAY)
            standing(ana, TODAY)
        return len(found)

    fill(ana, 2)
    few = count()
    fill(ana, 40)
    assert count() == few == 8
