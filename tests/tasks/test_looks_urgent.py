"""Cards that look urgent: on the board one by one, on Today all at once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.boxes import Box
from contacts.kinds import Kind
from tasks.models import Task
from tasks.views import daily
from tests.factories import make_contact, make_task

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()

pytestmark = pytest.mark.usefixtures("_wednesday")


@pytest.fixture
def _wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


def day(days):
    return TODAY + timedelta(days=days)


@pytest.fixture
def clothes(ana):
    make_task(ana, "Talk with Halden", kind=Kind.INTERVIEW, due_on=day(5))
    return make_task(ana, "Clothes", kind=Kind.TOOLS, must=True, needed_for="interview")


def today_page(client):
    return client.get(reverse("tasks:today"))


def words(page):
    return " ".join(page.content.decode().split())


def offered(page):
    return [(card.task.title, card.why) for card in page.context["urgent"].cards]


def move_all(client, page, **extra):
    tasks = [card.task.pk for card in page.context["urgent"].cards]
    return client.post(reverse("tasks:urgent"), {"task": tasks, **extra}, follow=True)


def test_a_card_that_an_interview_needs_says_so_on_the_board(as_ana, clothes):
    page = as_ana.get(reverse("tasks:board"))
    assert "Needed before Monday&#x27;s interview." in words(page)


def test_the_board_asks_once_for_what_is_coming(as_ana, ana, clothes):
    address = reverse("tasks:board")
    as_ana.get(address)
    for _ in range(20):
        make_task(ana, needed_for="interview")
    with CaptureQueriesContext(connection) as asked:
        as_ana.get(address)
    coming = [q for q in asked.captured_queries if "'interview'" in q["sql"]]
    assert len(coming) == 1


def test_today_offers_all_of_them_at_once_with_their_reasons(as_ana, ana, clothes):
    make_task(ana, "Tax form", kind=Kind.ONLINE, due_on=day(-2), box=Box.LET_GO)
    make_task(ana, "Apply", kind=Kind.APPLICATION, due_on=day(1))
    make_task(ana, "Later", due_on=day(9))
    make_task(ana, "There already", due_on=day(0), box=Box.DO_FIRST)
    page = today_page(as_ana)
    assert offered(page) == [
        ("Apply", "Due tomorrow"),
        ("Clothes", "Needed before Monday's interview"),
        ("Tax form", "Waiting since Monday"),
    ]
    assert "Three tasks look urgent now." in words(page)
    assert "Move them to Do first and Keep it short" in words(page)


def test_one_button_moves_each_with_a_history_row_of_its_own(as_ana, ana, clothes):
    cheap = make_task(ana, "Cheap", due_on=day(0), box=Box.LET_GO)
    apply = make_task(ana, "Apply", due_on=day(1))
    answer = move_all(as_ana, today_page(as_ana))
    assert "Two tasks are in Do first now, one in Keep it short." in words(answer)
    assert list(ana.tasks.open().in_box(Box.DO_FIRST).in_order()) == [apply, clothes]
    assert [t.moves.get().to_box for t in (apply, clothes, cheap)] == ["1", "1", "3"]
    assert offered(today_page(as_ana)) == []


def test_all_of_them_can_be_taken_back_at_once(as_ana, ana, clothes):
    make_task(ana, "Cheap", due_on=day(0), box=Box.LET_GO)
    answer = move_all(as_ana, today_page(as_ana))
    (message,) = answer.context["messages"]
    as_ana.post(message.extra_tags.removeprefix("undo:"))
    assert len(offered(today_page(as_ana))) == 2
    assert not ana.tasks.filter(urgent=True).exists()


def test_twice_is_once(as_ana, ana):
    task = make_task(ana, due_on=TODAY)
    page = today_page(as_ana)
    move_all(as_ana, page)
    again = move_all(as_ana, page)
    assert "Nothing was moved" in words(again)
    assert task.moves.count() == 1


def test_what_was_changed_since_it_was_looked_at_is_moved_as_it_is_now(as_ana, ana, monkeypatch):
    task = make_task(ana, due_on=TODAY)
    page = today_page(as_ana)
    looked = daily.looking_urgent

    def meanwhile(*args):
        found = looked(*args)
        Task.objects.filter(pk=task.pk).update(important=False, version=F("version") + 1)
        return found

    monkeypatch.setattr(daily, "looking_urgent", meanwhile)
    move_all(as_ana, page)
    assert task.moves.get().from_box == Box.LET_GO


def test_only_what_was_shown_and_still_looks_urgent_is_moved(as_ana, ana, ben):
    shown, sent_later = make_task(ana, due_on=TODAY), make_task(ana, due_on=day(1))
    page = today_page(as_ana)
    since = make_task(ana, due_on=TODAY)
    sent_later.plan_for(day(20))
    foreign = make_task(ben, due_on=TODAY)
    tasks = [card.task.pk for card in page.context["urgent"].cards]
    as_ana.post(reverse("tasks:urgent"), {"task": [*tasks, foreign.pk, "nonsense"]})
    for task in (shown, sent_later, since, foreign):
        task.refresh_from_db()
    assert [t.urgent for t in (shown, sent_later, since, foreign)] == [True, False, False, False]


def test_an_important_one_alone_is_one_task_and_goes_to_do_first(as_ana, ana):
    make_task(ana, due_on=TODAY)
    page = words(today_page(as_ana))
    assert "One task looks urgent now." in page
    assert "Move it to Do first" in page


def test_a_less_important_one_goes_to_keep_it_short(as_ana, ana):
    make_task(ana, due_on=TODAY, box=Box.LET_GO)
    assert "Move it to Keep it short" in words(today_page(as_ana))


def test_many_are_folded_and_none_is_left_out(as_ana, ana):
    for _ in range(9):
        make_task(ana, due_on=TODAY)
    page = today_page(as_ana)
    assert "And 4 more" in words(page)
    move_all(as_ana, page)
    assert ana.tasks.in_box(Box.DO_FIRST).count() == 9


def test_what_was_done_while_it_was_needed_counts_as_urgent(ana, clothes):
    clothes.complete(NOW)
    assert clothes.urgent_when_done


def test_a_follow_up_due_today_is_not_among_them(as_ana, ana):
    make_task(ana, contact=make_contact(ana), due_on=TODAY)
    assert offered(today_page(as_ana)) == []
