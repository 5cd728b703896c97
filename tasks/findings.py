"""What the review says of a week: one place, so that its page and its e-mail agree."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tasks.ledger import WeekNumbers, goal_of
from tasks.sentences import WeekFacts

if TYPE_CHECKING:
    from jobsearch.models import User

QUIET_DAYS = 7


def facts_of(user: User, weeks: list[WeekNumbers], today: date) -> WeekFacts:
    """`weeks` as of `look_back`: the oldest first, and the one under review last."""
    joined = user.today(user.date_joined)
    return WeekFacts(
        weeks,
        goal_of(user),
        is_over=today not in weeks[-1].week,
        is_settled=(today - joined).days >= QUIET_DAYS,
    )
