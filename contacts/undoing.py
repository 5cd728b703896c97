"""Taking back what an import did, except where somebody has been busy since."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from contacts.batches import one_at_a_time
from contacts.models import Contact, ContactImport, Organisation

EMPTY: dict[str, dict[str, Any]] = {
    "emails": {"emails": []},
    "profile_url": {"profile_url": "", "profile_key": ""},
    "connected_on": {"connected_on": None},
    "role": {"role": ""},
    "organisation": {"organisation": None},
}


@transaction.atomic
def undo(batch: ContactImport, now: datetime) -> None:
    """Does nothing the second time. Who was edited, logged or given a task since, stays."""
    one_at_a_time(batch.owner)
    batch.refresh_from_db()
    imported_at = batch.imported_at
    if not imported_at or batch.undone_at:
        return
    added_until = datetime.fromisoformat(batch.outcome["added_until"])
    # Locked, so that nothing can be logged with a person while they go.
    list(batch.contacts.select_for_update().order_by("pk").values_list("pk"))
    is_touched = Q(updated_at__gt=added_until) | _has_rows_elsewhere(Contact)
    touched = set(batch.contacts.filter(is_touched).values_list("pk", flat=True))
    # Nothing points at them, so there is nothing to collect a hundred people at a time.
    untouched = batch.contacts.exclude(pk__in=touched)
    untouched._raw_delete(untouched.db)
    _empty_what_was_filled(batch, imported_at, now)
    _remove_empty_organisations(batch)
    kept = {str(pk) for pk in touched}
    rows = {row: pk for row, pk in batch.outcome.get("rows", {}).items() if pk in kept}
    batch.outcome = {"rows": rows}
    batch.undone_at = now
    batch.save(update_fields=["outcome", "undone_at"])


def _has_rows_elsewhere(model: type[models.Model]) -> Q:
    """Anything that points at the row: tasks, the log, promises, asks, or what comes later."""
    anything = Q()
    for relation in model._meta.related_objects:
        if not relation.many_to_many:
            pointing = relation.related_model._base_manager.filter(
                **{relation.field.name: OuterRef("pk")}
            )
            anything |= Q(Exists(pointing))
    return anything


def _empty_what_was_filled(batch: ContactImport, imported_at: datetime, now: datetime) -> None:
    filled: dict[str, list[str]] = batch.outcome.get("filled", {})
    unedited = batch.owner.contacts.filter(pk__in=filled, updated_at=imported_at)
    people = set(map(str, unedited.values_list("pk", flat=True)))
    for name, empty in EMPTY.items():
        holders = [UUID(pk) for pk, names in filled.items() if pk in people and name in names]
        if holders:
            batch.owner.contacts.filter(pk__in=holders).update(**empty, updated_at=now)


def _remove_empty_organisations(batch: ContactImport) -> None:
    made = batch.owner.organisations.filter(pk__in=batch.outcome.get("organisations", []))
    untouched = made.filter(is_target=False, motivation=0, posting=0, notes="")
    empty = untouched.exclude(_has_rows_elsewhere(Organisation))
    empty._raw_delete(empty.db)
