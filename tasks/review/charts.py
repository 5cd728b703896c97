"""What the review draws, and where its marks go: places and lengths in per cent, as SVG has them.

A `Picture` is plain numbers and words, so that it can be written down and drawn again later: the
page, its print and the week that somebody shares are drawn from the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from itertools import dropwhile
from typing import Any, Protocol

from contacts.boxes import Box
from contacts.kinds import Category
from tasks.review.measures import (
    Balance,
    CategoryShare,
    Kept,
    WeekNumbers,
    name_of,
    percents,
    together,
)
from tasks.review.presets import EASY, HARD

PARTS = ("hard", "easy", "other")
# How a category is drawn: as the part of the hours it belongs to.
PART_OF = {HARD: "hard", EASY: "easy"}
SPANS = (1, 4, 8)
# The share of a bar that a number needs on a wide screen and on a phone, by its letters.
ROOM = {1: (4.0, 6.0), 2: (6.0, 10.0), 3: (7.5, 14.5), 4: (9.5, 19.0)}
# Columns leave the top of their picture to the numbers.
COLUMN_TOP = 26.0


class Hours(Protocol):
    @property
    def hard(self) -> int: ...
    @property
    def easy(self) -> int: ...
    @property
    def other(self) -> int: ...


@dataclass(frozen=True)
class WeekFigures:
    """What is drawn of one week."""

    first: date
    hard: int
    easy: int
    other: int
    kept: int
    settled: int

    @classmethod
    def of(cls, numbers: WeekNumbers) -> WeekFigures:
        balance, kept = numbers.balance, numbers.kept
        hours = (balance.hard, balance.easy, balance.other)
        return cls(numbers.week.first, *hours, kept.kept, kept.settled)

    @property
    def total(self) -> int:
        return self.hard + self.easy + self.other

    @cached_property
    def percent(self) -> int | None:
        return Kept(self.kept, self.settled).percent


@dataclass(frozen=True)
class BoxFigures:
    box: str
    minutes: int
    percent: int
    was: int | None

    @property
    def label(self) -> str:
        return Box(self.box).label

    @property
    def width(self) -> str:
        return percent(self.percent)


@dataclass(frozen=True)
class CategoryFigures:
    """The time one sort of work got, beside what was meant for it."""

    name: str
    part: str
    minutes: int
    percent: int
    target: int | None  # none for what is not sorted yet
    weeks_left_behind: int = 0


@dataclass(frozen=True)
class Picture:
    """All that the charts of a week show, over one, four or eight weeks."""

    weeks: Sequence[WeekFigures]
    goal: int
    boxes: Sequence[BoxFigures] = ()
    categories: Sequence[CategoryFigures] = ()
    wellbeing: int = 0
    span: int = 1
    kept: dict[str, int] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As JSON has it; `read` is the way back."""
        found = asdict(self)
        for week in found["weeks"]:
            week["first"] = week["first"].isoformat()
        return found

    @classmethod
    def read(cls, plain: dict[str, Any]) -> Picture:
        weeks = [{**week, "first": date.fromisoformat(week["first"])} for week in plain["weeks"]]
        return cls(
            **{
                **plain,
                "weeks": [WeekFigures(**week) for week in weeks],
                "boxes": [BoxFigures(**box) for box in plain["boxes"]],
                "categories": [CategoryFigures(**one) for one in plain["categories"]],
            }
        )

    # What is drawn of it

    @cached_property
    def scale(self) -> int:
        """The minutes that the hours are wide: the longest week, or the goal, and a little more."""
        longest = max(week.total for week in self.weeks)
        return round(1.03 * max(longest, self.goal)) or 1

    @property
    def goal_x(self) -> str:
        return percent(100 * self.goal / self.scale)

    @cached_property
    def rows(self) -> list[HoursRow]:
        """From the first week that has something; the last one is always there."""
        begun = dropwhile(lambda week: not week.total, self.weeks[:-1])
        return [
            HoursRow(week, hours_in_words(week.total), bar(week, self.scale))
            for week in [*begun, self.weeks[-1]]
        ]

    @cached_property
    def columns(self) -> list[Column]:
        step = 100 / len(self.weeks)
        return [_column(week, percent(place * step)) for place, week in enumerate(self.weeks)]

    @property
    def kept_in_words(self) -> str:
        shares = (week.percent for week in self.weeks)
        return ", ".join("none" if share is None else str(share) for share in shares)

    @property
    def parts_of_the_time(self) -> list[CategoryRow]:
        """The hard part, the easy part and other work; `other_work` says what that was."""
        other = [one for one in self.categories if one.part == "other"]
        whole = CategoryFigures(
            "Other work",
            "other",
            sum(one.minutes for one in other),
            sum(one.percent for one in other),
            sum(one.target or 0 for one in other),
        )
        networking = [
            one for name in PART_OF.values() for one in self.categories if one.part == name
        ]
        return [CategoryRow(one) for one in [*networking, whole]]

    @property
    def other_work(self) -> list[CategoryRow]:
        return [CategoryRow(one) for one in self.categories if one.part == "other"]

    @property
    def left_behind(self) -> list[CategoryFigures]:
        return [one for one in self.categories if one.weeks_left_behind]

    @property
    def kept_together(self) -> Kept:
        return Kept(sum(week.kept for week in self.weeks), sum(week.settled for week in self.weeks))

    @property
    def kept_now(self) -> Kept:
        """Of the weeks that are looked at."""
        seen = self.weeks[-self.span :]
        return Kept(sum(week.kept for week in seen), sum(week.settled for week in seen))


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
    week: WeekFigures
    total: str
    parts: list[Part]


