"""How many of somebody's people are on each list, and which rhythms are kept with how many.

One look at all of them, in SQL: to count each list by itself takes three times as long with
100,000. What the lists are is said in contacts/models/queries.py.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection

from contacts.rhythm import ANSWER_DAYS, COOLING_AFTER, DORMANT_AFTER

if TYPE_CHECKING:
    from jobsearch.models import User

LISTS = ["touch", "cold", "dormant", "never", "resting", "waiting"]
# Lists of ids are made once and looked up, whatever Postgres thinks how many there are.
COUNTED = """
SELECT rhythm, count(*), count(*) FILTER (WHERE awake),
       count(*) FILTER (WHERE awake AND rhythm > 0
                        AND next_on <= %(today)s AND NOT id IN (PLANNED)),
       count(*) FILTER (WHERE awake AND rhythm > 0
                        AND last_two_way_on + rhythm * %(cooling)s < %(today)s),
       count(*) FILTER (WHERE awake AND rhythm > 0
                        AND last_two_way_on + rhythm * %(dormant)s < %(today)s),
       count(*) FILTER (WHERE awake AND last_contact_on IS NULL),
       count(*) FILTER (WHERE NOT awake),
       count(*) FILTER (WHERE NOT do_not_contact
                        AND (my_turn_since IS NOT NULL OR id IN (PLANNED AND due_on <= %(today)s)))
FROM (SELECT *, greatest(coalesce(last_two_way_on, last_contact_on) + rhythm,
                         CASE WHEN last_contact_on > last_two_way_on
                              THEN last_contact_on + %(answer)s END) AS next_on
      FROM (SELECT id, last_two_way_on, last_contact_on, my_turn_since, do_not_contact,
                   NOT do_not_contact AND coalesce(resting_until <= %(today)s, true) AS awake,
                   coalesce(rhythm_days, CASE WHEN organisation_id IN (SOUGHT)
                            THEN (%(of_targets)s)[level + 1] ELSE (%(usual)s)[level + 1] END, 0)
                   AS rhythm
            FROM contacts_contact
            WHERE owner_id = %(owner)s AND archived_at IS NULL OFFSET 0) AS person) AS person
GROUP BY rhythm
"""
PLANNED = """SELECT contact_id FROM tasks_task
WHERE owner_id = %(owner)s AND completed_at IS NULL AND dropped_at IS NULL
  AND contact_id IS NOT NULL AND due_on IS NOT NULL"""
SOUGHT = "SELECT id FROM contacts_organisation WHERE owner_id = %(owner)s AND is_target"
STATEMENT = COUNTED.replace("PLANNED", PLANNED).replace("SOUGHT", SOUGHT)


@dataclass(frozen=True)
class Counts:
    everybody: int
    lists: dict[str, int]
    rhythms: list[tuple[int, int]]  # each that is kept with somebody, and with how many


def count(owner: User, today: date) -> Counts:
    """Of all who are not archived."""
    asked: dict[str, Any] = {
        "owner": owner.pk,
        "today": today,
        "usual": owner.rhythm_days,
        "of_targets": owner.target_rhythm_days,
        "cooling": COOLING_AFTER,
        "dormant": DORMANT_AFTER,
        "answer": ANSWER_DAYS,
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, asked)
        found = cursor.fetchall()
    lists: Counter[str] = Counter(dict.fromkeys(LISTS, 0))
    for _, _, _, *counts in found:
        lists.update(dict(zip(LISTS, counts, strict=True)))
    return Counts(
        everybody=sum(row[1] for row in found),
        lists=dict(lists),
        rhythms=[(row[0], row[2]) for row in found if row[0] and row[2]],
    )
