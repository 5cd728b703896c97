"""The clock of the database: the only one that all who send share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models
from django.db.models import DateTimeField, ExpressionWrapper, Func, Value
from django.db.models.expressions import Combinable


class DatabaseNow(Func):
    template = "statement_timestamp()"
    output_field = DateTimeField()


def database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def later(delay: timedelta) -> Combinable:
    """The moment this long after the statement that it is part of."""
    return ExpressionWrapper(DatabaseNow() + Value(delay), output_field=DateTimeField())


def store(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Writes these fields of many rows of one model, ten times as fast as `bulk_update`."""
    if not rows:
        return
    model = type(rows[0])
    columns: list[Any] = [model._meta.pk, *(model._meta.get_field(name) for name in fields)]
    values = [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows]
        for field in columns
    ]
    quote = connection.ops.quote_name
    names = [quote(field.column) for field in columns]
    arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in columns)
    changes = ", ".join(f"{name} = new.{name}" for name in names[1:])
    table, key = quote(model._meta.db_table), names[0]
    statement = (
        f"UPDATE {table} AS old SET {changes} "  # noqa: S608 (our own names)
        f"FROM unnest({arrays}) AS new ({', '.join(names)}) WHERE old.{key} = new.{key}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
