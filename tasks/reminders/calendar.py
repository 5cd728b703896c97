"""A task with a fixed time as a calendar file (RFC 5545), sent along with its reminder.

Only what we need of the format: one event, its time in UTC, and an alarm before it. A new time
comes with the next reminder, as the same event with a higher SEQUENCE. Nothing cancels an event:
that would be a mail nobody asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from tasks.reminders import links
from tasks.reminders.clock import instant
from tasks.reminders.content import Line
from tasks.reminders.words import plain

if TYPE_CHECKING:
    from jobsearch.models import User

# The calendar says so in the file, and the mail says so of the part.
METHOD = "PUBLISH"
LONGEST_LINE = 75
ALARM_MINUTES = 15


def of_line(line: Line, owner: User, now: datetime) -> str:
    """Empty unless it happens at a fixed time that is still to come."""
    task = line.task
    if task.due_on is None or task.due_time is None:
        return ""
    at = instant(task.due_on, task.due_time, owner.zone)
    if at <= now:
        return ""
    return calendar(
        task.pk,
        domain=links.domain(),
        changes=task.version,
        at=at,
        minutes=task.minutes_expected,
        title=line.title,
        now=now,
    )


def calendar(
    key: UUID, *, domain: str, changes: int, at: datetime, minutes: int, title: str, now: datetime
) -> str:
    """`key` and `domain` name the event for ever, and `changes` goes up with each new time."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Foothold//Reminders//EN",
        "CALSCALE:GREGORIAN",
        f"METHOD:{METHOD}",
        "BEGIN:VEVENT",
        f"UID:{key}@{domain}",
        f"SEQUENCE:{changes}",
        f"DTSTAMP:{_instant(now)}",
        f"DTSTART:{_instant(at)}",
        f"DTEND:{_instant(at + timedelta(minutes=minutes))}",
        f"SUMMARY:{_text(title)}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(title)}",
        f"TRIGGER:-PT{ALARM_MINUTES}M",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """Escaped; a line end or a control character cannot be in it."""
    escaped = plain(text).replace("\\", "\\\\")
    return escaped.replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> Iterator[str]:
    """Pieces of at most 75 octets, each after the first with a space before it.

    No letter is cut in two.
    """
    piece, length = "", 0
    for letter in line:
        size = len(letter.encode())
        if length + size > LONGEST_LINE:
            yield piece
            piece, length = " ", 1
        piece, length = piece + letter, length + size
    yield piece
