"""What weeks went on, in numbers: the one place where minutes become shares.

It knows no models and no clock. A share is None where there is too little to say; it is exact
when compared and a whole per cent only when shown. tasks/ledger/ brings the rows together,
tasks/numbers.py puts the numbers into words, and /help/method/#measures says what they are.
"""

from tasks.measures.balance import (
    ENOUGH_MARKED,
    ENOUGH_MINUTES,
    ENOUGH_NETWORKING,
    ENOUGH_TASKS,
    Balance,
    Entry,
)
from tasks.measures.categories import (
    LEFT_BEHIND_WEEKS,
    UNTOUCHED_DAYS,
    CategoryShare,
    categories,
    name_of,
)
from tasks.measures.fires import ENOUGH_FIRES, WELL_BEFORE, Fires, Urgent
from tasks.measures.kept import (
    ENOUGH_INTRODUCTIONS,
    ENOUGH_MET,
    GRACE,
    FollowUp,
    Kept,
    Newcomer,
    reached,
)
from tasks.measures.shares import Ratio, percents
from tasks.measures.standing import Named, Slipping, Standing
from tasks.measures.week import WeekNumbers, together

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
