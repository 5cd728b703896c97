"""What is measured: each row names a page, whose data it is asked with, and the floor beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus
from uuid import uuid4

from tests.bench.client import PASSWORD, Ask

TYPED = ["p", "pri", "priya mu", "preya", "chloe", "ekstrom"]
LINE = "Email Ana about referral !urgent #networking 30m fri"
Keys = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """`at_most` times the floor's median; of eight at once, times its slowest twentieth."""

    name: str
    person: str
    product: Ask
    floor: Ask | None  # None: a page of as many bytes as the product's
    at_most: float | None = None
    at_most_together: float | None = None
    signed_in: bool = True


def page(path: str) -> Ask:
    return Ask(lambda number: path)


def rows(known: Mapping[str, Keys]) -> list[Row]:
    """`known` has, for each person, the keys of a contact and of cards."""
    pages = [each for size in ("s", "m", "l", "x-s") for each in of_size(size, known[size])]
    written = [each for size in ("s", "m") for each in writing(size, known[size])]
    return [*_boards(), *_moves(known), *pages, *_searches(), *written]


def of_size(size: str, keys: Keys) -> list[Row]:
    limit = 4 if size == "l" else None
    contact = page(f"/contacts/{keys['contact']}/")
    preview = Ask(
        lambda number: "/tasks/add/", lambda number: {"title": LINE, "preview": "1"}, True
    )
    return [
        Row(f"Today, {size}", size, page("/"), None, limit),
        Row(f"contact, {size}", size, contact, None, limit),
        Row(f"review, {size}", size, page("/review/"), None, limit),
        Row(f"contacts, {size}", size, page("/contacts/"), None),
        Row(f"who can help, {size}", size, page("/contacts/who/"), None),
        Row(f"board, {size}", size, page("/board/"), page("/cards/")),
        Row(f"quick-add preview, {size}", size, preview, None),
    ]


def _boards() -> list[Row]:
    limits = {60: None, 200: 2, 1000: 2}
    return [
        Row(f"board, {cards} cards", f"cards-{cards}", page("/board/"), page("/cards/"), limit)
        for cards, limit in limits.items()
    ]


def _moves(known: Mapping[str, Keys]) -> list[Row]:
    return [
        Row(f"move, {cards} cards", f"cards-{cards}", *moves(known[f"cards-{cards}"]), 2, 3)
        for cards in (100, 1000, 10_000)
    ]


def moves(keys: Keys) -> tuple[Ask, Ask]:
    """One card after another, to the top of one box and the next."""
    cards, floor_cards = keys["cards"], keys["floor_cards"]

    def product(number: int) -> dict[str, str]:
        return {"box": str(number % 4 + 1), "key": uuid4().hex}

    def floor(number: int) -> dict[str, str]:
        return {"place": f"floor{number:09}", "key": uuid4().hex}

    return (
        Ask(lambda number: f"/tasks/{cards[number // 2 % len(cards)]}/move/", product, True),
        Ask(
            lambda number: f"/cards/{floor_cards[number // 2 % len(floor_cards)]}/move/",
            floor,
            True,
        ),
    )


def _searches() -> list[Row]:
    return [
        Row(f"search “{typed}”, {who}", who, *searches(typed), 4)
        for who in ("names-100000", "x-m")
        for typed in TYPED
    ]


def searches(typed: str) -> tuple[Ask, Ask]:
    query = quote_plus(typed)
    return (
        Ask(lambda number: f"/contacts/?q={query}", None, True),
        Ask(lambda number: f"/people/?q={query}", None, True),
    )


def writing(size: str, keys: Keys) -> list[Row]:
    """A call logged, with the next follow-up that the product plans for it, a move, a sign-in."""

    def call(number: int) -> dict[str, str]:
        return {"how": "call", "contact": str(keys["contact"]), "key": str(uuid4())}

    def password(number: int) -> dict[str, str]:
        return {"login": keys["email"], "password": PASSWORD}

    log = Ask(lambda number: "/log/", call), Ask(lambda number: "/entries/", call)
    sign_in = (
        Ask(lambda number: "/accounts/login/", password),
        Ask(lambda number: "/in/", password),
    )
    return [
        Row(f"search, {size}", size, *searches("pri")),
        Row(f"move, {size}", size, *moves(keys)),
        Row(f"log a call, {size}", size, *log),
        Row(f"sign in, {size}", size, *sign_in, signed_in=False),
    ]
