"""The tasks that Today looks at: what is open, what was chosen for the day, what must be ready."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection

from contacts.models import Contact, Organisation
from jobsearch.models import User
from tasks.models import Task

OF_TASK = (
    "id", "title", "kind", "hard_override", "due_on", "due_time", "estimate", "feeling", "must",
    "needed_for", "is_promise", "chosen_for", "urgent", "important", "position", "created_at",
    "completed_at", "dropped_at", "contact_id",
)  # fmt: skip
ID, WHOM = 0, len(OF_TASK) - 1
# The id is the last of what is read of the task.
OF_PERSON = ("id", "given_name", "family_name", "role", "last_contact_on", "organisation_id")
# Each is looked up: of two hundred, Postgres would rather read all the places there are.
# What is over comes by the two indexes of few tasks; the open ones are no part of those.
STATEMENT = f"""
SELECT {", ".join(f"task.{name}" for name in OF_TASK)},
  {", ".join(f"person.{name}" for name in OF_PERSON[1:])}, place.name
FROM (
  SELECT * FROM tasks_task
  WHERE owner_id = %(owner)s AND completed_at IS NULL AND dropped_at IS NULL
  UNION ALL
  SELECT * FROM tasks_task
  WHERE owner_id = %(owner)s AND completed_at IS NOT NULL AND dropped_at IS NULL
    AND (chosen_for = %(today)s OR must)
) AS task
LEFT JOIN LATERAL (
  SELECT {", ".join(OF_PERSON)} FROM contacts_contact
  WHERE id = task.contact_id OFFSET 0) AS person ON true
LEFT JOIN LATERAL (
  SELECT name FROM contacts_organisation
  WHERE id = person.organisation_id OFFSET 0) AS place ON true
ORDER BY task.position, task.id
"""  # noqa: S608  nothing but names of columns


def todays(user: User, today: date) -> Todays:
    """In the order of their places on the board."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, {"owner": user.pk, "today": today})
        rows = cursor.fetchall()
    found = [Task.of_row(OF_TASK, row, user) for row in rows]
    return Todays(user, found, {row[ID]: row[WHOM:] for row in rows if row[WHOM]})


@dataclass(frozen=True)
class Todays:
    user: User
    tasks: list[Task]
    people: dict[UUID, Sequence[Any]]  # whom each task is about, as a row

    def with_people(self, *shown: Iterable[Task]) -> None:
        """Of the few that a page shows; others ask for theirs one by one."""
        for task in chain(*shown):
            if row := self.people.get(task.pk):
                *own, place = row
                task.contact = self._person(*own, name=place)

    def _person(self, *own: Any, name: str) -> Contact:
        person, place = Contact.of_row(OF_PERSON, own, self.user), None
        if pk := person.organisation_id:
            place = Organisation.of_row(("id", "name"), (pk, name), self.user)
        person.organisation = place
        return person
