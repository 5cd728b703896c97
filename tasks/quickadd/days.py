"""Days in the typed line. What could be read in two ways is not read: 5/6, or May alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from tasks.days import day_name
from tasks.quickadd.spans import (
    END,
    PLAIN,
    START,
    Span,
    is_name_like,
    word_after,
    word_before,
)

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)"
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
LEAD = rf"{START}(?:(?:on|by) )?"
YEAR = r"(?:,? (?P<year>[0-9]{4})(?u:(?![^\s,.;:!?)])))?"

EXACT = re.compile(rf"{LEAD}(?P<iso>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}){END}", PLAIN)
NAMED = [
    re.compile(rf"{LEAD}(?P<weekday>{WEEKDAY},? )?{form}{YEAR}{END}", PLAIN)
    for form in (rf"(?P<day>{DAY}) (?P<month>{MONTH})", rf"(?P<month>{MONTH}) (?P<day>{DAY})")
]
LATER = re.compile(rf"{START}in (?P<count>[0-9]{{1,3}}|an?|one) (?P<unit>day|week)s?{END}", PLAIN)
NEXT_WEEK = re.compile(rf"{START}next week{END}", PLAIN)
NEAR = re.compile(rf"{LEAD}(?P<word>today|tomorrow){END}", PLAIN)
# A capital makes Tom a name, whether or not he is among the contacts.
TOM = re.compile(rf"{LEAD}(?P<word>tom){END}")
ON_WEEKDAY = re.compile(rf"{START}(?:(?:on|by|this) )?(?P<weekday>{WEEKDAY}){END}", PLAIN)
# Before a weekday these mean another day than the next one, or no day at all.
NOT_A_DAY_AFTER = {"next", "last", "every", "each", "other", "the", "a", "past"}
WHO_SAT = {"i", "we", "he", "she", "they", "you", "it", "who"}
CALENDAR_WORDS = re.compile(rf"(?:{WEEKDAY}|{MONTH}|today|tomorrow|tom)", PLAIN)
LAST_YEAR = 2100
SLOT = frozenset({"due"})


def find(text: str, today: date) -> Iterator[Span]:
    for start, end, day in (*_written_out(text, today), *_counted(text, today)):
        yield Span(start, end, 3, SLOT, day, day_name(day, today))
    for start, end, day in _near(text, today):
        yield Span(start, end, 5, SLOT, day, day_name(day, today))


Days = Iterator[tuple[int, int, date]]


def _written_out(text: str, today: date) -> Days:
    for found in EXACT.finditer(text):
        if day := _date(*map(int, found["iso"].split("-"))):
            yield found.start(), found.end(), day
    for pattern in NAMED:
        for found in pattern.finditer(text):
            number = int(re.sub(r"\D", "", found["day"]))
            month = MONTHS.index(found["month"][:3].lower()) + 1
            day = _named(number, month, found["year"], today)
            if day is None:
                continue
            start = found.start()
            named = found["weekday"]
            if named and _weekday(named) != day.weekday():
                start = found.end("weekday")  # they disagree: the date is the surer one
            yield start, found.end(), day


def _counted(text: str, today: date) -> Days:
    for found in LATER.finditer(text):
        count = int(found["count"]) if found["count"].isdigit() else 1
        days = count * (7 if found["unit"].lower() == "week" else 1)
        yield found.start(), found.end(), today + timedelta(days=days)
    for found in NEXT_WEEK.finditer(text):
        yield found.start(), found.end(), today + timedelta(days=7 - today.weekday())


def _near(text: str, today: date) -> Days:
    for found in (*NEAR.finditer(text), *TOM.finditer(text)):
        later = found["word"].lower() != "today"
        yield found.start(), found.end(), today + timedelta(days=int(later))
    for found in ON_WEEKDAY.finditer(text):
        if _is_a_day(text, found):
            ahead = (_weekday(found["weekday"]) - today.weekday()) % 7
            yield found.start(), found.end(), today + timedelta(days=ahead)


def _is_a_day(text: str, found: re.Match[str]) -> bool:
    before, after = word_before(text, found.start()), word_after(text, found.end())
    if before.lower() in NOT_A_DAY_AFTER:
        return False
    word = found["weekday"]
    if word.lower() not in ("sat", "sun"):
        return True
    if word.lower() == "sat" and before.lower() in WHO_SAT:
        return False
    # Mei Sun, Sun Valley
    return not (is_name_like(word) and (is_name_like(before) or is_name_like(after)))


def _weekday(word: str) -> int:
    return WEEKDAYS.index(word[:3].lower())


def _named(day: int, month: int, year: str | None, today: date) -> date | None:
    """A day without a year is the next such day; the 29th of February waits for its year."""
    if year:
        return _date(int(year), month, day)
    coming = (_date(today.year + n, month, day) for n in range(9))
    return next((found for found in coming if found and found >= today), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 2000 <= year <= LAST_YEAR else None
    except ValueError:
        return None
