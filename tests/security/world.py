"""A person with a row in every table, and a word that gives away whose row it was."""

from datetime import UTC, date, datetime, time
from uuid import uuid4

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from jobsearch.models import User
from jobsearch.ownership import Owned
from tests.factories import make_user

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
# What the rows of each model need beyond any text, day or number; and what we write, not people.
FIXED = {
    "Reminder": {"kind": "single", "wall_time": time(9)},
    "Task": {"position": "V", "completed_at": None, "dropped_at": None, "completed_on": None},
    "ContactImport": {
        "imported_at": None,
        "undone_at": None,
        "people": [],
        "format": "linkedin",
        "choices": None,
        "wanted_at": None,
    },
    "Contact": {"archived_at": None, "level": 2, "email_hash": ""},
    "Review": {"closed_at": None, "week": date(2026, 11, 23)},
    # Its owner's own address shows what they shared, and nobody else has that address.
    "SharedWeek": {
        "revoked_at": None,
        "week": date(2026, 11, 23),
        "expires_at": datetime(2999, 1, 1, tzinfo=UTC),
        "content": lambda owner: shared_content(),
    },
    "Occurrence": {"state": "due"},
    "OutboundEmail": {
        "dedupe_key": lambda owner: f"digest:{owner.pk}:2026-11-25",
        "reason": "451 Try again later",
    },
    "Attempt": {"detail": "451 Later", "phase": "rcpt", "outcome": "deferred", "worker": "w1"},
    "Postponement": {"before": [], "undone_at": None},
    "Change": {"before": [], "undone_at": None},
    "Merge": {"kept": lambda owner: uuid4(), "undone_at": None},
    "Removal": {
        "entry": lambda owner: uuid4(),
        "people": [],
        "introduced": {},
        "answers": [],
        "rows": [],
        "tasks": [],
        "undone_at": NOW,
    },
    "Mention": {"done_at": None, "later_at": None},
}
SECRET = "zxcanary-"


def shared_content():
    empty = dict.fromkeys(("until", "whose", "good_thing", "trend", "boxes"), "")
    lists = {name: [] for name in ("balance", "waiting", "numbers", "lines", "changes")}
    week = dict.fromkeys(("hard", "easy", "other", "kept", "settled"), 60)
    picture = {
        "weeks": [{"first": "2026-11-23", **week}],
        "goal": 60,
        "boxes": [],
        "categories": [],
    }
    return {"week": "2026-11-23", "picture": picture, "waiting_more": 0, "lines_more": 0} | (
        empty | lists
    )


def canary(owner):
    return f"{SECRET}{owner.pk}-"


def fill(owner):
    """One row of every model that belongs to people, by the model's name in small letters."""
    rows = {"user": owner}
    todo = [model for model in apps.get_models() if issubclass(model, Owned)]
    while todo:
        model = next(model for model in todo if _needs(model) <= set(rows))
        todo.remove(model)
        row = model(owner=owner, **_values(model, owner, rows))
        row.save(force_insert=True)
        rows[model.__name__.lower()] = row
    return rows


def _needs(model):
    return {
        field.related_model.__name__.lower()
        for field in model._meta.fields
        if field.is_relation and field.name != "owner" and field.related_model is not model
    }


def _values(model, owner, rows):
    fixed = FIXED.get(model.__name__, {})
    values = {}
    for field in model._meta.fields:
        if field.name in fixed:
            value = fixed[field.name]
            values[field.name] = value(owner) if callable(value) else value
        elif field.is_relation and field.name != "owner":
            values[field.name] = rows.get(field.related_model.__name__.lower())
        elif not (field.primary_key or field.generated or field.is_relation):
            values |= _value(field, f"{canary(owner)}{model.__name__}-{field.name}")
    return values


def _value(field, text):
    if field.choices:
        return {} if field.has_default() or field.blank else {field.name: field.choices[0][0]}
    if isinstance(field, ArrayField):
        inner = field.base_field
        return _value(inner, text) and {field.name: [_value(inner, text)[inner.name]]}
    value = {
        models.EmailField: f"{text}@example.com".replace("_", "-").lower(),
        models.URLField: f"https://example.com/{text}",
        models.CharField: text[: getattr(field, "max_length", None)],
        models.TextField: text,
        models.BinaryField: text.encode(),
        models.JSONField: {"text": text},
        models.BooleanField: True,
        models.UUIDField: None,
        models.TimeField: time(9),
        models.DateTimeField: NOW,
        models.DateField: NOW.date(),
    }
    for kind in type(field).__mro__:
        if kind in value:
            return {field.name: value[kind]} if value[kind] is not None else {}
    return {field.name: 1}


def make_people():
    """Ana, whose rows are wanted; Ben, who has as many; and Sam of the staff."""
    ana = make_user("zxcanary-ana@example.com", password="seven green kettles")
    ben = make_user("ben@example.com", password="seven green kettles")
    sam = make_user("sam@example.com", is_staff=True, is_superuser=True)
    User.objects.filter(pk=ana.pk).update(name=f"{canary(ana)}name")
    ana.refresh_from_db()
    return ana, ben, sam


def fingerprint(owner=None):
    """A hash of each table: of all there is but sessions and sign-ins, or of one person's rows."""
    with connection.cursor() as cursor:
        if owner is None:
            tables = set(connection.introspection.table_names()) - {"django_session"}
            cursor.execute(_query(dict.fromkeys(tables, "true")))
        else:
            owned = {m._meta.db_table for m in apps.get_models() if issubclass(m, Owned)}
            tables = dict.fromkeys(owned, f"owner_id = {owner.pk}")
            cursor.execute(_query(tables | {"jobsearch_user": f"id = {owner.pk}"}))
        return dict(cursor.fetchall())


def _query(tables):
    without = {"jobsearch_user": "- 'last_login' - 'last_seen_on'"}
    return " UNION ALL ".join(
        f"SELECT '{table}', md5(coalesce(string_agg(row, '' ORDER BY row), '')) FROM "
        f"(SELECT (to_jsonb(t) {without.get(table, '')})::text AS row FROM {table} t "
        f"WHERE {which}) rows"
        for table, which in sorted(tables.items())
    )
