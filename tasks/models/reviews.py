from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models

from jobsearch.ownership import Owned

if TYPE_CHECKING:
    from jobsearch.models import User

REVIEW = "review"  # about the first day of a week: its review is skipped
READY = "ready"  # about "offer" or "share": the two cards of the readiness list


class Review(Owned):
    """One week's look back. Its numbers freeze when it is closed."""

    week = models.DateField("first day of the week")
    targets = models.JSONField(default=dict)
    numbers = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "week"], name="review_once_a_week")]

    def __str__(self) -> str:
        return f"Week of {self.week}"


class DismissalQuerySet(models.QuerySet["Dismissal"]):
    def away(self, today: date) -> set[tuple[str, str]]:
        """What is not to be shown today, and about what."""
        return set(self.filter(until__gt=today).values_list("what", "about"))

    def dismiss(self, owner: User, what: str, about: str, until: date) -> None:
        self.update_or_create(owner=owner, what=what, about=about, defaults={"until": until})


class Dismissal(Owned):
    """A nudge or finding that the user does not want to see for a while."""

    what = models.CharField(max_length=40)
    about = models.CharField(max_length=64, blank=True)
    until = models.DateField()

    objects = DismissalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "what", "about"], name="dismissal_once")
        ]

    def __str__(self) -> str:
        return f"{self.what} until {self.until}"
