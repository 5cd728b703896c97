"""What a closed review keeps of its week, and what the log says otherwise by now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from jobsearch.templatetags.foothold import hours
from tasks.review.freezing import freeze, thaw
from tasks.review.ledger import look_back
from tasks.review.measure import NOTHING, STANDING, Measure
from tasks.review.measures import Named, Standing, WeekNumbers
from tasks.review.numbers import measures
from tasks.weeks import Week

if TYPE_CHECKING:
    from jobsearch.models import User
    from tasks.models import Review

NO_TASK = "a task that is gone"  # for what was deleted since


@dataclass(frozen=True)
class Changed:
    name: str
    was: str
    now: str


@dataclass(frozen=True)
class Frozen:
    """A closed review's week, as it was drawn on the day of closing."""

    weeks: list[WeekNumbers]
    standing: Standing
    measures: list[Measure]
    goal: int
    closed_on: date

    @classmethod
    def of(cls, review: Review, user: User) -> Frozen | None:
        """None while it is open; with the names that people have now, as far as they are there."""
        kept = review.numbers
        if review.closed_at is None or "weeks" not in kept:
            return None
        weeks = [thaw(WeekNumbers, week) for week in kept["weeks"]]
        return cls(
            [*weeks[:-1], _named(weeks[-1], user)],
            _standing_named(thaw(Standing, kept["standing"]), user),
            [Measure.read(each) for each in kept["measures"]],
            int(kept["goal"]),
            date.fromisoformat(kept["day"]) if "day" in kept else user.today(review.closed_at),
        )

    def changed(self, review: Review, user: User) -> list[Changed]:
        """What the log says otherwise by now; how things stand is another matter."""
        week = Week(review.week)
        now = look_back(user, week, self.closed_on, len(self.weeks))
        found = measures(now, self.standing, review.targets, self.closed_on)
        before = figures(self.weeks[-1], self.measures)
        after = figures(now[-1], found)
        return [
            Changed(name, was, after[name])
            for name, was in before.items()
            if was != after.get(name, was)  # a measure may have another name by now
        ]


def numbers_of(
    weeks: Sequence[WeekNumbers],
    standing: Standing,
    targets: dict[str, int],
    goal: int,
    today: date,
) -> dict[str, Any]:
    """For `Review.numbers`. Without names and titles: what is deleted leaves no word behind."""
    return {
        "weeks": [freeze(_nameless(week)) for week in weeks],
        "standing": freeze(_standing_nameless(standing)),
        "measures": [each.plain() for each in measures(weeks, standing, targets, today)],
        "goal": goal,
        "day": today.isoformat(),  # of the zone that its owner lived in
    }


def _nameless(week: WeekNumbers) -> WeekNumbers:
    waiting = tuple(replace(one, name="") for one in week.kept.waiting)
    return replace(week, kept=replace(week.kept, waiting=waiting))


def _standing_nameless(standing: Standing) -> Standing:
    return replace(
        standing,
        slipping=tuple(one._replace(name="") for one in standing.slipping),
        put_off_tasks=tuple(one._replace(title="") for one in standing.put_off_tasks),
        moving_tasks=tuple(one._replace(title="") for one in standing.moving_tasks),
    )


def _standing_named(standing: Standing, user: User) -> Standing:
    """As they are called now."""
    tasks = {one.task for one in (*standing.put_off_tasks, *standing.moving_tasks)}
    titles = dict(user.tasks.filter(pk__in=tasks).values_list("pk", "title")) if tasks else {}
    slipping = [one.promise for one in standing.slipping]
    to = user.promises.select_related("contact").in_bulk(slipping) if slipping else {}

    def titled(those: tuple[Named, ...]) -> tuple[Named, ...]:
        return tuple(one._replace(title=titles.get(one.task, NO_TASK)) for one in those)

    return replace(
        standing,
        slipping=tuple(
            one._replace(name=to[one.promise].contact.name if one.promise in to else "")
            for one in standing.slipping
        ),
        put_off_tasks=titled(standing.put_off_tasks),
        moving_tasks=titled(standing.moving_tasks),
    )


def _named(week: WeekNumbers, user: User) -> WeekNumbers:
    waiting = week.kept.waiting
    people = user.contacts.in_bulk([one.contact for one in waiting]) if waiting else {}
    named = [
        replace(one, name=people[one.contact].name) for one in waiting if one.contact in people
    ]
    return replace(week, kept=replace(week.kept, waiting=tuple(named)))


def figures(week: WeekNumbers, found: Sequence[Measure]) -> dict[str, str]:
    """What only the log decides, by name, as the page shows it."""
    kept = f"{week.kept.kept} of {week.kept.settled}" if week.kept.settled else NOTHING
    words = {"Time given": hours(week.balance.total), "Follow-ups kept": kept}
    return words | {each.name: each.value for each in found if each.id not in STANDING}
