from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from contacts.boxes import Box
from tasks.review import sentences
from tasks.review.findings import Finding
from tasks.review.ledger import WeekNumbers
from tasks.review.measures import Balance, Fires, Kept
from tasks.review.sentences import WeekFacts
from tasks.weeks import Week
from tests.tasks.measured import said

LAST = Week(date(2026, 11, 16))


def facts(*last_weeks, goal=240, over=True, settled=True):
    """Eight weeks; those not given are empty. A week is a Balance, a Kept, or both."""
    given = [week if isinstance(week, tuple) else (week,) for week in last_weeks]
    given = [()] * (8 - len(given)) + given
    weeks = [
        WeekNumbers(
            LAST.back(7 - place),
            next((part for part in parts if isinstance(part, Balance)), Balance()),
            next((part for part in parts if isinstance(part, Kept)), Kept()),
        )
        for place, parts in enumerate(given)
    ]
    return WeekFacts(weeks, goal, is_over=over, is_settled=settled)


def spent(hard=0, easy=0, other=0, boxes=(0, 0, 0, 0), **more):
    by_box = dict(zip(Box, boxes, strict=True))
    week = Balance(hard=hard, easy=easy, other=other, **more)
    week.minutes_by_box.update(by_box)
    return week


def words(pieces):
    return "".join(piece.text for piece in pieces)


def test_the_balance_is_said_in_one_sentence():
    said = sentences.balance_sentence(spent(40, 140, 120))
    assert words(said) == "You spent 60% networking, and 78% of that was the easy part."


def test_the_two_parts_of_networking_sum_to_a_hundred():
    week = spent(75, 125)  # 37.5% and 62.5%
    assert "62% of that was the easy part" in words(sentences.balance_sentence(week))
    m2 = said(WeekNumbers(Week(date(2026, 11, 16)), week))["M2"]
    assert m2.value == "38%"


def test_the_balance_of_the_mock_up():
    said = sentences.balance_sentence(spent(120, 480, 245))
    assert words(said) == "You spent 71% networking, and 80% of that was the easy part."


def test_under_an_hour_of_networking_nothing_is_said_of_its_parts():
    assert words(sentences.balance_sentence(spent(30, 29, 240))) == "You spent 20% networking."


def test_no_networking_is_said_in_words():
    assert words(sentences.balance_sentence(spent(other=240))) == "You spent no time on networking."


def test_under_three_hours_no_balance_is_said():
    assert sentences.balance_sentence(spent(40, 139)) == []


def test_the_best_week_is_named_first():
    said = sentences.good_thing(facts(Kept(1, 2), Kept(1, 3), Kept(2, 3), Kept(7, 9)))
    assert said == "Well done: you kept 7 of 9 follow-ups, your best week in eight."


def test_the_second_best_week_is_worth_saying_too():
    said = sentences.good_thing(facts(Kept(1, 2), Kept(4, 5), Kept(2, 3), Kept(7, 9), over=False))
    assert said == "Well done: you kept 7 of 9 follow-ups so far, your second best week in eight."


def test_a_shared_first_place_is_not_called_the_best():
    said = sentences.good_thing(facts(Kept(1, 2), Kept(4, 4), Kept(2, 3), Kept(3, 3)))
    assert said == "Well done: you kept 3 of 3 follow-ups, as good as your best week in eight."


@pytest.mark.parametrize(
    "weeks",
    [
        [Kept(1, 2), Kept(1, 3), Kept(2, 2)],  # three weeks are no rank
        [Kept(0, 2), Kept(0, 3), Kept(0, 3), Kept(1, 1)],  # one is no achievement
        [Kept(0, 9), Kept(0, 9), Kept(0, 9), Kept(2, 9)],  # nor is under a half
        [Kept(1, 3), Kept(4, 4), Kept(5, 6), Kept(3, 4)],  # third best
        [Kept(1, 3), Kept(4, 4), Kept(2, 3), Kept(2, 3)],  # nor is a shared second place named
    ],
)
def test_without_a_rank_the_count_is_said_alone(weeks):
    said = sentences.good_thing(facts(*weeks))
    assert "best week" not in said
    kept = weeks[-1]
    assert f"{kept.kept} of {kept.settled}" in said or kept.kept == kept.settled


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (Kept(1, 1), "Well done: you kept a follow-up on time."),
        (Kept(3, 3), "Well done: you kept all 3 follow-ups on time."),
        (Kept(1, 3), "You kept 1 of 3 follow-ups."),
    ],
)
def test_a_follow_up_on_time_is_a_good_thing(kept, said):
    assert sentences.good_thing(facts(kept)) == said


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (["Ana"], "Well done: you and Ana know each other better than before."),
        (["Ana", "Bo"], "Well done: you and Ana and 1 other know each other better than before."),
    ],
)
def test_somebody_who_moved_up_a_level_is_a_good_thing(who, said):
    told = replace(facts(Kept(1, 3)), moved_up=who)
    assert sentences.good_thing(told) == said


