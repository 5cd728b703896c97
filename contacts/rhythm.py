"""How often to be in touch, and when a tie is cooling (/help/method/#rhythm)."""

from datetime import date, timedelta

# Days between real contacts, by level 0 to 5; None means no rhythm.
RHYTHM_DAYS: list[int | None] = [None, 90, 45, 30, 30, 30]
TARGET_RHYTHM_DAYS: list[int | None] = [None, 30, 21, 14, 21, 21]
COOLING_AFTER = 2  # times the rhythm without a two-way contact
DORMANT_AFTER = 4


def default_rhythm(level: int, *, at_target: bool) -> int | None:
    return (TARGET_RHYTHM_DAYS if at_target else RHYTHM_DAYS)[level]


def next_contact_on(last_two_way: date | None, rhythm: int | None) -> date | None:
    if last_two_way is None or not rhythm:
        return None
    return last_two_way + timedelta(days=rhythm)


def is_cooling(last_two_way: date | None, rhythm: int | None, today: date) -> bool:
    """More than twice the rhythm has passed; somebody never spoken to cannot cool."""
    if last_two_way is None or not rhythm:
        return False
    return (today - last_two_way).days > COOLING_AFTER * rhythm
