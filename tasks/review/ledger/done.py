from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, Value
from django.db.models.functions import Concat, Trim

from contacts.kinds import Category
from contacts.models import Interaction
from jobsearch.models import User
from tasks.models import Task
from tasks.weeks import Week


@dataclass(frozen=True)
class Done:
    """One line of "Here is what you did"."""

    day: date
    minutes: int
    title: str
    people: str
    part: str
    url: str


def done_in(user: User, week: Week) -> list[Done]:
    """What was done in the week, the newest first, wellbeing too. With two queries."""
    name = Trim(Concat("people__given_name", Value(" "), "people__family_name"))
    there = Q(people__isnull=False)
    names = ArrayAgg(name, filter=there, order_by=["people__given_name"], default=[])
    log = user.interactions.between(week.first, week.after).annotate(names=names)
    tasks = user.tasks.completed_between(week.first, week.after).filter(interaction=None)
    lines = [_of_interaction(entry, ", ".join(entry.names)) for entry in log]
    lines += [
        _of_task(task, task.completed_on)
        for task in tasks.select_related("contact")
        if task.completed_on is not None
    ]
    return sorted(lines, key=lambda line: (-line.day.toordinal(), line.title))


def _of_interaction(interaction: Interaction, people: str) -> Done:
    return Done(
        interaction.day,
        interaction.minutes,
        interaction.get_kind_display(),
        people,
        "hard" if interaction.hard else "easy",
        interaction.get_absolute_url(),
    )


def _of_task(task: Task, day: date) -> Done:
    spent = task.minutes_expected if task.minutes_spent is None else task.minutes_spent
    return Done(
        day,
        spent,
        task.title,
        task.contact.name if task.contact else "",
        _part(task),
        task.get_absolute_url(),
    )


def _part(task: Task) -> str:
    if task.is_networking:
        return "hard" if task.hard else "easy"
    return "wellbeing" if task.category == Category.WELLBEING else "other"
