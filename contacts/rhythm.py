"""How often to be in touch, and when a tie has gone quiet (/help/method/#rhythm)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction

COOLING_AFTER = 2  # times the rhythm without a two-way contact
DORMANT_AFTER = 4
ANSWER_DAYS = 7  # a message of ours has so long to be answered before anything is suggested
MOST_UNANSWERED = 2  # messages in a row, then a rest
REST_DAYS = 60
LONGEST_DAYS = 730


class Warmth(Enum):
    WARM = ""
    COOLING = "Going cold"
    DORMANT = "Long quiet"


def rhythm_of(own: int | None, level: int, by_level: Sequence[int]) -> int | None:
    """Days between contacts: the person's own, or what fits the level; None for no rhythm."""
    if own is not None:
        return own or None
    return (by_level[level] if level < len(by_level) else 0) or None


def next_contact_on(
    last_two_way: date | None, last_contact: date | None, rhythm: int | None
) -> date | None:
    """The rhythm after the last contact in which they took part; the first message begins it."""
    begin = last_two_way or last_contact
    if begin is None or not rhythm:
        return None
    day = begin + timedelta(days=rhythm)
    if last_contact and last_two_way and last_contact > last_two_way:
        return max(day, last_contact + timedelta(days=ANSWER_DAYS))
    return day


def warmth(last_two_way: date | None, rhythm: int | None, today: date) -> Warmth:
    """Somebody never spoken to cannot cool, nor somebody without a rhythm."""
    if last_two_way is None or not rhythm:
        return Warmth.WARM
    quiet = (today - last_two_way).days
    if quiet > DORMANT_AFTER * rhythm:
        return Warmth.DORMANT
    return Warmth.COOLING if quiet > COOLING_AFTER * rhythm else Warmth.WARM


def touches_a_week(rhythms: Iterable[tuple[int, int]]) -> Fraction:
    """What keeping up takes, for pairs of a rhythm in days and how many people have it."""
    return sum((Fraction(7 * people, days) for days, people in rhythms if days), Fraction(0))
