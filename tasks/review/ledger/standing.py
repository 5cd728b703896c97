"""How things stand today, in five queries."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from fractions import Fraction
from statistics import median_low
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Coalesce

from contacts import ties
from contacts.kinds import Category, Kind
from contacts.models import Promise
from jobsearch.models import User
from tasks.feelings import Feeling
from tasks.models.querysets import OPEN
from tasks.review.ledger.weeks import goal_of
from tasks.review.measures import Named, Ratio, Slipping, Standing
from tasks.review.measures.standing import (
    ENOUGH_DEPTH,
    ENOUGH_FAVOURS,
    ENOUGH_FELT,
    ENOUGH_PROMISES,
    ENOUGH_TOLD,
    KEPT_MOVING_TIMES,
    LATELY,
    PROMISE_DAYS,
    PUT_OFF_DAYS,
    PUT_OFF_TIMES,
)
from tasks.upkeep import TALK_MINUTES
from tasks.weeks import Week

A_DAY = timedelta(days=1)


# One look into an index for each kind, however many tasks there are.
LAST_DAYS = """
SELECT kind, last.completed_on
FROM unnest(%(kinds)s) AS kind
CROSS JOIN LATERAL (SELECT completed_on FROM tasks_task
                    WHERE owner_id = %(owner)s AND tasks_task.kind = kind.kind
                      AND completed_on IS NOT NULL AND interaction_id IS NULL
                      AND (minutes_spent IS NULL OR minutes_spent > 0)
                    ORDER BY completed_on DESC LIMIT 1) AS last
UNION ALL
(SELECT kind, day FROM contacts_interaction
 WHERE owner_id = %(owner)s AND minutes > 0 ORDER BY day DESC LIMIT 1)
