from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models

from jobsearch.ownership import Owned, SameOwner, owner_and_id

if TYPE_CHECKING:
    from jobsearch.models import User

REVIEW = "review"  # about the first day of a week: its review is skipped
READY = "ready"  # about "offer" or "share": the two cards of the readiness list


class Review(Owned):
    """One week's look back, in four steps. Its numbers and targets freeze when it is closed."""

    week = models.DateField("first day of the week")
    step = models.PositiveSmallIntegerField("the furthest step reached", default=1)
    targets = models.JSONField(default=dict)
    numbers = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            owner_and_id("review"),
            models.UniqueConstraint(fields=["owner", "week"], name="review_once_a_week"),
        ]

    def __str__(self) -> str:
        return f"Week of {self.week}"


class Intention(Owned):
    """Something that a review chose for the week after it; whether it happened is the task's."""

    review = models.ForeignKey(
        Review, on_delete=models.CASCADE, db_constraint=False, related_name="intentions"
    )
    task = models.ForeignKey(
        "tasks.Task",
        on_delete=models.SET_NULL,
        null=True,
        db_constraint=False,
        related_name="intentions",
    )
    text = models.CharField(max_length=200)
    is_block = models.BooleanField("time for what is important and not urgent", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            SameOwner("review", name="intention_review_owner"),
            SameOwner("task", name="intention_task_owner"),
        ]
        indexes = [models.Index(fields=["owner", "review"], name="intention_by_review")]

    def __str__(self) -> str:
        return self.text


class SharedWeek(Owned):
    """A week as somebody else may see it: what its preview showed, and nothing else."""

    week = models.DateField("first day of the week")
    full_names = models.BooleanField(default=False)
    task_titles = models.BooleanField(default=False)
    content = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField("first opened", null=True, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    noted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "week"],
                condition=models.Q(revoked_at=None),
                name="shared_week_one_link",
            ),
        ]
        indexes = [models.Index(fields=["owner", "week"], name="shared_week_by_week")]

    def __str__(self) -> str:
        return f"Week of {self.week}, shared"


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
