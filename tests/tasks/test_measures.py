from datetime import date, timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.boxes import Box
from contacts.kinds import Category
from jobsearch.models import User
from tasks.review.measures import Balance, Entry, Fires, FollowUp, Kept, Urgent, percents
from tasks.review.presets import TARGETS, hard_goal

DAY = date(2026, 11, 18)
NETWORKING, OTHER = Category.NETWORKING, Category.APPLICATIONS


def entry(minutes, category=OTHER, *, hard=False, box=Box.MAKE_TIME, **more):
    return Entry(DAY, minutes, category, hard, box, **more)


def balance(*entries):
    return Balance.of(entries)


WORKED_WEEK = balance(
    entry(120, NETWORKING, helped="nobody", box=Box.LET_GO),
    entry(20, NETWORKING, has_purpose=True, helped="them"),
    entry(40, NETWORKING, hard=True, has_purpose=True, helped="both"),
    entry(90, Category.APPLICATIONS),
    entry(30, Category.RESEARCH),
)


def test_the_worked_week_adds_up():
    assert WORKED_WEEK.total == 300
    assert (WORKED_WEEK.hard, WORKED_WEEK.easy, WORKED_WEEK.other) == (40, 140, 120)


def test_the_worked_week_has_the_shares_of_the_method():
    assert WORKED_WEEK.networking_share == Fraction(60, 100)
    assert WORKED_WEEK.hard_share == Fraction(40, 180)
    assert WORKED_WEEK.purposeful_share == Fraction(60, 180)
    assert WORKED_WEEK.helped_me_share == Fraction(40, 180)
    assert percents([WORKED_WEEK.easy, WORKED_WEEK.hard]) == [78, 22]


@pytest.mark.parametrize(("minutes", "share"), [(179, None), (180, Fraction(0))])
def test_the_networking_share_needs_three_hours(minutes, share):
    assert balance(entry(minutes)).networking_share == share


@pytest.mark.parametrize(("minutes", "share"), [(59, None), (60, Fraction(0))])
def test_the_hard_share_needs_an_hour_of_networking(minutes, share):
    assert balance(entry(minutes, NETWORKING), entry(300)).hard_share == share


@pytest.mark.parametrize(("minutes", "share"), [(59, None), (60, Fraction(1))])
def test_who_it_helped_needs_an_hour_for_which_it_was_said(minutes, share):
    said = entry(minutes, NETWORKING, helped="me")
    assert balance(said, entry(300, NETWORKING)).helped_me_share == share


def test_shares_are_compared_unrounded():
    assert not WORKED_WEEK.networking_share > Fraction(60, 100)
    more = balance(entry(601, NETWORKING), entry(399))
    assert more.networking_share > Fraction(60, 100)


def test_wellbeing_is_in_no_denominator():
    rested = balance(
        entry(100, NETWORKING, hard=True),
        entry(100),
        entry(500, Category.WELLBEING, box=Box.LET_GO),
    )
    assert rested.total == 200
    assert rested.wellbeing == 500
    assert rested.networking_share == Fraction(1, 2)
    assert rested.box_share(Box.MAKE_TIME) == 1
    assert balance(entry(900, Category.WELLBEING)).networking_share is None


def test_unsorted_counts_as_other_work():
    assert balance(entry(30, Category.UNSORTED)).other == 30


@pytest.mark.parametrize(
    ("minutes", "tasks", "known"),
    [(179, 4, False), (180, 0, True), (25, 5, True), (0, 5, True)],
)
def test_box_shares_need_three_hours_or_five_finished_tasks(minutes, tasks, known):
    done = [entry(0, is_finished_task=True) for _ in range(tasks)]
    assert (balance(entry(minutes), *done).box_percents is not None) == known


def test_box_shares_go_by_minutes():
    shares = balance(entry(150, box=Box.DO_FIRST), entry(50)).box_percents
    assert shares == {Box.DO_FIRST: 75, Box.MAKE_TIME: 25, Box.KEEP_SHORT: 0, Box.LET_GO: 0}


def test_box_shares_count_finished_tasks_where_no_time_is_known():
    done = [entry(0, is_finished_task=True, box=Box.KEEP_SHORT) for _ in range(4)]
    shares = balance(*done, entry(0, is_finished_task=True)).box_percents
    assert shares[Box.KEEP_SHORT] == 80


def test_thirds_sum_to_a_hundred():
    assert percents([1, 1, 1]) == [34, 33, 33]
    assert percents([25, 25, 25, 25]) == [25, 25, 25, 25]
    assert percents([995, 5]) == [100, 0]
    assert percents([0, 0]) == [0, 0]


# A machine with other things to do is no slow strategy.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=8).filter(any))
def test_shares_of_one_whole_sum_to_a_hundred_and_are_off_by_less_than_one(parts):
    shown = percents(parts)
    assert sum(shown) == 100
    assert all(
        abs(s - Fraction(100 * p, sum(parts))) < 1 for s, p in zip(shown, parts, strict=True)
    )


def follow_up(due_on, done_on=None):
    return FollowUp(due_on, done_on, uuid4(), "Ana")


@pytest.mark.parametrize(
    ("days_after", "kept"), [(-9, True), (0, True), (1, True), (2, False), (30, False)]
)
def test_a_follow_up_is_kept_until_the_day_after_it_was_due(days_after, kept):
    done = follow_up(DAY, DAY + timedelta(days=days_after))
    assert Kept.of([done], DAY + timedelta(days=40)).kept == kept


@pytest.mark.parametrize(("days_after", "settled"), [(-1, 0), (0, 0), (1, 0), (2, 1)])
def test_an_open_follow_up_counts_once_its_time_is_over(days_after, settled):
    week = Kept.of([follow_up(DAY)], DAY + timedelta(days=days_after))
    assert (week.kept, week.settled, week.have_time) == (0, settled, 1 - settled)
    assert len(week.waiting) == settled


def test_a_follow_up_done_too_late_is_neither_kept_nor_waiting():
    week = Kept.of([follow_up(DAY, DAY + timedelta(days=2))], DAY + timedelta(days=5))
    assert (week.kept, week.settled, week.done_later, week.waiting) == (0, 1, 1, ())


def test_seven_of_nine_is_78_per_cent_and_nothing_of_nothing_is_no_number():
    assert Kept(7, 9).percent == 78
    assert Kept().percent is None
    assert Kept().share is None


@pytest.mark.parametrize("preset", User.Preset.values)
def test_every_preset_shares_out_the_whole_week(preset):
    assert sum(TARGETS[preset].values()) == 100


def test_the_goal_is_the_presets_part_of_the_weekly_hours():
    assert hard_goal(User(preset="full", weekly_minutes=15 * 60)) == 270
    assert hard_goal(User(preset="ready", weekly_minutes=15 * 60)) == 135


DUE = date(2026, 11, 20)


@pytest.mark.parametrize(("days_before", "calm"), [(5, True), (4, False), (0, False), (30, True)])
def test_an_urgent_thing_was_calm_if_it_was_known_three_days_before_it_looked_urgent(
    days_before, calm
):
    assert Urgent(DUE - timedelta(days=days_before), DUE).was_calm(urgency_days=2) is calm


def test_without_a_date_nobody_can_say_that_it_was_calm():
    assert not Urgent(DUE - timedelta(days=99), None).was_calm(2)


def test_two_urgent_things_are_too_few_to_say():
    early = Urgent(DUE - timedelta(days=9), DUE)
    assert Fires.of([early, early], 2) == Fires(2, 2)
    assert not Fires(2, 2).is_enough and Fires(3, 0).is_enough
