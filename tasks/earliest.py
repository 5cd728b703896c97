"""The earliest day for which what happened may propose something, whatever else there is. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise, takewhile, zip_longest

from tasks.followups import REST, TABLE, Calendar, Step, Wait, What

Waits = frozenset[Wait]


def _of(*whats: What, and_rest: Iterable[Step] = ()) -> Waits:
    steps = (step for what in whats for step in TABLE[what])
    return frozenset(step.wait for step in (*steps, *and_rest))


# A message may be the second one without an answer.
ENTRIES_OF = {
    "message": _of(What.MESSAGE, What.ASKED, and_rest=[REST]),
    "stranger": _of(What.STRANGER, and_rest=[REST]),
    "long_ago": _of(What.LONG_AGO, and_rest=[REST]),
    "reply": _of(What.REPLY),
    "talk": _of(What.TALK, What.TALK_WITH_BROUGHT),
    "introduced": _of(What.INTRODUCED),
    "favour": _of(What.FAVOUR, What.INTRODUCTION),
}
# Steps that wait for the day on which the one before was done, too: the reason of that one.
PUSHED = [
    (before.reason, step.after_previous)
    for chain in TABLE.values()
    for before, step in pairwise(chain)
    if step.after_previous
]
OTHERS = {
    "met": _of(What.MET),
    "waiting": _of(What.ASKED),
    "no": _of(What.NO),
    "brought": _of(What.BROUGHT),
    "applied": _of(What.INTERVIEW, What.APPLIED_WITH, What.NO),
    "pushed": frozenset(wait for _, wait in PUSHED),
}


MOST_WORKING_DAYS = max(
    wait.days for waits in (ENTRIES_OF | OTHERS).values() for wait in waits if wait.working
)


class Days:
    """For what happened today, yesterday and so on, as far back as it matters."""

    def __init__(self, today: date, first: date, calendar: Calendar) -> None:
        self.first, self.shown = first, (today - first).days
        # The next working days after each: one more for each step back over one.
        ahead = [calendar(today, count) for count in range(1, MOST_WORKING_DAYS + 1)]
        self.ahead = [ahead]
        while ahead[-1] >= first:
            before = today - timedelta(days=1)
            if calendar(before, 1) == today:
                ahead = [today, *ahead[:-1]]
            self.ahead.append(ahead)
            today = before

    def may_be_due(self, waits: Waits) -> list[int]:
        """How many days after `first` it may propose something for `first` or later."""
        of_each = zip_longest(*(self._after(wait) for wait in waits))
        return [min(day for day in days if day is not None) for days in of_each]

    def _after(self, wait: Wait) -> list[int]:
        if not wait.working or not wait.days:
            return list(range(wait.days + self.shown, -1, -1))
        days = ((ahead[wait.days - 1] - self.first).days for ahead in self.ahead)
        return list(takewhile(lambda day: day >= 0, days))


def in_sql(days: list[int]) -> str:
    """As an array."""
    return f"{{{','.join(map(str, days))}}}"
