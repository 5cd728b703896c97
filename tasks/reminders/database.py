"""The clock of the database: the only one that all who send share."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
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
