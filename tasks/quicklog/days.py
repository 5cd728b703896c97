"""Days that have been: "mon" is the last Monday, where in a task it is the next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from tasks.quickadd import days
from tasks.quickadd.days import WEEKDAY, WEEKDAYS
from tasks.quickadd.spans import END, PLAIN, START

AGO = re.compile(
    rf"{START}(?:(?P<count>[0-9]{{1,3}}|an?|one|two|three) (?P<unit>day|week)s? ago"
    rf"|(?P<before>the day before yesterday)|(?P<yesterday>yesterday|last night)"
    rf"|(?P<today>today|this (?:morning|afternoon|evening)|tonight)){END}",
    PLAIN,
)
LAST = re.compile(rf"{START}(?:on )?last (?P<weekday>{WEEKDAY}){END}", PLAIN)
AHEAD = re.compile(r"\b(?:tom|tomorrow|in|next)\b", PLAIN)
COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
A_WEEK = timedelta(days=7)
Days = Iterator[tuple[int, int, date]]


def past(text: str, today: date) -> Days:
    """Where the line names a day up to today, and which."""
    for found in AGO.finditer(text):
        yield found.start(), found.end(), today - timedelta(days=_days_ago(found))
    for found in LAST.finditer(text):
        back = (today.weekday() - WEEKDAYS.index(found["weekday"][:3].lower())) % 7 or 7
        yield found.start(), found.end(), today - timedelta(days=back)
    for span in days.find(text, today):
        words = text[span.start : span.end]
        if not AHEAD.search(words) and (day := _before(words, span.value, today)):
            yield span.start, span.end, day


def coming(text: str, today: date) -> Days:
    """Where the line names a day from today on, and which."""
    for span in days.find(text, today):
        if span.value >= today:
            yield span.start, span.end, span.value


def _days_ago(found: re.Match[str]) -> int:
    if found["today"]:
        return 0
    if found["yesterday"] or found["before"]:
        return 2 if found["before"] else 1
    count = COUNTS.get(found["count"].lower()) or int(found["count"])
    return count * (7 if found["unit"].lower() == "week" else 1)


def _before(words: str, day: date, today: date) -> date | None:
    """A weekday of the coming week is the one of the last; a date without its year has been."""
    if day <= today:
        return day
    if re.search(r"[0-9]{4}", words):
        return None
    if not re.search(r"[0-9]", words):
        return day - A_WEEK
    try:
        return (
            day.replace(year=today.year)
            if day.replace(year=today.year) <= today
            else (day.replace(year=today.year - 1))
        )
    except ValueError:  # the 29th of February
        return None
