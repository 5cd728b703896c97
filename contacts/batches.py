"""Bringing the chosen people of a file in, all or none, and taking them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models.functions import Lower

from contacts.choices import Choices
from contacts.importers.candidates import Candidate, Position, Reading
from contacts.importers.matching import Known, Match, Standing, match
from contacts.importers.profiles import profile_key
from contacts.many import Rows, insert, update
from contacts.models import Contact, ContactImport, Organisation
from jobsearch.models import User

# One INSERT carries this many people, and so many are said to be in at once.
BATCH = 500
MANY = 200
# What an import may fill, by the name it has in a file.
COLUMN_OF = {
    "emails": "emails",
    "profile_url": "profile_url",
    "connected_on": "connected_on",
    "role": "role",
    "organisation": "organisation_id",
}
COLUMNS = [*COLUMN_OF.values(), "profile_key"]


class Telling(Protocol):
    """Told how many of how many are in; raises Withdrawn when the owner has cancelled."""

    def __call__(self, done: int, of: int) -> None: ...


class Withdrawn(Exception):
    """Cancelled meanwhile, or gone for a file read later, so nothing of it may stay."""


def nobody(done: int, of: int) -> None:
    """Few people are in before anybody could be told."""


def keep_for_choosing(owner: User, file_name: str, reading: Reading) -> ContactImport:
    """Stores what was read. Only the newest unfinished file is kept: it is about other people."""
    # In one statement, so that it does not take what another window has just left to a worker.
    unfinished = owner.contactimports.unfinished()
    unfinished._raw_delete(unfinished.db)
    return owner.contactimports.create(
        file_name=file_name,
        format=reading.format,
        people_count=len(reading.candidates),
        people=[candidate.as_json() for candidate in reading.candidates],
        skipped=[skipped.as_json() for skipped in reading.skipped],
        warnings=[{"text": note.text, "row": note.row} for note in reading.warnings],
    )


def matches(batch: ContactImport) -> list[Match]:
    candidates = [Candidate.from_json(fields) for fields in batch.people]
    return match(candidates, _known_to(batch.owner, batch.created_at), _remembered_by(batch.owner))


def _known_to(owner: User, read_at: datetime) -> list[Known]:
    rows = owner.contacts.order_by("created_at", "pk").values_list(
        "pk",
        "given_name",
        "family_name",
        "emails",
        "profile_key",
        "profile_url",
        "role",
        "organisation__name",
        "connected_on",
        "archived_at",
        "created_at",
    )
    return [
        Known(
            *(pk, given, family, tuple(emails), key, url, Position(role, firm or ""), day),
            is_archived=archived_at is not None,
            is_recent=created_at > read_at,
        )
        for pk, given, family, emails, key, url, role, firm, day, archived_at, created_at in rows
    ]


def _remembered_by(owner: User) -> dict[str, UUID]:
    outcomes = owner.contactimports.exclude(imported_at=None).order_by("imported_at")
    rows: dict[str, UUID] = {}
    for outcome in outcomes.values_list("outcome", flat=True):
        rows |= {row: UUID(pk) for row, pk in outcome.get("rows", {}).items()}
    return rows


@transaction.atomic
def bring_in(batch: ContactImport, choices: Choices, now: datetime, tell: Telling = nobody) -> None:
    """Does nothing the second time, and adds nobody who is surely here already."""
    one_at_a_time(batch.owner)
    if not _is_still_to_do(batch):
        return
    tell(0, 0)
    found = matches(batch)
    filling = [one for one in found if choices.fills(one)]
    adding = {one.place: (uuid4(), one) for one in found if choices.adds(one)}
    names = [choices.position(one).organisation for _, one in adding.values()]
    names += [one.fills.get("organisation", "") for one in filling]
    organisations, made = _organisations(batch.owner, names, now)
    total = len(adding) + len(filling)
    rows = [_fields(pk, one, choices, organisations) for pk, one in adding.values()]
    _add(batch, rows, now, lambda done: tell(done, total))
    filled = _fill(batch.owner, filling, organisations, now)
    tell(total, total)
    namesakes = {known.pk for one in found if choices.leaves_out(one) for known in one.known}
    batch.outcome = {
        "rows": _rows_of(found, {place: pk for place, (pk, _) in adding.items()}, choices),
        "filled": filled,
        "organisations": [str(pk) for pk in made],
        # Somebody whose row is newer than this was edited since.
        "added_until": now.isoformat(),
        "namesakes": sorted(map(str, namesakes)),
    }
    batch.added_count, batch.filled_count = len(rows), len(filled)
    _finish(batch, now)


def _is_still_to_do(batch: ContactImport) -> bool:
    """Read anew: whoever had their turn before may have done it."""
    wanted_at = batch.wanted_at
    try:
        batch.refresh_from_db(fields=["people", "imported_at", "wanted_at"])
    except ContactImport.DoesNotExist:
        raise Withdrawn from None
    return not batch.imported_at and batch.wanted_at == wanted_at


def _add(batch: ContactImport, rows: Rows, now: datetime, tell: Callable[[int], None]) -> None:
    alike = Contact(owner=batch.owner, source=Contact.Source.LINKEDIN, imported_by=batch)
    alike.created_at = alike.updated_at = now
    for start in range(0, len(rows), BATCH):
        tell(start)
        insert(alike, rows[start : start + BATCH])
    tell(len(rows))
    if len(rows) >= MANY:
        _measure_anew(len(rows))


def _finish(batch: ContactImport, now: datetime) -> None:
    """Whoever cancels from now on comes too late; who was before us has stopped us."""
    mine = ContactImport.objects.filter(pk=batch.pk, imported_at=None, wanted_at=batch.wanted_at)
    batch.imported_at, batch.wanted_at, batch.choices = now, None, None
    batch.people, batch.skipped, batch.warnings = [], [], []
    fields = ["people", "skipped", "warnings", "choices", "outcome"]
    fields += ["added_count", "filled_count", "imported_at", "wanted_at"]
    if not mine.update(**{name: getattr(batch, name) for name in fields}):
        raise Withdrawn


def one_at_a_time(owner: User) -> None:
    # Two tabs with the same file must not both find that a person is new.
    list(User.objects.select_for_update(no_key=True).filter(pk=owner.pk).values_list("pk"))


def _measure_anew(count: int) -> None:
    """Where Postgres still takes the table for almost empty: it would check the foreign keys at
    the end, and those of an undo within the minute, by reading all of it for every person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'contacts_contact'::regclass")
        if cursor.fetchone()[0] < 10 * count:
            cursor.execute("ANALYZE contacts_contact, contacts_organisation")


