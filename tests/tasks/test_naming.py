"""Which tasks stand behind the numbers, by name, and what can be done about each."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from contacts.boxes import Box
from contacts.kinds import Kind
from contacts.models import Interaction
from jobsearch.models import User
from tasks.models import Task
from tasks.review.ledger import look_back, standing
from tasks.review.naming import in_short, named
from tasks.weeks import Week
from tests.factories import make_contact, make_task

WEEK = Week(date(2026, 11, 16))
TODAY = date(2026, 11, 18)
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _wednesday_noon():
    with travel(NOON, tick=False):
        yield


def old(task, days=30, **fields):
    Task.objects.filter(pk=task.pk).update(created_at=NOON - timedelta(days=days), **fields)
    task.refresh_from_db()
    return task


def waiting(user):
    return {one.task.title: one.why for one in named(user, WEEK, TODAY).waiting}


def page(client, name="tasks:review_named"):
    html = client.get(reverse(name, args=[WEEK.first.isoformat()])).content.decode()
    main = html.split('<main id="main"')[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_what_has_moved_three_times_is_named(ana):
    old(make_task(ana, "Twice"), times_moved=2)
    old(make_task(ana, "Thrice"), times_moved=3)
    done = old(make_task(ana, "Done"), times_moved=5)
    done.complete(NOON)
    assert waiting(ana) == {"Thrice": ("Moved 3 times",)}


def test_what_is_important_and_put_off_is_named_from_a_week_on_or_two_moves(ana):
    off = {"feeling": "put-off"}
    old(make_task(ana, "Six days", **off), 6)
    old(make_task(ana, "Seven days", **off), 7)
    old(make_task(ana, "Moved", **off), 1, times_moved=2)
    old(make_task(ana, "Not important", box=Box.LET_GO, **off), 30)
    old(make_task(ana, "Fine", feeling="fine"), 30)
    assert waiting(ana) == {
        "Seven days": ("You put it off; written down 7 days ago",),
        "Moved": ("You put it off",),
    }


def fire(ana, title="Fire", *, written, due, done=None, **fields):
    task = make_task(ana, title, box=Box.DO_FIRST, due_on=due, **fields)
    old(task, written, first_due_on=due)
    if done:
        task.complete(NOON, day=done)
    return task


def test_fires_say_how_long_they_had_been_calm(ana):
    due = WEEK.first + timedelta(days=1)
    fire(ana, "Done calm", written=20, due=due, done=TODAY)
    fire(ana, "Open calm", written=20, due=due)
    fire(ana, "Sudden", written=3, due=due, done=TODAY)
    fire(ana, "Interview", written=20, due=due, done=TODAY, kind=Kind.INTERVIEW)
    fire(ana, "Last week", written=30, due=due - timedelta(days=7), done=due - timedelta(days=7))
    # Due on the 17th, it looked urgent from the 15th, and was written down on the 29th before.
    calm = ("Calm for 17 days before it began to look urgent",)
    found = named(ana, WEEK, TODAY)
    assert [(one.task.title, one.why) for one in found.fires] == [("Done calm", calm)]
    assert waiting(ana) == {"Open calm": calm}


def test_as_many_are_named_as_the_measures_count(ana):
    for number in range(4):
        old(make_task(ana, feeling="put-off"), 5 + number, times_moved=number)
        fire(ana, written=4 + number, due=TODAY - timedelta(days=1), done=TODAY)
    found, stands = named(ana, WEEK, TODAY), standing(ana, TODAY)
    fires = look_back(ana, WEEK, TODAY)[-1].fires
    assert len(found.fires) == fires.were_calm > 0
    assert stands.put_off + stands.kept_moving > 0
    titles = {one.title for one in (*stands.put_off_tasks, *stands.moving_tasks)}
    assert {one.task.title for one in found.waiting} == titles


def test_what_is_past_its_day_looks_urgent_wherever_its_card_lies(ana):
    late = make_task(ana, "Late", box=Box.MAKE_TIME, due_on=TODAY - timedelta(days=1))
    old(late, 30, first_due_on=late.due_on)
    assert look_back(ana, WEEK, TODAY)[-1].fires.were_calm == 1
    assert list(waiting(ana)) == ["Late"]


def test_the_gap_says_what_was_done_of_each_sort(as_ana, ana):
    for feeling, done in (("forward", 4), ("put-off", 1)):
        for number in range(5):
            task = make_task(ana, feeling=feeling, due_on=TODAY - timedelta(days=2))
            if number < done:
                task.complete(NOON)
    gap = named(ana, WEEK, TODAY).gap
    assert (gap.liked.part, gap.liked.whole) == (4, 5)
    assert (gap.put_off.part, gap.put_off.whole) == (1, 5)
    assert gap.liked.share - gap.put_off.share == standing(ana, TODAY).pleasure_gap
    assert "4 of 5 that you looked forward to, and 1 of 5 that you put off" in page(as_ana)
    assert waiting(ana) and set(waiting(ana).values()) == {("You put it off, and its day is over",)}


def test_with_fewer_than_five_of_each_the_gap_is_a_dash_and_the_reason(as_ana, ana):
    make_task(ana, feeling="put-off", due_on=TODAY - timedelta(days=2))
    assert "— It takes 5 important tasks of each sort" in page(as_ana)


def test_nothing_of_somebody_else_is_named(as_ana, ana, ben):
    old(make_task(ben, "Of Ben"), times_moved=9)
    assert named(ana, WEEK, TODAY).count == 0
    assert "Of Ben" not in page(as_ana)


def test_naming_asks_the_database_once(ana):
    for number in range(20):
        old(make_task(ana, contact=make_contact(ana)), times_moved=number)
    with CaptureQueriesContext(connection) as asked:
        found = named(ana, WEEK, TODAY)
        assert [one.task.contact.name for one in found.waiting]
    assert len(asked) == 1


def test_the_review_names_a_few_and_leads_to_all(as_ana, ana):
    User.objects.filter(pk=ana.pk).update(date_joined=NOON - timedelta(days=60))
    for number in range(5):
        old(make_task(ana, f"Waits {number}"), times_moved=9 - number)
    Interaction.objects.create(owner=ana, day=TODAY, minutes=200, kind=Kind.EVENT)
    said = page(as_ana, "tasks:review_week")
    assert [f"Waits {number}" in said for number in range(5)] == [True] * 3 + [False] * 2
    assert "And 2 more" in said
    assert all(f"Waits {number}" in page(as_ana) for number in range(5))


def test_the_review_gives_the_same_reasons_without_asking_again(as_ana, ana):
    old(make_task(ana, "Both", feeling="put-off"), times_moved=4)
    old(make_task(ana, "Recent", feeling="put-off"), 1, times_moved=2)
    fire(ana, written=20, due=TODAY, done=TODAY)
    stands, fires = standing(ana, TODAY), look_back(ana, WEEK, TODAY)[-1].fires
    with CaptureQueriesContext(connection) as asked:
        found = in_short(stands, fires)
    assert {line.title: line.why for line in found.lines} == waiting(ana)
    assert (found.more, found.calm, len(asked)) == (0, 1, 0)
    Interaction.objects.create(owner=ana, day=TODAY, minutes=200, kind=Kind.EVENT)
    assert "1 thing became urgent after lying there calm" in page(as_ana, "tasks:review_week")


# --- Smaller first step ---


@pytest.fixture
def smaller(as_ana):
    def press(task, key="k"):
        return as_ana.post(reverse("tasks:smaller", args=[task.pk]), {"key": key}, follow=True)

    return press


def test_a_first_step_of_ten_minutes_stands_right_in_front_of_the_task(smaller, ana):
    tasks = [make_task(ana, title) for title in ("Last", "Middle", "First")]
    assert (
        "First ten minutes: Middle: 10 minutes, in Make time." in smaller(tasks[1]).content.decode()
    )
    titles = [task.title for task in ana.tasks.open().in_box(Box.MAKE_TIME).in_order()]
    assert titles == ["First", "First ten minutes: Middle", "Middle", "Last"]
    assert ana.tasks.get(title__startswith="First ten").estimate == 10
    smaller(tasks[2])
    assert ana.tasks.open().in_order().first().title == "First ten minutes: First"


def test_a_first_step_is_of_the_same_kind_but_no_contact_with_anybody(smaller, ana):
    smaller(make_task(ana, "Write the CV", kind=Kind.MATERIALS))
    smaller(make_task(ana, "Ask", kind=Kind.ASKED, contact=make_contact(ana)))
    kinds = dict(ana.tasks.filter(estimate=10).values_list("title", "kind"))
    assert kinds == {
        "First ten minutes: Write the CV": Kind.MATERIALS,
        "First ten minutes: Ask": Kind.UNSORTED,
    }
    for step in ana.tasks.filter(estimate=10):
        step.complete(NOON)
    assert not ana.interactions.exists()


def test_pressed_twice_makes_one_step(smaller, ana):
    task = make_task(ana)
    smaller(task)
    smaller(task)
    assert ana.tasks.count() == 2
    smaller(task, "another")
    assert ana.tasks.count() == 3


def test_a_long_title_and_no_key_are_no_trouble(smaller, ana):
    task = make_task(ana, "x" * 200)
    for key in ("", "y" * 999, "a\0b"):
        assert smaller(task, key).status_code == 200
    assert ana.tasks.count() == 4


def test_a_first_step_can_be_taken_back(smaller, as_ana, ana):
    task = make_task(ana)
    html = smaller(task).content.decode()
    step = ana.tasks.exclude(pk=task.pk).get()
    way_back = reverse("tasks:smaller_back", args=[step.pk])
    assert f'action="{way_back}"' in html
    assert "Undone." in as_ana.post(way_back, follow=True).content.decode()
    assert list(ana.tasks.open()) == [task]
    assert not ana.tasks.finished().exists()
    assert "Nothing was taken back." in as_ana.post(way_back, follow=True).content.decode()


def test_a_task_that_is_closed_or_of_somebody_else_has_no_first_step(smaller, ana, ben):
    closed = make_task(ana)
    closed.drop(NOON)
    assert smaller(closed).status_code == 404
    assert smaller(make_task(ben)).status_code == 404


def test_asking_for_help_begins_with_the_task(as_ana, ana):
    person = make_contact(ana, "Grace")
    old(make_task(ana, "Find a coach & ask", contact=person), times_moved=3)
    old(make_task(ana, "Alone"), times_moved=3)
    url = reverse("tasks:review_named", args=[WEEK.first.isoformat()])
    links = re.findall(r'href="([^"]*)">Ask for help', as_ana.get(url).content.decode())
    to_ask, to_task = sorted(map(unescape, links))
    assert 'value="Find a coach &amp; ask"' in as_ana.get(to_ask).content.decode()
    assert 'value="Alone"' in as_ana.get(to_task).content.decode()
