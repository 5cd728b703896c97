"""What each category got, against its target, and what was left behind (M10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from contacts.kinds import Category
from tasks.review.measures.balance import Balance
from tasks.review.measures.standing import Standing
from tasks.review.measures.week import WeekNumbers
from tasks.review.presets import EASY, HARD, PARTS

TOO_LITTLE = Fraction(1, 2)
LEFT_BEHIND_WEEKS, UNTOUCHED_DAYS = 2, 14
_NAMES = {HARD: "Networking, hard part", EASY: "Networking, easy part"}


@dataclass(frozen=True)
class CategoryShare:
    """`share` is of what the target would have been, in the last of the weeks."""

    category: str  # a key of the targets
    minutes: int
    share: Fraction | None
    target: int
    is_left_behind: bool = False
    weeks_left_behind: int = 0

    @property
    def label(self) -> str:
        return name_of(self.category)


def name_of(category: str) -> str:
    return _NAMES.get(category) or Category(category).label


def categories(
    weeks: Sequence[WeekNumbers],
    targets: Mapping[str, int],
    standing: Standing | None,
    today: date,
) -> list[CategoryShare]:
    """`weeks` as of `look_back`.

    Networking is left behind as a whole only; its hard part says so, as the one to begin with.
    """
    this = weeks[-1].balance
    found = []
    for key in PARTS:
        target, minutes = targets.get(key, 0), _minutes(this, [key])
        behind = 0 if key == EASY else _weeks_behind(weeks, targets, key, standing, today)
        share = _of_target(this, minutes, target)
        found.append(CategoryShare(key, minutes, share, target, behind > 0, behind))
    return found


def _weeks_behind(
    weeks: Sequence[WeekNumbers],
    targets: Mapping[str, int],
    key: str,
    standing: Standing | None,
    today: date,
) -> int:
    """None of what is meant to get nothing."""
    keys = [HARD, EASY] if key == HARD else [key]
    target = sum(targets.get(each, 0) for each in keys)
    # Nothing is held against a rest: of weeks with little in them nothing is said.
    worked = any(each.balance.is_enough for each in weeks[-2:])
    quiet = _untouched_days(key, standing, today) if target and worked else 0
    behind = max(_run(weeks, keys, target, today), quiet // 7 if quiet >= UNTOUCHED_DAYS else 0)
    return behind if behind >= LEFT_BEHIND_WEEKS else 0


def _run(weeks: Sequence[WeekNumbers], keys: Sequence[str], target: int, today: date) -> int:
    """Weeks in a row, up to the last that is over, with less than half of the target."""
    run = 0
    for week in reversed([each for each in weeks if each.week.last < today]):
        share = _of_target(week.balance, _minutes(week.balance, keys), target)
        if share is None or share >= TOO_LITTLE:
            break
        run += 1
    return run


def _untouched_days(key: str, standing: Standing | None, today: date) -> int:
    """Days without a minute, if something in it is waiting to be done."""
    category = Category.NETWORKING if key == HARD else Category(key)
    if standing is None or not standing.open_by_category[category]:
        return 0
    # Of what was never touched, since it was first written down.
    begin = standing.last_day_by_category.get(category)
    begin = begin or standing.oldest_open_by_category.get(category)
    return (today - begin).days if begin else 0


def _minutes(balance: Balance, keys: Sequence[str]) -> int:
    parts = {HARD: balance.hard, EASY: balance.easy}
    return sum(
        parts[key] if key in parts else balance.minutes_by_category[Category(key)] for key in keys
    )


def _of_target(balance: Balance, minutes: int, target: int) -> Fraction | None:
    if not (balance.is_enough and target):
        return None
    return Fraction(100 * minutes, balance.total * target)
