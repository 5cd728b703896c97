"""Text that is safe in a header and readable in a line, whatever somebody is called."""

from __future__ import annotations

import unicodedata

SUBJECT_LENGTH = 44
NUMBERS = ("no", "one", "two", "three", "four", "five")
# Marks that turn the direction of the text after them; a name must not turn our words round.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: str) -> str:
    """One line without control characters."""
    kept = (" " if _is_unwanted(letter) else letter for letter in text)
    return " ".join("".join(kept).split())


def _is_unwanted(letter: str) -> bool:
    return letter in _TURNING or unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp")


def fitting(subject: str) -> str:
    """Nothing if it is too long for a line of a mail program, so that the discreet one is used."""
    return subject if len(subject) <= SUBJECT_LENGTH else ""


def number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def duration(minutes: int) -> str:
    if minutes <= 90:
        return f"{minutes} minutes"
    whole, rest = divmod(round(minutes / 30), 2)
    return f"{whole} and a half hours" if rest else f"{whole} hours"


def greeting(hour: int) -> str:
    if 4 <= hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= hour < 18 else "Good evening"
