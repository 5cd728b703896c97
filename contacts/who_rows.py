"""What the page "Who can help me now?" asks of everybody, in SQL (contacts/who.py).

Ten thousand people are judged where their rows are: to fetch them took longer than all the rest,
and to make these statements out of expressions took longer than their answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from contacts.asking import Person
from contacts.evidence import (
    GRACE,
    LONG_TALK_MINUTES,
    WINDOW,
    WORKED_TOGETHER,
    Evidence,
    starting_limit,
)
from contacts.kinds import Kind
from contacts.ladder import CLOSELY, SHARED_PAST, STANDS_UP_FROM, Standing
from contacts.models import Ask, Interaction, Organisation, Promise
from contacts.models.counts import SOUGHT
from contacts.rhythm import COOLING_AFTER
from contacts.ties import LATELY, MET_FROM, MET_UNTIL
from jobsearch.models import User

FRIENDLY_TALKS = 3
_ZONES = timedelta(days=2)  # more than a day of a calendar can be away from one of another

AWAKE = """person.owner_id = %(owner)s AND person.archived_at IS NULL AND NOT person.do_not_contact
  AND coalesce(person.resting_until <= %(today)s, true)"""
# Whoever may be asked, with how they stand: `cooling` is warmth() of contacts/rhythm.py, `ground`
# common_ground() of contacts/ladder.py. With OFFSET 0 what is worked out is worked out once.
PERSON = """SELECT *,
  coalesce(rhythm > 0 AND last_two_way_on + rhythm * %(cooling)s < %(today)s, false) AS cooling,
  known = ANY(%(shared)s) OR coalesce(through_name <> '' AND through_level >= %(stands_up)s, false)
    AS ground
FROM (
  SELECT person.*, through.given_name AS through_name, through.level AS through_level,
         coalesce(person.rhythm_days, CASE WHEN sought THEN (%(of_targets)s)[person.level + 1]
                               ELSE (%(usual)s)[person.level + 1] END, 0) AS rhythm,
         coalesce(CASE WHEN %(place)s::uuid IS NULL THEN sought
                  ELSE person.organisation_id = %(place)s::uuid END, false) AS works
  FROM (
    SELECT id, level, known, last_two_way_on, starting_level, told_on, rhythm_days, met_through_id,
           organisation_id, organisation_id IN (SOUGHT) AS sought
    FROM contacts_contact AS person WHERE AWAKE OFFSET 0
  ) AS person
  LEFT JOIN contacts_contact AS through
    ON through.id = person.met_through_id AND through.owner_id = %(owner)s
  OFFSET 0
) AS person OFFSET 0""".replace("AWAKE", AWAKE).replace("SOUGHT", SOUGHT)
STANDINGS = """SELECT level, cooling, ground, count(*),
       count(*) FILTER (WHERE last_two_way_on > %(today)s - %(lately)s)
FROM (PERSON) AS person GROUP BY level, cooling, ground""".replace("PERSON", PERSON)

# The evidence of contacts/models/evidence.py, by person; older entries count for `met` alone.
DAYS = """SELECT part.contact_id, part.day,
  bool_or(part.met OR entry.kind = %(event)s OR entry.two_way) AS met,
  bool_or(talk) AS talk, bool_or(talk AND minutes >= %(long)s) AS long,
  bool_or(talk AND channel <> %(online)s) AS in_person,
  count(*) FILTER (WHERE entry.kind = ANY(%(follow_ups)s) AND direction <> %(from)s) AS follow_ups,
  count(*) FILTER (WHERE gave <> '') AS given,
  count(*) FILTER (WHERE received <> '') AS received,
  count(*) FILTER (WHERE received <> '' AND unasked) AS unasked,
  bool_or(entry.kind = %(kept_promise)s AND NOT EXISTS (
    SELECT FROM tasks_task AS task WHERE task.interaction_id = entry.id
      AND task.owner_id = %(owner)s AND task.promise_id IS NOT NULL)) AS kept
