"""A promise is due next: the afternoon before there is still time to keep it, or to say so."""

from __future__ import annotations

from tasks.days import next_words
from tasks.reminders import content, links
from tasks.reminders.content import MOST_LINES, Line
from tasks.reminders.letters.draft import NOTHING_DUE, Draft, Due, Withdrawn
from tasks.reminders.links import Purpose
from tasks.reminders.words import fitting
from tasks.words import counted


def write(due: Due) -> Draft:
    owner, today = due.owner, due.today
    last = owner.working_day_after(due.occurrences[-1].local_date, 1)
    promised = owner.tasks.open().filter(is_promise=True, due_on__gt=today, due_on__lte=last)
    promised = promised.exclude(contact__archived_at__isnull=False)
    keys = list(promised.values_list("pk", flat=True))
    tasks = list(content.of_reminders(owner, keys))
    if not tasks:
        raise Withdrawn(NOTHING_DUE)
    lines = due.lines(tasks[:MOST_LINES])
    days = {task.due_on for task in tasks if task.due_on}
    word = next_words(min(days), today)
    when = "soon" if len(days) > 1 else word if word == "tomorrow" else f"on {word}"
    many = "A promise" if len(tasks) == 1 else counted(len(tasks), "promise", "promises")
    what = f"{many} due {when}"
    context = {
        "what": what,
        "names": "" if owner.discreet_subjects else _names(lines, what),
        "promises": [(line, _contact_url(line)) for line in lines],
        "count": len(tasks),
        "more": len(tasks) - len(lines),
    }
    return Draft("promise", context, lines, Purpose.STOP_PROMISES)


def _names(lines: list[Line], what: str) -> str:
    person = lines[0].person
    return fitting(f"{person}: {what[0].lower()}{what[1:]}") if person else ""


def _contact_url(line: Line) -> str:
    """The page of whoever it was promised to: there is how to reach them."""
    return links.page("contacts:contact", str(line.task.contact_id)) if line.task.contact_id else ""
