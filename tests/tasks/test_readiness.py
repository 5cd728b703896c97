"""The readiness list: picked from, counted, and hurried by an interview."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from contacts.boxes import Box
from contacts.kinds import Kind
from tasks.models import ReadyItem, Task
from tasks.readiness import ITEMS, Need, Share, share
from tests.factories import make_task, make_user

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()
MUST = [item.key for item in ITEMS if item.must]


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


def words(answer):
    return " ".join(answer.content.decode().split())


def pick(client, *add, have=()):
    return client.post(reverse("tasks:ready"), {"add": add, "have": have}, follow=True)


def today(client):
    return client.get(reverse("tasks:today"))


def test_the_list_has_29_lines_of_which_12_are_musts():
    assert (len(ITEMS), len(MUST)) == (29, 12)
    assert len({item.key for item in ITEMS}) == 29
    assert all(len(item.title) <= 200 and len(item.needed_for) <= 80 for item in ITEMS)
    assert all(item.feeling in Task.Feeling.values for item in ITEMS)


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        ([], None),
        ([(120, False), (20, True)], Share(14, 1, 2)),
        ([(60, True), (40, True)], Share(100, 2, 2)),
        ([(10_000, True), (1, False)], Share(99, 1, 2)),
        ([(0, False)], Share(0, 0, 1)),
        ([(0, True)], Share(100, 1, 1)),
    ],
)
def test_the_share_is_weighed_by_minutes(needs, expected):
    assert share([Need(*need) for need in needs]) == expected


def test_the_page_ticks_the_musts_and_nothing_else(as_ana):
    page = as_ana.get(reverse("tasks:ready"))
    ticked = [line.item.key for _, _, lines in page.context["groups"] for line in lines if line.add]
    assert ticked == MUST
    assert page.content.decode().count("checked") == 12


def test_picked_lines_become_tasks_with_all_that_the_list_says(as_ana, ana):
    answer = pick(as_ana, "cv", "levels", "casual")
    assert "Three tasks are on your board now." in words(answer)
    cv = ana.tasks.get(kind=Kind.MATERIALS)
    assert (cv.estimate, cv.feeling, cv.must, cv.needed_for) == (
        120,
        "put-off",
        True,
        "application",
    )
    assert [task.box for task in ana.tasks.open()] == [Box.MAKE_TIME] * 3
    assert ana.tasks.get(kind=Kind.FOLLOWED_UP).hard


def test_they_lie_behind_what_is_there_in_the_order_of_the_list(as_ana, ana):
    make_task(ana, "Mine")
    pick(as_ana, *MUST)
    titles = [task.title for task in ana.tasks.open().in_box(Box.MAKE_TIME).in_order()]
    assert titles == ["Mine", *(item.title for item in ITEMS if item.must)]


def test_an_interview_next_week_puts_what_it_needs_into_do_first(as_ana, ana):
    make_task(ana, kind=Kind.INTERVIEW, due_on=TODAY + timedelta(days=7))
    pick(as_ana, "clothes", "cv", "video")
    urgent = {task.needed_for for task in ana.tasks.open().in_box(Box.DO_FIRST)}
    assert urgent == {"interview, event", "interview"}


def test_twice_is_once_and_more_can_be_added_later(as_ana, ana):
    pick(as_ana, "cv", "pitch")
    pick(as_ana, "cv", "pitch")
    assert ana.tasks.count() == 2
    page = as_ana.get(reverse("tasks:ready"))
    assert words(page).count("On your board") == 2
    assert "checked" not in page.content.decode()
    pick(as_ana, "answer")
    assert ana.tasks.count() == 3


def test_it_takes_few_queries(as_ana, django_assert_max_num_queries):
    as_ana.get("/help/keys/")  # the first page of a day writes down the visit
    with django_assert_max_num_queries(20):
        as_ana.post(reverse("tasks:ready"), {"add": [item.key for item in ITEMS]})


def test_what_somebody_has_counts_as_ready_and_makes_no_task(as_ana, ana):
    answer = pick(as_ana, "cv", "answer", "address", have=["cv"])
    assert ana.tasks.count() == 2
    assert "Ready: 75%" in words(answer)  # 120 of 160 minutes
    assert "1 of 3 must items" in words(answer)
    pick(as_ana)
    assert "cv" not in ana.readyitems.had()


def test_the_share_grows_names_the_next_one_and_goes_when_all_is_there(as_ana, ana):
    pick(as_ana, "answer", "address", "review")
    first, second = ana.tasks.filter(must=True).in_order()
    first.complete(NOW)
    page = words(today(as_ana))
    assert "Ready: 50%" in page
    assert f'Next: <a href="{second.get_absolute_url()}">' in page
    second.complete(NOW)
    assert "Ready:" not in words(today(as_ana))


def test_what_was_let_go_no_longer_counts(as_ana, ana):
    pick(as_ana, "answer", "address", "cv")
    ana.tasks.get(estimate=120).drop(NOW)
    assert "0 of 2 must items" in words(today(as_ana))


def test_a_task_of_ones_own_can_be_a_must(as_ana, ana):
    fields = {"title": "Glasses", "kind": "tools", "must": "on", "needed_for": "interview"}
    as_ana.post(reverse("tasks:new"), fields)
    task = ana.tasks.get()
    assert (task.must, task.needed_for, task.box) == (True, "interview", Box.MAKE_TIME)
    assert "0 of 1 must item" in words(today(as_ana))


def test_a_new_task_that_an_interview_needs_starts_urgent(as_ana, ana):
    make_task(ana, kind=Kind.INTERVIEW, due_on=TODAY + timedelta(days=3))
    fields = {"title": "Glasses", "kind": "tools", "must": "on", "needed_for": "interview"}
    as_ana.post(reverse("tasks:new"), fields)
    assert ana.tasks.get(title="Glasses").box == Box.DO_FIRST


def test_without_a_must_there_is_no_number(as_ana, ana):
    make_task(ana)
    page = words(today(as_ana))
    assert "Ready:" not in page
    assert "Pick what you need" in page


def test_the_offer_goes_when_it_is_answered_with_nothing(as_ana):
    assert "No task was added." in words(pick(as_ana))
    assert "Pick what you need" not in words(today(as_ana))


@pytest.mark.parametrize("about", ["offer", "share"])
def test_both_cards_can_be_hidden_for_a_week(as_ana, about):
    shown = "Pick what you need" if about == "offer" else "Ready: 0%"
    if about == "share":
        pick(as_ana, "cv")
    assert shown in words(today(as_ana))
    for _ in range(2):
        as_ana.post(reverse("tasks:ready_hide"), {"about": about})
    assert shown not in words(today(as_ana))
    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        assert shown in words(today(as_ana))


@pytest.mark.parametrize("odd", ["", "x" * 5000, "\0"])
def test_hiding_something_else_hides_nothing(as_ana, ana, odd):
    answer = as_ana.post(reverse("tasks:ready_hide"), {"about": odd})
    assert answer.status_code == 302
    assert not ana.dismissals.exists()


def test_nonsense_is_refused_and_keeps_what_was_ticked(as_ana, ana):
    answer = as_ana.post(reverse("tasks:ready"), {"add": ["cv", "nonsense"]})
    assert answer.status_code == 422
    assert "There is a problem" in words(answer)
    assert 'id="add-cv" checked' in words(answer)
    assert not ana.tasks.exists()


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_it_is_added_once():
    rosa = make_user()

    def send(_):
        try:
            mine = ReadyItem.objects.filter(owner=rosa)
            return len(mine.answer(rosa, add=MUST, have=[], today=TODAY))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == [0, 0, 0, 12]
    assert Task.objects.count() == 12


@pytest.mark.django_db(transaction=True)
def test_what_somebody_has_is_kept_once_too():
    rosa = make_user()

    def send(_):
        try:
            ReadyItem.objects.filter(owner=rosa).answer(rosa, add=[], have=MUST, today=TODAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, range(12)))
    assert ReadyItem.objects.count() == 12
