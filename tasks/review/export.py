"""The measures of many weeks as a table that any spreadsheet opens."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING

from tasks.review.freezing import thaw
from tasks.review.history import closed_reviews, numbers_of
from tasks.review.ledger import standing
from tasks.review.measures import WeekNumbers
from tasks.review.numbers import NAMES, Measure, measures, with_written_down
from tasks.review.presets import category_targets
from tasks.weeks import Week

if TYPE_CHECKING:
    from jobsearch.models import User
    from tasks.models import Review

# Spreadsheets take UTF-8 for something else without it.
BYTE_ORDER_MARK = "\ufeff"
# What begins with one of these is worked out, and not shown, by a spreadsheet.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
FIRST_COLUMNS = [
    "Week from", "to", "Reviewed on", "Hard part, min", "Easy part, min", "Other work, min",
    "Wellbeing, min", "Follow-ups kept", "of",
]  # fmt: skip
# For M10, three weeks are more than it looks back for.
WEEKS_BEFORE = 8


def table(user: User, weeks: list[Week], today: date) -> str:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(FIRST_COLUMNS + [text for name in NAMES for text in _headings(name)])
    for row in rows(user, weeks, today):
        writer.writerow([plain(cell) for cell in row])
    return BYTE_ORDER_MARK + out.getvalue()


def _headings(name: str) -> list[str]:
    return [f"{name} {NAMES[name]}", f"{name} from"]


def rows(user: User, weeks: list[Week], today: date) -> Iterator[list[str]]:
    if not weeks:
        return
    before = [weeks[0].back(count) for count in reversed(range(1, WEEKS_BEFORE + 1))]
    numbers = numbers_of(user, before + weeks, today)
    reviews, targets = closed_reviews(user), category_targets(user)
    now = standing(user, today)
    for place in range(WEEKS_BEFORE, len(numbers)):
        week = numbers[place].week
        review = reviews.get(week.first)
        found = measures(
            numbers[place - WEEKS_BEFORE : place + 1],
            now if today < week.next.after else None,
            review.targets if review and review.targets else targets,
            today,
        )
        if review:
            found = with_written_down(found, review.numbers)
        yield _row(_as_closed(numbers[place], review), review, found, user)


def _as_closed(week: WeekNumbers, review: Review | None) -> WeekNumbers:
    """As its review kept it, and its page shows it."""
    kept = review.numbers.get("weeks") if review else None
    return thaw(WeekNumbers, kept[-1]) if kept else week


def _row(
    week: WeekNumbers, review: Review | None, found: Sequence[Measure], user: User
) -> list[str]:
    closed_at = review.closed_at if review else None
    balance = week.balance
    return [
        week.week.first.isoformat(),
        week.week.last.isoformat(),
        user.today(closed_at).isoformat() if closed_at else "",
        *map(str, (balance.hard, balance.easy, balance.other, balance.wellbeing)),
        *map(str, (week.kept.kept, week.kept.settled)),
        *(text for each in found for text in (each.value, each.detail or each.why_not)),
    ]


def plain(cell: str) -> str:
    """As text also where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
