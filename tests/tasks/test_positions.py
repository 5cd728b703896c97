import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.positions import between


@given(st.lists(st.integers(min_value=0, max_value=10_000), max_size=200))
def test_between_any_two_places_there_is_another(choices):
    places = []
    for choice in choices:
        i = choice % (len(places) + 1)
        before = places[i - 1] if i else None
        after = places[i] if i < len(places) else None
        places.insert(i, between(before, after))
    assert places == sorted(set(places))


def test_a_list_that_grows_at_one_end_keeps_short_places():
    top = bottom = between(None, None)
    for _ in range(5000):
        top, bottom = between(None, top), between(bottom, None)
    assert len(top) <= 4 and len(bottom) <= 4


def test_the_same_gap_can_be_halved_again_and_again():
    low, high = between(None, None), between(between(None, None), None)
    for _ in range(500):
        high = between(low, high)
        assert low < high


@pytest.mark.parametrize(("before", "after"), [("a1", "a0"), ("a0", "a0")])
def test_neighbours_in_the_wrong_order_are_refused(before, after):
    with pytest.raises(ValueError):
        between(before, after)
