"""Two weeks without a visit: one mail that says that the others rest now."""

from __future__ import annotations

from tasks.reminders.letters.draft import NOT_NEEDED, Draft, Due, Withdrawn
from tasks.reminders.links import Purpose
from tasks.reminders.occasions import AWAY


def write(due: Due) -> Draft:
    seen = due.owner.last_seen_on or due.owner.today(due.owner.date_joined)
    if due.today - seen < AWAY:
        raise Withdrawn(NOT_NEEDED)
    return Draft("quiet", {}, [], Purpose.STOP_DIGEST)
