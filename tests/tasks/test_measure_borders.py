"""Measures of weeks, each at its border: the least it needs, and where it turns."""

from collections import Counter
from datetime import timedelta
from fractions import Fraction

import pytest

from contacts.boxes import Box
from contacts.kinds import Category, Kind
from tasks.review.measures import Fires, Ratio, Standing, categories, together
from tasks.review.numbers import NAMES, STANDING, Measure, measures, with_written_down
from tasks.review.presets import EASY, HARD, TARGETS
from tests.factories import make_contact
from tests.tasks.measured import NETWORKING, TODAY, WEEK, ago, entry, log, numbers, said, week_of

# --- The worked week, and what every measure has ---


def worked_week():
    return week_of(
        entry(120, NETWORKING, helped="nobody", box=Box.LET_GO),
        entry(20, NETWORKING, has_purpose=True, helped="them"),
        entry(40, NETWORKING, hard=True, has_purpose=True, helped="both"),
        entry(90, Category.APPLICATIONS),
        entry(30, Category.RESEARCH),
    )


def test_the_worked_week_in_words():
    found = said(worked_week())
    assert [found[name].value for name in ("M1", "M2", "M4", "M5")] == ["60%", "22%", "33%", "22%"]
    assert found["M1"].detail == "3 h of 5 h"
    assert found["M4"].detail == "1 h of 3 h; 2 h hanging out"
    assert found["M5"].detail == "40 min of 3 h; only you 0%"


def test_all_twenty_are_said_in_their_order_and_each_unknown_one_says_why():
    found = measures([week_of()], Standing(), TARGETS["full"], TODAY)
    assert [each.id for each in found] == [f"M{number}" for number in range(1, 21)] == list(NAMES)
    assert all(each.name == NAMES[each.id] for each in found)
    assert {each.id for each in found if each.why_not} == {
        "M1", "M2", "M3", "M4", "M5", "M6", "M7", "M9", "M10", "M13", "M14", "M15", "M17", "M20",
    }  # fmt: skip


def test_what_stood_on_another_day_is_not_known():
    found = {each.id: each for each in measures([week_of()], None, TARGETS["full"], TODAY)}
    assert {found[name].why_not for name in STANDING} == {"Not written down then."}
    assert {found[name].value for name in STANDING} == {"—"}


def test_a_measure_is_written_down_and_read_back():
    measure = said(worked_week())["M4"]
    assert Measure.read(measure.plain()) == measure
    kept = {"measures": [{"id": "M8", "name": "x", "value": "7"}, {"id": "M1", "value": "1%"}]}
    found = {
        each.id: each.value for each in with_written_down([*said(worked_week()).values()], kept)
    }
    assert (found["M8"], found["M1"], found["M2"]) == ("7", "1%", "22%")


def test_several_weeks_are_one_with_the_sums_of_all():
    first, last = week_of(entry(90, NETWORKING), week=WEEK.previous), week_of(entry(90))
    assert said(first, last)["M1"].value == "—"
    assert said(first, last, span=2)["M1"].value == "50%"
    many = week_of(coverage=Ratio(1, 1, 2), fires=Fires(2, 1), asks=2, asks_ready=1)
    both = together([many, many])
    assert (both.coverage.percent, both.fires.share, both.asks) == (100, Fraction(1, 2), 4)


# --- M1 to M7: time, people and fires ---


@pytest.mark.parametrize(
    ("minutes", "value", "why"),
    [
        (0, "—", "Needs 3 hours in the week; none so far."),
        (140, "—", "Needs 3 hours in the week; 2 h 20 so far."),
        (179, "—", "Needs 3 hours in the week; 2 h 59 so far."),
        (180, "0%", ""),
    ],
)
def test_m1_needs_three_hours(minutes, value, why):
    measure = said(week_of(entry(minutes)))["M1"]
    assert (measure.value, measure.why_not) == (value, why)


def test_a_week_that_is_over_is_not_so_far():
    past = said(week_of(entry(140)), today=TODAY + timedelta(days=1))["M1"]
    assert past.why_not == "Needs 3 hours in the week; it has 2 h 20."


