from datetime import date, timedelta

import pytest

from tasks.urgency import Dated, looks_urgent

TODAY = date(2026, 11, 25)


def urgent(days, window=2, **sort):
    facts = {"is_appointment": False, "is_follow_up": False, "is_promise": False, **sort}
    due = None if days is None else TODAY + timedelta(days=days)
    return looks_urgent(Dated(due, **facts), TODAY, window)


@pytest.mark.parametrize(
    ("days", "expected"), [(None, False), (-9, True), (0, True), (2, True), (3, False)]
)
def test_a_task_looks_urgent_when_late_or_due_within_the_window(days, expected):
    assert urgent(days) is expected


def test_the_window_is_the_users_own():
    assert urgent(3, window=3) and not urgent(1, window=0)


@pytest.mark.parametrize(("days", "expected"), [(-1, True), (0, False), (1, False)])
def test_a_follow_up_looks_urgent_from_the_day_after_its_date(days, expected):
    assert urgent(days, is_follow_up=True) is expected


@pytest.mark.parametrize(("days", "expected"), [(-1, True), (0, True), (1, True), (2, False)])
def test_a_promise_looks_urgent_from_the_day_before(days, expected):
    assert urgent(days, is_promise=True, is_follow_up=True) is expected


@pytest.mark.parametrize(("days", "expected"), [(-1, False), (0, True), (1, True), (2, False)])
def test_an_appointment_looks_urgent_today_and_tomorrow_only(days, expected):
    assert urgent(days, is_appointment=True, is_follow_up=True) is expected
