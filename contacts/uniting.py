"""What one of two is like after it took the other in; nothing here writes to the database."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from contacts.folding import fold
from contacts.models import Contact, Organisation

Row = TypeVar("Row", Contact, Organisation)
# Taken over where the one that stays has nothing.
FILLED = ("family_name", "known", "known_note", "rhythm_days", "starting_level", "connected_on")


def united(kept: Row, gone: Row) -> Row:
    """A copy of `kept` as it will be. What it cannot hold besides its own goes to its notes."""
    if isinstance(kept, Contact) and isinstance(gone, Contact):
        return _contact(kept, gone)
    return _organisation(kept, gone)


def _contact(kept: Contact, gone: Contact) -> Contact:
    after = copy.copy(kept)
    for name in FILLED:
        if getattr(kept, name) in ("", None):
            setattr(after, name, getattr(gone, name))
    after.level = kept.level or gone.level
    after.emails = _both(kept.emails, gone.emails)
    after.phones = _both(kept.phones, gone.phones)
    after.tags = _both(kept.tags, gone.tags)
    if not kept.profile_url:
        after.profile_url, after.profile_key = gone.profile_url, gone.profile_key
    if kept.organisation_id is None:
        after.organisation = gone.organisation
    if not kept.role and gone.organisation_id in (None, after.organisation_id):
        after.role = gone.role
    _take_over_who_brought_them(after, kept, gone)
    after.told_on = min(_days(kept.told_on, gone.told_on), default=None)
    after.resting_until = max(_days(kept.resting_until, gone.resting_until), default=None)
    after.do_not_contact = kept.do_not_contact or gone.do_not_contact
    if gone.archived_at is None:
        after.archived_at = None
    after.notes = _joined(kept.notes, gone.notes, *_left_over(after, gone))
    return after


def _take_over_who_brought_them(after: Contact, kept: Contact, gone: Contact) -> None:
    """Never one of the two themselves."""
    themselves = (None, kept.pk, gone.pk)
    brought = next((one for one in (kept, gone) if one.met_through_id not in themselves), None)
    after.met_through = brought.met_through if brought else None
    if brought is gone:
        after.introduced_in = gone.introduced_in
    elif brought is None and kept.met_through_id is not None:
        after.introduced_in = None


def _organisation(kept: Organisation, gone: Organisation) -> Organisation:
    after = copy.copy(kept)
    after.is_target = kept.is_target or gone.is_target
    after.motivation = kept.motivation or gone.motivation
    after.posting = kept.posting or gone.posting
    also = [] if fold(kept.name) == fold(gone.name) else [f"Also called {gone.name}"]
    after.notes = _joined(kept.notes, gone.notes, *also)
    return after


def _left_over(after: Contact, gone: Contact) -> Iterable[str]:
    if fold(gone.name) != fold(after.name):
        yield f"Also listed as {gone.name}"
    if gone.organisation_id and gone.organisation_id != after.organisation_id:
        yield f"Also: {', '.join(filter(None, [gone.role, str(gone.organisation)]))}"
    elif gone.role and gone.role != after.role:
        yield f"Also: {gone.role}"
    if gone.profile_url and gone.profile_key != after.profile_key:
        yield f"Also: {gone.profile_url}"
    if gone.known_note and gone.known_note != after.known_note:
        yield f"Also: {gone.known_note}"


def _both(own: list[str], others: list[str]) -> list[str]:
    there = {text.casefold() for text in own}
    return [*own, *(text for text in others if text.casefold() not in there)]


def _days(*days: date | None) -> list[date]:
    return [day for day in days if day is not None]


def _joined(own: str, others: str, *more: str) -> str:
    parts = [own, others if others != own else "", "\n".join(more)]
    return "\n\n".join(part for part in parts if part)


def facts_of(row: Contact | Organisation) -> list[tuple[str, str]]:
    """What there is to compare, in the same order for each."""
    facts = _facts_of_person(row) if isinstance(row, Contact) else _facts_of_place(row)
    return [(name, text) for name, text in facts if text]


def _facts_of_person(one: Contact) -> list[tuple[str, str]]:
    level = one.level_words
    return [
        ("Role", one.role),
        ("Organisation", one.organisation.name if one.organisation else ""),
        ("Email", ", ".join(one.emails)),
        ("Phone", ", ".join(one.phones)),
        ("Profile", one.profile_key or one.profile_url),
        ("Known from", ", ".join(filter(None, [one.get_known_display(), one.known_note]))),
        ("Met through", one.met_through.name if one.met_through else ""),
        ("Level", f"{level.name} ({level.number})"),
        ("Rhythm", f"Every {one.rhythm_days} days" if one.rhythm_days else ""),
        ("Told", f"Since {one.told_on:%d %b %Y}" if one.told_on else ""),
        ("Resting until", f"{one.resting_until:%d %b %Y}" if one.resting_until else ""),
        ("Contact", "Do not contact" if one.do_not_contact else ""),
        ("Archived", "Yes" if one.archived_at else ""),
        ("Tags", ", ".join(one.tags)),
        ("Notes", one.notes),
    ]


def _facts_of_place(one: Organisation) -> list[tuple[str, str]]:
    return [
        ("Work here", "You would like to" if one.is_target else "Not marked"),
        ("How much", one.get_motivation_display()),
        ("Openings", one.get_posting_display()),
        ("Notes", one.notes),
    ]