@pytest.mark.parametrize(
    ("week", "said"),
    [
        (spent(30, promises_kept=2), "Well done: you kept 2 promises."),
        (spent(30, put_off_done=1), "Well done: you finished 1 task that you tend to put off."),
        (spent(30, 200), "You gave 30 min to the hard part of networking."),
        (Balance(other=200, tasks_by_box=Counter({Box.DO_FIRST: 3})), "You finished 3 tasks."),
        (spent(easy=200), "You gave the search 3 h 20."),
    ],
)
def test_the_good_thing_is_true_and_modest(week, said):
    assert sentences.good_thing(facts(week)) == said


def test_the_trend_compares_the_first_two_weeks_with_the_last_two():
    weeks = [spent(30, 100), spent(60, 100), *[spent(500)] * 4, spent(120), spent(120)]
    assert sentences.trend(facts(*weeks)) == (
        "The hard part grew from 45 min to 2 h a week in eight weeks."
    )


def test_a_running_week_is_left_out_of_the_trend():
    weeks = [spent(30, 100), spent(60, 100), *[spent(500)] * 3, spent(120), spent(120), spent(5)]
    assert sentences.trend(facts(*weeks, over=False)) == (
        "The hard part grew from 45 min to 2 h a week in seven weeks."
    )


def test_less_is_said_without_a_reproach():
    weeks = [spent(120, 100), spent(120), *[spent(500)] * 4, spent(60), spent(30)]
    assert sentences.trend(facts(*weeks)) == (
        "The hard part went from 2 h to 45 min a week in eight weeks."
    )


def test_a_quarter_of_an_hour_less_is_the_smallest_change():
    middle = [spent(500)] * 4
    near = facts(spent(100, 100), spent(100), *middle, spent(114), spent(114))
    assert sentences.trend(near) == "The hard part stayed near 1 h 54 a week."
    more = facts(spent(100, 100), spent(100), *middle, spent(115), spent(115))
    assert "grew" in sentences.trend(more)


def test_somebody_who_began_lately_has_no_trend():
    assert sentences.trend(facts(spent(120), spent(300))) == ""


def test_make_time_is_compared_with_the_week_before():
    before, now = spent(200, boxes=(162, 38, 0, 0)), spent(200, boxes=(146, 54, 0, 0))
    assert sentences.box_sentence(facts(before, now)) == "Make time grew from 19% to 27%."
    assert sentences.box_sentence(facts(now, before)) == "Make time went from 27% to 19%."
    assert sentences.box_sentence(facts(now, now)) == "Make time stayed at 27%."
    assert sentences.box_sentence(facts(now)) == "Make time took 27%."
    assert sentences.box_sentence(facts(before, spent(30))) == ""


@pytest.mark.parametrize(
    ("found", "begins"),
    [
        (Fires(6, 4), "Six urgent things this week. Four of them had been on your board"),
        (Fires(3, 3), "Three urgent things this week. All of them had been on your board"),
        (Fires(3, 1), "Three urgent things this week. One of them had been on your board"),
        (Fires(2, 2), ""),
        (Fires(6, 0), ""),
    ],
)
def test_fires_are_named_where_there_is_something_to_learn(found, begins):
    assert sentences.fires(found).startswith(begins)
    assert bool(sentences.fires(found)) == bool(begins)


def test_the_mail_says_no_more_than_the_page_and_nothing_twice():
    told = facts(spent(hard=120, easy=240, other=330))
    finding, second = Finding("A5", "cup", "One thing.", False), Finding("A6", "cup", "Two.", False)
    assert sentences.in_short(told, [finding, second]) == [
        "You gave this week 11 h 30.",
        sentences.good_thing(told),
        "You spent 52% networking, and 67% of that was the easy part.",
        "One thing.",
    ]
    only_given = facts(spent(other=60))
    assert sentences.in_short(only_given) == ["You gave this week 1 h."]
    assert sentences.in_short(facts(spent())) == []
