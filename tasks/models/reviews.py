from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from jobsearch.ownership import Owned, SameOwner, owner_and_id

if TYPE_CHECKING:
    from jobsearch.models import User

REVIEW = "review"  # about the first day of a week: its review is skipped
READY = "ready"  # about "offer" or "share": the two cards of the readiness list


class ReviewQuerySet(models.QuerySet["Review"]):
    def begin(self, owner: User, week: date) -> Review:
        """The one of this week; two windows that begin it at once begin the same."""
        return self.get_or_create(owner=owner, week=week)[0]


class Review(Owned):
    """One week's look back, in four steps. Its numbers and targets freeze when it is closed."""

    LOOK, TIDY, CHOOSE, CLOSE = 1, 2, 3, 4

    week = models.DateField("first day of the week")
    step = models.PositiveSmallIntegerField("the furthest step reached", default=1)
    targets = models.JSONField(default=dict)
    numbers = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            owner_and_id("review"),
            models.UniqueConstraint(fields=["owner", "week"], name="review_once_a_week"),
        ]

    def __str__(self) -> str:
        return f"Week of {self.week}"

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def tidied(self) -> dict[str, dict[str, Any]]:
        """What was done to each old task, by its id, the last one last."""
        return dict(self.answers.get("tidied", {}))

    def reach(self, step: int) -> None:
        """Further on; coming back to an earlier step is no way back."""
        type(self).objects.filter(pk=self.pk, step__lt=step).update(step=step)
        self.step = max(self.step, step)

    def say(self, **answers: Any) -> None:
        """Beside what was said before. Its owner is locked (tasks/views/turns.py)."""
        self.answers = {**self.answers, **answers}
        self.save(update_fields=["answers"])

    def close(self, now: datetime, numbers: dict[str, Any], targets: dict[str, int]) -> bool:
        """Freezes the numbers, once; False if it was closed before."""
        still_open = type(self).objects.filter(pk=self.pk, closed_at=None)
        closed = still_open.update(closed_at=now, numbers=numbers, targets=targets)
        self.refresh_from_db()
        return bool(closed)

    def reopen(self) -> None:
        """What was said and chosen stays; the numbers are those of the log again."""
        self.closed_at, self.numbers, self.targets = None, {}, {}
        self.save(update_fields=["closed_at", "numbers", "targets"])


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

    @property
    def made_its_task(self) -> bool:
        """The task came with it, and was not on the board before."""
        return self.task_id == self.pk


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
