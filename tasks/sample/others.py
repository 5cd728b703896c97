"""What is neither log nor board: asks, what others promised, reviews, and what is kept."""

from __future__ import annotations

from contacts.models import Ask
from tasks.models import Intention, Keepsake, ReadyItem, Review
from tasks.review.presets import TARGETS
from tasks.sample.board import ASKS, CLOSED, HAD, KEPT, THEIRS, Asked, Closed, Kept, Theirs
from tasks.sample.unsaved import Plan


def add_others(plan: Plan) -> None:
    for line in HAD:
        plan.add(ReadyItem, key=line)
    for asked in ASKS:
        _asked(plan, asked)
    for theirs in THEIRS:
        _theirs(plan, theirs)
    for number, kept in enumerate(KEPT):
        _kept(plan, kept, number)
    for closed in CLOSED:
        _review(plan, closed)


def _asked(plan: Plan, asked: Asked) -> None:
    day = plan.when.day(asked.day)
    plan.add(
        Ask,
        contact=plan.people[asked.who],
        rung=asked.rung,
        made_on=day,
        gap=asked.gap,
        outcome=asked.outcome,
        answered_on=plan.when.day(asked.answered),
        created_at=plan.when.at(day),
    )


def _theirs(plan: Plan, theirs: Theirs) -> None:
    due = plan.when.in_working_days(theirs.due_in)
    made = plan.when.days_ago(theirs.days_old)
    plan.promise(plan.people[theirs.who], theirs.what, due, made, mine=False)


def _kept(plan: Plan, kept: Kept, number: int) -> None:
    plan.add(
        Keepsake,
        title=kept.title,
        text=kept.text,
        link=kept.link,
        contact=plan.people.get(kept.who),
        organisation=plan.places.get(kept.place),
        created_at=plan.when.at(plan.when.days_ago(9 * number + 4)),
    )


def _review(plan: Plan, closed: Closed) -> None:
    week = plan.when.week(closed.week)
    at = plan.when.at(week.last, 7)
    review = plan.add(
        Review,
        week=week.first,
        step=4,
        targets=dict(TARGETS[plan.sample.preset]),
        answers={"learned": closed.learned, "obstacle": closed.obstacle},
        created_at=at,
        closed_at=at,
    )
    for text in filter(None, (*closed.changes, closed.block)):
        plan.add(
            Intention,
            review=review,
            task=plan.tasks[text],
            text=text,
            is_block=text == closed.block,
            created_at=at,
        )
