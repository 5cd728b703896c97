"""The tasks that Today looks at: what is open, what was chosen for the day, what must be ready."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model
from django.db.models.base import ModelState

from contacts.models import Contact, Organisation
from jobsearch.models import User
from tasks.models import Task

One = TypeVar("One", bound=Model)
OF_TASK = (
    "id", "title", "kind", "hard_override", "due_on", "due_time", "estimate", "feeling", "must",
    "needed_for", "is_promise", "chosen_for", "urgent", "important", "position", "created_at",
    "completed_at", "dropped_at", "contact_id",
)  # fmt: skip
WHOM = len(OF_TASK) - 1
OF_PERSON = ("given_name", "family_name", "role", "last_contact_on", "organisation_id")
# What is over comes by the two indexes of few tasks; the open ones are no part of those.
STATEMENT = f"""
SELECT {", ".join(f"task.{name}" for name in OF_TASK)},
  {", ".join(f"person.{name}" for name in OF_PERSON)}, place.name
FROM (
  SELECT * FROM tasks_task
  WHERE owner_id = %(owner)s AND completed_at IS NULL AND dropped_at IS NULL
  UNION ALL
  SELECT * FROM tasks_task
  WHERE owner_id = %(owner)s AND completed_at IS NOT NULL AND dropped_at IS NULL
    AND (chosen_for = %(today)s OR must)
) AS task
LEFT JOIN contacts_contact AS person ON person.id = task.contact_id
LEFT JOIN contacts_organisation AS place ON place.id = person.organisation_id
ORDER BY task.position, task.id
"""  # noqa: S608  nothing but names of columns


def todays(user: User, today: date) -> list[Task]:
    """In the order of their places on the board, with their people and where these work."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, {"owner": user.pk, "today": today})
        rows = cursor.fetchall()
    found, people = list[Task](), dict[UUID, Contact]()
    for row in rows:
        task = _made(Task, OF_TASK, row, user)
        if whom := row[WHOM]:
            if whom not in people:
                people[whom] = _person(whom, row[WHOM + 1 :], user)
            task._state.fields_cache["contact"] = people[whom]
        found.append(task)
    return found


def _person(pk: UUID, row: Sequence[Any], user: User) -> Contact:
    *own, place_id, name = row
    place = _made(Organisation, ("id", "name"), (place_id, name), user) if place_id else None
    person = _made(Contact, ("id", *OF_PERSON), (pk, *own, place_id), user)
    person._state.fields_cache["organisation"] = place
    return person


def _made(model: type[One], names: Sequence[str], values: Sequence[Any], owner: User) -> One:
    """As one is made that was pickled: __init__ of hundreds takes longer than the statement.

    What is not among the names is asked for when it is wanted, as after only().
    """
    one, state = model.__new__(model), ModelState()
    state.db, state.adding, state.fields_cache = DEFAULT_DB_ALIAS, False, {"owner": owner}
    its = one.__dict__
    its.update(zip(names, values, strict=False))
    its["owner_id"], its["_state"] = owner.pk, state
    return one
