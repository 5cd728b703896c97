"""Making one of two people, or of two organisations, and taking that back.

Whatever points at the one that goes is found through the models, so that a table made later moves
too. What is moved, and what the one that stays was like, is kept in the `Merge`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from contacts.batches import one_at_a_time
from contacts.models import Contact, Merge, Organisation
from contacts.uniting import united
from jobsearch.models import User

Either = Contact | Organisation
Kind = type[Contact] | type[Organisation]
Row = TypeVar("Row", Contact, Organisation)
Stored = dict[str, Any]


class NotUndone(Exception):
    """Why it cannot be taken back, in words."""


@transaction.atomic
def merge(kept: Row, gone: Row, now: datetime) -> Merge | None:
    """Everything of `gone` becomes `kept`'s. None if one of them is not there any more."""
    owner, model = kept.owner, type(kept)
    rows = _locked(owner, model, [kept.pk, gone.pk])
    if len(rows) < 2:
        return None
    kept, gone = rows[kept.pk], rows[gone.pk]
    before: Stored = {"gone": as_stored(gone), "changed": _change(kept, united(kept, gone), now)}
    if isinstance(kept, Contact) and isinstance(gone, Contact):
        before |= _make_room(kept, gone)
    before["moved"] = _move(kept, gone)
    model._base_manager.filter(pk=gone.pk)._raw_delete("default")
    _recount(owner, model, [kept.pk])
    of = Merge.Of.CONTACT if model is Contact else Merge.Of.ORGANISATION
    return Merge.objects.create(owner=owner, of=of, kept=kept.pk, before=before)


@transaction.atomic
def undo(merge: Merge, now: datetime) -> Either:
    """Both are there again. What was logged or changed since stays with the one that stayed."""
    owner = merge.owner
    model: Kind = Contact if merge.of == Merge.Of.CONTACT else Organisation
    kept = _locked(owner, model, [merge.kept]).get(merge.kept)
    merge.refresh_from_db()
    before: Stored = merge.before
    later = owner.merges.standing().filter(created_at__gt=merge.created_at)
    if later.filter(Q(kept=merge.kept) | Q(before__gone__id=str(merge.kept))).exists():
        raise NotUndone("They were merged again since. Undo the later merge first.")
    if merge.undone_at or kept is None or "gone" not in before:
        raise NotUndone("This cannot be undone any more. Nothing was changed.")
    gone = _brought_back(owner, model, before["gone"])
    _change_back(kept, before["changed"])
    for label, ids in before["moved"].items():
        rows, name = _rows(owner, label)
        rows.filter(pk__in=ids, **{name: kept.pk}).update(**{name: gone.pk})
    if isinstance(kept, Contact):
        _take_back_room(owner, kept.pk, gone.pk, before)
    _recount(owner, model, [kept.pk, gone.pk])
    merge.undone_at, merge.before = now, {}
    merge.save(update_fields=["undone_at", "before"])
    return gone


def _locked(owner: User, model: Kind, ids: list[UUID]) -> dict[UUID, Any]:
    """In the order in which finishing a task locks: the tasks, then the people."""
    one_at_a_time(owner)
    if model is Contact:
        tasks = owner.tasks.filter(contact__in=ids).order_by("pk")
        list(tasks.select_for_update(no_key=True, of=("self",)).values_list("pk"))
    locked = model._base_manager.filter(owner=owner, pk__in=ids).order_by("pk").select_for_update()
    return {row.pk: row for row in locked}


def _change(kept: Row, after: Row, now: datetime) -> Stored:
    """Saves what differs, and gives what each field was and is."""
    old, new = as_stored(kept), as_stored(after)
    names = [name for name in old if old[name] != new[name]]
    if isinstance(after, Contact):
        names.append("updated_at")
    after.save(update_fields=names)
    return {name: [old[name], as_stored(after)[name]] for name in names}


def _change_back(kept: Either, changed: Stored) -> None:
    """Only what nobody has changed since."""
    here = as_stored(kept)
    old = {name: was for name, (was, then) in changed.items() if here[name] == then}
    restored = as_row(type(kept), here | _with_living_links(kept.owner, type(kept), old))
    values = {name: getattr(restored, name) for name in old}
    type(kept)._base_manager.filter(pk=kept.pk).update(**values)


def _brought_back(owner: User, model: Kind, stored: Stored) -> Either:
    name = stored.get("name")
    if model is Organisation and owner.organisations.called(str(name)).exists():
        raise NotUndone(
            f"There is another organisation called {name} now. Rename that one, then undo this."
        )
    gone: Either = as_row(model, _with_living_links(owner, model, stored))
    gone.save_base(raw=True, force_insert=True)
    return gone


