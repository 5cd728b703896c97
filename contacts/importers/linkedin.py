"""LinkedIn's Connections.csv, old and new, with English or German headings."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date

from contacts.importers.candidates import Candidate, Note, Position, Reading, Skipped, merge
from contacts.importers.cells import MAX_CELL, clean_name, clean_text, is_email, parse_day
from contacts.importers.files import (
    UNREADABLE,
    Decoded,
    Readable,
    UnreadableFile,
    bytes_of,
    text_of,
)
from contacts.importers.profiles import profile_address, profile_key
from contacts.importers.tables import MAX_ROWS, Row, Table, find_table, too_many_rows

FORMAT = "linkedin"
MAX_WARNINGS = 300

HEADINGS = {
    "firstname": "first",
    "vorname": "first",
    "lastname": "last",
    "nachname": "last",
    "url": "url",
    "email": "email",
    "emailaddress": "email",
    "emailadresse": "email",
    "company": "company",
    "unternehmen": "company",
    "position": "position",
    "connectedon": "connected",
    "verbundenam": "connected",
}
# Contact.given_name and the others hold no more than this.
LONGEST = {"first": 120, "last": 120, "company": 200, "position": 200}

NO_HEADER = (
    "We could not find the line with First Name, Last Name and the other headings. "
    "Choose Connections.csv as LinkedIn sent it, in English or German."
)
# A heading that only this kind of file has.
OTHER_FILES = {
    "email1value": "This looks like a Google Contacts file.",
    "givenname": "This looks like a Google Contacts file.",
    "businessstreet": "This looks like an Outlook file.",
    "surnameyomi": "This looks like an Outlook file.",
    "conversationid": "This is the list of messages from the LinkedIn download.",
    "sentat": "This is the list of invitations from the LinkedIn download.",
}


def read(stream: Readable) -> Reading:
    """Raises UnreadableFile, and nothing else, whatever the bytes are."""
    decoded = text_of(bytes_of(stream))
    table = find_table(decoded.text, _is_header)
    if table is None:
        raise UnreadableFile(_why_no_header(decoded.text))
    reader = _Reader(table)
    people = list(reader.people())
    if not people:
        raise UnreadableFile(_why_nobody(reader))
    return Reading(
        format=FORMAT,
        encoding=decoded.encoding,
        delimiter=table.delimiter,
        header_row=table.header.number - 1,
        records=reader.records,
        people=len(people),
        candidates=merge(people),
        skipped=reader.skipped,
        warnings=[*_about_the_file(reader, decoded), *reader.warnings],
    )


def _is_header(cells: list[str]) -> bool:
    headings = {_folded(cell) for cell in cells}
    return {"first", "last"} <= {HEADINGS.get(heading) for heading in headings} and not (
        headings & OTHER_FILES.keys()
    )


def _folded(heading: str) -> str:
    return re.sub(r"[\W_]", "", clean_name(heading[:200]).casefold())


def _why_no_header(text: str) -> str:
    headings: set[str] = set()

    def collect(cells: list[str]) -> bool:
        headings.update(map(_folded, cells))
        return False

    find_table(text, collect)
    for heading, sentence in OTHER_FILES.items():
        if heading in headings:
            return f"{sentence} Choose Connections.csv instead."
    return NO_HEADER


def _why_nobody(reader: _Reader) -> str:
    if not reader.records:
        return "There are no people in this file: it has headings and nothing below them."
    return (
        "There are no people in this file: no row has a name or an e-mail address. "
        f"Rows read: {reader.records}."
    )


def _about_the_file(reader: _Reader, decoded: Decoded) -> Iterator[Note]:
    if decoded.is_guess:
        yield Note(
            f"The letters were read as {decoded.encoding}, which is a guess. "
            "Check that names with accents look right."
        )
    if reader.garbled:
        yield Note(f"Some letters could not be read and show as {UNREADABLE}.")
    if unused := reader.unused_columns:
        yield Note("Columns we do not use: " + ", ".join(unused)[:500] + ".")


class _Reader:
    """Goes through the rows once, counting what it meets."""

    def __init__(self, table: Table) -> None:
        self.rows = table.rows
        self.headings = [_folded(cell) for cell in table.header.cells]
        while self.headings and not self.headings[-1]:
            self.headings.pop()
        columns = [HEADINGS.get(heading, "") for heading in self.headings]
        self.place_of = {name: columns.index(name) for name in set(columns) if name}
        self.unused_columns = [
            clean_text(cell)[:60]
            for place, cell in enumerate(table.header.cells[: len(columns)])
            if place not in self.place_of.values() and cell.strip()
        ]
        self.records = 0
        self.skipped: list[Skipped] = []
        self.warnings: list[Note] = []
        self.garbled = False

    def people(self) -> Iterator[Candidate]:
        for row in self.rows:
            cells = [clean_text(cell) for cell in row.cells]
            if not any(cells):
                continue
            self.records += 1
            if self.records > MAX_ROWS:
                raise UnreadableFile(too_many_rows())
            if _is_header(row.cells):
                self.skipped.append(Skipped(row.number, "repeated_header", ""))
            elif person := self._person(row, cells):
                yield person
            else:
                text = ", ".join(cell for cell in cells if cell)
                self.skipped.append(Skipped(row.number, "no_name", text[:120]))

    def _person(self, row: Row, cells: list[str]) -> Candidate | None:
        email = self._email(row)
        given, family = self._text(row, "first"), self._text(row, "last")
        if not given:
            given, family = family or email[:120], ""
        if not given:
            return None
        self._warn_about_shape(row, cells)
        address = self._address(row)
        position = Position(self._text(row, "position"), self._text(row, "company"))
        return Candidate(
            given_name=given,
            family_name=family,
            emails=(email,) if email else (),
            profile_url=address,
            profile_key=profile_key(address),
            positions=(position,) if position else (),
            connected_on=self._connected_on(row),
            rows=(row.number,),
            fingerprints=(self._fingerprint(cells),),
        )

    def _text(self, row: Row, column: str) -> str:
        place = self.place_of.get(column, len(row.cells))
        cell = row.cells[place] if place < len(row.cells) else ""
        text = clean_name(cell) if column in ("first", "last") else clean_text(cell)
        longest = LONGEST.get(column, MAX_CELL)
        if len(text) > longest or len(cell) > MAX_CELL:
            self._warn(row, f"A very long text was cut to {longest} letters.")
        self.garbled = self.garbled or UNREADABLE in text
        return text[:longest].rstrip()

    def _email(self, row: Row) -> str:
        text = self._text(row, "email").removeprefix("mailto:")
        if text and not is_email(text):
            self._warn(row, f"“{text[:60]}” is not an e-mail address, so it is left out.")
            return ""
        return text

    def _address(self, row: Row) -> str:
        text = self._text(row, "url")
        address = profile_address(text)
        if text and (not address or len(address) > 500):
            self._warn(row, f"“{text[:60]}” is not a web address, so it is left out.")
            return ""
        return address

    def _connected_on(self, row: Row) -> date | None:
        text = self._text(row, "connected")
        day = parse_day(text)
        if text and not day:
            self._warn(row, f"“{text[:40]}” is not a date we can read, so it is left empty.")
        return day

    def _warn_about_shape(self, row: Row, cells: list[str]) -> None:
        if row.has_open_quote:
            self._warn(row, "A quotation mark never closes. Check this person.")
        if any(cells[len(self.headings) :]):
            self._warn(row, "There are more cells than headings. The extra ones are left out.")

    def _warn(self, row: Row, text: str) -> None:
        # A file in which every row has three of these would only hide the first ones.
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(Note(text, row.number))

    def _fingerprint(self, cells: list[str]) -> str:
        filled = sorted(
            (heading, cell) for heading, cell in zip(self.headings, cells, strict=False) if cell
        )
        written = json.dumps(filled, ensure_ascii=False).encode()
        return hashlib.sha256(written).hexdigest()[:32]