FROM contacts_interactionperson AS part
JOIN (SELECT *, direction = ANY(%(two_way)s) AS two_way,
             direction = ANY(%(two_way)s) AND NOT light AS talk
      FROM contacts_interaction
      WHERE owner_id = %(owner)s AND day > %(today)s - %(window)s) AS entry
  ON entry.id = part.interaction_id
WHERE part.owner_id = %(owner)s AND part.day > %(today)s - %(window)s
GROUP BY part.contact_id, part.day"""
LOGGED = """SELECT contact_id, bool_or(met) AS met, count(*) FILTER (WHERE talk) AS talks,
  count(*) FILTER (WHERE long) AS long_talks, count(*) FILTER (WHERE in_person) AS in_person,
  min(day) FILTER (WHERE talk) AS first_talk, max(day) FILTER (WHERE talk) AS last_talk,
  sum(follow_ups)::int AS follow_ups, sum(given)::int AS given, sum(received)::int AS received,
  sum(unasked)::int AS unasked, count(*) FILTER (WHERE kept AND NOT EXISTS (
    SELECT FROM contacts_promise AS promise
    WHERE promise.contact_id = days.contact_id AND promise.owner_id = %(owner)s AND mine
      AND outcome IN (%(kept)s, %(late)s) AND coalesce(closed_on, due_on) = days.day))
    AS only_logged
FROM (DAYS) AS days GROUP BY contact_id""".replace("DAYS", DAYS)
PROMISED = """SELECT contact_id, count(*) FILTER (WHERE recent AND outcome = %(kept)s) AS kept,
  count(*) FILTER (WHERE recent AND outcome = %(late)s) AS late,
  count(*) FILTER (WHERE recent AND outcome = %(broken)s) AS broken,
  bool_or(outcome = %(open)s AND due_on < %(today)s - %(grace)s) AS is_past
FROM (SELECT *, coalesce(closed_on, due_on) > %(today)s - %(window)s AS recent
      FROM contacts_promise WHERE owner_id = %(owner)s AND mine) AS promise
GROUP BY contact_id"""
ASKED = """SELECT ask.contact_id, count(*) FILTER (
    WHERE outcome = %(open)s AND (made_on IS NOT NULL OR task.id IS NOT NULL
          AND task.completed_at IS NULL AND task.dropped_at IS NULL)) AS waiting,
  count(*) FILTER (WHERE made_on IS NOT NULL) AS made
FROM contacts_ask AS ask
LEFT JOIN tasks_task AS task ON task.ask_id = ask.id AND task.owner_id = %(owner)s
WHERE ask.owner_id = %(owner)s GROUP BY ask.contact_id"""
# FULL, because such a join is never made by looking through all of one side for each row of the
# other, however few Postgres thinks there are; the condition must not turn it into another one.
PEOPLE = """SELECT person.id, level, known, through_name, through_level, rhythm,
  last_two_way_on, works, false, fits, friendly, waiting, starting_level,
  met, talks, long_talks, in_person, first_talk, last_talk, follow_ups, given, received, unasked,
  kept + late / 2.0::float8 + only_logged,
  broken + late / 2.0::float8, is_past, told_on IS NOT NULL
FROM (
  SELECT person.*, first_talk, last_talk,
    (level, cooling, ground) IN %(fitting)s AS fits,
    person.id IS NOT NULL AND coalesce(talks >= %(friendly)s AND received = 0
      AND coalesce(made + waiting, 0) = 0, false) AS friendly,
    coalesce(met, false) OR last_two_way_on IS NOT NULL AS met, coalesce(is_past, false) AS is_past,
    coalesce(waiting, 0) AS waiting, coalesce(talks, 0) AS talks,
    coalesce(long_talks, 0) AS long_talks, coalesce(in_person, 0) AS in_person,
    coalesce(follow_ups, 0) AS follow_ups, coalesce(given, 0) AS given,
    coalesce(received, 0) AS received, coalesce(unasked, 0) AS unasked, coalesce(kept, 0) AS kept,
    coalesce(late, 0) AS late, coalesce(broken, 0) AS broken,
    coalesce(only_logged, 0) AS only_logged
  FROM (PERSON) AS person
  FULL JOIN (LOGGED) AS logged ON logged.contact_id = person.id
  FULL JOIN (PROMISED) AS promised ON promised.contact_id = person.id
  FULL JOIN (ASKED) AS asked ON asked.contact_id = person.id
) AS person
WHERE coalesce(fits, false) OR friendly"""
for name, part in {
    "PERSON": PERSON,
    "LOGGED": LOGGED,
    "PROMISED": PROMISED,
    "ASKED": ASKED,
}.items():
    PEOPLE = PEOPLE.replace(name, part)

ARRIVALS = """SELECT person.met_through_id, entry.day, coalesce(entry.unasked, false),
       person.created_at
