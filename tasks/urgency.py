"""What looks urgent, in words; only the user moves a card (/help/method/#urgent)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Dated:
    """What the rule needs to know of a task."""

    due_on: date | None
    is_appointment: bool
    is_follow_up: bool
    is_promise: bool


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
