"""What is known of those for whom a follow-up may be due first: Today shows no more than these.

A cheap look comes first: the earliest day for which what happened may propose something, whatever
else there is. The people of the earliest are looked at as a whole, with whoever introduced them
and whomever these introduced, up to the border: a proposal for an earlier day is as it would be if
everybody had been looked at. One for the border or later may be of somebody else, or not be.

As in tasks/known.py, Postgres need not know anything of its tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jobsearch.working_days import WorkingDays
from tasks.earliest import ENTRIES_OF, OTHERS, PUSHED, Days, in_sql
from tasks.known import (
    APPLIED,
    ASKED,
    ASKS,
    AWAY,
    BROUGHT,
    ENTRIES,
    FOLLOW_UPS,
    LATELY,
    OF_OTHERS,
    PROMISES,
    READY,
    REVIEWS,
    TASKS,
    TOOK_PART,
    Row,
    asked_of,
    fetched,
    statement,
)

if TYPE_CHECKING:
    from jobsearch.models import User


def _ago(day: str) -> str:
    """What is of a later day than today counts as today's: it cannot come sooner."""
    return f"%(today)s - least({day}, %(today)s) + 1"


def _due(name: str, day: str) -> str:
    """How many days after the first that counts it may propose something; NULL for never."""
    return f"(%({name})s::int[])[{_ago(day)}]"


# The days of these are those of the rows of the same sort in tasks/known.py.
DONE, ANSWERED = "coalesce(said_no_on, completed_on)", "coalesce(answered_on, made_on)"
# Of the columns of an entry, as Logged has it; whatever finished it, it proposes nothing sooner.
ENTRY = f"""least(
    CASE direction
      WHEN 'from' THEN {_due("reply", "day")}
      WHEN 'to' THEN CASE WHEN light THEN NULL
        WHEN kind = 'first-message' THEN {_due("stranger", "day")}
        WHEN kind = 'reconnected' THEN {_due("long_ago", "day")}
        WHEN kind IN ('followed-up', 'conversation', 'asked') THEN {_due("message", "day")} END
      END,
    CASE WHEN kind = 'conversation' AND NOT light AND direction <> 'to'
         THEN {_due("talk", "day")} END,
    CASE WHEN kind = 'introduced' THEN {_due("introduced", "day")} END,
    CASE WHEN received <> '' THEN {_due("favour", "day")} END)"""
