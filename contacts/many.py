"""Many rows of one model in one statement.

Django's bulk_create and bulk_update work every column of every row out by themselves, which takes
several times as long. Here what is the same in all of them is worked out once, and what differs
goes as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models

Rows = Sequence[Mapping[str, Any]]


def insert(alike: models.Model, rows: Rows, *, or_leave: bool = False) -> None:
    """Rows like `alike`, each with these columns of its own; or leaves out those that clash."""
    if not rows:
        return
    fields: list[Any] = [field for field in alike._meta.concrete_fields if not field.generated]
    own = [field for field in fields if field.column in rows[0]]
    same = [field for field in fields if field.column not in rows[0]]
    values = [f"new.{_name(field)}" for field in own]
    values += [f"%s::{field.db_type(connection)}" for field in same]
    constants = [
        field.get_db_prep_save(getattr(alike, field.attname), connection) for field in same
    ]
    _execute(
        f"INSERT INTO {_table(type(alike))} ({_names([*own, *same])}) "  # noqa: S608 (our own names)
        f"SELECT {', '.join(values)} FROM {_recordset(own)}"
        f"{' ON CONFLICT DO NOTHING' if or_leave else ''}",
        [*constants, _json(rows)],
    )


def update(model: type[models.Model], rows: Rows) -> None:
    """Each has its id, and the columns that change."""
    if not rows:
        return
    own = [field for field in model._meta.concrete_fields if field.column in rows[0]]
    changes = ", ".join(f"{_name(field)} = new.{_name(field)}" for field in own[1:])
    _execute(
        f"UPDATE {_table(model)} AS old SET {changes} "  # noqa: S608 (our own names)
        f"FROM {_recordset(own)} WHERE old.id = new.id",
        [_json(rows)],
    )


def _execute(statement: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _json(rows: Rows) -> str:
    return json.dumps(rows, default=str)


def _recordset(fields: Sequence[Any]) -> str:
    kinds = (f"{_name(field)} {field.db_type(connection)}" for field in fields)
    return f"json_to_recordset(%s) AS new({', '.join(kinds)})"


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _names(fields: Sequence[Any]) -> str:
    return ", ".join(map(_name, fields))


def _name(field: Any) -> str:
    return connection.ops.quote_name(field.column)
