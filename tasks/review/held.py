"""What is known of the reviews of some weeks, in one query: how far, over, skipped, and chosen.

And the notes that came back from whoever was shown the week.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.urls import reverse

from tasks.models.reviews import REVIEW
from tasks.weeks import Week

if TYPE_CHECKING:
    from jobsearch.models import User

NOTE = -1  # in the place of a step: a note on the week
# In SQL: three sorts of rows, of which there is mostly none, and making the statement out of
# expressions took many times as long as its answer.
HELD = """
SELECT review.week, review.step, review.closed_at IS NOT NULL, review.answers -> 'tidied',
       (SELECT jsonb_agg(
            jsonb_build_object(
                'text', intention.text, 'is_block', intention.is_block, 'task', intention.task_id,
                'due_on', task.due_on, 'done', task.completed_on, 'dropped', task.dropped_at)
            ORDER BY intention.created_at, intention.id)
        FROM tasks_intention AS intention
        LEFT JOIN tasks_task AS task ON task.id = intention.task_id
        WHERE intention.review_id = review.id)
FROM tasks_review AS review
WHERE review.owner_id = %(owner)s AND review.week = ANY (%(weeks)s)
UNION ALL
SELECT about::date, 0, false, NULL, NULL
FROM tasks_dismissal
WHERE owner_id = %(owner)s AND what = %(review)s AND about = ANY (%(about)s)
UNION ALL
SELECT week, %(note)s, false,
       jsonb_build_object('pk', id, 'note', note, 'noted_at', noted_at), NULL
FROM tasks_sharedweek
WHERE owner_id = %(owner)s AND week = ANY (%(weeks)s) AND noted_at IS NOT NULL
"""


@dataclass(frozen=True)
class Chosen:
    """A change that a review chose, and what became of it."""

    text: str
    is_block: bool
    task: str | None
    due_on: date | None
    outcome: str  # "done", "gone" or "open"

    @classmethod
    def read(cls, row: dict[str, Any]) -> Chosen:
        outcome = "done" if row["done"] else "gone" if row["dropped"] or not row["task"] else "open"
        due_on = date.fromisoformat(row["due_on"]) if row["due_on"] else None
        return cls(row["text"], row["is_block"], row["task"], due_on, outcome)

    @property
    def url(self) -> str:
        """Empty where there is nothing to look at any more."""
        return reverse("tasks:task", args=[self.task]) if self.outcome != "gone" else ""


@dataclass(frozen=True)
class Note:
    """What somebody wrote back who was shown the week."""

    pk: str
    note: str
    noted_at: datetime


@dataclass
class Held:
    step: int = 0  # not begun
    is_closed: bool = False
    is_skipped: bool = False
    tidied: list[str] = field(default_factory=list)  # ids of tasks
    chosen: list[Chosen] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def is_begun(self) -> bool:
        """And neither closed nor skipped since."""
        return bool(self.step) and not self.is_closed and not self.is_skipped


def held(user: User, *weeks: Week) -> dict[date, Held]:
    """One for each of the weeks, by its first day."""
    found = {week.first: Held() for week in weeks}
    for week, step, is_closed, more, chosen in _rows(user, weeks):
        if step == NOTE:
            note = json.loads(more)
            noted_at = datetime.fromisoformat(note["noted_at"])
            found[week].notes.append(Note(note["pk"], note["note"], noted_at))
            continue
        if not step:
            found[week].is_skipped = True
            continue
        one = found[week]
        one.step, one.is_closed = step, is_closed
        one.tidied = list(json.loads(more or "null") or {})
        one.chosen = [Chosen.read(row) for row in json.loads(chosen or "[]")]
    return found


def _rows(user: User, weeks: tuple[Week, ...]) -> list[Any]:
    firsts = [week.first for week in weeks]
    asked: dict[str, Any] = {
        "owner": user.pk,
        "weeks": firsts,
        "about": [first.isoformat() for first in firsts],
        "review": REVIEW,
        "note": NOTE,
    }
    with connection.cursor() as cursor:
        cursor.execute(HELD, asked)
        return list(cursor.fetchall())
