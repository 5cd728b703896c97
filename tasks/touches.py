"""Whom it is time to be in touch with: offered on Today until planned, put off or let rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from contacts.models import Contact, Organisation
from contacts.rhythm import ANSWER_DAYS, MOST_UNANSWERED
from jobsearch.models import User

IN_TOUCH = "in-touch"  # what a dismissal is about
SHOWN = 3
LATER_DAYS = 7


@dataclass(frozen=True)
class Touch:
    person: Contact
    unanswered: int = 0

    @property
    def wants_rest(self) -> bool:
        """A third message in a row is not what the rules propose."""
        return self.unanswered >= MOST_UNANSWERED


@dataclass(frozen=True)
class Touches:
    """At most three people, and how many more are on the list of contacts."""

    shown: Sequence[Touch]
    more: int = 0


# What `active().time_to_be_in_touch()` and `with_unanswered()` say, which tests hold it against:
# written out, as Today is asked for more often than any page, and half of its time went on making
# these two statements anew. The list is counted whole; messages are, of those who are shown.
STATEMENT = """
WITH due AS MATERIALIZED (
  SELECT person.*, count(*) OVER () AS among
  FROM (
    SELECT one.id, one.level, one.given_name, one.family_name, one.role, one.rhythm_days,
      one.last_contact_on, one.last_two_way_on, one.search_name,
      place.id AS place_id, place.name AS place, place.is_target,
      coalesce(one.rhythm_days, CASE WHEN place.is_target
        THEN (%(at_targets)s::int[])[one.level + 1] ELSE (%(rhythms)s::int[])[one.level + 1] END,
        0) AS rhythm_now
    FROM contacts_contact AS one
    LEFT JOIN contacts_organisation AS place ON place.id = one.organisation_id
    WHERE one.owner_id = %(owner)s AND one.archived_at IS NULL AND NOT one.do_not_contact
      AND (one.resting_until IS NULL OR one.resting_until <= %(today)s) OFFSET 0
  ) AS person
  WHERE rhythm_now > 0 AND NEXT_ON <= %(today)s
    AND NOT EXISTS (SELECT FROM tasks_task AS task WHERE task.owner_id = %(owner)s
      AND task.contact_id = person.id AND task.due_on IS NOT NULL
      AND task.completed_at IS NULL AND task.dropped_at IS NULL)
    AND NOT EXISTS (SELECT FROM tasks_dismissal AS away WHERE away.owner_id = %(owner)s
      AND away.what = %(what)s AND away.until > %(today)s AND away.about = person.id::text)
  ORDER BY level DESC, NEXT_ON, search_name, id LIMIT %(shown)s
)
SELECT id, given_name, family_name, role, level, rhythm_days, last_contact_on, last_two_way_on,
  place_id, place, is_target, among, (
    SELECT count(*) FROM contacts_interactionperson AS part
    JOIN contacts_interaction AS entry ON entry.id = part.interaction_id
    WHERE part.owner_id = %(owner)s AND part.contact_id = due.id
      AND entry.direction = 'to' AND NOT entry.light
      AND (last_two_way_on IS NULL OR entry.day > last_two_way_on
        OR entry.day = last_two_way_on AND NOT EXISTS (
          SELECT FROM contacts_interactionperson AS theirs
          JOIN contacts_interaction AS word ON word.id = theirs.interaction_id
          WHERE theirs.owner_id = %(owner)s AND theirs.contact_id = due.id
            AND word.direction IN ('both', 'from') AND word.day = entry.day
            AND word.created_at > entry.created_at)))
FROM due
""".replace(
    "NEXT_ON",
    """greatest(coalesce(last_two_way_on, last_contact_on) + rhythm_now,
      CASE WHEN last_contact_on > last_two_way_on THEN last_contact_on + %(answer_days)s END)""",
)
OF_PERSON = (
    "id", "given_name", "family_name", "role", "level", "rhythm_days", "last_contact_on",
    "last_two_way_on",
)  # fmt: skip
OF_PLACE = ("id", "name", "is_target")


def touches_of(user: User, today: date) -> Touches:
    """The closest first, then those whose day came first; who was put off today comes back."""
    asked: dict[str, Any] = {
        "owner": user.pk,
        "today": today,
        "rhythms": user.rhythm_days,
        "at_targets": user.target_rhythm_days,
        "answer_days": ANSWER_DAYS,
        "what": IN_TOUCH,
        "shown": SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, asked)
        rows = cursor.fetchall()
    shown = []
    for row in rows:
        person = Contact.from_db(connection.alias, OF_PERSON, row[:8])
        person.owner, place = user, None
        if row[8]:
            place = Organisation.from_db(connection.alias, OF_PLACE, row[8:11])
        person.organisation = place
        shown.append(Touch(person, row[12]))
    return Touches(shown, rows[0][11] - len(shown) if rows else 0)