def _with_living_links(owner: User, model: type[models.Model], stored: Stored) -> Stored:
    """Whatever it pointed at may be gone by now, or have become another row."""
    living = dict(stored)
    for field in model._meta.concrete_fields:
        target = stored.get(field.attname)
        if not (field.is_relation and target) or field.name == "owner":
            continue
        there = cast("Any", field.related_model)._base_manager.filter(owner=owner)
        if not there.filter(pk=target).exists():
            now = owner.merges.now_of(owner, UUID(target))
            living[field.attname] = str(now) if now and there.filter(pk=now).exists() else None
    return living


def _move(kept: Row, gone: Row) -> dict[str, list[str]]:
    moved = {}
    for label in _labels(type(kept)):
        rows, name = _rows(kept.owner, label)
        ids = list(rows.filter(**{name: gone.pk}).values_list("pk", flat=True))
        if ids:
            rows.filter(pk__in=ids).update(**{name: kept.pk})
            moved[label] = [str(pk) for pk in ids]
    return moved


def _labels(model: type[models.Model]) -> Iterator[str]:
    """Every foreign key to it, such as "tasks.task.contact"."""
    for relation in model._meta.related_objects:
        if not relation.many_to_many:
            yield f"{relation.related_model._meta.label_lower}.{relation.field.name}"


def _rows(owner: User, label: str) -> tuple[models.QuerySet[Any], str]:
    model, name = label.rsplit(".", 1)
    return apps.get_model(model)._base_manager.filter(owner=owner), name


def _make_room(kept: Contact, gone: Contact) -> Stored:
    """What cannot be moved, because the one that stays has such a row already."""
    theirs = kept.participations.all()
    doubled = list(gone.participations.filter(interaction__in=theirs.values("interaction")))
    met_in = [one.interaction_id for one in doubled if one.met]
    met = theirs.filter(interaction__in=met_in, met=False)
    met_ids = [str(pk) for pk in met.values_list("pk", flat=True)]
    theirs.filter(pk__in=met_ids).update(met=True)
    gone.participations.filter(pk__in=[one.pk for one in doubled]).delete()
    # One open follow-up of each reason: the other goes on as a task without one.
    taken = kept.tasks.open().exclude(reason="").values("reason")
    clashing = dict(gone.tasks.open().filter(reason__in=taken).values_list("pk", "reason"))
    gone.tasks.filter(pk__in=clashing).update(reason="")
    return {
        "doubled": [as_stored(one) for one in doubled],
        "met": met_ids,
        "reasons": {str(pk): reason for pk, reason in clashing.items()},
        "imports": _same_in_imports(kept.owner, {str(gone.pk): str(kept.pk)}),
    }


def _take_back_room(owner: User, kept: UUID, gone: UUID, before: Stored) -> None:
    participants = owner.interactionpersons
    for stored in before["doubled"]:
        if owner.interactions.filter(pk=stored["interaction_id"]).exists():
            as_row(participants.model, stored).save_base(raw=True, force_insert=True)
    participants.filter(pk__in=before["met"], contact=kept).update(met=False)
    tasks = owner.tasks.filter(contact=gone)
    for pk, reason in before["reasons"].items():
        if not tasks.open().filter(reason=reason).exists():
            tasks.filter(pk=pk, reason="").update(reason=reason)
    for pk, rows in before["imports"].items():
        _same_in_imports(owner, {str(kept): str(gone)}, only={pk: set(rows)})


def _same_in_imports(
    owner: User, now: dict[str, str], only: dict[str, set[str]] | None = None
) -> dict[str, list[str]]:
    """The rows of files that became somebody are known as who that is now."""
    changed = {}
    batches = owner.contactimports.exclude(imported_at=None).select_for_update(of=("self",))
    for batch in batches if only is None else batches.filter(pk__in=only):
        rows: dict[str, str] = batch.outcome.get("rows", {})
        wanted = rows.keys() if only is None else only[str(batch.pk)]
        mine = [row for row, pk in rows.items() if pk in now and row in wanted]
        if mine:
            rows |= {row: now[rows[row]] for row in mine}
            batch.save(update_fields=["outcome"])
            changed[str(batch.pk)] = mine
    return changed


def _recount(owner: User, model: type[models.Model], ids: list[UUID]) -> None:
    if model is Contact:
        owner.contacts.filter(pk__in=ids).recount()


def as_stored(row: models.Model) -> Stored:
    """Its fields as texts, to the microsecond, for JSON."""
    fields = [field for field in row._meta.concrete_fields if not field.generated]
    return {
        field.attname: (None if getattr(row, field.attname) is None else field.value_to_string(row))
        for field in fields
    }


AnyRow = TypeVar("AnyRow", bound=models.Model)


def as_row(model: type[AnyRow], stored: Stored) -> AnyRow:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return model(
        **{
            name: None if text is None else fields[name].to_python(text)
            for name, text in stored.items()
            if name in fields
        }
    )