@pytest.mark.parametrize("name", ["M2", "M4"])
@pytest.mark.parametrize(("minutes", "value"), [(59, "—"), (60, "100%")])
def test_m2_and_m4_need_an_hour_of_networking(name, minutes, value):
    week = week_of(entry(minutes, NETWORKING, hard=True, has_purpose=True), entry(600))
    assert said(week)[name].value == value
    if value == "—":
        assert said(week)[name].why_not == "Needs 1 hour of networking in the week; 59 min so far."


@pytest.mark.parametrize(("minutes", "value"), [(59, "—"), (60, "100%")])
def test_m5_needs_an_hour_that_is_marked(minutes, value):
    assert said(week_of(entry(minutes, NETWORKING, helped="me")))["M5"].value == value


def test_m5_says_what_helped_only_me():
    week = week_of(entry(45, NETWORKING, helped="me"), entry(15, NETWORKING, helped="both"))
    assert (said(week)["M5"].value, said(week)["M5"].detail) == ("100%", "1 h of 1 h; only you 75%")


@pytest.mark.parametrize(
    ("minutes", "tasks", "value"), [(179, 4, "—"), (180, 0, "100%"), (0, 5, "100%")]
)
def test_m6_needs_three_hours_or_five_finished_tasks(minutes, tasks, value):
    done = [entry(0, is_finished_task=True) for _ in range(tasks)]
    assert said(week_of(entry(minutes), *done))["M6"].value == value


def test_m6_sums_to_a_hundred():
    thirds = [entry(100, box=box) for box in (Box.DO_FIRST, Box.MAKE_TIME, Box.KEEP_SHORT)]
    detail = said(week_of(*thirds))["M6"].detail
    assert detail == "Do first 34%, Make time 33%, Keep it short 33%, Let it go 0%"


@pytest.mark.parametrize(("count", "value"), [(2, "—"), (3, "100%")])
def test_m7_needs_three_of_them(count, value):
    assert said(week_of(fires=Fires(count, count)))["M7"].value == value


def test_m3_is_60_per_cent_for_three_of_five_followed_up_in_two_days(ana):
    people = [make_contact(ana) for _ in range(5)]
    log(ana, ago(6), Kind.EVENT, met=people)
    for person, days in zip(people, [6, 5, 4, 3], strict=False):  # the fourth a day too late
        log(ana, ago(days), people=[person])
    assert numbers(ana).coverage == Ratio(3, 5, 2)
    assert numbers(ana).coverage.percent == 60


@pytest.mark.parametrize(("met", "today", "whole"), [(4, 2, 0), (4, 1, 1), (9, 0, 0), (8, 0, 1)])
def test_m3_counts_people_in_the_week_in_which_their_two_days_were_over(ana, met, today, whole):
    log(ana, ago(met), Kind.EVENT, met=[make_contact(ana)])
    assert numbers(ana, ago(today)).coverage.whole == whole


@pytest.mark.parametrize(
    "fields",
    [{"direction": "from"}, {"light": True}, {"kind": Kind.ONLINE}, {"kind": Kind.EVENT}],
)
def test_m3_is_no_follow_up_if_it_was_theirs_or_small_talk(ana, fields):
    person = make_contact(ana)
    log(ana, ago(5), Kind.EVENT, met=[person])
    log(ana, ago(5), people=[person], **fields)
    assert numbers(ana).coverage == Ratio(0, 1, 2)
    log(ana, ago(5), people=[person])
    assert numbers(ana).coverage == Ratio(1, 1, 2)
    assert said(numbers(ana))["M3"].why_not == (
        "Needs 2 new people whose two days are over; 1 so far."
    )


def test_m3_goes_by_the_first_meeting(ana):
    person = make_contact(ana)
    log(ana, ago(40), Kind.EVENT, met=[person])
    log(ana, ago(5), Kind.EVENT, met=[person])
    assert numbers(ana).coverage.whole == 0


# --- M10: categories ---


def weeks_with(*minutes, category=Category.RESEARCH):
    """Weeks of ten hours, so much of them for the category; research is meant to get 60 min."""
    return [
        week_of(entry(each, category), entry(600 - each), week=WEEK.back(len(minutes) - 1 - place))
        for place, each in enumerate(minutes)
    ]