def _fields(
    pk: UUID, one: Match, choices: Choices, organisations: Mapping[str, UUID]
) -> dict[str, Any]:
    """The columns in which one person differs from the next."""
    person, position = one.candidate, choices.position(one)
    return {
        "id": pk,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "emails": person.emails,
        "profile_url": person.profile_url,
        "profile_key": person.profile_key,
        "role": position.role,
        "organisation_id": organisations.get(position.organisation),
        "connected_on": person.connected_on,
    }


def _organisations(
    owner: User, names: Iterable[str], now: datetime
) -> tuple[dict[str, UUID], list[UUID]]:
    """The owner's organisations by these names, and which of them are made now."""
    lowered = _lowered({name for name in names if name})
    first_spelling = {low: name for name, low in reversed(lowered.items())}
    existing = _by_lowered_name(owner)
    new = {low: uuid4() for low in first_spelling if low not in existing}
    if new:
        alike = Organisation(owner=owner, created_at=now)
        rows = [{"id": pk, "name": first_spelling[low]} for low, pk in new.items()]
        # Somebody may type the same name in another tab at this moment.
        insert(alike, rows, or_leave=True)
        existing = _by_lowered_name(owner)
    made = sorted(pk for low, pk in new.items() if existing[low] == pk)
    return {name: existing[low] for name, low in lowered.items()}, made


def _lowered(names: set[str]) -> dict[str, str]:
    """Lower case as Postgres sees it, because its unique index decides."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, lower(name) FROM unnest(%s::text[]) AS name", [sorted(names)])
        return dict(cursor.fetchall())


def _by_lowered_name(owner: User) -> dict[str, UUID]:
    return dict(owner.organisations.annotate(low=Lower("name")).values_list("low", "pk"))


def _fill(
    owner: User, filling: Sequence[Match], organisations: Mapping[str, UUID], now: datetime
) -> dict[str, list[str]]:
    """Fills what is still empty, and says by contact which fields that were."""
    chosen = {one.known[0].pk: one.fills for one in reversed(filling)}
    if not chosen:
        return {}
    filled: dict[str, list[str]] = {}
    rows = []
    people = owner.contacts.filter(pk__in=chosen).order_by("pk").select_for_update()
    for row in people.values("id", *COLUMNS):
        fills = {
            name: value for name, value in chosen[row["id"]].items() if not row[COLUMN_OF[name]]
        }
        if not fills:
            continue
        filled[str(row["id"])] = sorted(fills)
        for name, value in fills.items():
            row[COLUMN_OF[name]] = organisations[value] if name == "organisation" else value
        if "profile_url" in fills:
            row["profile_key"] = profile_key(row["profile_url"])
        rows.append(row | {"updated_at": now})
    update(Contact, rows)
    return filled


def _rows_of(found: Sequence[Match], added: Mapping[int, UUID], choices: Choices) -> dict[str, str]:
    """Who each row of the file became, so that the same row is known again next time."""
    rows: dict[str, str] = {}
    for one in found:
        if one.place in added:
            pk = added[one.place]
        elif one.standing == Standing.HERE or (one.place in choices.same and len(one.known) == 1):
            pk = one.known[0].pk
        else:
            continue
        rows |= {row: str(pk) for row in one.candidate.fingerprints}
    return rows
