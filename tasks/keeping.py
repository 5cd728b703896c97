"""Links and texts worth keeping: what they are called, and how one comes back after it went."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction

from contacts.merging import Stored, as_row, as_stored
from jobsearch.models import User
from tasks.models import Keepsake

TITLE_LETTERS = 80
HOST_LETTERS = 200
REMEMBERED = 5


def title_for(link: str, text: str) -> str:
    """The site a link leads to, else how the text begins. No address is ever opened for it."""
    host = urlsplit(link).hostname or ""
    if host:
        return host.removeprefix("www.")[:HOST_LETTERS]
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return first if len(first) <= TITLE_LETTERS else first[: TITLE_LETTERS - 1].rstrip() + "…"


def delete(keepsake: Keepsake, session: Any) -> None:
    """What it was stays with the visit, for Undo: nobody else's, and not in the tables."""
    gone: dict[str, Stored] = session.get("kept_gone", {})
    gone[str(keepsake.pk)] = as_stored(keepsake)
    session["kept_gone"] = dict(list(gone.items())[-REMEMBERED:])
    keepsake.delete()


def bring_back(owner: User, pk: UUID, session: Any) -> Keepsake | None:
    """None if it did not go in this visit, or if what it was kept with is gone since."""
    stored = session.get("kept_gone", {}).get(str(pk))
    if stored is None or stored["owner_id"] != str(owner.pk):
        return None
    keepsake = as_row(Keepsake, stored)
    for name in ("contact_id", "organisation_id"):  # of two that are one now
        if was := getattr(keepsake, name):
            setattr(keepsake, name, owner.merges.now_of(owner, was) or was)
    with_what = [
        (owner.contacts, keepsake.contact_id),
        (owner.organisations, keepsake.organisation_id),
        (owner.tasks, keepsake.task_id),
    ]
    if any(there and not rows.filter(pk=there).exists() for rows, there in with_what):
        return None
    try:
        with transaction.atomic():
            keepsake.save_base(raw=True, force_insert=True)
    except IntegrityError:  # another window brought it back
        return owner.keepsakes.filter(pk=pk).first()
    return keepsake
