from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.boxes import Box
from tasks.models import Move, Task
from tasks.models.board import Stale
from tests.factories import make_task, make_user

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
keys = count()


def move(task, box, after=None, version=None, key=None):
    return task.move_to(box, after=after, version=version, key=key or f"k{next(keys)}", now=NOW)


def titles(owner, box):
    return list(owner.tasks.open().in_box(box).in_order().values_list("title", flat=True))


@pytest.fixture
def board(ana):
    """Three cards in Make time, "a" on top."""
    return {title: make_task(ana, title) for title in "cba"}


def test_a_card_goes_to_the_top_of_another_box(ana, board):
    make_task(ana, "x", box=Box.DO_FIRST)
    move(board["b"], Box.DO_FIRST)
    assert titles(ana, Box.DO_FIRST) == ["b", "x"]
    assert titles(ana, Box.MAKE_TIME) == ["a", "c"]


def test_a_card_goes_behind_the_one_named(ana, board):
    move(board["a"], Box.MAKE_TIME, after=board["b"])
    assert titles(ana, Box.MAKE_TIME) == ["b", "a", "c"]


def test_a_move_writes_no_row_of_its_neighbours(ana, board):
    before = dict(ana.tasks.exclude(pk=board["a"].pk).values_list("pk", "updated_at"))
    move(board["a"], Box.MAKE_TIME, after=board["c"])
    assert dict(ana.tasks.exclude(pk=board["a"].pk).values_list("pk", "updated_at")) == before


def test_a_move_is_kept_as_history(ana, board):
    move(board["a"], Box.LET_GO)
    kept = ana.moves.get()
    assert (kept.from_box, kept.to_box, kept.moved_at) == (Box.MAKE_TIME, Box.LET_GO, NOW)


def test_the_same_key_moves_once(ana, board):
    first = move(board["a"], Box.LET_GO, key="same")
    again = move(board["a"], Box.DO_FIRST, key="same")
    assert first == again
    assert board["a"].box == Box.LET_GO
    assert ana.moves.count() == 1


def test_an_old_version_does_not_move(board):
    move(board["a"], Box.LET_GO, version=1)
    with pytest.raises(Stale):
        move(board["a"], Box.DO_FIRST, version=1)


def test_a_neighbour_that_left_the_box_makes_the_move_stale(board):
    move(board["b"], Box.LET_GO)
    with pytest.raises(Stale):
        move(board["a"], Box.MAKE_TIME, after=board["b"])


def test_a_finished_card_does_not_move(board):
    board["a"].complete(NOW)
    with pytest.raises(Stale):
        move(board["a"], Box.LET_GO)


def test_the_database_keeps_two_cards_off_one_place(ana, board):
    with pytest.raises(IntegrityError), transaction.atomic():
        ana.tasks.filter(title="a").update(position=board["b"].position)


@pytest.mark.django_db(transaction=True)
def test_two_clients_at_once_leave_no_doubled_place_and_no_error():
    ana = make_user()
    cards = [make_task(ana, f"card {n}") for n in range(8)]
    target = make_task(ana, "target", box=Box.DO_FIRST)

    def one_client(mine):
        for card in mine:
            Task.objects.get(pk=card.pk).move_to(
                Box.DO_FIRST, after=target, version=1, key=str(card.pk), now=NOW
            )
        connection.close()

    with ThreadPoolExecutor(4) as clients:
        list(clients.map(one_client, [cards[n::4] for n in range(4)]))
    assert sorted(titles(ana, Box.DO_FIRST)) == sorted(["target", *(c.title for c in cards)])
    assert Move.objects.filter(owner=ana).count() == 8


def post(client, task, **fields):
    return client.post(reverse("tasks:move", args=[task.pk]), fields)


def test_the_plain_form_moves_and_returns_to_the_board(as_ana, ana, board):
    answer = post(as_ana, board["a"], box="1")
    assert answer.url == reverse("tasks:board")
    assert titles(ana, Box.DO_FIRST) == ["a"]


def test_the_script_gets_the_card_back_with_its_new_version(as_ana, board):
    address = reverse("tasks:move", args=[board["a"].pk])
    fields = {"box": "1", "after": "", "version": "1", "key": "k"}
    answer = as_ana.post(address, fields, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'data-version="2"' in answer.content.decode()


def test_a_stale_move_answers_409_and_says_where_the_card_is(as_ana, board):
    move(board["a"], Box.LET_GO)
    address = reverse("tasks:move", args=[board["a"].pk])
    fields = {"box": "1", "version": "1"}
    answer = as_ana.post(address, fields, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "a is in Let it go now." in answer.content.decode()


def test_another_persons_card_is_not_found_and_stays(client, ben, board, ana):
    client.force_login(ben)
    assert post(client, board["a"], box="1").status_code == 404
    assert titles(ana, Box.MAKE_TIME) == ["a", "b", "c"]


def test_another_persons_card_is_no_neighbour(as_ana, ben, board, ana):
    theirs = make_task(ben)
    post(as_ana, board["a"], box="2", after=str(theirs.pk))
    assert titles(ana, Box.MAKE_TIME) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "fields",
    [{}, {"box": "5"}, {"box": "1", "after": "x"}, {"box": "1", "version": "-1"},
     {"box": "1", "version": "99999999999999999999"}, {"box": "1", "key": "k" * 65}],
)  # fmt: skip
def test_nonsense_is_refused_with_words(as_ana, ana, board, fields):
    answer = post(as_ana, board["a"], **fields)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert titles(ana, Box.MAKE_TIME) == ["a", "b", "c"]


def test_the_move_page_offers_the_steps_that_are_possible(as_ana, board):
    page = as_ana.get(reverse("tasks:move", args=[board["a"].pk])).content.decode()
    assert "Move down" in page and "Move up" not in page


@pytest.mark.parametrize("query", ["", "?kind=networking"])
def test_a_move_behind_a_card_takes_few_statements(as_ana, ana, board, query):
    """Eight, with signing in; two of them write. BEGIN and COMMIT aside."""
    as_ana.get("/")  # the first page of a day notes the visit
    body = {"box": "2", "after": str(board["c"].pk), "version": 1, "key": "k"}
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/board/{query}"}
    with CaptureQueriesContext(connection) as asked:
        as_ana.post(reverse("tasks:move", args=[board["a"].pk]), body, headers=headers)
    verbs = [query["sql"].split()[0] for query in asked.captured_queries]
    assert titles(ana, Box.MAKE_TIME) == ["b", "c", "a"]
    assert sum(verbs.count(verb) for verb in ("SELECT", "INSERT", "UPDATE")) <= 8
    assert (verbs.count("UPDATE"), verbs.count("INSERT")) == (1, 1)