FROM contacts_contact AS person
LEFT JOIN contacts_interaction AS entry
  ON entry.id = person.introduced_in_id AND entry.owner_id = %(owner)s
WHERE AWAKE AND person.met_through_id IS NOT NULL
  AND coalesce(entry.day >= %(first)s, person.created_at >= %(first)s - %(zones)s)
ORDER BY person.id""".replace("AWAKE", AWAKE)
FAVOURS = """SELECT part.contact_id, entry.received, entry.unasked
FROM contacts_interaction AS entry
JOIN contacts_interactionperson AS part ON part.interaction_id = entry.id
JOIN contacts_contact AS person ON person.id = part.contact_id
WHERE entry.owner_id = %(owner)s AND entry.day > %(today)s - %(lately)s AND entry.received <> ''
  AND part.owner_id = %(owner)s AND person.owner_id = %(owner)s AND person.archived_at IS NULL
ORDER BY entry.day DESC, entry.created_at DESC, part.contact_id"""
# Of first_met() in contacts/ties.py.
FIRST_MET = """SELECT id, level, (
    SELECT count(DISTINCT part.day) FROM contacts_interactionperson AS part
    JOIN contacts_interaction AS entry ON entry.id = part.interaction_id
    WHERE part.owner_id = %(owner)s AND part.contact_id = person.id
      AND entry.owner_id = %(owner)s AND (part.met OR entry.direction = ANY(%(two_way)s))),
  awake
FROM (SELECT *, least(first_two_way_on, first_met_on) AS first, AWAKE AS awake
      FROM contacts_contact AS person
      WHERE owner_id = %(owner)s AND archived_at IS NULL AND NOT do_not_contact
        AND last_contact_on >= %(today)s - %(met_from)s) AS person
WHERE first BETWEEN %(today)s - %(met_from)s AND %(today)s - %(met_until)s
ORDER BY first DESC, id""".replace("AWAKE", AWAKE)
# Who of some brought somebody there or was brought by them, talked with them and me, or was said
# to know them.
PLACE = """CASE WHEN %(place)s::uuid IS NULL THEN place.is_target
  ELSE place.id = %(place)s::uuid END"""
CONNECTED = """WITH there AS (
  SELECT they.id, they.met_through_id FROM contacts_organisation AS place
  JOIN contacts_contact AS they ON they.organisation_id = place.id
  WHERE place.owner_id = %(owner)s AND they.owner_id = %(owner)s AND PLACE)
SELECT id FROM contacts_contact
WHERE owner_id = %(owner)s AND id = ANY(%(whom)s::uuid[])
  AND met_through_id IN (SELECT id FROM there)
UNION
SELECT met_through_id FROM there WHERE met_through_id = ANY(%(whom)s::uuid[])
UNION
SELECT part.contact_id FROM contacts_interactionperson AS part
JOIN contacts_interaction AS entry ON entry.id = part.interaction_id
JOIN contacts_interactionperson AS theirs ON theirs.interaction_id = entry.id
WHERE part.owner_id = %(owner)s AND part.contact_id = ANY(%(whom)s::uuid[])
  AND entry.owner_id = %(owner)s AND NOT entry.light
  AND theirs.owner_id = %(owner)s AND theirs.contact_id IN (SELECT id FROM there)
