"""One person's rows for thousands of others, copied by Postgres itself.

The key of a copy is made of the key it was copied from and the new owner, so that what pointed at
a row points at its copy.
"""

from django.apps import apps
from django.db import connection, models

from jobsearch.models import User
from jobsearch.ownership import Owned

SMALL = "small"  # a database with nobody in it but the example


def whole(name: str) -> None:
    """This database as it is now, once more under this name."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {connection.settings_dict['NAME']}")


def people(example: User, count: int, prefix: str) -> list[User]:
    """That many new people with the same settings, and an address confirmed."""
    columns = [field.column for field in User._meta.concrete_fields if field.name != "id"]
    values = [_for_person(name, prefix) for name in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO jobsearch_user ({', '.join(columns)}) SELECT {', '.join(values)} "
            "FROM jobsearch_user one, generate_series(1, %s) n WHERE one.id = %s",
            [count, example.pk],
        )
    return list(User.objects.filter(email__startswith=f"{prefix}-").order_by("pk"))


def _for_person(column: str, prefix: str) -> str:
    return f"'{prefix}-' || n || '@example.com'" if column == "email" else f"one.{column}"


def rows(example: User, prefix: str) -> None:
    """Every row that belongs to `example`, once more for each person of this prefix."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")  # millions of rows
        # Keys that point at rows still to be copied; copies keep what the rows kept.
        cursor.execute("SET session_replication_role = replica")
        for model in apps.get_models():
            if issubclass(model, Owned):
                cursor.execute(_copy(model), [example.pk, f"{prefix}-%"])
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("RESET statement_timeout")


def _copy(model: type[Owned]) -> str:
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    columns = ", ".join(field.column for field in fields)
    values = ", ".join(_value(field) for field in fields)
    return (
        f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {values} "
        f"FROM {model._meta.db_table} one, jobsearch_user u "
        "WHERE one.owner_id = %s AND u.email LIKE %s"
    )


def _value(field: models.Field) -> str:
    if field.column == "owner_id":
        return "u.id"
    if field.primary_key or field.is_relation:
        return f"md5(one.{field.column}::text || u.id)::uuid"
    return f"one.{field.column}"
