"""Several windows that move cards at once: one order in the end, and nothing lost on the way."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from contacts.boxes import Box
from tasks.models import Move, Task
from tasks.models.board import Stale
from tests.factories import make_task, make_user

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
BOXES = list(Box)


def orders(owner):
    """What a window shows after a refresh, by box; asked for twice, as two windows would."""
    seen = []
    for _ in range(2):
        client = Client()
        client.force_login(owner)
        boxes = client.get("/board/").context["boxes"]
        seen.append({box: [UUID(card["pk"]) for card in cards] for box, cards, _ in boxes})
    assert seen[0] == seen[1]
    return seen[0]


def move_at_random(owner, cards, count, number):
    """One window: it knows what it last saw, is told when that is old, and looks again."""
    chance = random.Random(number)
    moved = 0
    for step in range(count):
        task = Task.objects.get(pk=chance.choice(cards))
        box = chance.choice(BOXES)
        there = Task.objects.filter(owner=owner).open().in_box(box).exclude(pk=task.pk)
        after = chance.choice([None, *there[:5]])
        try:
            key = f"{number}:{step}"
            task.move_to(box, after=after, version=task.version, key=key, now=NOW)
            moved += 1
        except Stale:
            pass
    connection.close()
    return moved


def check(owner, cards, moved):
    shown = [pk for order in orders(owner).values() for pk in order]
    assert sorted(shown) == sorted(cards)  # none lost, none twice
    assert Move.objects.filter(owner=owner).count() == moved
    positions = list(owner.tasks.values_list("urgent", "important", "position"))
    assert len(set(positions)) == len(positions)


def at_once(clients, work):
    with ThreadPoolExecutor(clients) as threads:
        return sum(threads.map(work, range(clients)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "count", [200, pytest.param(5_000, marks=pytest.mark.slow)], ids=["few", "ten thousand"]
)
def test_two_windows_with_random_moves_end_in_one_order(count):
    ana = make_user()
    cards = [make_task(ana, box=BOXES[n % 4]).pk for n in range(24)]
    moved = at_once(2, lambda number: move_at_random(ana, cards, count, number))
    assert moved > count / 2
    check(ana, cards, moved)


@pytest.mark.django_db(transaction=True)
def test_eight_windows_that_fill_one_box_from_the_top_and_behind_one_card(django_db_blocker):
    ana = make_user()
    target = make_task(ana, "target", box=Box.DO_FIRST)
    cards = [make_task(ana).pk for _ in range(16)]

    def one_window(number):
        for step in range(38):
            task = Task.objects.get(pk=cards[number * 2 + step % 2])
            after = target if step % 3 else None
            task.move_to(
                Box.DO_FIRST, after=after, version=task.version, key=f"{number}:{step}", now=NOW
            )
        connection.close()
        return 38

    moved = at_once(8, one_window)
    assert moved >= 300
    check(ana, [target.pk, *cards], moved)


@pytest.mark.django_db
def test_on_a_board_of_a_thousand_cards_one_move_changes_two_rows(ana):
    cards = [make_task(ana) for _ in range(1_000)]
    before = counted_rows()
    cards[500].move_to(Box.MAKE_TIME, after=cards[20], version=1, key="k", now=NOW)
    written = {name: now - before[name] for name, now in counted_rows().items()}
    assert {name: count for name, count in written.items() if count} == {
        "tasks_task updated": 1,
        "tasks_move inserted": 1,
    }


def counted_rows():
    """Rows written in this transaction so far, as Postgres itself counts them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables"
        )
        return {
            f"{name} {what}": count
            for name, *counts in cursor.fetchall()
            for what, count in zip(("inserted", "updated", "deleted"), counts, strict=True)
        }
