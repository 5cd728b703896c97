"""A person read from a file, before anybody chose to bring them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from contacts.importers.cells import name_key

REASONS = {"no_name": "No name and no e-mail address", "repeated_header": "The headings again"}


@dataclass(frozen=True)
class Position:
    role: str = ""
    organisation: str = ""

    def __bool__(self) -> bool:
        return bool(self.role or self.organisation)

    def __str__(self) -> str:
        return (
            f"{self.role} at {self.organisation}"
            if self.role and self.organisation
            else (self.role or self.organisation)
        )


@dataclass(frozen=True)
class Candidate:
    given_name: str
    family_name: str = ""
    emails: tuple[str, ...] = ()
    profile_url: str = ""
    profile_key: str = ""
    # One for each different title in the file; the last is the one shown as chosen.
    positions: tuple[Position, ...] = ()
    connected_on: date | None = None
    rows: tuple[int, ...] = ()
    # A digest of each row it came from, so that the same row is known again next time.
    fingerprints: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @cached_property
    def name_key(self) -> str:
        return name_key(self.given_name, self.family_name)

    @property
    def position(self) -> Position:
        return self.positions[-1] if self.positions else Position()

    @property
    def sure_keys(self) -> set[tuple[str, str]]:
        """Two people who share one of these are the same person."""
        keys = {("row", fingerprint) for fingerprint in self.fingerprints}
        keys |= {("e-mail", email.lower()) for email in self.emails}
        return keys | ({("profile", self.profile_key)} if self.profile_key else set())

    def as_json(self) -> dict[str, Any]:
        fields = {name: value for name, value in asdict(self).items() if value}
        if self.connected_on:
            fields["connected_on"] = self.connected_on.isoformat()
        return fields

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> Candidate:
        connected_on = fields.get("connected_on")
        return cls(
            given_name=fields["given_name"],
            family_name=fields.get("family_name", ""),
            emails=tuple(fields.get("emails", ())),
            profile_url=fields.get("profile_url", ""),
            profile_key=fields.get("profile_key", ""),
            positions=tuple(Position(**position) for position in fields.get("positions", ())),
            connected_on=date.fromisoformat(connected_on) if connected_on else None,
            rows=tuple(fields.get("rows", ())),
            fingerprints=tuple(fields.get("fingerprints", ())),
        )


@dataclass(frozen=True)
class Skipped:
    row: int
    reason: str
    text: str  # what the row held, so that people can find it

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "words": REASONS[self.reason]}


@dataclass(frozen=True)
class Note:
    """Something to check; without a row it is about the whole file."""

    text: str
    row: int | None = None


@dataclass(frozen=True)
class Reading:
    """All that one file held."""

    format: str
    encoding: str
    delimiter: str
    header_row: int  # from 0
    records: int
    people: int  # before the same person is merged
    candidates: Sequence[Candidate]
    skipped: Sequence[Skipped]
    warnings: Sequence[Note]


def merge(people: Sequence[Candidate]) -> list[Candidate]:
    """One candidate for each person, in the order of the file."""
    leader = list(range(len(people)))

    def first_of(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    seen: dict[tuple[str, str], int] = {}
    for place, person in enumerate(people):
        for key in person.sure_keys:
            one, other = sorted((first_of(seen.setdefault(key, place)), first_of(place)))
            leader[other] = one
    groups: dict[int, list[Candidate]] = {}
    for place, person in enumerate(people):
        groups.setdefault(first_of(place), []).append(person)
    return [_as_one(group) if len(group) > 1 else group[0] for group in groups.values()]


def _as_one(group: list[Candidate]) -> Candidate:
    """The first row, filled up from the later ones; the latest title comes last."""
    emails = {email.lower(): email for person in reversed(group) for email in person.emails}
    latest = dict.fromkeys(position for person in reversed(group) for position in person.positions)
    return replace(
        group[0],
        family_name=next((p.family_name for p in group if p.family_name), ""),
        emails=tuple(reversed(emails.values())),
        profile_url=next((p.profile_url for p in group if p.profile_key), group[0].profile_url),
        profile_key=next((p.profile_key for p in group if p.profile_key), ""),
        positions=tuple(reversed(latest)),
        connected_on=next((p.connected_on for p in group if p.connected_on), None),
        rows=tuple(row for person in group for row in person.rows),
        fingerprints=tuple(dict.fromkeys(f for person in group for f in person.fingerprints)),
    )
