"""What the measures read of the log: its sums, of each week and box."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from contacts.boxes import Box
from contacts.kinds import NETWORKING_KINDS, Category, Kind
from jobsearch.models import User
from tasks.models.querysets import APPOINTMENTS
from tasks.review.measures import Balance

HARD = [kind.value for kind in NETWORKING_KINDS if kind.facts.hard]
# In SQL: every page that tells of weeks asks for them, and to have them made out of expressions
# each time took as long as their answer. Of the days before `since` only the hours, which an index
# knows.
LOG_SUMS = r"""
SELECT %(first)s::date + (day - %(first)s::date) / 7 * 7 AS week, urgent, important,
       count(*), sum(minutes),
       sum(minutes) FILTER (WHERE coalesce(hard_override, kind = ANY (%(hard)s))),
       0, 0, 0, 0, 0, 0, 0
FROM contacts_interaction
WHERE owner_id = %(owner)s AND day >= %(first)s AND day < %(since)s
GROUP BY week, urgent, important
UNION ALL
SELECT %(first)s::date + (day - %(first)s::date) / 7 * 7 AS week, urgent, important,
       count(*), sum(minutes),
       sum(minutes) FILTER (WHERE coalesce(hard_override, kind = ANY (%(hard)s))),
       sum(minutes) FILTER (WHERE purpose ~ '\S'),
       sum(minutes) FILTER (WHERE helped IN ('me', 'both')),
       sum(minutes) FILTER (WHERE helped = 'me'),
       sum(minutes) FILTER (WHERE helped <> ''), count(*) FILTER (WHERE helped <> ''),
       sum(minutes) FILTER (WHERE kind = ANY (%(appointments)s)
                            OR id = ANY (%(at_a_time)s::uuid[])),
       count(*) FILTER (WHERE kind = %(kept_promise)s)
FROM contacts_interaction
WHERE owner_id = %(owner)s AND day >= %(since)s AND day < %(after)s
GROUP BY week, urgent, important
"""


class LogSums(NamedTuple):
    """What was logged in one week in one box. All of the log is networking."""

    week: date  # its first day
    urgent: bool
    important: bool
    entries: int
    minutes: int
    hard: int
    purposeful: int
    helped_me: int
    helped_me_only: int
    marked: int
    marked_entries: int
    appointments: int
    promises_kept: int

    @property
    def box(self) -> Box:
        return Box.of(urgent=self.urgent, important=self.important)


def balance_of(log: Sequence[LogSums]) -> Balance:
    entries, hard = sum(it.entries for it in log), sum(it.hard for it in log)
    minutes = sum(it.minutes for it in log)
    return Balance(
        entries=entries,
        hard=hard,
        easy=minutes - hard,
        purposeful=sum(it.purposeful for it in log),
        helped_me=sum(it.helped_me for it in log),
        helped_me_only=sum(it.helped_me_only for it in log),
        marked=sum(it.marked for it in log),
        marked_entries=sum(it.marked_entries for it in log),
        networking_entries=entries,
        minutes_by_category=Counter({Category.NETWORKING: minutes}),
        minutes_by_box=Counter({it.box: it.minutes for it in log}),
        appointment_minutes_by_box=Counter({it.box: it.appointments for it in log}),
        promises_kept=sum(it.promises_kept for it in log),
    )


def log_sums(
    user: User,
    first: date,
    after: date,
    at_a_time: Collection[str] = (),
    *,
    since: date | None = None,
) -> list[LogSums]:
    """The log of some weeks; `at_a_time` are entries of tasks that had a fixed time.

    Of the weeks before `since` no more than the hours.
    """
    asked: dict[str, Any] = {
        "owner": user.pk,
        "first": first,
        "since": first if since is None else since,
        "after": after,
        "hard": HARD,
        "appointments": list(APPOINTMENTS),
        "at_a_time": list(at_a_time),
        "kept_promise": Kind.KEPT_PROMISE,
    }
    with connection.cursor() as cursor:
        cursor.execute(LOG_SUMS, asked)
        # A sum of nothing is NULL.
        return [
            LogSums._make(0 if value is None else value for value in row)
            for row in cursor.fetchall()
        ]
