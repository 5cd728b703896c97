"""What is known of people: the log, promises, asks, follow-ups, and what was dismissed.

One statement, whoever and however many they are. It is written in SQL: every page about people
asks it, and to have it made anew out of expressions each time took longer than its answer.

It has to be quick on tables of which Postgres knows nothing yet, or what is no longer true: after
an import, say. With "one row, at most" of each in mind it would go through all of one table for
each row of another, for minutes. OFFSET 0 is what it does not look behind: each part begins with
rows of the owner or of one person, found by an index, and then looks up one row by its id.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from contacts.models import Contact
from jobsearch.working_days import WorkingDays
from tasks.followups import TABLE, What

if TYPE_CHECKING:
    from jobsearch.models import User

# A person's page goes back as far as this; others look at what was said in so many days with whom
# there was a word in the last of them. The longest step of a rule shows for a month.
KNOWN_DAYS = 180
LATE_DAYS = 60
RECENT_DAYS = 35
# Today shows what is not older than this; a person's page shows all that is known.
SHOWN_DAYS = 14
DAY = timedelta(days=1)


class Row(NamedTuple):
    """A thing of some sort; what each column holds for which is said in the statement below.

    Ids are text: thousands are read, and few of them are ever looked at.
    """

    sort: str
    source: str
    person: str | None
    day: date
    at: datetime
    kind: str
    direction: str
    detail: str
    words: str
    met: bool
    light: bool
    entry: str | None
    name: str
    place: str
    introducer: str | None
    introducer_name: str
    rested_until: date | None
    answer_by: date | None

    @property
    def moment(self) -> tuple[date, datetime]:
        return self.day, self.at


# Who took part in the log, and whom somebody introduced. With SOME, or with all, of those with whom
# there was a word lately; these are told by the last day of each, without a second look.
TOOK_PART = """
(SELECT * FROM (
   SELECT id, contact_id, met, interaction_id,
     max(day) OVER (PARTITION BY contact_id) AS last_day
   FROM (SOME OFFSET 0) AS lately OFFSET 0) AS every
 WHERE last_day >= %(recent)s OFFSET 0) AS part"""
PARTS_OF_ALL = TOOK_PART.replace(
    "SOME",
    """SELECT id, contact_id, met, interaction_id, day FROM contacts_interactionperson
         WHERE owner_id = %(owner)s AND day >= %(late)s""",
)
PARTS_OF_ONE = """
(SELECT id, contact_id, met, interaction_id FROM contacts_interactionperson
 WHERE owner_id = %(owner)s AND contact_id = THEIRS AND day >= %(since)s OFFSET 0) AS part"""
ENTRIES = """
SELECT 'entry', part.id::text, contact.id::text, entry.day, entry.created_at, entry.kind,
       entry.direction, entry.received, '', part.met, entry.light, entry.id::text,
       contact.given_name, coalesce(place.name, ''),
       CASE WHEN REACHABLE(through) THEN through.id::text END, coalesce(through.given_name, ''),
       contact.resting_until, NULL::date
FROM PARTS
CROSS JOIN LATERAL (SELECT id, day, created_at, kind, direction, received, light
                    FROM contacts_interaction WHERE id = part.interaction_id OFFSET 0) AS entry
CROSS JOIN LATERAL (PERSON WHERE id = part.contact_id OFFSET 0) AS contact
LEFT JOIN LATERAL (SELECT name FROM contacts_organisation
                   WHERE id = contact.organisation_id
                   AND entry.kind = 'first-message' OFFSET 0) AS place ON true
LEFT JOIN LATERAL (PERSON WHERE id = contact.met_through_id
                   AND contact.introduced_in_id IS NOT NULL OFFSET 0) AS through ON true
WHERE REACHABLE(contact)
"""
BROUGHT = """
SELECT 'brought', contact.id::text, contact.id::text, entry.day, entry.created_at, '', '', '', '',
       false, false, entry.id::text, contact.given_name, '', NULL, '', contact.resting_until, NULL
