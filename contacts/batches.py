"""Bringing the chosen people of a file in, all or none, and taking them back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Lower

from contacts.importers.candidates import Candidate, Position, Reading
from contacts.importers.matching import Known, Match, Standing, match
from contacts.importers.profiles import profile_key
from contacts.models import Contact, ContactImport, Organisation
from jobsearch.models import User

# One INSERT carries this many people.
BATCH = 2_000
MANY = 200
FILLED_FIELDS = ["emails", "profile_url", "connected_on", "role", "organisation"]


@dataclass(frozen=True)
class Choices:
    """What somebody ticked, by the place of each person in the file."""

    add: frozenset[int] = frozenset()
    same: frozenset[int] = frozenset()
    fill: frozenset[int] = frozenset()
    positions: Mapping[int, int] = field(default_factory=dict)

    def position(self, found: Match) -> Position:
        positions = found.candidate.positions
        chosen = self.positions.get(found.place, len(positions) - 1)
        return positions[chosen] if 0 <= chosen < len(positions) else Position()


def keep_for_choosing(owner: User, file_name: str, reading: Reading) -> ContactImport:
    """Stores what was read. Only the newest unfinished file is kept: it is about other people."""
    owner.contactimports.filter(imported_at=None).delete()
    return owner.contactimports.create(
        file_name=file_name,
        format=reading.format,
        people=[candidate.as_json() for candidate in reading.candidates],
        skipped=[skipped.as_json() for skipped in reading.skipped],
        warnings=[{"text": note.text, "row": note.row} for note in reading.warnings],
    )


def matches(batch: ContactImport) -> list[Match]:
    candidates = [Candidate.from_json(fields) for fields in batch.people]
    return match(candidates, _known_to(batch.owner), _remembered_by(batch.owner))


def _known_to(owner: User) -> list[Known]:
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
    )
    return [
        Known(pk, given, family, tuple(emails), key, url, Position(role, firm or ""), day, bool(at))
        for pk, given, family, emails, key, url, role, firm, day, at in rows
    ]


def _remembered_by(owner: User) -> dict[str, UUID]:
    outcomes = owner.contactimports.exclude(imported_at=None).order_by("imported_at")
    rows: dict[str, UUID] = {}
    for outcome in outcomes.values_list("outcome", flat=True):
        rows |= {row: UUID(pk) for row, pk in outcome.get("rows", {}).items()}
    return rows


@transaction.atomic
def bring_in(batch: ContactImport, choices: Choices, now: datetime) -> None:
    """Does nothing the second time, and adds nobody who is surely here already."""
    one_at_a_time(batch.owner)
    batch.refresh_from_db()
    if batch.imported_at:
        return
    found = matches(batch)
    adding = [one for one in found if one.standing != Standing.HERE and one.place in choices.add]
    filling = [one for one in found if one.fills and one.place in choices.fill]
    names = [choices.position(one).organisation for one in adding]
    names += [one.fills.get("organisation", "") for one in filling]
    organisations, made = _organisations(batch.owner, names)
    people = {
        one.place: _contact(batch, one, choices.position(one), organisations) for one in adding
    }
    Contact.objects.bulk_create(people.values(), batch_size=BATCH)
    filled = _fill(batch.owner, filling, organisations, now)
    batch.outcome = {
        "rows": _rows_of(found, people, choices),
        "filled": filled,
        "organisations": [str(pk) for pk in made],
        # Somebody whose row is newer than this was edited since.
        "added_until": max((one.updated_at for one in people.values()), default=now).isoformat(),
    }
    batch.people, batch.skipped, batch.warnings = [], [], []
    batch.added_count, batch.filled_count = len(people), len(filled)
    batch.imported_at = now
    batch.save()
    if len(people) >= MANY:
        _measure_anew()


def one_at_a_time(owner: User) -> None:
    # Two tabs with the same file must not both find that a person is new.
    list(User.objects.select_for_update(no_key=True).filter(pk=owner.pk).values_list("pk"))


def _measure_anew() -> None:
    """Postgres still takes the tables for almost empty, and would check the foreign keys at the
    end, and those of an undo within the minute, by reading all of a table for every person."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contacts_contact, contacts_organisation")


