"""A reminder that somebody set to a minute; those of the same minute, or late ones, together."""

from __future__ import annotations

from tasks.reminders import calendar, content
from tasks.reminders.letters.draft import NOT_NEEDED, Draft, Due, Withdrawn
from tasks.reminders.links import Purpose


def write(due: Due) -> Draft:
    wanted = [each.reminder.task_id for each in due.occurrences]
    tasks = list(content.of_reminders(due.owner, wanted))
    if not tasks:
        raise Withdrawn(NOT_NEEDED)
    lines = due.lines(tasks)
    first = lines[0]
    names = "" if due.owner.discreet_subjects else first.person
    context = {"line": first, "lines": lines, "names": names}
    if len(lines) > 1:
        return Draft("several", context, lines, Purpose.STOP_REMINDERS)
    file = calendar.of_line(first, due.owner, due.now)
    return Draft("single", context, lines, Purpose.STOP_REMINDERS, file)
