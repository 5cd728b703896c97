"""What the four screens of a review share: whose week it is, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from jobsearch.models import User
from jobsearch.requests import UserRequest
from tasks.models import Review
from tasks.reminders.subscriptions import ReviewOf
from tasks.review.tidying import counts
from tasks.views.review.weeks import week_of
from tasks.weeks import Week
from tasks.words import counted

PAGES = {
    Review.LOOK: "tasks:review_week",
    Review.TIDY: "tasks:review_tidy",
    Review.CHOOSE: "tasks:review_choose",
    Review.CLOSE: "tasks:review_close",
}
CLOSED = "This review is closed. Open it again to change it."
OVER = "That week can be read. Its review is over."


@dataclass(frozen=True)
class Step:
    number: int
    label: str
    url: str
    is_current: bool


@dataclass
class Ritual:
    """The review of a week that can still be held: the running one, or the one before."""

    user: User
    week: Week
    now: datetime

    @cached_property
    def today(self) -> date:
        return self.user.today(self.now)

    @cached_property
    def review(self) -> Review | None:
        return self.user.reviews.filter(week=self.week.first).first()

    @property
    def is_closed(self) -> bool:
        return bool(self.review and self.review.is_closed)

    @property
    def can_be_held(self) -> bool:
        return may_be_held(self.user, self.week, self.today)

    @cached_property
    def tidied(self) -> Collection[str]:
        """The old tasks that were answered, by id."""
        return self.review.tidied if self.review else []

    @cached_property
    def counts(self) -> dict[str, int]:
        return counts(self.user, self.tidied, self.today)

    def begun(self) -> Review:
        """Its row, made now if this is the first thing done in it; it is skipped no longer."""
        ReviewOf(self.user, self.week).bring_back()
        self.review = self.review or self.user.reviews.begin(self.user, self.week.first)
        return self.review

    def url(self, step: int) -> str:
        return reverse(PAGES[step], args=[self.week.first.isoformat()])

    def steps(self, current: int) -> list[Step]:
        old = self.counts["old"]
        tidy = f"Tidy {old} {'task' if old == 1 else 'tasks'}" if old else "Tidy"
        labels = {Review.LOOK: "Look", Review.TIDY: tidy, Review.CHOOSE: "Choose"}
        return [
            Step(number, labels.get(number, "Close"), self.url(number), number == current)
            for number in PAGES
        ]

    def context(self, current: int) -> dict[str, Any]:
        return {
            "week": self.week,
            "today": self.today,
            "day": self.week.first.isoformat(),
            "nav_counts": self.counts,
            "step": current,
            "steps": self.steps(current),
            "here": self.url(current),
        }


def may_be_held(user: User, week: Week, today: date) -> bool:
    running = Week.containing(today, user.first_weekday)
    return week in (running, running.previous)


View = Callable[..., HttpResponse]


def of_open_review(view: View) -> View:
    """For what belongs to a review that is not closed; others lead back to their numbers."""

    @wraps(view)
    def respond(request: UserRequest, day: str, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        week = week_of(request.user, day, request.user.today(now))
        ritual = Ritual(request.user, week, now)
        if ritual.is_closed or not ritual.can_be_held:
            if request.method == "POST":
                messages.error(request, CLOSED if ritual.is_closed else OVER)
            return redirect("tasks:review_week", day)
        return view(request, ritual, **kwargs)

    return respond


def next_words(old: int) -> str:
    """What the second step will ask."""
    if not old:
        return "Next: whom did you meet, and who owes you an answer?"
    return f"Next: {counted(old, 'old task', 'old tasks').lower()} to keep, move or drop."
