from datetime import date, timedelta

import pytest

from tasks.urgency import Appointment, Dated, looks_urgent, why_urgent

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


def why(days, ahead=(), **sort):
    facts = {"is_appointment": False, "is_follow_up": False, "is_promise": False, **sort}
    due = None if days is None else TODAY + timedelta(days=days)
    coming = [Appointment(sort, TODAY + timedelta(days=n)) for sort, n in ahead]
    return why_urgent(Dated(due, **facts), TODAY, 2, coming)


@pytest.mark.parametrize(
    ("days", "sort", "expected"),
    [
        (0, {}, "Due today"),
        (1, {}, "Due tomorrow"),
        (2, {}, "Due Fri 27 Nov"),
        (-1, {}, "Waiting since yesterday"),
        (-2, {"is_follow_up": True}, "Waiting since Monday"),
        (1, {"is_promise": True}, "Promised for tomorrow"),
        (-30, {"is_promise": True}, "Waiting since 26 October"),
        (1, {"is_appointment": True}, "Tomorrow"),
        (3, {}, ""),
        (None, {}, ""),
    ],
)
def test_the_reason_is_said_in_words(days, sort, expected):
    assert why(days, **sort) == expected


@pytest.mark.parametrize(
    ("needed_for", "ahead", "expected"),
    [
        ("interview", [("interview", 1)], "Needed before tomorrow's interview"),
        ("interview, event", [("interview", 1), ("event", 0)], "Needed before today's event"),
        ("Interviews", [("interview", 3)], "Needed before Saturday's interview"),
        ("interview", [("interview", 7)], "Needed before next Wednesday's interview"),
        ("interview", [("interview", 8)], ""),
        ("interview", [("interview", -1)], ""),
        ("interview", [("event", 1)], ""),
        ("everything", [("event", 1)], ""),
        ("eventually", [("event", 1)], ""),
        ("", [("event", 1)], ""),
    ],
)
def test_what_an_event_or_interview_within_a_week_needs_looks_urgent(needed_for, ahead, expected):
    assert why(None, ahead, needed_for=needed_for) == expected


def test_its_own_date_is_the_better_reason():
    assert why(1, [("event", 1)], needed_for="event") == "Due tomorrow"
