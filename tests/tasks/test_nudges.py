from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.boxes import Box
from contacts.kinds import Kind
from tests.factories import make_task

BOARD = reverse("tasks:board")


def age(task, days):
    created = timezone.now() - timedelta(days=days)
    type(task).objects.filter(pk=task.pk).update(created_at=created)


def nudge(client, box):
    return client.get(BOARD).context["nudges"].get(box)


def dismiss(client, one):
    fields = {"what": one.what, "about": one.about}
    return client.post(reverse("tasks:dismiss_nudge"), fields)


def later(monkeypatch, days):
    real = timezone.now
    monkeypatch.setattr("django.utils.timezone.now", lambda: real() + timedelta(days=days))


@pytest.mark.parametrize(("count", "words"), [(5, None), (6, "Six here. Which one can wait?")])
def test_more_than_five_fires_are_asked_about(as_ana, ana, count, words):
    for _ in range(count):
        make_task(ana, box=Box.DO_FIRST)
    found = nudge(as_ana, Box.DO_FIRST)
    assert (found.words if found else None) == words


@pytest.mark.parametrize(
    ("days", "due", "asked"), [(8, None, True), (6, None, False), (8, 3, False)]
)
def test_a_hard_part_without_a_day_for_a_week_is_asked_about(as_ana, ana, days, due, asked):
    due_on = ana.today(timezone.now()) + timedelta(days=due) if due else None
    age(make_task(ana, kind=Kind.ASKED, due_on=due_on), days)
    assert bool(nudge(as_ana, Box.MAKE_TIME)) is asked


def test_other_work_without_a_day_is_left_in_peace(as_ana, ana):
    age(make_task(ana, kind=Kind.MATERIALS), 30)
    assert nudge(as_ana, Box.MAKE_TIME) is None


def test_a_quarter_of_the_week_for_others_hurry_is_asked_about(as_ana, ana):
    make_task(ana, box=Box.KEEP_SHORT)
    for box, minutes in [(Box.KEEP_SHORT, 100), (Box.MAKE_TIME, 200)]:
        make_task(ana, box=box).complete(timezone.now(), minutes=minutes)
    assert "33% of your week" in nudge(as_ana, Box.KEEP_SHORT).words


def test_a_card_that_rested_two_weeks_is_asked_about_once(as_ana, ana):
    age(make_task(ana, "Compare fonts", box=Box.LET_GO), 15)
    found = nudge(as_ana, Box.LET_GO)
    assert found.words == "“Compare fonts” has rested here for two weeks. Keep it?"
    dismiss(as_ana, found)
    assert nudge(as_ana, Box.LET_GO) is None


def test_a_card_that_came_to_let_it_go_lately_is_not_asked_about(as_ana, ana):
    task = make_task(ana)
    age(task, 30)
    task.move_to(Box.LET_GO, after=None, version=None, key="k", now=timezone.now())
    assert nudge(as_ana, Box.LET_GO) is None


def test_a_dismissed_one_comes_back_after_a_week(as_ana, ana, monkeypatch):
    for _ in range(6):
        make_task(ana, box=Box.DO_FIRST)
    dismiss(as_ana, nudge(as_ana, Box.DO_FIRST))
    assert nudge(as_ana, Box.DO_FIRST) is None
    later(monkeypatch, 6)
    assert nudge(as_ana, Box.DO_FIRST) is None
    later(monkeypatch, 2)  # eight in all
    assert nudge(as_ana, Box.DO_FIRST) is not None


def test_nonsense_dismisses_nothing(as_ana, ana):
    for fields in ({}, {"what": "x"}, {"what": "fires", "about": "y"}):
        as_ana.post(reverse("tasks:dismiss_nudge"), fields)
    assert not ana.dismissals.exists()


def test_the_page_of_fires_moves_the_chosen_ones_together_and_undo_brings_all_back(as_ana, ana):
    cards = [make_task(ana, f"fire {n}", box=Box.DO_FIRST) for n in range(6)]
    fields = {"tasks": [str(card.pk) for card in cards[:2]]}
    page = as_ana.post(reverse("tasks:fires"), fields, follow=True).content.decode()
    assert "Two cards are in Make time now." in page
    assert ana.tasks.in_box(Box.MAKE_TIME).count() == 2
    order = list(ana.tasks.in_box(Box.DO_FIRST).in_order().values_list("title", flat=True))
    assert order == ["fire 5", "fire 4", "fire 3", "fire 2"]
    address = page.split('action="/moves/together/')[1].split('"')[0]
    as_ana.post(f"/moves/together/{address}")
    order = list(ana.tasks.in_box(Box.DO_FIRST).in_order().values_list("title", flat=True))
    assert order == [f"fire {n}" for n in (5, 4, 3, 2, 1, 0)]


def test_the_page_of_fires_wants_at_least_one(as_ana, ana):
    make_task(ana, box=Box.DO_FIRST)
    answer = as_ana.post(reverse("tasks:fires"))
    assert answer.status_code == 422
    assert "Choose at least one" in answer.content.decode()


def test_without_fires_the_page_says_so(as_ana):
    assert "Nothing is in Do first." in as_ana.get(reverse("tasks:fires")).content.decode()


def test_another_persons_card_is_no_choice(as_ana, ben):
    theirs = make_task(ben, box=Box.DO_FIRST)
    assert as_ana.post(reverse("tasks:fires"), {"tasks": [str(theirs.pk)]}).status_code == 422
