"""What Today says of the weekly review: when it opens, that it is open, or that it is over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tasks.models.reviews import REVIEW, Review
from tasks.weeks import Week

if TYPE_CHECKING:
    from jobsearch.models import User
    from tasks.judged import Begun, Judged

ABOUT = "It takes about fifteen minutes."


@dataclass(frozen=True)
class Invitation:
    words: str
    week: Week
    button: str = ""  # empty where there is nothing to press

    @property
    def day(self) -> str:
        return self.week.first.isoformat()


def invitation(user: User, today: date, things: Judged) -> Invitation:
    """This week's from its day on, or from when it is begun; until then perhaps the last one's."""
    week, away, reviews = Week.containing(today, user.first_weekday), things.away, things.reviews
    opens = week.day_on(user.review_day)
    review = reviews.get(week.first)
    if review or today >= opens:
        return _of_this(week, review, away)
    last = reviews.get(week.previous.first)
    if user.today(user.date_joined) < week.first and not _is_over(week.previous, last, away):
        words = f"The review of {week.previous} is not closed yet. {ABOUT}"
        return Invitation(words, week.previous, "Go on with it" if last else "Look back at it")
    return Invitation(f"Your weekly review opens on {opens:%A}. {ABOUT}", week)


def _of_this(week: Week, review: Begun | None, away: Collection[tuple[str, str]]) -> Invitation:
    if review and review.is_closed:
        return Invitation("Your review of this week is closed. Well done.", week)
    if _is_over(week, review, away):
        return Invitation("You skip this week\u2019s review. That is fine.", week)
    if review and review.step > Review.LOOK:
        words = f"Your weekly review is open, at step {review.step} of {Review.CLOSE}."
        return Invitation(words, week, "Go on with it")
    return Invitation(f"Your weekly review is open. {ABOUT}", week, "Start the review")


def _is_over(week: Week, review: Begun | None, away: Collection[tuple[str, str]]) -> bool:
    closed = review is not None and review.is_closed
    return closed or (REVIEW, week.first.isoformat()) in away