def _contact(
    batch: ContactImport, one: Match, position: Position, organisations: Mapping[str, Organisation]
) -> Contact:
    person = one.candidate
    return Contact(
        owner=batch.owner,
        given_name=person.given_name,
        family_name=person.family_name,
        emails=list(person.emails),
        profile_url=person.profile_url,
        profile_key=person.profile_key,
        role=position.role,
        organisation=organisations.get(position.organisation),
        connected_on=person.connected_on,
        source=Contact.Source.LINKEDIN,
        imported_by=batch,
    )


def _organisations(owner: User, names: Iterable[str]) -> tuple[dict[str, Organisation], list[UUID]]:
    """The owner's organisations by these names, and which of them are made now."""
    lowered = _lowered({name for name in names if name})
    first_spelling = {low: name for name, low in reversed(lowered.items())}
    existing = _by_lowered_name(owner, first_spelling)
    new = [
        Organisation(owner=owner, name=name)
        for low, name in first_spelling.items()
        if low not in existing
    ]
    if new:
        # Somebody may type the same name in another tab at this moment.
        Organisation.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
        existing = _by_lowered_name(owner, first_spelling)
    made = {organisation.pk for organisation in new} & {one.pk for one in existing.values()}
    return {name: existing[low] for name, low in lowered.items()}, sorted(made)


def _lowered(names: set[str]) -> dict[str, str]:
    """Lower case as Postgres sees it, because its unique index decides."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, lower(name) FROM unnest(%s::text[]) AS name", [sorted(names)])
        return dict(cursor.fetchall())


def _by_lowered_name(owner: User, lowered: Iterable[str]) -> dict[str, Organisation]:
    found = owner.organisations.annotate(low=Lower("name")).filter(low__in=list(lowered))
    return {organisation.low: organisation for organisation in found}


def _fill(
    owner: User, filling: Sequence[Match], organisations: Mapping[str, Organisation], now: datetime
) -> dict[str, list[str]]:
    """Fills what is still empty, and says by contact which fields that were."""
    chosen = {one.known[0].pk: one.fills for one in reversed(filling)}
    filled: dict[str, list[str]] = {}
    changed = []
    for contact in owner.contacts.select_for_update().filter(pk__in=chosen):
        fills = {
            name: value
            for name, value in chosen[contact.pk].items()
            if not getattr(contact, "organisation_id" if name == "organisation" else name)
        }
        for name, value in fills.items():
            setattr(contact, name, _as_stored(name, value, organisations))
        if "profile_url" in fills:
            contact.profile_key = profile_key(contact.profile_url)
        if fills:
            contact.updated_at = now
            filled[str(contact.pk)] = sorted(fills)
            changed.append(contact)
    fields = [*FILLED_FIELDS, "profile_key", "updated_at"]
    Contact.objects.bulk_update(changed, fields, batch_size=BATCH)
    return filled


def _as_stored(name: str, value: Any, organisations: Mapping[str, Organisation]) -> Any:
    if name == "organisation":
        return organisations[value]
    return list(value) if name == "emails" else value


def _rows_of(
    found: Sequence[Match], people: Mapping[int, Contact], choices: Choices
) -> dict[str, str]:
    """Who each row of the file became, so that the same row is known again next time."""
    rows: dict[str, str] = {}
    for one in found:
        if one.place in people:
            pk = people[one.place].pk
        elif one.standing == Standing.HERE or (one.place in choices.same and len(one.known) == 1):
            pk = one.known[0].pk
        else:
            continue
        rows |= {row: str(pk) for row in one.candidate.fingerprints}
    return rows
