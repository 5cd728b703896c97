"""What is measured: each row names a page, whose data it is asked with, and the floor beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.bench.client import Ask

# Addresses that need the key of a row are filled in from the person's own rows.
NAMES = ["p", "pri", "priya mu", "preya", "chloe", "ekstrom"]


@dataclass(frozen=True)
class Row:
    name: str
    person: str
    product: Ask
    floor: Ask | None  # None: a page of as many bytes as the product's
    at_most: float | None = None  # times the floor's median


def page(path: str) -> Ask:
    return Ask(lambda number: path)


def rows(known: dict[str, dict[str, Any]]) -> list[Row]:
    """`known` has, for each person, the keys of a contact and of two tasks."""
    return [
        *_boards(),
        *_moves(known),
        *_pages(known),
        *_searches(),
    ]


def _boards() -> list[Row]:
    return [
        Row(f"board, {cards} cards", f"cards-{cards}", page("/board/"), page("/cards/"), 2)
        for cards in (60, 200, 1000)
    ]


def _moves(known: dict[str, dict[str, Any]]) -> list[Row]:
    return [
        Row(f"move, {cards} cards", f"cards-{cards}", *_move(known[f"cards-{cards}"]), 2)
        for cards in (100, 1000, 10_000)
    ]


def _move(keys: dict[str, Any]) -> tuple[Ask, Ask]:
    """To the top of its box, then of another one, and so on."""

    def product(number: int) -> dict[str, str]:
        return {"box": str(number % 4 + 1), "key": uuid4().hex}

    def floor(number: int) -> dict[str, str]:
        return {"place": f"floor{number:09}", "key": uuid4().hex}

    return (
        Ask(lambda number: f"/tasks/{keys['task']}/move/", product),
        Ask(lambda number: f"/cards/{keys['floor_task']}/move/", floor),
    )


def _pages(known: dict[str, dict[str, Any]]) -> list[Row]:
    found = []
    for size in ("s", "m", "l", "x-s"):
        contact, limit = known[size]["contact"], 4 if size == "l" else None
        found += [
            Row(f"Today, {size}", size, page("/"), None, limit),
            Row(f"contact, {size}", size, page(f"/contacts/{contact}/"), None, limit),
            Row(f"review, {size}", size, page("/review/"), None, limit),
            Row(f"contacts, {size}", size, page("/contacts/"), None),
            Row(f"who can help, {size}", size, page("/contacts/who/"), None),
            Row(f"board, {size}", size, page("/board/"), page("/cards/")),
            Row(
                f"quick-add preview, {size}",
                size,
                Ask(
                    lambda number: "/tasks/add/",
                    lambda number: {
                        "title": "Email Ana about referral !urgent #networking 30m fri",
                        "preview": "1",
                    },
                ),
                None,
            ),
        ]
    return found


def _searches() -> list[Row]:
    def product(typed: str) -> Ask:
        return page(f"/contacts/?q={typed.replace(' ', '+')}")

    def floor(typed: str) -> Ask:
        return page(f"/people/?q={typed.replace(' ', '+')}")

    return [
        Row(f"search “{typed}”, {who}", who, product(typed), floor(typed), 4)
        for who in ("names-100000", "x-m")
        for typed in NAMES
    ]
