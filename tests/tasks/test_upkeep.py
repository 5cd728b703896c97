"""Whether there is time to keep up with everybody."""

from datetime import date
from fractions import Fraction

import pytest

from tasks.upkeep import Upkeep, upkeep_of
from tests.factories import make_contact

TODAY = date(2026, 11, 25)


@pytest.mark.django_db
def test_the_example_of_the_method_fits(ana):
    """12 people at 30 days and 20 at 90 take 4.4; 100 minutes of the hard part are 5."""
    ana.preset, ana.weekly_minutes = "full", 333  # 30 % of it
    for level, many in ((3, 12), (1, 20), (0, 5)):
        for _ in range(many):
            make_contact(ana, level=level)
    found = upkeep_of(ana, TODAY)
    assert (found.people, round(float(found.takes), 1), found.minutes) == (32, 4.4, 100)
    assert (found.has_time_for, found.fits, found.is_much_more) == (5, True, False)
    assert found.sentence == (
        "Keeping up with these 32 people takes 4 talks a week; you have time for 5."
    )


@pytest.mark.django_db
def test_with_nobody_to_keep_up_with_nothing_is_said(ana):
    make_contact(ana, level=0)
    make_contact(ana, level=3, do_not_contact=True)
    assert upkeep_of(ana, TODAY) is None


@pytest.mark.parametrize(
    ("people", "takes", "minutes", "sentence"),
    [
        (1, Fraction(7, 90), 100, "one person takes one talk in 13 weeks; you have time for 5."),
        (9, Fraction(9, 10), 19, "takes one talk a week; your week has time for less than one."),
        (1200, Fraction(1234), 100, "these 1,200 people takes 1,234 talks a week; you have"),
    ],
)
def test_the_sentence_is_true_of_few_and_many(people, takes, minutes, sentence):
    assert sentence in Upkeep(people, takes, minutes).sentence


def test_a_quarter_more_than_fits_is_said_and_offered_help():
    assert not Upkeep(9, Fraction(25, 4), 100).is_much_more
    assert Upkeep(9, Fraction(26, 4), 100).is_much_more
