"""Brings together what was done, week by week, in a fixed number of queries.

It is the log and the finished tasks. A task that left an interaction brings no minutes of its
own, so that nothing is counted twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from contacts.boxes import Box
from contacts.kinds import Category, Kind
from contacts.models import Interaction
from jobsearch.models import User
from tasks.charts import Part, bar
from tasks.measures import Balance, Entry, Fires, FollowUp, Kept, Urgent
from tasks.models import Task
from tasks.models.querysets import APPOINTMENTS, OPEN
from tasks.presets import hard_goal
from tasks.weeks import Week

WEEKS_SHOWN = 8
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WeekNumbers:
    week: Week
    balance: Balance
    kept: Kept


@dataclass(frozen=True)
class WeekSoFar:
    """The running week, as Today shows it."""

    balance: Balance
    goal_hard: int

    @property
    def hard(self) -> int:
        return self.balance.hard

    @property
    def easy(self) -> int:
        return self.balance.easy

    @property
    def other(self) -> int:
        return self.balance.other

    @property
    def total(self) -> int:
        return self.balance.total

    @property
    def left_to_goal(self) -> int:
        return max(0, self.goal_hard - self.hard)

    @property
    def parts(self) -> list[Part]:
        return bar(self.balance, self.total)


@dataclass(frozen=True)
class Done:
    """One line of "Here is what you did"."""

    day: date
    minutes: int
    title: str
    people: str
    part: str
    url: str


def week_so_far(user: User, today: date) -> WeekSoFar:
    week = Week.containing(today, user.first_weekday)
    return WeekSoFar(Balance.of(entries(user, week.first, week.after)), goal_of(user))


def goal_of(user: User) -> int:
    """The minutes a week that the user means to give to the hard part."""
    return hard_goal(user.preset, user.weekly_minutes)


def look_back(user: User, week: Week, today: date) -> list[WeekNumbers]:
    """This week and those before it, eight in all, the oldest first."""
    weeks = [week.back(count) for count in reversed(range(WEEKS_SHOWN))]
    done = entries(user, weeks[0].first, week.after)
    promised = follow_ups(user, weeks[0].first, week.after)
    return [
        WeekNumbers(
            each,
            Balance.of(entry for entry in done if entry.day in each),
            Kept.of([one for one in promised if one.due_on in each], today),
        )
        for each in weeks
    ]


def entries(user: User, first: date, after: date) -> list[Entry]:
    return _networking(user, first, after) + _finished_tasks(user, first, after)


def _networking(user: User, first: date, after: date) -> list[Entry]:
    rows = user.interactions.between(first, after).values_list(
        "day", "minutes", "kind", "hard_override", "urgent", "important", "purpose", "helped"
    )
    return [
        Entry(
            day,
            minutes,
            Kind(kind).facts.category,
            _is_hard(kind, override),
            Box.of(urgent=urgent, important=important),
            has_purpose=bool(purpose.strip()),
            helped=helped,
            kept_promise=kind == Kind.KEPT_PROMISE,
        )
        for day, minutes, kind, override, urgent, important, purpose, helped in rows
    ]


def _finished_tasks(user: User, first: date, after: date) -> list[Entry]:
    rows = user.tasks.completed_between(first, after).values_list(
        "completed_on", "minutes_spent", "estimate", "kind", "hard_override",
        "urgent", "urgent_when_done", "important", "feeling", "interaction_id",
    )  # fmt: skip
    found = []
    for day, spent, estimate, kind, override, urgent, was_urgent, important, feeling, log in rows:
        facts = Kind(kind).facts
        counted = spent if spent is not None else estimate or facts.minutes
        found.append(
            Entry(
                day,  # type: ignore[arg-type]  # a finished task has one
                counted if log is None else 0,
                facts.category,
                _is_hard(kind, override),
                Box.of(urgent=urgent if was_urgent is None else was_urgent, important=important),
                is_finished_task=True,
                was_put_off=feeling == Task.Feeling.PUT_OFF,
            )
        )
    return found


def _is_hard(kind: str, override: bool | None) -> bool:
    facts = Kind(kind).facts
    return facts.hard if override is None else override and Kind(kind).is_networking


def follow_ups(user: User, first: date, after: date) -> list[FollowUp]:
    """Those whose day falls into these days; what was let go on purpose does not count."""
    rows = (
        user.tasks.follow_ups()
        .filter(dropped_at=None, due_on__gte=first, due_on__lt=after)
        .order_by("due_on", "created_at", "pk")
        .values_list(
            "due_on", "completed_on", "contact_id", "contact__given_name", "contact__family_name"
        )
    )
    return [
        FollowUp(due_on, done_on, contact, f"{given} {family}".strip())
        for due_on, done_on, contact, given, family in rows
        if due_on is not None
    ]


def fires(user: User, week: Week, today: date) -> Fires:
    """What was important and urgent in the week: finished in it, or still open past its date."""
    finished = Q(completed_on__range=(week.first, week.last), urgent_when_done=True)
    late = Q(OPEN, urgent=True, due_on__range=(week.first, min(week.last, today - A_DAY)))
    rows = user.tasks.filter(finished | late, important=True, due_time=None)
    rows = rows.exclude(kind__in=APPOINTMENTS)
    urgent = [
        Urgent(user.today(created_at), first_due_on)
        for created_at, first_due_on in rows.values_list("created_at", "first_due_on")
    ]
    return Fires.of(urgent, user.urgency_days)


def done_in(user: User, week: Week) -> list[Done]:
    """What was done in the week, the newest first, wellbeing too."""
    log = user.interactions.between(week.first, week.after).prefetch_related("people")
    tasks = user.tasks.completed_between(week.first, week.after).filter(interaction=None)
    lines = [_of_interaction(interaction) for interaction in log]
    lines += [
        _of_task(task, task.completed_on)
        for task in tasks.select_related("contact")
        if task.completed_on is not None
    ]
    return sorted(lines, key=lambda line: (-line.day.toordinal(), line.title))


def _of_interaction(interaction: Interaction) -> Done:
    return Done(
        interaction.day,
        interaction.minutes,
        interaction.get_kind_display(),
        ", ".join(person.name for person in interaction.people.all()),
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
