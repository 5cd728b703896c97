"""Who in a file is new, who is surely here already, and who only may be."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from contacts.importers.candidates import Candidate, Position
from contacts.importers.cells import name_key


class Standing(StrEnum):
    NEW = "new"
    HERE = "here"
    MAYBE = "maybe"


@dataclass(frozen=True)
class Known:
    """Somebody the owner already has, as far as it takes to recognise them."""

    pk: UUID
    given_name: str
    family_name: str = ""
    emails: tuple[str, ...] = ()
    profile_key: str = ""
    profile_url: str = ""
    position: Position = Position()
    connected_on: date | None = None
    is_archived: bool = False
    is_recent: bool = False  # added after the file was read

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True)
class Match:
    place: int  # in the file
    candidate: Candidate
    standing: Standing
    known: tuple[Known, ...]
    # What the file knows and we do not, by field; only what is empty now.
    fills: Mapping[str, Any]
    proposes_to_add: bool


def match(
    candidates: Sequence[Candidate], known: Iterable[Known], remembered: Mapping[str, UUID]
) -> list[Match]:
    """`remembered` leads from the digest of a row to whoever it was imported as."""
    book = _Book(known, remembered)
    twins = Counter(candidate.name_key for candidate in candidates)
    return [book.look_up(place, person, twins) for place, person in enumerate(candidates)]


class _Book:
    def __init__(self, known: Iterable[Known], remembered: Mapping[str, UUID]) -> None:
        self.by_profile: dict[str, Known] = {}
        self.by_email: dict[str, Known] = {}
        self.by_name: defaultdict[str, list[Known]] = defaultdict(list)
        by_pk: dict[UUID, Known] = {}
        for person in known:
            by_pk[person.pk] = person
            self.by_name[name_key(person.given_name, person.family_name)].append(person)
            if person.profile_key:
                self.by_profile.setdefault(person.profile_key, person)
            for email in person.emails:
                self.by_email.setdefault(email.lower(), person)
        self.by_row = {row: by_pk[pk] for row, pk in remembered.items() if pk in by_pk}

    def look_up(self, place: int, person: Candidate, twins: Counter[str]) -> Match:
        if surely := self._surely(person):
            # A row that was imported before has had its say: what is empty now was emptied.
            has_been_here = any(row in self.by_row for row in person.fingerprints)
            fills = {} if has_been_here else fills_for(surely, person)
            return Match(place, person, Standing.HERE, (surely,), fills, False)
        namesakes = tuple(self.by_name.get(person.name_key, ()))
        if namesakes or twins[person.name_key] > 1:
            differ = all(_has_another_profile(person, namesake) for namesake in namesakes)
            return Match(place, person, Standing.MAYBE, namesakes, {}, differ)
        return Match(place, person, Standing.NEW, (), {}, True)

    def _surely(self, person: Candidate) -> Known | None:
        found = [self.by_profile.get(person.profile_key)]
        found += [self.by_email.get(email.lower()) for email in person.emails]
        found += [self.by_row.get(row) for row in person.fingerprints]
        return next((known for known in found if known), None)


def _has_another_profile(person: Candidate, namesake: Known) -> bool:
    return bool(
        person.profile_key and namesake.profile_key and person.profile_key != namesake.profile_key
    )


def fills_for(known: Known, person: Candidate) -> dict[str, Any]:
    fills: dict[str, Any] = {}
    if person.emails and not known.emails:
        fills["emails"] = person.emails
    if person.profile_key and not known.profile_key and not known.profile_url:
        fills["profile_url"] = person.profile_url
    if person.connected_on and not known.connected_on:
        fills["connected_on"] = person.connected_on
    # A title belongs to its firm: the file's title beside our firm would be wrong.
    has, offered = known.position, person.position
    if not has.role and offered.role and has.organisation in ("", offered.organisation):
        fills["role"] = offered.role
    if not has.organisation and offered.organisation and has.role in ("", offered.role):
        fills["organisation"] = offered.organisation
    return fills
