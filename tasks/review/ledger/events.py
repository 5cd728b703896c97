"""What happened on one day and counts later: somebody was met or introduced, something asked.

One statement, written in SQL: to have it made out of expressions each time took as long as its
answer. OFFSET 0 is what Postgres does not look behind (tasks/known.py says why).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection

from contacts.kinds import NETWORKING_KINDS
from jobsearch.models import User
from tasks.review.measures import Newcomer
from tasks.review.measures.kept import GRACE, INTRODUCED_WORKING_DAYS, MET_DAYS

# So long before the first day something may have happened that is settled after it.
BEFORE = timedelta(days=30)
SMALL_TALK = [kind.value for kind in NETWORKING_KINDS if kind.facts.light]
# In what something real of mine reached them, after they were first met.
TOLD = """
ARRAY (SELECT part.day
       FROM (SELECT interaction_id, day FROM contacts_interactionperson
             WHERE owner_id = %(owner)s AND contact_id = person.id
               AND day >= BEGAN AND day < %(after)s AND NOT met OFFSET 0) AS part
       CROSS JOIN LATERAL (SELECT id, light, kind, direction FROM contacts_interaction
                           WHERE id = part.interaction_id OFFSET 0) AS entry
       WHERE NOT entry.light AND entry.kind <> ALL (%(small_talk)s)
         AND entry.direction <> 'from'"""
# Who was met for the first time on one of these days.
MET = """
SELECT 'met', person.first_met_on, TOLD_SINCE), 1, 0
FROM (SELECT id, first_met_on FROM contacts_contact
      WHERE owner_id = %(owner)s AND first_met_on >= %(met_from)s AND first_met_on < %(after)s
      OFFSET 0) AS person
""".replace("TOLD_SINCE", TOLD.replace("BEGAN", "person.first_met_on"))
# Who was introduced; what was asked, of which those are ready that came at the right level, or
# later.
INTRODUCED_AND_ASKED = """
SELECT 'introduced', there.day,
       TOLD_SINCE AND entry.id <> there.id), 1, 0
FROM (SELECT id, introduced_in_id FROM contacts_contact
      WHERE owner_id = %(owner)s AND introduced_in_id IS NOT NULL OFFSET 0) AS person
CROSS JOIN LATERAL (SELECT id, day FROM contacts_interaction
                    WHERE id = person.introduced_in_id AND owner_id = %(owner)s
                      AND day >= %(introduced_from)s AND day < %(after)s OFFSET 0) AS there
UNION ALL
SELECT 'asked', made_on, ARRAY[]::date[], count(*), count(*) FILTER (WHERE gap <= 0)
FROM contacts_ask
WHERE owner_id = %(owner)s AND made_on >= %(first)s AND made_on < %(after)s
GROUP BY made_on
""".replace("TOLD_SINCE", TOLD.replace("BEGAN", "there.day"))
# Follow-ups that were done by now.
DONE = """
SELECT 'done', due_on, ARRAY[]::date[], count(*),
       count(*) FILTER (WHERE completed_on <= due_on + %(grace)s)
FROM tasks_task
WHERE owner_id = %(owner)s AND due_on >= %(first)s AND due_on < %(after)s
  AND contact_id IS NOT NULL AND completed_on IS NOT NULL
GROUP BY due_on
"""
EVENTS, IN_BRIEF = (
    " UNION ALL ".join(it) for it in ([MET, INTRODUCED_AND_ASKED, DONE], [MET, DONE])
)


class EventKind(StrEnum):
    MET = "met"
    INTRODUCED = "introduced"
    ASKED = "asked"
    DONE = "done"


@dataclass(frozen=True)
class Event:
    """Of one person with whom it began, or of all that was asked or done of what was due."""

    kind: str
    day: date
    told: list[date]  # on which I was in touch with them since
    many: int
    part: int  # of these: asks that were ready, and follow-ups that were kept

    def newcomer(self, user: User) -> Newcomer:
        until = self.day + timedelta(days=MET_DAYS)
        if self.kind == EventKind.INTRODUCED:
            until = user.working_day_after(self.day, INTRODUCED_WORKING_DAYS)
        return Newcomer(until, any(self.day <= day <= until for day in self.told))


def events(user: User, first: date, after: date, *, met_in: date | None = None) -> list[Event]:
    """In one query, of these days and some before them.

    With `met_in`, the first day of a week, only who counts since then, and what was done.
    """
    asked: dict[str, Any] = {
        "owner": user.pk,
        "first": first,
        "after": after,
        "met_from": (met_in or first) - timedelta(days=MET_DAYS),
        "introduced_from": first - BEFORE,
        "grace": GRACE.days,
        "small_talk": SMALL_TALK,
    }
    with connection.cursor() as cursor:
        cursor.execute(IN_BRIEF if met_in else EVENTS, asked)
        return [Event(*row) for row in cursor.fetchall()]
