"""Whom it is time to be in touch with: offered on Today until planned, put off or let rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from contacts.levels import LEVEL_CHOICES
from contacts.models import Contact, Organisation
from contacts.rhythm import ANSWER_DAYS, MOST_UNANSWERED
from jobsearch.models import User

IN_TOUCH = "in-touch"  # what a dismissal is about
SHOWN = 3
MOST_COUNTED = 50  # of the others
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
    """At most three people, and how many more are on the list of contacts: fifty are counted."""

    shown: Sequence[Touch]
    more: int = 0

    @property
    def more_than(self) -> int:
        """Where counting ended; 0 if it was to the end."""
        return MOST_COUNTED if self.more > MOST_COUNTED else 0


# What `active().time_to_be_in_touch()` and `with_unanswered()` say, which tests hold it against:
# written out, as Today is asked for more often than any page, and half of its time went on making
# these two statements anew. One level after the other is looked at, the closest first, and no more
# of them than it takes; messages are counted of those who are shown.
STATEMENT = """
WITH due AS MATERIALIZED (
  SELECT person.*
  FROM unnest(%(levels)s::int[]) AS wanted (level)
  CROSS JOIN LATERAL (
    SELECT id, level, NEXT_ON AS next_on, search_name
    FROM (
      SELECT id, level, search_name, last_contact_on, last_two_way_on,
        coalesce(rhythm_days, CASE WHEN organisation_id IN (
            SELECT id FROM contacts_organisation WHERE owner_id = %(owner)s AND is_target)
          THEN (%(at_targets)s::int[])[level + 1] ELSE (%(rhythms)s::int[])[level + 1] END,
          0) AS rhythm_now
      FROM contacts_contact
      WHERE owner_id = %(owner)s AND level = wanted.level AND archived_at IS NULL
        AND NOT do_not_contact AND coalesce(last_two_way_on, last_contact_on) < %(today)s
        AND (resting_until IS NULL OR resting_until <= %(today)s) OFFSET 0
    ) AS one
    WHERE rhythm_now > 0 AND NEXT_ON <= %(today)s
      AND NOT id IN (SELECT contact_id FROM tasks_task WHERE owner_id = %(owner)s
        AND contact_id IS NOT NULL AND due_on IS NOT NULL
        AND completed_at IS NULL AND dropped_at IS NULL)
      AND NOT id::text IN (SELECT about FROM tasks_dismissal WHERE owner_id = %(owner)s
        AND what = %(what)s AND until > %(today)s)
    ORDER BY next_on, search_name, id LIMIT %(counted)s
  ) AS person
  LIMIT %(counted)s
), shown AS MATERIALIZED (
  SELECT * FROM due ORDER BY level DESC, next_on, search_name, id LIMIT %(shown)s
)
SELECT person.id, given_name, family_name, role, person.level, rhythm_days, last_contact_on,
  last_two_way_on, place.id, place.name, place.is_target, (SELECT count(*) FROM due), (
    SELECT count(*) FROM contacts_interactionperson AS part
    JOIN contacts_interaction AS entry ON entry.id = part.interaction_id
    WHERE part.owner_id = %(owner)s AND part.contact_id = person.id
      AND entry.direction = 'to' AND NOT entry.light
      AND (last_two_way_on IS NULL OR entry.day > last_two_way_on
        OR entry.day = last_two_way_on AND NOT EXISTS (
          SELECT FROM contacts_interactionperson AS theirs
          JOIN contacts_interaction AS word ON word.id = theirs.interaction_id
          WHERE theirs.owner_id = %(owner)s AND theirs.contact_id = person.id
            AND word.direction IN ('both', 'from') AND word.day = entry.day
            AND word.created_at > entry.created_at)))
FROM shown
JOIN contacts_contact AS person ON person.id = shown.id
LEFT JOIN contacts_organisation AS place ON place.id = person.organisation_id
ORDER BY shown.level DESC, shown.next_on, shown.search_name, shown.id
""".replace(
    "NEXT_ON",
    """greatest(coalesce(last_two_way_on, last_contact_on) + rhythm_now,
      CASE WHEN last_contact_on > last_two_way_on THEN last_contact_on + %(answer_days)s END)""",
)
CLOSEST_FIRST = sorted((level for level, _ in LEVEL_CHOICES), reverse=True)
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
        "levels": CLOSEST_FIRST,
        "shown": SHOWN,
        "counted": SHOWN + MOST_COUNTED + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, asked)
        rows = cursor.fetchall()
    shown = []
    for row in rows:
        person, place = Contact.of_row(OF_PERSON, row[:8], user), None
        if row[8]:
            place = Organisation.of_row(OF_PLACE, row[8:11], user)
        person.organisation = place
        shown.append(Touch(person, row[12]))
    return Touches(shown, rows[0][11] - len(shown) if rows else 0)
