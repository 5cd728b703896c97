"""Each finding on both sides of its borders, from numbers alone."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from itertools import product
from uuid import uuid4

import pytest

from contacts.boxes import Box
from contacts.kinds import Category
from tasks.review.borders import KINDS, ORDER, USUAL, Borders
from tasks.review.findings import RULES, Finding, found, shown, without
from tasks.review.ledger import WeekNumbers
from tasks.review.measures import (
    Balance,
    CategoryShare,
    Named,
    Ratio,
    Slipping,
    Standing,
    categories,
)
from tasks.review.presets import HARD, TARGETS
from tasks.review.sentences import WeekFacts
from tasks.weeks import Week
from tests.tasks.measured import said

LAST = Week(date(2026, 11, 16))


def spent(hard=0, easy=0, other=0, boxes=None, **more):
    week = Balance(hard=hard, easy=easy, other=other, **more)
    week.minutes_by_box.update(boxes or {Box.MAKE_TIME: hard + easy + other})
    return week


FINE = spent(100, 80, 120, purposeful=180)


def facts(*balances, over=True, settled=True, own=None, coverage=None, **more):
    given = [*[Balance()] * (8 - len(balances)), *balances]
    weeks = [WeekNumbers(LAST.back(7 - n), balance) for n, balance in enumerate(given)]
    if coverage:
        weeks[-1] = WeekNumbers(LAST, given[-1], coverage=Ratio(*coverage, at_least=2))
    return WeekFacts(
        weeks, 135, is_over=over, is_settled=settled, borders=Borders(own or {}), **more
    )


def ids(*balances, **more):
    return [finding.id for finding in found(facts(*balances, **more))]


def only(name, *balances, **more):
    """The finding of this name: whether it is said, and whether as strong."""
    finding = RULES[name](facts(*balances, **more))
    return None if finding is None else finding.strong


WORKED = spent(40, 140, 120, purposeful=60, helped_me=40, marked=180, marked_entries=3)


def test_the_worked_week_has_a2_and_a5_and_nothing_else():
    assert ids(WORKED, standing=Standing()) == ["A2", "A5"]


def test_a_week_with_nothing_wrong_has_no_finding():
    assert ids(FINE, FINE, standing=Standing()) == []
    assert ids(Balance(), standing=Standing()) == []


def test_nobodys_first_seven_days_have_findings():
    assert ids(WORKED, settled=False) == []


def test_what_is_shown_is_what_all_rules_would_leave(monkeypatch):
    """Rules are asked until no other could be shown any more."""
    names, asked = ("A10", "A1", "A4", "A7"), []

    def rule(name, strong):
        asked.append(name)
        return None if strong is None else Finding(name, "flag", "So it is.", strong)

    for way in product([None, False, True], repeat=len(names)):
        said = dict(zip(names, way, strict=True))
        rules = {name: partial(rule, name, said.get(name)) for name in ORDER}
        for name, one in rules.items():
            monkeypatch.setitem(RULES, name, lambda _, one=one: one())
        for away in ([], ["A1"], ["A10"]):
            now = facts(FINE, away=away)
            assert shown(now) == without(found(now), away), (said, away)
    asked.clear()
    shown(facts(FINE))  # both of the first two are strong
    assert asked[-1] == "A1"


# A1


def left_behind(category=Category.APPLICATIONS, weeks=2):
    return CategoryShare(category, 0, Fraction(0), 20, True, weeks)


@pytest.mark.parametrize(
    ("networking", "strong"), [(600, None), (601, False), (750, False), (751, True)]
)
def test_sixty_per_cent_of_networking_is_not_too_much_and_75_not_strong(networking, strong):
    week = spent(networking, 0, 1000 - networking)
    assert only("A1", week, categories=[left_behind()]) is strong
    assert only("A1", week, standing=Standing(overdue_other=1)) is strong


def test_much_networking_alone_is_nothing_to_say():
    assert only("A1", spent(900, 0, 100), standing=Standing()) is None
    assert only("A1", spent(900, 0, 100), categories=[left_behind(HARD)]) is None


def test_under_three_hours_no_share_of_networking_is_said():
    late = Standing(overdue_other=1)
    assert only("A1", spent(140, 0, 39), standing=late) is None
    assert only("A1", spent(140, 0, 40), standing=late) is True


def test_what_networking_left_behind_is_not_said_twice():
    told = facts(spent(700, 0, 300), categories=[left_behind()])
    both = found(told)
    assert {"A1", "A4"} <= {finding.id for finding in both}
    assert "A4" not in [finding.id for finding in without(both, ())]
    assert "A4" in [finding.id for finding in without(both, {"A1"})]


# A1b


@pytest.mark.parametrize(("first", "second", "strong"), [
    (20, 19, None), (19, 20, None), (19, 19, False), (9, 10, False), (9, 9, True),
])  # fmt: skip
def test_hardly_any_networking_takes_two_full_weeks(first, second, strong):
    weeks = [spent(0, 10 * share, 1000 - 10 * share) for share in (first, second)]
    assert only("A1b", *weeks) is strong
    assert only("A1b", *weeks, FINE, over=False) is strong  # the running week is left out


def test_one_week_with_too_little_to_say_is_no_week_without_networking():
    assert only("A1b", spent(0, 0, 170), spent(0, 0, 600)) is None


# A2


@pytest.mark.parametrize(("hard", "strong"), [(40, None), (39, False), (20, False), (19, True)])
def test_the_hard_part_is_expected_to_be_two_fifths(hard, strong):
    assert only("A2", spent(hard * 10, 1000 - hard * 10)) is strong


@pytest.mark.parametrize(("met", "strong"), [(6, None), (5, False), (3, False), (2, True)])
def test_six_of_ten_people_met_are_expected_to_be_followed_up(met, strong):
    assert only("A2", spent(500, 500), coverage=(met, 10)) is strong


def test_one_person_met_says_nothing():
    assert only("A2", spent(500, 500), coverage=(0, 1)) is None


@pytest.mark.parametrize(("networking", "said"), [(89, False), (90, True)])
def test_under_an_hour_and_a_half_of_networking_nothing_is_said(networking, said):
    assert (only("A2", spent(0, networking, 200)) is not None) is said


def test_the_hard_part_is_said_beside_the_own_goal():
    (text,) = [one.text for one in found(facts(WORKED)) if one.id == "A2"]
    assert text == "The hard part took 40 min. Your own goal is 2 h 15."
    (text,) = [one.text for one in found(facts(WORKED, over=False)) if one.id == "A2"]
    assert text == "The hard part has taken 40 min so far. Your own goal is 2 h 15."
    (text,) = [one.text for one in found(facts(spent(140, 600, 1))) if one.id == "A2"]
    assert text == "The hard part took 2 h 20, of 12 h 20 of networking."


# A3 and A3b


def boxed(first, time, short=0, let_go=0, **more):
    shares = dict(zip(Box, (first, time, short, let_go), strict=True))
    return spent(300, 0, sum(shares.values()) - 300, boxes=shares, purposeful=300, **more)


@pytest.mark.parametrize(
    ("first", "time", "strong"),
    [
        (350, 650, None), (351, 649, False), (500, 500, False), (501, 499, True),
        (300, 400, None), (300, 399, False), (300, 200, False), (300, 199, True),
    ],
)  # fmt: skip
def test_fires_begin_over_35_per_cent_or_with_little_time_for_the_calm(first, time, strong):
    assert only("A3", boxed(first, time, let_go=1000 - first - time)) is strong


def test_interviews_and_events_are_no_fires():
    busy = boxed(500, 500)
    assert only("A3", busy) is False
    busy.appointment_minutes_by_box[Box.DO_FIRST] = 300
    assert only("A3", busy) is None


def test_what_is_said_of_the_boxes_is_what_their_chart_says():
    thirds = spent(300, boxes=dict(zip(Box, (100, 100, 100, 0), strict=True)))
    assert (
        "“Do first” has taken 34%"
        in RULES["A3"](facts(thirds, over=False, own={"A3.first": 30})).text
    )
    halves = spent(200, boxes=dict(zip(Box, (81, 119, 0, 0), strict=True)))  # 40.5% and 59.5%
    assert "41% of your time, “Make time” 59%." in RULES["A3"](facts(halves)).text


def test_where_no_time_is_known_nothing_is_said_of_time():
    done = Balance(tasks_by_box=Counter({Box.DO_FIRST: 3, Box.KEEP_SHORT: 3}))
    for name in ("A3", "A3b"):
        finding = RULES[name](facts(done))
        assert "50% of what you finished" in finding.text
        assert "min" not in " ".join(finding.because)


def test_an_appointment_that_was_ticked_off_is_no_fire_where_no_time_is_known():
    done = Balance(
        tasks_by_box=Counter({Box.DO_FIRST: 4, Box.MAKE_TIME: 4}),
        appointments_by_box=Counter({Box.DO_FIRST: 2}),
    )
    assert only("A3", done) is None


def test_without_three_hours_beside_appointments_nothing_is_said_of_fires():
    for rest, strong in ((179, None), (180, True)):
        week = boxed(300 + rest, 0)
        week.appointment_minutes_by_box[Box.DO_FIRST] = 300
        assert only("A3", week) is strong


@pytest.mark.parametrize(
    ("short", "strong"), [(250, None), (251, False), (400, False), (401, True)]
)
def test_a_quarter_for_others_is_no_finding(short, strong):
    assert only("A3b", boxed(0, 1000 - short, short)) is strong


def test_finished_tasks_are_counted_where_no_time_is_known():
    week = Balance(tasks_by_box=Counter({Box.KEEP_SHORT: 2, Box.MAKE_TIME: 3}))
    assert only("A3b", week) is False
    few = Balance(tasks_by_box=Counter({Box.KEEP_SHORT: 2, Box.MAKE_TIME: 2}))
    assert only("A3b", few) is None


# A4


@pytest.mark.parametrize(("weeks", "strong"), [(2, False), (3, True)])
def test_what_was_left_behind_is_named_with_its_time(weeks, strong):
    week = spent(0, 0, 600, minutes_by_category=Counter({Category.APPLICATIONS: 20}))
    finding = RULES["A4"](facts(week, week, categories=[left_behind(weeks=weeks)]))
    assert finding.text == "Applications were left behind: 40 min in two weeks."
    assert finding.strong is strong


def test_the_longest_left_behind_is_named_first():
    behind = [left_behind(), left_behind(Category.RESEARCH, 4)]
    finding = RULES["A4"](facts(FINE, categories=behind))
    assert finding.text == "Research was left behind: no time in two weeks."
    assert len(finding.because) == 2


def test_nothing_is_left_behind_by_being_below_its_share_only():
    fine = [CategoryShare(key, 0, Fraction(1, 3), 10) for key in TARGETS["full"]]
    assert only("A4", FINE, categories=fine) is None


# A5, A6, A6b


@pytest.mark.parametrize(
    ("purposeful", "strong"), [(500, None), (499, False), (250, False), (249, True)]
)
def test_half_of_networking_is_expected_to_have_a_purpose(purposeful, strong):
    assert only("A5", spent(500, 500, purposeful=purposeful)) is strong


@pytest.mark.parametrize(("networking", "said"), [(59, None), (60, True)])
def test_59_minutes_of_networking_are_too_little_to_speak_of_purpose(networking, said):
    assert only("A5", spent(networking, 0, 300)) is said


def helped(me=0, me_only=0, marked=100, entries=3):
    return spent(
        100, 0, 100, helped_me=me, helped_me_only=me_only, marked=marked, marked_entries=entries
    )


@pytest.mark.parametrize(("first", "second", "strong"), [
    (40, 0, None), (0, 40, None), (39, 39, False), (20, 19, False), (19, 19, True),
])  # fmt: skip
def test_two_weeks_in_a_row_are_needed_to_speak_of_whom_it_helped(first, second, strong):
    assert only("A6", helped(first), helped(second)) is strong


def test_an_hour_has_to_be_marked_in_both_weeks():
    assert only("A6", helped(0, marked=59), helped(0)) is None
    assert only("A6", helped(0, marked=60), helped(0)) is True


@pytest.mark.parametrize(("first", "second", "entries", "strong"), [
    (60, 61, 3, None), (61, 61, 3, False), (81, 80, 3, False), (81, 81, 3, True),
    (90, 90, 2, None),
])  # fmt: skip
def test_mostly_asking_takes_two_weeks_and_five_entries(first, second, entries, strong):
    weeks = [helped(100, only_me, entries=entries) for only_me in (first, second)]
    assert only("A6b", *weeks) is strong


# A7 to A11


def stands(name, **standing):
    return only(name, Balance(), standing=Standing(**standing))


def test_one_task_that_keeps_moving_is_enough_to_say():
    assert stands("A7") is None
    moving = Standing(kept_moving=1, moving_tasks=(Named(uuid4(), "The CV"),))
    finding = RULES["A7"](facts(Balance(), standing=moving))
    assert finding.text == "“The CV” was moved three times or more."


@pytest.mark.parametrize(("put_off", "strong"), [(2, None), (3, False), (5, False), (6, True)])
def test_three_important_tasks_put_off_are_said(put_off, strong):
    assert stands("A7", put_off=put_off) is strong


@pytest.mark.parametrize(("asks", "strong"), [(1, None), (2, False), (9, False)])
def test_two_early_asks_are_said_and_never_as_strong(asks, strong):
    assert stands("A8", early_asks=asks) is strong


@pytest.mark.parametrize(
    ("upkeep", "strong"),
    [("5", None), ("5.01", False), ("8", False), ("8.01", True)],
)
def test_a_quarter_more_people_than_time_are_no_finding(upkeep, strong):
    assert stands("A9", upkeep=Fraction(upkeep), capacity=Fraction(4)) is strong


def test_without_any_time_for_the_hard_part_one_person_is_more_than_time():
    assert stands("A9", upkeep=Fraction(1), capacity=Fraction(0)) is True
    assert stands("A9") is None


@pytest.mark.parametrize(("days", "strong"), [(-1, False), (0, False), (2, False), (3, True)])
def test_a_promise_slips_from_the_day_before(days, strong):
    assert stands("A10", slipping=(Slipping(uuid4(), "Ana Ro", days),)) is strong
    assert stands("A10") is None


def test_a_closed_review_knows_no_name_and_its_sentence_is_whole_without():
    standing = Standing(slipping=(Slipping(uuid4(), "", 4),))
    finding = RULES["A10"](facts(FINE, standing=standing))
    assert finding.text == "A promise has waited for 4 days."
    assert finding.because == ["Said from the day before it is due."]


@pytest.mark.parametrize(
    ("told", "of", "strong"),
    [(5, 10, None), (4, 10, False), (5, 20, False), (4, 20, True), (0, 2, None), (0, 3, True)],
)
def test_half_of_those_in_touch_are_expected_to_know(told, of, strong):
    assert stands("A11", told=Ratio(told, of, 3)) is strong


def test_talks_a_week_are_the_same_number_in_the_finding_and_the_measure():
    now = Standing(upkeep=Fraction(1, 4), capacity=Fraction(1, 20))
    assert said(WeekNumbers(LAST), now=now)["M19"].value == "0.3 a week"
    assert (
        "takes 0.3 talks a week. There is time for 0.1."
        in RULES["A9"](facts(FINE, standing=now)).text
    )


def test_how_things_stand_is_not_said_of_weeks_long_gone():
    for name in ("A7", "A8", "A9", "A10", "A11"):
        assert RULES[name](facts(FINE)) is None


# All together


def test_strong_ones_come_first_and_then_what_others_wait_for():
    slipping = (Slipping(uuid4(), "Ana", 0),)
    week = spent(0, 1000, purposeful=400)
    assert ids(week, standing=Standing(slipping=slipping)) == ["A2", "A10", "A5"]


def test_what_was_left_behind_is_left_to_too_much_networking_only_where_that_is_shown():
    slipping = (Slipping(uuid4(), "Ana", 5),)
    week = spent(70, 580, 350, purposeful=650)  # A2 as strong, and networking over 60%
    told = facts(week, standing=Standing(slipping=slipping), categories=[left_behind(weeks=3)])
    assert [one.id for one in found(told)] == ["A10", "A2", "A4", "A1"]
    told = facts(
        spent(240, 410, 350, purposeful=650), standing=Standing(slipping=slipping),
        categories=[left_behind(weeks=3)],
    )  # fmt: skip
    assert [one.id for one in found(told)] == ["A10", "A4", "A2", "A1"]
    assert [one.id for one in shown(told)] == ["A10", "A4"]


def test_a_week_of_rest_leaves_nothing_behind():
    standing = Standing(
        open_by_category=Counter({Category.RESEARCH: 1}),
        last_day_by_category={Category.RESEARCH: LAST.first - timedelta(days=30)},
    )
    rested = [WeekNumbers(LAST.back(n), Balance()) for n in range(7, -1, -1)]
    shares = categories(rested, TARGETS["full"], standing, LAST.last)
    assert not any(one.is_left_behind for one in shares)


def test_every_finding_has_a_rule_a_name_and_numbers_of_its_own():
    assert set(RULES) == set(ORDER) == {kind.id for kind in KINDS}
    assert len(ORDER) == 14


def test_a_border_that_was_moved_counts_instead_of_ours():
    week = spent(620, 0, 380)
    late = Standing(overdue_other=1)
    assert only("A1", week, standing=late) is False
    assert only("A1", week, standing=late, own={"A1.over": 62}) is None
    assert only("A1", week, standing=late, own={"A1.over": 50, "A1.strong": 61}) is True


@pytest.mark.parametrize("nonsense", ["62", None, True, -1, 101, 62.5, [], {}])
def test_a_border_that_is_no_number_counts_as_ours(nonsense):
    assert Borders({"A1.over": nonsense, "A99.x": 1})["A1.over"] == USUAL["A1.over"]


def test_every_finding_says_its_numbers():
    slipping = (Slipping(uuid4(), "Ana", 5),)
    standing = Standing(
        slipping=slipping, put_off=7, early_asks=3, upkeep=Fraction(9), capacity=Fraction(2),
        told=Ratio(0, 9, 3), overdue_other=2,
    )  # fmt: skip
    week = spent(10, 890, 100, boxes=dict(zip(Box, (400, 200, 300, 100), strict=True)),
                 marked=100, marked_entries=9)  # fmt: skip
    every = found(facts(week, week, standing=standing, categories=[left_behind()]))
    assert len(every) == 12
    for finding in every:
        assert finding.because
        assert all(
            line.endswith(".") and any(map(str.isdigit, line)) for line in finding.because[:1]
        )
        assert finding.text.endswith(".")


def test_a_running_week_on_its_first_day_has_nothing_to_say():
    assert ids(Balance(), over=False, standing=Standing()) == []