UNION
SELECT ask.contact_id FROM contacts_ask AS ask
JOIN contacts_organisation AS place ON place.id = ask.organisation_id
WHERE ask.owner_id = %(owner)s AND ask.contact_id = ANY(%(whom)s::uuid[])
  AND place.owner_id = %(owner)s AND ask.knows_target = ANY(%(knows)s) AND PLACE"""
CONNECTED = CONNECTED.replace("PLACE", PLACE)


class Known(NamedTuple):
    """Somebody for the ask, or friendly and never asked, with all that is known of them."""

    person: Person
    fits: bool
    friendly: bool
    open_asks: int
    evidence: Evidence


class Rows:
    """One person's people, for a place where somebody wants to work; None for any of them."""

    def __init__(self, user: User, place: Organisation | None, today: date):
        direction, outcome = Interaction.Direction, Promise.Outcome
        self._asked: dict[str, Any] = {
            "owner": user.pk, "place": place and str(place.pk), "today": today,
            "usual": user.rhythm_days, "of_targets": user.target_rhythm_days,
            "cooling": COOLING_AFTER, "shared": [*SHARED_PAST], "stands_up": STANDS_UP_FROM,
            "window": WINDOW.days, "lately": LATELY.days, "grace": GRACE.days,
            "met_from": MET_FROM.days, "met_until": MET_UNTIL.days, "zones": _ZONES,
            "two_way": [direction.BOTH.value, direction.FROM_THEM.value],
            "from": direction.FROM_THEM, "online": Interaction.Channel.ONLINE,
            "event": Kind.EVENT, "kept_promise": Kind.KEPT_PROMISE, "long": LONG_TALK_MINUTES,
            "follow_ups": [Kind.FOLLOWED_UP.value, Kind.RECONNECTED.value],
            "kept": outcome.KEPT, "late": outcome.LATE, "broken": outcome.BROKEN,
            "open": outcome.OPEN, "friendly": FRIENDLY_TALKS,
            "knows": [Ask.KnowsTarget.WELL.value, CLOSELY],
        }  # fmt: skip

    def _ask(self, sql: str, **more: Any) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql, self._asked | more)
            return list(cursor.fetchall())

    def standings(self) -> list[tuple[Standing, int, int]]:
        """Each way to stand, how many stand so, and with how many of them the user talked."""
        rows = self._ask(STANDINGS)
        return [
            (Standing(level, cooling, "A past" if ground else ""), many, talked)
            for level, cooling, ground, many, talked in rows
        ]

    def people(self, fitting: Iterable[Standing]) -> list[Known]:
        """Who stands in one of these ways, and who is friendly and was never asked."""
        keys = tuple((it.level, it.cooling, bool(it.common_ground)) for it in fitting)
        return [_known(row) for row in self._ask(PEOPLE, fitting=keys or ((-1, False, False),))]

    def connected(self, whom: Collection[UUID]) -> set[UUID]:
        return (
            {pk for (pk,) in self._ask(CONNECTED, whom=[str(pk) for pk in whom])} if whom else set()
        )

    def arrivals(self, first: date) -> list[tuple[UUID, date | None, bool, Any]]:
        """Who brought somebody since that day or so, and on which day it was."""
        return self._ask(ARRIVALS, first=first)

    def favours(self) -> list[tuple[UUID, str, bool]]:
        """What was done for the user lately, newest first."""
        return self._ask(FAVOURS)

    def first_met(self) -> list[tuple[UUID, int, int, bool]]:
        """Who was first met some weeks ago: their level, on how many days we met, and whether
        they may be asked.
        """
        return self._ask(FIRST_MET)


def _known(row: Sequence[Any]) -> Known:
    person = Person._make(row[:9])
    fits, friendly, waiting, starting_level, *facts = row[9:]
    floor = min(starting_level or 0, starting_limit(person.known))
    facts += [person.known in WORKED_TOGETHER, floor]
    return Known(person, fits, friendly, waiting, Evidence(*facts))
