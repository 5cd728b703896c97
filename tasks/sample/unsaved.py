"""The rows of the sample plan until all of them are saved together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models

from contacts.boxes import Box
from contacts.models import Contact, Organisation, Promise
from jobsearch.models import User
from tasks.models import Task
from tasks.sample.calendar import Calendar

Rows = dict[type[models.Model], list[Any]]


@dataclass
class Plan:
    """Rows that are not in the database yet, by what names them in the lines."""

    sample: User
    when: Calendar
    rows: Rows = field(default_factory=dict)
    places: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Contact] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    ends: dict[Box, str] = field(default_factory=dict)

    def add(self, model: type[Any], **fields: Any) -> Any:
        row = model(owner=self.sample, **fields)
        self.rows.setdefault(model, []).append(row)
        return row

    def promise(self, person: Contact, what: str, due: date, made: date, **more: Any) -> Promise:
        return self.add(
            Promise,
            contact=person,
            what=what,
            due_on=due,
            created_at=self.when.at(made),
            **{"mine": True, **more},
        )

    def save(self) -> None:
        for model, rows in self.rows.items():
            _insert(model, rows)
        self.sample.contacts.recount()


def _insert(model: type[Any], rows: Sequence[Any]) -> None:
    """With the moments that the lines name: while it is inserted they become those of now."""
    names = {one.name for one in model._meta.concrete_fields}
    moments = [name for name in ("created_at", "updated_at") if name in names]
    kept = [(row, row.created_at, getattr(row, "updated_at", None)) for row in rows if moments]
    model.objects.bulk_create(rows)
    for row, created_at, updated_at in kept:
        row.created_at, row.updated_at = created_at, updated_at or created_at
    if moments:
        model.objects.bulk_update(rows, moments)
