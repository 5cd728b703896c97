"""Eight windows that move the cards of one box at once: nothing lost, doubled or locked dead."""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.db import connection

from contacts.boxes import Box
from tests.bench import client
from tests.bench.results import Table

NAME = "moves in one box, eight at once"
PERSON = "cards-100"  # whose boxes are not looked at in Chromium later
RUNS, WINDOWS, MOVES = 20, 8, 38
BOX = str(Box.DO_FIRST.value)


def measure(port: int, keys: Mapping[str, Any], table: Table) -> None:
    from jobsearch.models import User

    user = User.objects.get(email=keys["email"])
    cookies = client.sign_in(port, user.email)
    cards = [str(pk) for pk in user.tasks.open().values_list("pk", flat=True)]
    visitor, seen = client.Visitor(port, *cookies), client.Seen()
    for card in cards:
        visitor.ask(_move(card, {"box": BOX}), seen)
    before, deadlocks = user.moves.count(), _deadlocks()
    for run in range(RUNS):
        _one_run(port, cookies, cards, run, seen)
    asked = RUNS * WINDOWS * MOVES
    places = list(user.tasks.open().values_list("urgent", "important", "position"))
    figures = {
        "runs": RUNS,
        "asked": asked,
        "not answered 200": seen.troubles,
        "lost": asked - (user.moves.count() - before),
        "doubled places": len(places) - len(set(places)),
        "deadlocks": _deadlocks() - deadlocks,
    }
    table.tell(NAME, figures)


def _one_run(
    port: int, cookies: tuple[str, str], cards: list[str], run: int, seen: client.Seen
) -> None:
    """Each window moves every eighth card, to the top or behind any other card."""
    started = threading.Barrier(WINDOWS)

    def window(number: int) -> None:
        chance, visitor = random.Random(f"{run} {number}"), client.Visitor(port, *cookies)
        mine = cards[number::WINDOWS]
        started.wait()
        for _ in range(MOVES):
            card, after = chance.choice(mine), chance.choice(["", *cards])
            form = {"box": BOX, "key": uuid4().hex}
            if after != card:
                form["after"] = after
            visitor.ask(_move(card, form), seen)

    threads = [threading.Thread(target=window, args=[number]) for number in range(WINDOWS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _move(card: str, form: dict[str, str]) -> client.Ask:
    return client.Ask(lambda number: f"/tasks/{card}/move/", lambda number: form, True)


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_stat_clear_snapshot(), deadlocks FROM pg_stat_database "
            "WHERE datname = current_database()"
        )
        return cursor.fetchone()[1]
