"""Where the marks of the review's charts go: places and lengths in per cent, as SVG takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contacts.boxes import Box
from tasks.measures import Balance, Kept

if TYPE_CHECKING:
    from tasks.ledger import WeekNumbers

PARTS = ("hard", "easy", "other")
# The share of a bar that a number needs on a wide screen and on a phone, by its letters.
ROOM = {1: (4.0, 6.0), 2: (6.0, 10.0), 3: (7.5, 14.5), 4: (9.5, 19.0)}
# Columns leave the top of their picture to the numbers.
COLUMN_TOP = 26.0


@dataclass(frozen=True)
class Part:
    """One piece of a bar; `text` is empty, or only for wide screens, where it would not fit."""

    name: str
    x: str
    width: str
    text: str
    wide_screens_only: bool


@dataclass(frozen=True)
class HoursRow:
    numbers: WeekNumbers
    total: str
    parts: list[Part]


@dataclass(frozen=True)
class Share:
    box: Box
    minutes: int
    percent: int
    was: int | None
    width: str


@dataclass(frozen=True)
class Column:
    numbers: WeekNumbers
    x: str
    text: str
    text_y: str
    y: str
    height: str


def bar(balance: Balance, scale: int) -> list[Part]:
    """Hard, easy and other work one after the other, on a line that is `scale` minutes long."""
    parts, start = [], 0
    for name in PARTS:
        minutes = getattr(balance, name)
        if minutes:
            text = hours(minutes)
            width = 100 * minutes / scale
            wide, narrow = ROOM.get(len(text), (100, 100))
            parts.append(
                Part(
                    name,
                    percent(100 * start / scale),
                    percent(width),
                    text if width >= wide else "",
                    width < narrow,
                )
            )
        start += minutes
    return parts


def hours_scale(weeks: Sequence[WeekNumbers], goal: int) -> int:
    """The minutes that the chart is wide: the longest week, or the goal, and a little more."""
    longest = max(week.balance.total for week in weeks)
    return round(1.03 * max(longest, goal)) or 1


def hours_rows(weeks: Sequence[WeekNumbers], scale: int) -> list[HoursRow]:
    return [
        HoursRow(week, hours_in_words(week.balance.total), bar(week.balance, scale))
        for week in weeks
    ]


def shares(this: Balance, before: Balance) -> list[Share]:
    """The four boxes of this week beside the week before; none without enough to say."""
    now, was = this.box_percents, before.box_percents
    if now is None:
        return []
    return [
        Share(box, this.minutes_by_box[box], now[box], was[box] if was else None, percent(now[box]))
        for box in Box
    ]


def columns(weeks: Sequence[WeekNumbers]) -> list[Column]:
    step = 100 / len(weeks)
    return [_column(week, percent(place * step)) for place, week in enumerate(weeks)]


def _column(numbers: WeekNumbers, x: str) -> Column:
    kept = numbers.kept.percent
    height = (100 - COLUMN_TOP) * (kept or 0) / 100
    top = 100 - height
    text = "–" if kept is None else str(kept)
    return Column(numbers, x, text, percent(top - COLUMN_TOP / 2), percent(top), percent(height))


def kept_together(weeks: Sequence[WeekNumbers]) -> Kept:
    return sum((week.kept for week in weeks), Kept())


def hours(minutes: int) -> str:
    """Hours as a short number: 120 -> "2", 245 -> "4.1"."""
    return f"{minutes / 60:.1f}".removesuffix(".0")


def hours_in_words(minutes: int) -> str:
    return f"{hours(minutes)} h" if minutes >= 60 or not minutes else f"{minutes} min"


def percent(value: float) -> str:
    return f"{value:.2f}%"
