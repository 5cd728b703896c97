"""Who is in the database while it is measured, and which of their rows are asked for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, Q

from tests.bench import copies, sizes

if TYPE_CHECKING:
    from jobsearch.models import User

BOARDS = (60, 100, 200, 1000, 10_000)
CARDS = 16  # that are moved, and as many by the floor: windows seldom move one card at once
A_LOT = 20_000  # people, too many to count what was with each
NAMES = ["family_name", "given_name", "pk"]


def make(today: date, names: Collection[str], *, crowd: int) -> None:
    """Everybody whose name is asked for; `crowd` is how many of size S stand behind size X."""
    if crowd or "s" in names:
        s = _filled("s", sizes.S, today)
        copies.whole(copies.SMALL)
    if crowd or "m" in names:
        m = _filled("m", sizes.M, today)
    for name, size in _single():
        if name in names:
            _filled(name, size, today)
    if crowd:
        for example, prefix, count in ((s, "x-s", crowd), (m, "x-m", max(1, crowd // 100))):
            copies.people(example, count, prefix)
            copies.rows(example, prefix)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("RESET statement_timeout")


def _single() -> Iterator[tuple[str, sizes.Size]]:
    """Who stands alone, in no crowd."""
    yield "l", sizes.L
    for cards in BOARDS:
        yield f"cards-{cards}", sizes.Size(200, cards, 200, open_tasks=cards, days=60)
    yield "names-100000", sizes.Size(100_000, 10, 10, open_tasks=10, days=60)


def _filled(name: str, size: sizes.Size, today: date) -> User:
    return sizes.fill(sizes.person(f"{name}@example.com"), size, today)


class Nobody(dict[str, Any]):
    """For a list of rows before there is anybody."""

    def __missing__(self, name: str) -> dict[str, Any]:
        return {"email": "", "contact": "", "cards": [""], "floor_cards": [""]}


class Everybody(Mapping[str, dict[str, Any]]):
    """Of each person by name: rows whose pages are asked for. Of those in size X: the first."""

    def __init__(self) -> None:
        from jobsearch.models import User

        first = Q(email__in=["x-s-1@example.com", "x-m-1@example.com"])
        found = User.objects.filter(first | ~Q(email__startswith="x-"))
        self.users = {re.split("@|-1@", user.email)[0]: user for user in found}
        self.kept: dict[str, dict[str, Any]] = {}

    def __getitem__(self, name: str) -> dict[str, Any]:
        if name not in self.users:
            return Nobody()[name]
        return self.kept.setdefault(name, keys(self.users[name]))

    def __contains__(self, name: object) -> bool:
        return name in self.users

    def __iter__(self) -> Iterator[str]:
        return iter(self.users)

    def __len__(self) -> int:
        return len(self.users)


def keys(user: User) -> dict[str, Any]:
    """Somebody with a long log, and open tasks; of a copy, the copies of the same rows."""
    people = user.contacts.order_by(*NAMES)
    if user.contacts.count() < A_LOT:
        people = people.annotate(count=Count("participations")).order_by("-count", *NAMES)
    tasks = user.tasks.open().order_by("urgent", "important", "position")
    cards = list(tasks.values_list("pk", flat=True)[: 2 * CARDS])
    first = people.first()
    return {
        "email": user.email,
        "contact": first and first.pk,
        "cards": cards[::2],
        "floor_cards": cards[1::2] or cards,
    }
