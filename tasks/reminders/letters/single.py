"""A reminder that somebody set to a minute; several of them in one mail if they come late."""

from __future__ import annotations

from tasks.reminders import calendar, content
from tasks.reminders.letters import digest
from tasks.reminders.letters.draft import NOT_NEEDED, Draft, Due, Withdrawn
from tasks.reminders.links import Purpose


def write(due: Due) -> Draft:
    wanted = [each.reminder.task_id for each in due.occurrences]
    tasks = list(content.of_reminders(due.owner, wanted))
    if not tasks:
        raise Withdrawn(NOT_NEEDED)
    if len(tasks) > 1:
        return digest.draft(due, content.choose([], tasks), Purpose.STOP_REMINDERS)
    [line] = due.lines(tasks)
    names = "" if due.owner.discreet_subjects else line.person
    file = calendar.of_line(line, due.owner, due.now)
    return Draft("single", {"line": line, "names": names}, [line], Purpose.STOP_REMINDERS, file)
