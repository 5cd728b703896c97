"""What may fairly be asked of somebody now: /help/method/#ladder."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from contacts.ladder import RUNGS, Rule, Rung, Standing, State, climb, fit, largest_ready, nearest
from contacts.models import Rung as OwnRung
from tests.factories import make_contact

TODAY = date(2026, 11, 25)
IN_TOUCH = Standing(2)
PASS_ON_CV = RUNGS[6]


@pytest.mark.parametrize(
    ("number", "needs", "cost"),
    [
        (1, 1, "none"), (2, 2, "none"), (3, 2, "none"), (4, 2, "none"), (5, 3, "low"),
        (6, 3, "low"), (7, 3, "medium"), (8, 4, "high"), (9, 4, "high"), (10, 4, "high"),
    ],
)  # fmt: skip
def test_the_ten_rungs_are_those_of_the_method(number, needs, cost):
    rung = RUNGS[number - 1]
    assert (rung.number, rung.needs, rung.cost) == (number, needs, cost)


def test_a_cv_passed_on_by_somebody_in_touch_who_hardly_knows_the_target_needs_four():
    for knows in ("not", "slightly"):
        found = fit(PASS_ON_CV, IN_TOUCH, knows_target=knows)
        assert (found.required, found.gap, found.state) == (4, 2, State.EARLY)
        assert found.adjustments == ["One level more: they hardly know the person it should reach."]


@pytest.mark.parametrize("knows", ["", "well", "closely"])
def test_who_knows_the_target_well_needs_no_more(knows):
    assert fit(PASS_ON_CV, IN_TOUCH, knows_target=knows).state == State.SHORT


@pytest.mark.parametrize(
    ("number", "knows", "unseen", "ground", "required"),
    [
        (1, "not", True, "", 1), (1, "", False, "You studied together", 1),
        (4, "not", True, "", 2), (4, "", False, "You studied together", 1),
        (5, "slightly", False, "", 4), (5, "", True, "", 3),
        (5, "", False, "You studied together", 3),
        (6, "", True, "", 3),
        (7, "", True, "", 4), (7, "not", True, "", 5),
        (8, "not", False, "", 5), (8, "not", True, "", 5),
        (10, "", True, "", 5),
    ],
)  # fmt: skip
def test_adjustments_are_of_the_rungs_they_are_for_and_stay_from_one_to_five(
    number, knows, unseen, ground, required
):
    standing = replace(IN_TOUCH, common_ground=ground)
    found = fit(RUNGS[number - 1], standing, knows_target=knows, role_unseen=unseen)
    assert found.required == required


def test_each_adjustment_can_be_switched_off():
    ground = replace(IN_TOUCH, common_ground="You studied together")
    everything = {"knows_target": "not", "role_unseen": True}
    assert fit(PASS_ON_CV, ground, [Rule.HARDLY_KNOWS.value], **everything).required == 4
    assert fit(PASS_ON_CV, ground, [Rule.ROLE_UNSEEN.value], **everything).required == 4
    assert fit(RUNGS[3], ground, [Rule.COMMON_GROUND.value]).required == 2
    assert fit(PASS_ON_CV, ground, [rule.value for rule in Rule], **everything).adjustments == []


@pytest.mark.parametrize(
    ("level", "cooling", "effective"),
    [(3, True, 2), (1, True, 1), (0, True, 0), (3, False, 3), (2, True, 1)],
)
def test_a_cooling_tie_counts_one_lower_but_never_as_a_stranger(level, cooling, effective):
    assert Standing(level, cooling).effective == effective


@pytest.mark.parametrize(
    ("level", "state"),
    [(0, State.EARLY), (1, State.EARLY), (2, State.SHORT), (3, State.READY), (5, State.READY)],
)
def test_the_gap_says_ready_one_step_short_or_too_early(level, state):
    assert fit(PASS_ON_CV, Standing(level)).state == state


def test_what_is_ready_leads_and_the_line_is_between():
    for level in range(6):
        states = [it.is_ready for it in climb(RUNGS, Standing(level))]
        assert states == sorted(states, reverse=True)


def test_the_biggest_ask_that_is_ready_is_offered_instead():
    assert largest_ready(climb(RUNGS, IN_TOUCH)).rung.number == 4
    assert largest_ready(climb(RUNGS, Standing(3))).rung.number == 7
    assert largest_ready(climb(RUNGS, Standing(0))) is None


@pytest.mark.parametrize(
    ("level", "first", "last"), [(0, 1, 6), (1, 1, 6), (2, 2, 7), (3, 5, 10), (5, 5, 10)]
)
def test_six_rows_around_the_line_are_shown(level, first, last):
    shown = [it.rung.number for it in nearest(climb(RUNGS, Standing(level)))]
    assert (shown[0], shown[-1], len(shown)) == (first, last, 6)


def test_a_user_may_change_a_rung_and_add_one(ana):
    OwnRung.objects.create(owner=ana, number=7, words="Hand in my CV", needs=2, cost="low")
    OwnRung.objects.create(owner=ana, number=11, words="Lend me a desk", needs=4, cost="none")
    rungs = ana.rungs.ladder()
    assert [rung.number for rung in rungs] == list(range(1, 12))
    assert rungs[6] == Rung(7, "Hand in my CV", 2, "low", "referral")
    assert rungs[6].is_ours and not rungs[10].is_ours
    assert fit(rungs[6], IN_TOUCH, role_unseen=True).state == State.READY


@pytest.mark.parametrize(
    ("known", "level_of_bringer", "words"),
    [
        ("worked", None, "You worked together"),
        ("studied", None, "You studied together"),
        ("event", None, ""),
        ("introduced", 3, "Priya introduced you"),
        ("introduced", 2, ""),
    ],
)
def test_common_ground_is_a_shared_past_or_an_introduction_by_somebody_who_trusts_me(
    ana, known, level_of_bringer, words
):
    bringer = level_of_bringer and make_contact(ana, "Priya", level=level_of_bringer)
    person = make_contact(ana, "Tomasz", known=known, met_through=bringer)
    assert person.standing(TODAY).common_ground == words


def test_somebody_gone_quiet_stands_one_lower_for_asks(ana):
    quiet = TODAY - timedelta(days=91)
    person = make_contact(ana, level=2, last_two_way_on=quiet, last_contact_on=quiet)
    assert person.standing(TODAY).effective == 1
    person.last_two_way_on = TODAY
    assert person.standing(TODAY).effective == 2


def test_levels_have_the_names_their_user_gave_them(ana):
    ana.level_names = ["", "", "Friendly"]
    assert [make_contact(ana, level=n).level_words.name for n in (1, 2, 3)] == [
        "Met",
        "Friendly",
        "Working trust",
    ]