"""


class TaskRow(NamedTuple):
    pk: UUID
    title: str
    kind: str
    important: bool
    feeling: str
    times_moved: int
    created_at: datetime
    due_on: date | None
    contact: UUID | None
    completed_on: date | None

    @property
    def category(self) -> Category:
        return Kind(self.kind).facts.category

    def named(self, user: User, today: date) -> Named:
        days = (today - user.today(self.created_at)).days
        return Named(self.pk, self.title, self.contact, self.times_moved, days)


class PromiseRow(NamedTuple):
    pk: UUID
    outcome: str
    due_on: date
    given_name: str
    family_name: str


def standing_in(user: User, week: Week, today: date, *, brief: bool = False) -> Standing | None:
    """How things stand is known today only: it tells of the running week and the one before."""
    if not (today in week or today in week.next):
        return None
    return in_brief(user, today) if brief else standing(user, today)


def standing(user: User, today: date) -> Standing:
    lately = Q(due_on__gte=today - LATELY, due_on__lt=today, important=True)
    felt = Q(feeling__in=[Feeling.FORWARD, Feeling.PUT_OFF], completed_on__isnull=False)
    tasks = _tasks(user, OPEN | (lately & felt))
    waiting = [row for row in tasks if row.completed_on is None]
    return Standing(
        **_of_open(user, waiting, today),
        **_of_feelings(tasks, today),
        **_of_promises(user, today),
        **_of_people(user, today),
        capacity=_capacity(user),
        last_day_by_category=_last_days(user),
    )


def in_brief(user: User, today: date) -> Standing:
    """What findings look at, without what only the numbers show."""
    people = ties.in_short(user, today)
    return Standing(
        **_of_open(user, _tasks(user, OPEN), today),
        slipping=_slipping(_promises(user, _due(today)), today),
        told=Ratio(people.told, people.in_touch, ENOUGH_TOLD),
        upkeep=people.upkeep,
        early_asks=people.early_asks,
        capacity=_capacity(user),
        last_day_by_category=_last_days(user),
    )


def _capacity(user: User) -> Fraction:
    return Fraction(goal_of(user), TALK_MINUTES)


def _tasks(user: User, which: Q) -> list[TaskRow]:
    rows = user.tasks.filter(which).order_by("created_at", "pk")
    return [TaskRow._make(row) for row in rows.values_list(*TaskRow._fields)]


def _of_open(user: User, waiting: list[TaskRow], today: date) -> dict[str, Any]:
    """M8, M16, and what else lies open."""
    weighs = [row for row in waiting if _weighs(user, row, today)]
    moving = [row for row in waiting if row.times_moved >= KEPT_MOVING_TIMES]
    late = [row for row in waiting if row.due_on is not None and row.due_on < today]
    days_late = [(today - row.due_on).days for row in late if row.contact and row.due_on]
    oldest: dict[Category, date] = {}
    for row in waiting:
        oldest.setdefault(row.category, user.today(row.created_at))
    return {
        "put_off": len(weighs),
        "put_off_tasks": tuple(row.named(user, today) for row in weighs),
        "kept_moving": len(moving),
        "moving_tasks": tuple(
            row.named(user, today) for row in sorted(moving, key=lambda it: -it.times_moved)
        ),
        "debt": len(days_late),
        "median_days_late": median_low(days_late) if days_late else None,
        "overdue_other": sum(row.important and row.category != Category.NETWORKING for row in late),
        "open_by_category": Counter(row.category for row in waiting),
        "oldest_open_by_category": oldest,
    }


def _weighs(user: User, row: TaskRow, today: date) -> bool:
    if not row.important or row.feeling != Feeling.PUT_OFF:
        return False
    age = (today - user.today(row.created_at)).days
    return age >= PUT_OFF_DAYS or row.times_moved >= PUT_OFF_TIMES


def _of_feelings(tasks: list[TaskRow], today: date) -> dict[str, Any]:
    """M9: of the important things whose day is over, how many are done."""
    lately = [
        row
        for row in tasks
        if row.important and row.due_on is not None and today - LATELY <= row.due_on < today
    ]
    found = {}
    for name, feeling in (("looked_forward", Feeling.FORWARD), ("put_off_done", Feeling.PUT_OFF)):
        those = [row for row in lately if row.feeling == feeling]
        done = sum(row.completed_on is not None for row in those)
        found[name] = Ratio(done, len(those), ENOUGH_FELT)
    return found


def _of_promises(user: User, today: date) -> dict[str, Any]:
    """M14, and which of mine are due now."""
    closed = Q(closed__gt=today - timedelta(days=PROMISE_DAYS)) & ~Q(outcome=Promise.Outcome.OPEN)
    rows = _promises(user, closed | _due(today))
    settled = [row for row in rows if row.outcome != Promise.Outcome.OPEN]
    on_time = sum(row.outcome == Promise.Outcome.KEPT for row in settled)
    return {
        "promises": Ratio(on_time, len(settled), ENOUGH_PROMISES),
        "slipping": _slipping(rows, today),
    }


def _due(today: date) -> Q:
    return Q(outcome=Promise.Outcome.OPEN, due_on__lte=today + A_DAY)


def _promises(user: User, which: Q) -> list[PromiseRow]:
    mine = user.promises.filter(mine=True).annotate(closed=Coalesce("closed_on", "due_on"))
    rows = mine.filter(which).exclude(outcome=Promise.Outcome.RELEASED)
    columns = ["pk", "outcome", "due_on", "contact__given_name", "contact__family_name"]
    found = rows.order_by("due_on", "created_at", "pk").values_list(*columns)
    return [PromiseRow._make(row) for row in found]


def _slipping(rows: list[PromiseRow], today: date) -> tuple[Slipping, ...]:
    return tuple(
        Slipping(row.pk, f"{row.given_name} {row.family_name}".strip(), (today - row.due_on).days)
        for row in rows
        if row.outcome == Promise.Outcome.OPEN
    )


def _of_people(user: User, today: date) -> dict[str, Any]:
    """M11, M12, M13, M15, M17 and M19."""
    found = ties.ties(user, today)
    return {
        "ready_for": found.ready_for,
        "acting": found.acting,
        "talking": found.talking,
        "unasked": Ratio(found.unasked, found.favours, ENOUGH_FAVOURS),
        "depth": Ratio(found.deeper, found.first_met, ENOUGH_DEPTH),
        "told": Ratio(found.told, found.in_touch, ENOUGH_TOLD),
        "upkeep": found.upkeep,
        "early_asks": found.early_asks,
    }


def _last_days(user: User) -> dict[Category, date]:
    """The last day on which each category got a minute; all of the log is networking."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_DAYS, {"owner": user.pk, "kinds": Kind.values})
        rows = cursor.fetchall()
    found: dict[Category, date] = {}
    for kind, day in rows:
        category = Kind(kind).facts.category
        found[category] = max(day, found.get(category, day))
    return found
