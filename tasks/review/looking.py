"""One week as its review shows it: as it is, or as it was when its review was closed.

The page, all numbers and the week that somebody shares begin here, so that they agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from tasks.review import ledger
from tasks.review.findings import facts_of, is_settled
from tasks.review.frozen import Changed, Frozen
from tasks.review.numbers import Measure, measures
from tasks.review.presets import category_targets
from tasks.review.sentences import WeekFacts

if TYPE_CHECKING:
    from jobsearch.models import User
    from tasks.models import Review
    from tasks.review.ledger import TaskRow
    from tasks.weeks import Week


@dataclass(frozen=True)
class Look:
    facts: WeekFacts
    targets: dict[str, int]
    today: date  # the day of closing, for a review that is closed
    closed: tuple[Review, Frozen] | None = None
    open_tasks: Sequence[TaskRow] | None = None  # if they were read

    @property
    def is_near(self) -> bool:
        """The running week, or the one before it."""
        return ledger.is_near(self.facts.weeks[-1].week, self.today)

    @property
    def is_closed(self) -> bool:
        return self.closed is not None

    def changed(self, user: User) -> list[Changed]:
        """What the log says otherwise since the review was closed."""
        if self.closed is None:
            return []
        review, kept = self.closed
        return kept.changed(review, user)

    def measures(self, span: int = 1) -> list[Measure]:
        weeks, standing = list(self.facts.weeks), self.facts.standing
        return measures(weeks, standing, self.targets, self.today, span=span)


def look_at(
    user: User, week: Week, today: date, review: Review | None = None, *, brief: bool = False
) -> Look:
    """`brief` is for findings: it does not ask for what only the numbers show of how things stand,
    nor at all in the first days, of which nothing is found."""
    kept = Frozen.of(review, user) if review else None
    if kept is None or review is None:
        return _in_brief(user, week, today) if brief else _whole(user, week, today)
    targets = review.targets or category_targets(user)
    facts = facts_of(user, kept.weeks, kept.closed_on, kept.standing, targets)
    return Look(replace(facts, goal_hard=kept.goal), targets, kept.closed_on, (review, kept))


def _whole(user: User, week: Week, today: date) -> Look:
    weeks, stands = ledger.look_back(user, week, today), ledger.standing_in(user, week, today)
    return Look(facts_of(user, weeks, today, stands), category_targets(user), today)


def _in_brief(user: User, week: Week, today: date) -> Look:
    tasks = ledger.tasks_of(user, week, today)
    weeks = ledger.look_back_in_brief(user, week, today, tasks)
    if not ledger.is_near(week, today):
        return Look(facts_of(user, weeks, today), category_targets(user), today)
    waiting = [task for task in tasks if task.is_open]
    stands = ledger.in_brief(user, today, waiting) if is_settled(user, today) else None
    facts = facts_of(user, weeks, today, stands)
    return Look(facts, category_targets(user), today, open_tasks=waiting)
