"""How things stand today, in five queries; in brief in one or two, and one more if people count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
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
from tasks.review.ledger.rows import TaskRow, open_rows
from tasks.review.ledger.weeks import goal_of, is_near
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
# Promises of mine that are open, and due by tomorrow; the early asks; and the last days.
IN_BRIEF = """
SELECT promise.due_on, promise.created_at, promise.id, person.given_name, person.family_name,
       '' AS kind, NULL::bigint AS asks
FROM contacts_promise AS promise
JOIN contacts_contact AS person ON person.id = promise.contact_id
WHERE promise.owner_id = %(owner)s AND promise.due_on <= %(last)s
  AND promise.outcome = '' AND promise.mine
UNION ALL
SELECT last.day, NULL, NULL, '', '', last.kind, NULL FROM (LAST_DAYS) AS last (kind, day)
UNION ALL
SELECT NULL, NULL, NULL, '', '', '', count(*) FROM contacts_ask
WHERE owner_id = %(owner)s AND made_on > %(asked_since)s AND gap >= %(early)s
""".replace("LAST_DAYS", LAST_DAYS)


class PromiseRow(NamedTuple):
    pk: UUID
    outcome: str
    due_on: date
    given_name: str
    family_name: str


class InBrief(Standing):
    """What findings look at; people are counted when one of them asks."""

    def __init__(self, user: User, today: date, **known: Any):
        super().__init__(**known)
        vars(self).update(_user=user, _today=today)
        for name in ("told", "upkeep"):
            del vars(self)[name]

    @cached_property
    def _people(self) -> ties.InShort:
        return ties.in_short(vars(self)["_user"], vars(self)["_today"])

    @cached_property
    def told(self) -> Ratio:
        return Ratio(self._people.told, self._people.in_touch, ENOUGH_TOLD)

    @cached_property
    def upkeep(self) -> Fraction:
        return self._people.upkeep


def standing_in(user: User, week: Week, today: date) -> Standing | None:
    """How things stand is known today only: it tells of the running week and the one before."""
    return standing(user, today) if is_near(week, today) else None


def standing(user: User, today: date) -> Standing:
    tasks = open_rows(user, today - LATELY, today)
    return Standing(
        **_of_open(user, tasks, today),
        **_of_feelings(tasks, today),
        **_of_promises(user, today),
        **_of_people(user, today),
        capacity=_capacity(user),
        last_day_by_category=_last_days(user),
    )


def in_brief(user: User, today: date, tasks: Sequence[TaskRow] | None = None) -> Standing:
    """What findings look at, without what only the numbers show; `tasks` hold all open ones."""
    rows = _rows_in_brief(user, today)
    slipping = sorted(row for row in rows if row[1])
    return InBrief(
        user,
        today,
        **_of_open(user, open_rows(user, today, today) if tasks is None else tasks, today),
        slipping=tuple(
            Slipping(pk, f"{given} {family}".strip(), (today - due_on).days)
            for due_on, _, pk, given, family, *_ in slipping
        ),
        early_asks=next(row[-1] for row in rows if row[-1] is not None),
        capacity=_capacity(user),
        last_day_by_category=_by_category((row[-2], row[0]) for row in rows if row[-2]),
    )


def _rows_in_brief(user: User, today: date) -> list[Any]:
    asked: dict[str, Any] = {
        "owner": user.pk,
        "last": today + A_DAY,
        "kinds": Kind.values,
        "asked_since": today - ties.ASKED_LATELY,
        "early": ties.EARLY_GAP,
    }
    with connection.cursor() as cursor:
        cursor.execute(IN_BRIEF, asked)
        return list(cursor.fetchall())


def _capacity(user: User) -> Fraction:
    return Fraction(goal_of(user), TALK_MINUTES)


def _of_open(user: User, tasks: Sequence[TaskRow], today: date) -> dict[str, Any]:
    """M8, M16, and what else lies open."""
    waiting = sorted((row for row in tasks if row.is_open), key=lambda it: (it.created_at, it.pk))
    weighs = [row for row in waiting if _weighs(user, row, today)]
    moving = [row for row in waiting if row.times_moved >= KEPT_MOVING_TIMES]
    late = [row for row in waiting if row.due_on is not None and row.due_on < today]
    days_late = [(today - row.due_on).days for row in late if row.contact and row.due_on]
    oldest: dict[Category, TaskRow] = {}
    for row in waiting:
        oldest.setdefault(row.category, row)
    return {
        "put_off": len(weighs),
        "put_off_tasks": tuple(_named(row, user, today) for row in weighs),
        "kept_moving": len(moving),
        "moving_tasks": tuple(
            _named(row, user, today) for row in sorted(moving, key=lambda it: -it.times_moved)
        ),
        "debt": len(days_late),
        "median_days_late": median_low(days_late) if days_late else None,
        "overdue_other": sum(row.important and row.category != Category.NETWORKING for row in late),
        "open_by_category": Counter(row.category for row in waiting),
        "oldest_open_by_category": {
            category: user.today(row.created_at) for category, row in oldest.items()
        },
    }


def _named(row: TaskRow, user: User, today: date) -> Named:
    days = (today - user.today(row.created_at)).days
    contact = UUID(row.contact) if row.contact else None
    return Named(UUID(row.pk), row.title, contact, row.times_moved, days)


def _weighs(user: User, row: TaskRow, today: date) -> bool:
    if not row.important or row.feeling != Feeling.PUT_OFF:
        return False
    age = (today - user.today(row.created_at)).days
    return age >= PUT_OFF_DAYS or row.times_moved >= PUT_OFF_TIMES


def _of_feelings(tasks: Sequence[TaskRow], today: date) -> dict[str, Any]:
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
    due = Q(outcome=Promise.Outcome.OPEN, due_on__lte=today + A_DAY)
    mine = user.promises.filter(mine=True).annotate(closed=Coalesce("closed_on", "due_on"))
    found = mine.filter(closed | due).exclude(outcome=Promise.Outcome.RELEASED)
    columns = ["pk", "outcome", "due_on", "contact__given_name", "contact__family_name"]
    ordered = found.order_by("due_on", "created_at", "pk").values_list(*columns)
    rows = [PromiseRow._make(row) for row in ordered]
    settled = [row for row in rows if row.outcome != Promise.Outcome.OPEN]
    on_time = sum(row.outcome == Promise.Outcome.KEPT for row in settled)
    return {
        "promises": Ratio(on_time, len(settled), ENOUGH_PROMISES),
        "slipping": _slipping(rows, today),
    }


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
    return _by_category(rows)


def _by_category(rows: Iterable[tuple[str, date]]) -> dict[Category, date]:
    found: dict[Category, date] = {}
    for kind, day in rows:
        category = Kind(kind).facts.category
        found[category] = max(day, found.get(category, day))
    return found
