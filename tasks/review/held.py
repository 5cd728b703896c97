"""What is known of the reviews of some weeks, in one query: how far, over, skipped, and chosen.

And the notes that came back from whoever was shown the week.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    Case,
    DateField,
    F,
    JSONField,
    OuterRef,
    SmallIntegerField,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, JSONObject
from django.urls import reverse

from tasks.models.reviews import REVIEW, Intention
from tasks.weeks import Week

if TYPE_CHECKING:
    from jobsearch.models import User

JSON = JSONField()
NOTE = -1  # in the place of a step: a note on the week
INTENTION = JSONObject(
    text="text",
    is_block="is_block",
    task="task",
    due_on="task__due_on",
    done="task__completed_on",
    dropped="task__dropped_at",
)


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
    for week, step, is_closed, tidied, chosen in _rows(user, weeks):
        if step == NOTE:
            noted_at = datetime.fromisoformat(tidied["noted_at"])
            found[week].notes.append(Note(tidied["pk"], tidied["note"], noted_at))
            continue
        if not step:
            found[week].is_skipped = True
            continue
        one = found[week]
        one.step, one.is_closed, one.tidied = step, is_closed, list(tidied or {})
        one.chosen = [Chosen.read(row) for row in chosen]
    return found


def _rows(user: User, weeks: tuple[Week, ...]) -> Any:
    firsts = [week.first for week in weeks]
    intentions = Intention.objects.filter(review=OuterRef("pk")).order_by("created_at", "pk")
    closed = Case(
        When(closed_at__isnull=False, then=True), default=False, output_field=BooleanField()
    )
    reviews = user.reviews.filter(week__in=firsts).values_list(
        F("week"),
        F("step"),
        closed,
        Cast(KT("answers__tidied"), JSON),
        ArraySubquery(intentions.values(json=INTENTION)),
    )
    about = [first.isoformat() for first in firsts]
    skipped = user.dismissals.filter(what=REVIEW, about__in=about).values_list(
        Cast("about", DateField()),
        Value(0, SmallIntegerField()),
        Value(False, BooleanField()),
        Cast(Value(None), JSON),
        Cast(Value([]), ArrayField(JSON)),
    )
    noted = user.sharedweeks.filter(week__in=firsts, noted_at__isnull=False).values_list(
        F("week"),
        Value(NOTE, SmallIntegerField()),
        Value(False, BooleanField()),
        Cast(JSONObject(pk="pk", note="note", noted_at="noted_at"), JSON),
        Cast(Value([]), ArrayField(JSON)),
    )
    return reviews.union(skipped, noted, all=True)
