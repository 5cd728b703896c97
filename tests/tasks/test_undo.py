"""Taking back moves, done, letting go and other days."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.boxes import Box
from contacts.kinds import Kind
from tests.factories import make_task


def titles(owner, box):
    return list(owner.tasks.open().in_box(box).in_order().values_list("title", flat=True))


def undo_address(page):
    return page.content.decode().split("data-undo")[0].rsplit('action="', 1)[1].split('"')[0]


def do(client, name, task, **fields):
    return client.post(reverse(f"tasks:{name}", args=[task.pk]), fields, follow=True)


@pytest.fixture
def board(ana):
    """Three cards in Make time, "a" on top."""
    return {title: make_task(ana, title) for title in "cba"}


def test_a_move_is_taken_back_to_the_very_place(as_ana, ana, board):
    page = do(as_ana, "move", board["b"], box="1")
    as_ana.post(undo_address(page))
    assert titles(ana, Box.MAKE_TIME) == ["a", "b", "c"]


def test_taking_back_twice_takes_back_once(as_ana, ana, board):
    address = undo_address(do(as_ana, "move", board["b"], box="1"))
    for _ in range(2):
        as_ana.post(address)
    assert ana.moves.count() == 2
    assert titles(ana, Box.MAKE_TIME) == ["a", "b", "c"]


def test_a_place_taken_meanwhile_puts_the_card_right_behind(as_ana, ana, board):
    old = board["b"].position
    address = undo_address(do(as_ana, "move", board["b"], box="1"))
    ana.tasks.filter(title="c").update(position=old)
    as_ana.post(address)
    assert titles(ana, Box.MAKE_TIME) == ["a", "c", "b"]


def test_a_move_taken_back_does_not_count_as_putting_off(as_ana, ana, board):
    as_ana.post(undo_address(do(as_ana, "move", board["b"], box="1")))
    assert ana.tasks.get(title="b").times_moved == 0


def test_what_has_moved_on_stays(as_ana, ana, board):
    address = undo_address(do(as_ana, "move", board["b"], box="1"))
    do(as_ana, "move", board["b"], box="4")
    page = as_ana.post(address, follow=True).content.decode()
    assert "b has moved on since." in page
    assert titles(ana, Box.LET_GO) == ["b"]


@pytest.mark.parametrize("closing", ["done", "drop"])
def test_a_closed_card_comes_back_where_it_was(as_ana, ana, board, closing):
    page = do(as_ana, closing, board["b"])
    assert titles(ana, Box.MAKE_TIME) == ["a", "c"]
    as_ana.post(undo_address(page))
    assert titles(ana, Box.MAKE_TIME) == ["a", "b", "c"]


def test_another_day_is_taken_back_with_all_that_it_changed(as_ana, ana):
    due = ana.today(timezone.now()) + timedelta(days=3)
    task = make_task(ana, "Call", due_on=due, first_due_on=due)
    page = do(as_ana, "later", task, when="date", date=str(due + timedelta(days=4)))
    task.refresh_from_db()
    assert (task.due_on, task.times_moved) == (due + timedelta(days=4), 1)
    as_ana.post(undo_address(page))
    task.refresh_from_db()
    assert (task.due_on, task.first_due_on, task.times_moved) == (due, due, 0)


def test_a_date_changed_again_since_is_left_alone(as_ana, ana):
    task = make_task(ana, "Call", due_on=date(2030, 1, 1))
    address = undo_address(do(as_ana, "later", task, when="tomorrow"))
    do(as_ana, "later", task, when="week")
    day = ana.tasks.get().due_on
    assert "has changed since" in as_ana.post(address, follow=True).content.decode()
    assert ana.tasks.get().due_on == day


@pytest.mark.parametrize("token", ["", "x", "WyJhIl0:1:2", "\x00"])
def test_a_made_up_way_back_changes_nothing(as_ana, ana, token):
    task = make_task(ana, "Call", due_on=date(2030, 1, 1))
    as_ana.post(reverse("tasks:plan_back", args=[task.pk]) + f"?before={token}")
    assert ana.tasks.get().due_on == date(2030, 1, 1)


def test_the_way_back_of_one_card_is_not_that_of_another(as_ana, ana):
    one, other = (make_task(ana, title, due_on=date(2030, 1, 1)) for title in ("one", "other"))
    address = undo_address(do(as_ana, "later", one, when="tomorrow"))
    do(as_ana, "later", other, when="tomorrow")
    as_ana.post(address.replace(str(one.pk), str(other.pk)))
    assert ana.tasks.get(title="other").due_on != date(2030, 1, 1)


def test_taking_back_a_date_leaves_what_other_changes_counted(as_ana, ana):
    due = ana.today(timezone.now()) + timedelta(days=3)
    task = make_task(ana, "Call", due_on=due, first_due_on=due)
    page = do(as_ana, "later", task, when="date", date=str(due + timedelta(days=4)))
    do(as_ana, "move", task, box="1")
    as_ana.post(undo_address(page))
    assert ana.tasks.get().times_moved == 1


def test_opening_again_takes_back_the_entry_that_finishing_wrote(as_ana, ana):
    task = make_task(ana, "Ask Ben", kind=Kind.ASKED)
    as_ana.post(undo_address(do(as_ana, "done", task)))
    assert not ana.interactions.exists()


def test_opening_again_leaves_an_entry_that_somebody_wrote_or_changed(as_ana, ana):
    task = make_task(ana, "Ask Ben", kind=Kind.ASKED)
    page = do(as_ana, "done", task)
    entry = ana.interactions.get()
    fields = {"kind": entry.kind, "day": entry.day, "minutes": 15, "direction": "to",
              "notes": "She will ask her boss."}  # fmt: skip
    as_ana.post(reverse("tasks:interaction_edit", args=[entry.pk]), fields)
    as_ana.post(undo_address(page))
    assert ana.interactions.get().notes == "She will ask her boss."
    assert ana.tasks.get().is_open


def test_finishing_twice_says_the_same_and_logs_once(as_ana, ana):
    task = make_task(ana, "Ask Ben", kind=Kind.ASKED)
    for _ in range(2):
        assert "Ask Ben is done." in do(as_ana, "done", task).content.decode()
    assert ana.interactions.count() == 1


def test_what_was_let_go_cannot_be_finished_by_an_old_window(as_ana, ana):
    task = make_task(ana, "Call")
    do(as_ana, "drop", task)
    assert "Call was closed already." in do(as_ana, "done", task).content.decode()