FIRST_LOOK = f"""
WITH applied AS MATERIALIZED (
  SELECT task.* FROM tasks_task AS task
  WHERE task.owner_id = %(owner)s AND NOT task.taken_back {APPLIED} {LATELY}),
pushing AS MATERIALIZED (
  SELECT raised_by_id AS entry, contact_id AS contact, {_due("pushed", DONE)} AS due
  FROM tasks_task
  WHERE owner_id = %(owner)s AND reason <> '' AND reason = ANY (%(pushing)s)
    AND completed_on IS NOT NULL AND NOT taken_back AND updated_at >= %(lately)s),
soonest AS MATERIALIZED (SELECT * FROM (
  SELECT id AS entry, NULL::uuid AS contact, {ENTRY} AS due
  FROM contacts_interaction WHERE owner_id = %(owner)s AND day >= %(entries_since)s
  UNION ALL
  SELECT NULL, contact_id, {_due("met", "day")}
  FROM contacts_interactionperson WHERE owner_id = %(owner)s AND day >= %(met_since)s AND met
  UNION ALL
  SELECT NULL, contact_id,
    CASE outcome WHEN 'no' THEN {_due("no", ANSWERED)} ELSE {_due("waiting", ANSWERED)} END
  FROM contacts_ask
  WHERE owner_id = %(owner)s AND outcome IN ('', 'no') AND made_on >= %(since)s
  UNION ALL
  SELECT NULL, contact.id, {_due("brought", "entry.day")}
  FROM contacts_contact AS contact
  CROSS JOIN LATERAL (SELECT day FROM contacts_interaction
                      WHERE id = contact.introduced_in_id OFFSET 0) AS entry
  WHERE contact.owner_id = %(owner)s AND contact.introduced_in_id IS NOT NULL
  UNION ALL
  SELECT NULL, contact_id, least({_due("applied", DONE)}, {_due("applied", "answer_by")},
                                 (SELECT min(due) FROM pushing))
  FROM applied WHERE contact_id IS NOT NULL
  UNION ALL
  SELECT entry, contact, due FROM pushing OFFSET 0) AS happened
  WHERE due IS NOT NULL ORDER BY due FETCH FIRST %(looked_into)s ROWS WITH TIES),
"""  # noqa: S608  of what is written here
THOSE = """
them AS MATERIALIZED (
  SELECT taken.contact_id AS contact
  FROM soonest CROSS JOIN LATERAL (
    -- With the id, as no index holds all of it: one that does could be read from end to end.
    SELECT id, contact_id FROM contacts_interactionperson
    WHERE interaction_id = soonest.entry OFFSET 0) AS taken
  WHERE taken.id IS NOT NULL
  UNION SELECT contact FROM soonest WHERE contact IS NOT NULL),
introducers AS MATERIALIZED (
  SELECT DISTINCT one.met_through_id AS contact
  FROM them CROSS JOIN LATERAL (
    SELECT met_through_id, introduced_in_id FROM contacts_contact
    WHERE id = them.contact OFFSET 0) AS one
  WHERE one.met_through_id IS NOT NULL AND one.introduced_in_id IS NOT NULL),
those AS MATERIALIZED (
  SELECT contact FROM them UNION SELECT contact FROM introducers
  UNION SELECT one.id
  FROM introducers CROSS JOIN LATERAL (
    SELECT id, introduced_in_id FROM contacts_contact
    WHERE met_through_id = introducers.contact OFFSET 0) AS one
  WHERE one.introduced_in_id IS NOT NULL)
"""
# Without "is true" it would be a join, of whatever way; so it is looked up in a hash.
AMONG_THOSE = "  AND ({} IN (SELECT contact FROM those)) IS TRUE\n"
# Read from the index of all of some days: with the person in hand Postgres could take the same one
# for each of them.
SOME = f"""SELECT they.id, lately.* FROM (
       SELECT contact_id, met, interaction_id, day FROM contacts_interactionperson
       WHERE owner_id = %(owner)s AND day >= %(late)s
       {AMONG_THOSE.format("contact_id")} OFFSET 0) AS lately
     CROSS JOIN LATERAL (SELECT id FROM contacts_interactionperson
                         WHERE interaction_id = lately.interaction_id
                           AND contact_id = lately.contact_id OFFSET 0) AS they"""  # noqa: S608  as above
BORDER = """
SELECT 'border', '', NULL, %(first)s + max(due) + 1, now(), '', '', '', '', false, false, NULL, '',
       '', NULL, '', NULL, NULL
FROM soonest HAVING count(*) >= %(looked_into)s
"""
PROMISED = PROMISES + OF_OTHERS
SOON = f" ({PROMISED} ORDER BY promise.due_on FETCH FIRST %(looked_into)s ROWS WITH TIES)\n"
OF_PROMISES = statement(PROMISED)
OF_SOONEST = (
    FIRST_LOOK
    + THOSE
    + statement(
        ENTRIES.replace("PARTS", TOOK_PART.replace("SOME", SOME)),
        BROUGHT + AMONG_THOSE.format("contact.id"),
        SOON,
        ASKS + ASKED + AMONG_THOSE.format("ask.contact_id"),
        TASKS + FOLLOW_UPS,
        TASKS.replace("tasks_task AS task", "applied AS task"),
        AWAY,
        REVIEWS,
        READY,
        BORDER,
    )
)


@lru_cache(256)
def _days(today: date, first: date, calendar: WorkingDays) -> dict[str, Any]:
    days = Days(today, first, calendar)
    due = {name: days.may_be_due(waits) for name, waits in (ENTRIES_OF | OTHERS).items()}
    return {
        **{name: in_sql(found) for name, found in due.items()},
        "entries_since": today - timedelta(days=max(len(due[name]) for name in ENTRIES_OF)),
        "met_since": today - timedelta(days=len(due["met"])),
        "first": first,
    }


def rows(user: User, today: date, first: date, looked_into: int) -> tuple[list[Row], date | None]:
    """Of the first so many happenings and all of the same day, with the border if there is more.

    And what others promised, the first so many and all that is due on the same day.
    """
    asked = {
        **asked_of(user, today),
        **_days(today, first, user.calendar),
        "pushing": [str(reason) for reason, _ in PUSHED],
        "looked_into": looked_into,
    }
    found = list(fetched(OF_SOONEST, asked))
    border = next((row.day for row in found if row.sort == "border"), None)
    return [row for row in found if row.sort != "border"], border


def promised(user: User, today: date) -> Iterator[Row]:
    """All that others promised."""
    return fetched(OF_PROMISES, {"owner": user.pk, "today": today})
