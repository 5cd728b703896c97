"""What weeks went on, in numbers: the one place where minutes become shares.

It knows no models and no clock. A share is None where there is too little to say; it is exact
when compared and a whole per cent only when shown. tasks/review/ledger/ brings the rows together,
tasks/review/numbers.py puts the numbers into words, and /help/method/#measures says what they are.
"""

from tasks.review.measures.balance import (
    ENOUGH_MARKED,
    ENOUGH_MINUTES,
    ENOUGH_NETWORKING,
    ENOUGH_TASKS,
    Balance,
    Entry,
)
from tasks.review.measures.categories import (
    LEFT_BEHIND_WEEKS,
    UNTOUCHED_DAYS,
    CategoryShare,
    categories,
    name_of,
)
from tasks.review.measures.fires import ENOUGH_FIRES, WELL_BEFORE, Fires, Urgent
from tasks.review.measures.kept import (
    ENOUGH_INTRODUCTIONS,
    ENOUGH_MET,
    GRACE,
    FollowUp,
    Kept,
    Newcomer,
    reached,
)
from tasks.review.measures.shares import Ratio, percents
from tasks.review.measures.standing import Named, Slipping, Standing
from tasks.review.measures.week import WeekNumbers, together

__all__ = [
    "ENOUGH_FIRES",
    "ENOUGH_INTRODUCTIONS",
    "ENOUGH_MARKED",
    "ENOUGH_MET",
    "ENOUGH_MINUTES",
    "ENOUGH_NETWORKING",
    "ENOUGH_TASKS",
    "GRACE",
    "LEFT_BEHIND_WEEKS",
    "UNTOUCHED_DAYS",
    "WELL_BEFORE",
    "Balance",
    "CategoryShare",
    "Entry",
    "Fires",
    "FollowUp",
    "Kept",
    "Named",
    "Newcomer",
    "Ratio",
    "Slipping",
    "Standing",
    "Urgent",
    "WeekNumbers",
    "categories",
    "name_of",
    "percents",
    "reached",
    "together",
]