FROM contacts_contact AS contact
CROSS JOIN LATERAL (SELECT id, day, created_at FROM contacts_interaction
                    WHERE id = contact.introduced_in_id OFFSET 0) AS entry
WHERE contact.owner_id = %(owner)s AND contact.introduced_in_id IS NOT NULL
  AND entry.day >= %(since)s AND REACHABLE(contact)
"""
# `met`: it is mine; `direction`: what became of it; `light`: as of tasks.
PROMISES = """
SELECT 'promise', promise.id::text, contact.id::text, promise.due_on, promise.created_at, '',
       promise.outcome, '', promise.what, promise.mine, NOT REACHABLE(contact),
       promise.interaction_id::text, contact.given_name, '', NULL, '', NULL, NULL
FROM contacts_promise AS promise
CROSS JOIN LATERAL (PERSON WHERE id = promise.contact_id OFFSET 0) AS contact
WHERE promise.owner_id = %(owner)s
"""
OF_OTHERS = "  AND promise.outcome = '' AND NOT promise.mine AND REACHABLE(contact)\n"
# Those that wait for an answer, unless it is too long ago to be proposed; those that got a no.
ASKS = """
SELECT 'ask', ask.id::text, contact.id::text, coalesce(ask.answered_on, ask.made_on),
       ask.created_at, '', '', ask.outcome, ask.what, false, false, NULL, contact.given_name, '',
       NULL, '', contact.resting_until, NULL
FROM contacts_ask AS ask
CROSS JOIN LATERAL (PERSON WHERE id = ask.contact_id OFFSET 0) AS contact
WHERE ask.owner_id = %(owner)s AND ask.outcome IN ('', 'no') AND ask.made_on >= %(since)s
  AND REACHABLE(contact)
"""
ASKED = "  AND (ask.outcome = 'no' OR coalesce(ask.answered_on, ask.made_on) >= %(asked)s)\n"
# Follow-ups, and applications and interviews that are done.
# `light`: with somebody spared; `met`: they said no.
TASKS = """
SELECT 'task', task.id::text, task.contact_id::text,
       coalesce(task.said_no_on, task.completed_on, task.due_on, %(today)s),
       coalesce(task.completed_at, task.dropped_at, task.created_at), task.kind,
       CASE WHEN task.completed_on IS NOT NULL THEN 'done'
            WHEN task.dropped_at IS NOT NULL THEN 'dropped' ELSE 'open' END,
       task.reason, task.title, task.said_no_on IS NOT NULL,
       contact.id IS NOT NULL AND NOT REACHABLE(contact), task.interaction_id::text,
       coalesce(contact.given_name, ''), '', NULL, '', NULL, task.answer_by
FROM tasks_task AS task
LEFT JOIN LATERAL (PERSON WHERE id = task.contact_id OFFSET 0) AS contact ON true
WHERE task.owner_id = %(owner)s AND NOT task.taken_back
"""
FOLLOW_UPS = """  AND task.reason <> ''
  AND (task.updated_at >= %(lately)s
       OR task.completed_at IS NULL AND task.dropped_at IS NULL)
"""
APPLIED = """  AND task.reason = '' AND task.kind IN ('application', 'interview')
  AND task.completed_on IS NOT NULL AND task.updated_at >= %(lately)s
"""
# One of long ago may have been changed lately.
LATELY = "  AND greatest(task.completed_on, task.said_no_on, task.answer_by) >= %(since)s\n"
# What was dismissed: `kind` says what, `words` about what.
AWAY = """
SELECT 'away', away.id::text, NULL, away.until, away.until::timestamptz, away.what, '', '',
       away.about, false, false, NULL, '', '', NULL, '', NULL, NULL
FROM tasks_dismissal AS away
WHERE away.owner_id = %(owner)s AND away.until > %(today)s
"""
# Of this week and the one before; `met`: it is closed, `kind`: its step.
REVIEWS = """
SELECT 'review', review.id::text, NULL, review.week, review.created_at, review.step::text, '', '',
       '', review.closed_at IS NOT NULL, false, NULL, '', '', NULL, '', NULL, NULL
