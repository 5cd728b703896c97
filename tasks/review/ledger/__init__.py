"""Brings together what the measures need, each in a fixed number of queries.

look_back(user, week, today)  # list[WeekNumbers], the week under review last: what flows
standing(user, today)         # Standing: how things stand on that day
in_brief(user, today)         # the same for findings alone
tasks_of(user, week, today)   # list[TaskRow], for look_back_in_brief() and in_brief()
standing_in(user, week, today)  # the same, or None when the week is too long ago for it
done_in(user, week)           # list[Done]: what was done, line by line
"""

from tasks.review.ledger.done import Done, done_in
from tasks.review.ledger.rows import TaskRow, open_rows
from tasks.review.ledger.standing import in_brief, standing, standing_in
from tasks.review.ledger.weeks import (
    WEEKS_SHOWN,
    WeekSoFar,
    fires,
    follow_ups,
    goal_of,
    hours_so_far,
    is_near,
    look_back,
    look_back_in_brief,
    tasks_of,
    week_so_far,
)
from tasks.review.measures import WeekNumbers

__all__ = [
    "WEEKS_SHOWN",
    "Done",
    "TaskRow",
    "WeekNumbers",
    "WeekSoFar",
    "done_in",
    "fires",
    "follow_ups",
    "goal_of",
    "hours_so_far",
    "in_brief",
    "is_near",
    "look_back",
    "look_back_in_brief",
    "open_rows",
    "standing",
    "standing_in",
    "tasks_of",
    "week_so_far",
]