@dataclass(frozen=True)
class CategoryRow:
    """Its bar, and the mark of what was meant for it, in a track that is the whole time wide."""

    of: CategoryFigures

    @property
    def width(self) -> str:
        return percent(self.of.percent)

    @property
    def meant_x(self) -> str | None:
        return None if self.of.target is None else percent(self.of.target)


@dataclass(frozen=True)
class Column:
    week: WeekFigures
    x: str
    text: str
    text_y: str
    y: str
    height: str


def picture(
    weeks: Sequence[WeekNumbers], goal: int, shares: Sequence[CategoryShare], span: int = 1
) -> Picture:
    """`weeks` as of `look_back`, and the shares of the categories over the last `span` of them."""
    now = together(weeks[-span:])
    earlier = weeks[-2 * span : -span]
    kept = now.kept if span == 1 else Kept()
    return Picture(
        weeks=[WeekFigures.of(week) for week in weeks],
        goal=goal,
        boxes=boxes(now.balance, together(earlier).balance if earlier else None),
        categories=categories(now.balance, shares),
        wellbeing=now.balance.wellbeing,
        span=span,
        kept={"have_time": kept.have_time, "done_later": kept.done_later},
    )


def boxes(this: Balance, before: Balance | None) -> list[BoxFigures]:
    """The four boxes of this time beside the time before; none without enough to say."""
    now, was = this.box_percents, before.box_percents if before else None
    if now is None:
        return []
    return [
        BoxFigures(box.value, this.minutes_by_box[box], now[box], was[box] if was else None)
        for box in Box
    ]


def categories(this: Balance, shares: Sequence[CategoryShare]) -> list[CategoryFigures]:
    """What each sort of work got of the whole; none without enough to say."""
    if not this.is_enough:
        return []
    keys = [*(each.category for each in shares), Category.UNSORTED.value]
    minutes = [_minutes(this, key) for key in keys]
    *shown, unsorted = percents(minutes)
    found = [
        CategoryFigures(
            name_of(each.category),
            PART_OF.get(each.category, "other"),
            spent,
            share,
            each.target,
            each.weeks_left_behind,
        )
        for each, spent, share in zip(shares, minutes, shown, strict=False)
    ]
    if minutes[-1]:
        label = Category.UNSORTED.label
        found.append(CategoryFigures(label, "other", minutes[-1], unsorted, None))
    return found


def _minutes(this: Balance, key: str) -> int:
    if key in PART_OF:
        return this.hard if key == HARD else this.easy
    return this.minutes_by_category[Category(key)]


def bar(week: Hours, scale: int) -> list[Part]:
    """Hard, easy and other work one after the other, on a line that is `scale` minutes long."""
    parts, start = [], 0
    for name in PARTS:
        minutes = getattr(week, name)
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


def _column(week: WeekFigures, x: str) -> Column:
    kept = week.percent
    height = (100 - COLUMN_TOP) * (kept or 0) / 100
    top = 100 - height
    text = "–" if kept is None else str(kept)
    return Column(week, x, text, percent(top - COLUMN_TOP / 2), percent(top), percent(height))


def hours(minutes: int) -> str:
    """Hours as a short number: 120 -> "2", 245 -> "4.1"."""
    return f"{minutes / 60:.1f}".removesuffix(".0")


def hours_in_words(minutes: int) -> str:
    return f"{hours(minutes)} h" if minutes >= 60 or not minutes else f"{minutes} min"


def percent(value: float) -> str:
    return f"{value:.2f}%"
