"""What looks urgent, and why, in words; only the user moves a card (/help/method/#urgent)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tasks.days import day_name, due_words

# An event or interview this near makes what it needs look urgent.
AHEAD_DAYS = 7


@dataclass(frozen=True)
class Appointment:
    """An event or interview that is coming."""

    sort: str  # "event" or "interview", as a task names it in "needed for"
    day: date


@dataclass(frozen=True)
class Dated:
    """What the rule needs to know of a task."""

    due_on: date | None
    is_appointment: bool
    is_follow_up: bool
    is_promise: bool
    needed_for: str = ""


def why_urgent(
    task: Dated, today: date, window_days: int, ahead: Iterable[Appointment] = ()
) -> str:
    """Why it looks urgent: "Due tomorrow". Empty if it does not."""
    if looks_urgent(task, today, window_days) and task.due_on:
        return _by_date(task, task.due_on, today)
    return _before(task.needed_for, today, ahead)


def looks_urgent(task: Dated, today: date, window_days: int) -> bool:
    """Whether the date alone makes it urgent; each sort of task by its own rule only."""
    if task.due_on is None:
        return False
    days_left = (task.due_on - today).days
    if task.is_appointment:
        return 0 <= days_left <= 1
    if task.is_promise:
        return days_left <= 1
    if task.is_follow_up:
        return days_left < 0
    return days_left <= window_days


def _by_date(task: Dated, due_on: date, today: date) -> str:
    if due_on < today:
        return due_words(due_on, today)
    name = day_name(due_on, today)
    if task.is_appointment:
        return name
    start = "Promised for" if task.is_promise else "Due"
    return f"{start} {name.lower() if name in ('Today', 'Tomorrow') else name}"


def _before(needed_for: str, today: date, ahead: Iterable[Appointment]) -> str:
    """ "Needed before Thursday's interview", for the first of those that need it."""
    needing = [
        one
        for one in ahead
        if 0 <= (one.day - today).days <= AHEAD_DAYS
        and re.search(rf"\b{one.sort}s?\b", needed_for, re.IGNORECASE)
    ]
    if not needing:
        return ""
    first = min(needing, key=lambda one: one.day)
    return f"Needed before {_whose(first.day, today)} {first.sort}"


def _whose(day: date, today: date) -> str:
    days_left = (day - today).days
    if days_left <= 1:
        return ("today's", "tomorrow's")[days_left]
    return f"{'next ' if days_left == AHEAD_DAYS else ''}{day:%A}'s"
