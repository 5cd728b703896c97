"""The daily e-mail: everybody's at about the same hour, so their tasks are fetched together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tasks.models import Task
from tasks.reminders import content
from tasks.reminders.content import Choice, Line
from tasks.reminders.letters.draft import NOTHING_DUE, Draft, Due, Withdrawn
from tasks.reminders.links import Purpose


def write(dues: list[Due]) -> Iterable[Draft | Withdrawn]:
    mailable: defaultdict[int, list[Task]] = defaultdict(list)
    for task in content.mailable({due.owner.pk: due.today for due in dues}):
        mailable[task.owner_id].append(task)
    for due in dues:
        choice = content.choose(mailable[due.owner.pk])
        yield draft(due, choice, Purpose.STOP_DIGEST) if choice else Withdrawn(NOTHING_DUE)


def draft(due: Due, choice: Choice, stop: Purpose) -> Draft:
    lines = due.lines(choice)
    people = [line for line in lines if line.task.contact_id is not None]
    context = {
        "choice": choice,
        "names": "" if due.owner.discreet_subjects else choice.names,
        "weekday": f"{due.today:%A}",
        "people": _grouped(people),
        "others": [line for line in lines if line.task.contact_id is None],
        "hour": f"{due.owner.digest_hour}:00",
    }
    return Draft("digest", context, lines, stop)


def _grouped(lines: list[Line]) -> list[list[Line]]:
    people: dict[object, list[Line]] = {}
    for line in lines:
        people.setdefault(line.task.contact_id, []).append(line)
    return list(people.values())