FROM tasks_review AS review
WHERE review.owner_id = %(owner)s AND review.week > %(two_weeks_ago)s
"""


PERSON = """SELECT id, given_name, organisation_id, met_through_id, introduced_in_id,
    archived_at, do_not_contact, resting_until FROM contacts_contact"""
# What somebody had before they made their readiness list: `words` says what.
READY = """
SELECT 'ready', item.id::text, NULL, %(today)s, now(), '', '', '', item.key, false, false, NULL,
       '', '', NULL, '', NULL, NULL
FROM tasks_readyitem AS item
WHERE item.owner_id = %(owner)s AND item.task_id IS NULL
"""
# A list that is made first, or it could be made for each row anew.
THEIRS = """ANY (ARRAY(SELECT they.id FROM contacts_contact AS they
                       WHERE they.id = %(contact)s OR they.met_through_id = %(contact)s))"""


def statement(*parts: str) -> str:
    whole = "UNION ALL".join(parts).replace("THEIRS", THEIRS).replace("PERSON", PERSON)
    for name in ("contact", "through"):
        may_be_written_to = (
            f"({name}.archived_at IS NULL AND NOT {name}.do_not_contact"
            f" AND coalesce({name}.resting_until <= %(today)s, {name}.id IS NOT NULL))"
        )
        whole = whole.replace(f"REACHABLE({name})", may_be_written_to)
    return whole


OF_ALL = statement(
    ENTRIES.replace("PARTS", PARTS_OF_ALL),
    BROUGHT,
    PROMISES + OF_OTHERS,
    ASKS + ASKED,
    TASKS + FOLLOW_UPS,
    TASKS + APPLIED + LATELY,
    AWAY,
    REVIEWS,
    READY,
)
OF_ONE = statement(
    ENTRIES.replace("PARTS", PARTS_OF_ONE),
    BROUGHT + "  AND contact.id = %(contact)s\n",
    PROMISES + "  AND promise.contact_id = %(contact)s\n",
    ASKS + "  AND ask.contact_id = %(contact)s\n",
    TASKS + FOLLOW_UPS + "  AND (task.contact_id IS NULL OR task.contact_id = THEIRS)\n",
    # One with nobody proposes nothing to anybody; there may be hundreds.
    TASKS + APPLIED + "  AND task.contact_id = THEIRS\n",
    AWAY,
)


@lru_cache(256)
def _asked_since(today: date, calendar: WorkingDays) -> date:
    """The first day on which one may have asked and be reminded of it by Today."""
    first = today - timedelta(days=SHOWN_DAYS)
    since, wait = first, TABLE[What.ASKED][-1].wait
    longest = today - timedelta(days=KNOWN_DAYS)
    while since > longest and wait.after(since - DAY, calendar) >= first:
        since -= DAY
    return since


def asked_of(user: User, today: date) -> dict[str, Any]:
    """What the statements need to be told."""
    since = today - timedelta(days=KNOWN_DAYS)
    return {
        "owner": user.pk,
        "today": today,
        "since": since,
        "late": today - timedelta(days=LATE_DAYS),
        "asked": _asked_since(today, user.calendar),
        "recent": today - timedelta(days=RECENT_DAYS),
        "lately": datetime.combine(since, time.min, tzinfo=user.zone),
        "two_weeks_ago": today - timedelta(days=14),
    }


def rows(user: User, today: date, contact: Contact | None) -> Iterator[Row]:
    """All there is to know, of one person or of those with whom something was lately."""
    asked = {**asked_of(user, today), "contact": contact.pk if contact else None}
    return fetched(OF_ONE if contact else OF_ALL, asked)


def fetched(whole: str, asked: dict[str, Any]) -> Iterator[Row]:
    with connection.cursor() as cursor:
        cursor.execute(whole, asked)
        return map(Row._make, cursor.fetchall())