def research(weeks, standing=None, today=TODAY + timedelta(days=1)):
    found = categories(weeks, TARGETS["full"], standing, today)
    return next(each for each in found if each.category == Category.RESEARCH)


def test_m10_is_half_of_the_target_or_left_behind():
    found = research(weeks_with(29, 29))
    assert (found.is_left_behind, found.weeks_left_behind, found.target) == (True, 2, 10)
    assert (found.minutes, found.share) == (29, Fraction(29, 60))
    assert not research(weeks_with(29, 30)).is_left_behind
    assert not research(weeks_with(29)).is_left_behind
    assert research(weeks_with(0, 29, 29)).weeks_left_behind == 3


def test_m10_leaves_the_running_week_out():
    weeks = weeks_with(29, 29, 0)
    assert research(weeks, today=TODAY).weeks_left_behind == 2
    assert not research(weeks_with(60, 29, 0), today=TODAY).is_left_behind


def test_m10_says_nothing_of_weeks_under_three_hours():
    little = week_of(entry(179), week=WEEK.previous)
    assert not research([little, *weeks_with(29)]).is_left_behind
    assert said(week_of(entry(179)))["M10"].value == "—"
    assert said(week_of(entry(180)))["M10"].value == "0"


@pytest.mark.parametrize(("days", "behind"), [(13, 0), (14, 2), (21, 3)])
def test_m10_is_left_behind_after_14_days_without_a_minute_while_a_task_is_open(days, behind):
    now = Standing(
        open_by_category=Counter({Category.RESEARCH: 1}),
        last_day_by_category={Category.RESEARCH: ago(days)},
    )
    weeks = weeks_with(60, 60)
    assert research(weeks, now, TODAY).weeks_left_behind == behind
    quiet = Standing(last_day_by_category=now.last_day_by_category)
    assert not research(weeks, quiet, TODAY).is_left_behind


def test_m10_counts_what_was_never_touched_from_when_it_was_written_down():
    now = {"open_by_category": Counter({Category.RESEARCH: 1})}
    for days, behind in ((13, False), (14, True)):
        found = Standing(**now, oldest_open_by_category={Category.RESEARCH: ago(days)})
        assert research(weeks_with(60, 60), found, TODAY).is_left_behind is behind


def test_m10_takes_networking_as_a_whole():
    weeks = weeks_with(600, 600, category=NETWORKING)  # all of it easy
    found = {each.category: each for each in categories(weeks, TARGETS["full"], None, TODAY)}
    assert not found[HARD].is_left_behind and not found[EASY].is_left_behind
    assert said(*weeks_with(0, 0), today=TODAY + timedelta(days=1))["M10"].detail == (
        "Networking, hard part, Research, Interview practice, CV, pitch and portfolio, Skills, "
        "Tools and logistics"
    )


# --- M18 and M20: asks and introductions ---


def test_m18_counts_asks_of_the_week_and_those_at_or_under_the_border(ana):
    person = make_contact(ana)
    for gap in (-1, 0, 1, 2, None):
        ana.asks.create(contact=person, rung=1, made_on=TODAY, gap=gap)
    ana.asks.create(contact=person, rung=1, made_on=ago(7), gap=0)
    ana.asks.create(contact=person, rung=1)
    week = numbers(ana)
    assert (week.asks, week.asks_ready) == (5, 2)
    assert said(week)["M18"].detail == "2 of 5 ready"


# Introduced on a Friday: the second working day is the Tuesday after it.
@pytest.mark.parametrize(("days", "taken_up"), [(9, 1), (5, 1), (4, 0)])
def test_m20_is_written_to_by_the_second_working_day(ana, days, taken_up):
    bringer = make_contact(ana)
    talk = log(ana, ago(9), people=[bringer], received="introduction")
    (brought,) = talk.introduce(bringer, ["Grace Ito"])
    assert numbers(ana, ago(5)).introductions.whole == 0
    assert numbers(ana).introductions == Ratio(0, 1, 1)
    log(ana, ago(days), people=[brought])
    assert numbers(ana).introductions.part == taken_up
    assert numbers(ana, week=WEEK.previous).introductions.whole == 0
