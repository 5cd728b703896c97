from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.boxes import Box
from contacts.kinds import Kind
from tasks.filters import BoardFilter
from tasks.models import Task
from tests.factories import make_contact, make_task

BOARD = reverse("tasks:board")


def shown(client, **query):
    boxes = client.get(BOARD, query).context["boxes"]
    return {card["title"] for _, cards, _ in boxes for card in cards}


@pytest.fixture
def today(ana):
    return ana.today(timezone.now())


@pytest.fixture
def mixed(ana, today):
    ben = make_contact(ana, "Ben")
    make_task(ana, "ask", kind=Kind.ASKED, contact=ben, due_on=today)
    make_task(ana, "post", kind=Kind.ONLINE, due_on=today - timedelta(days=1))
    make_task(ana, "cv", kind=Kind.MATERIALS, feeling=Task.Feeling.PUT_OFF)
    make_task(ana, "far", due_on=today + timedelta(days=30), contact=ben)
    return ben


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({}, {"ask", "post", "cv", "far"}),
        ({"kind": "networking"}, {"ask", "post"}),
        ({"kind": "other"}, {"cv", "far"}),
        ({"date": "today"}, {"ask"}),
        ({"date": "late"}, {"post"}),
        ({"date": "none"}, {"cv"}),
        ({"put_off": "1"}, {"cv"}),
        ({"kind": "networking", "date": "late"}, {"post"}),
    ],
)
def test_the_board_shows_what_is_asked_for(as_ana, mixed, query, titles):
    assert shown(as_ana, **query) == titles


def test_this_week_is_the_users_own_week(as_ana, ana, today):
    ana.first_weekday = today.weekday()
    ana.save()
    make_task(ana, "last day", due_on=today + timedelta(days=6))
    make_task(ana, "next week", due_on=today + timedelta(days=7))
    assert shown(as_ana, date="week") == {"last day"}


def test_one_contact_shows_what_is_planned_with_them(as_ana, mixed):
    assert shown(as_ana, contact=str(mixed.pk)) == {"ask", "far"}


@pytest.mark.parametrize(
    "query",
    [{"kind": "x"}, {"date": "31 feb"}, {"contact": "no"}, {"put_off": ""}, {"kind": "\x00"}],
)
def test_nonsense_in_the_address_shows_everything(as_ana, mixed, query):
    assert shown(as_ana, **query) == {"ask", "post", "cv", "far"}


def test_counts_say_how_many_of_how_many(as_ana, mixed):
    page = as_ana.get(BOARD, {"kind": "networking"}).content.decode()
    assert "2 of 4" in page
    assert 'data-say="2 of 4 tasks shown."' in page


def test_another_persons_contact_in_the_address_shows_nothing(as_ana, mixed, ben):
    theirs = make_contact(ben, "Theirs")
    assert shown(as_ana, contact=str(theirs.pk)) == set()
    assert "Theirs" not in as_ana.get(BOARD, {"contact": str(theirs.pk)}).content.decode()


def test_an_address_keeps_the_other_choices():
    narrowed = BoardFilter({"kind": "networking", "date": "late"})
    assert narrowed.address(date="") == f"{BOARD}?kind=networking"
    assert narrowed.address(put_off="1") == f"{BOARD}?kind=networking&date=late&put_off=1"


def test_a_card_says_how_long_it_has_waited(as_ana, ana):
    task = make_task(ana, "Rewrite the CV")
    assert "waiting 9" not in as_ana.get(BOARD).content.decode()
    ana.tasks.filter(pk=task.pk).update(created_at=timezone.now() - timedelta(days=9))
    assert "waiting 9 days" in as_ana.get(BOARD).content.decode()


def test_the_board_asks_the_same_number_of_questions_whatever_its_size(
    as_ana, ana, django_assert_max_num_queries
):
    for box in Box:
        make_task(ana, kind=Kind.ASKED, contact=make_contact(ana), box=box)
    as_ana.get("/help/keys/")  # the first page of a day writes down the visit
    with django_assert_max_num_queries(12) as few:
        as_ana.get(BOARD)
    for number in range(60):
        make_task(ana, kind=Kind.ASKED, contact=make_contact(ana), box=list(Box)[number % 4])
    with django_assert_max_num_queries(12) as many:
        as_ana.get(BOARD)
    assert len(many) == len(few)


def changes(client, since):
    answer = client.get(
        reverse("tasks:board_version"),
        {"since": since.isoformat()},
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/board/"},
    )
    return answer.status_code, answer.content.decode()


def test_nothing_new_is_an_empty_answer(as_ana, ana):
    make_task(ana)
    assert changes(as_ana, timezone.now() + timedelta(minutes=1)) == (204, "")


def test_a_change_since_then_is_shown_with_its_place(as_ana, ana):
    task = make_task(ana, "New")
    status, html = changes(as_ana, timezone.now())
    assert status == 200
    assert f'data-task="{task.pk}"' in html and f'data-position="{task.position}"' in html


def test_a_finished_card_is_said_to_be_gone(as_ana, ana):
    task = make_task(ana, "Old")
    task.complete(timezone.now())
    _, html = changes(as_ana, timezone.now())
    assert f'data-gone="{task.pk}"' in html and f'data-task="{task.pk}"' not in html


def test_other_peoples_changes_are_not_shown(as_ana, ben):
    make_task(ben, "Theirs")
    assert changes(as_ana, timezone.now()) == (204, "")


def test_what_the_narrowed_board_does_not_show_is_gone_from_it(as_ana, ana):
    task = make_task(ana, "cv", kind=Kind.MATERIALS)
    answer = as_ana.get(
        reverse("tasks:board_version"),
        {"since": timezone.now().isoformat()},
        headers={"HX-Request": "true", "HX-Current-URL": "http://x/board/?kind=networking"},
    )
    assert f'data-gone="{task.pk}"' in answer.content.decode()


def test_the_answer_to_a_move_is_small(as_ana, ana):
    task = make_task(ana, "T" * 200, kind=Kind.ASKED, contact=make_contact(ana))
    answer = as_ana.post(
        reverse("tasks:move", args=[task.pk]), {"box": "1"}, headers={"HX-Request": "true"}
    )
    assert len(answer.content) <= 4 * 1024


@pytest.mark.parametrize("since", ["", "x", "0001-01-01T00:00:00+00:00", "2026-11-25T09:00", "9"])
def test_a_moment_that_is_none_is_no_error(as_ana, since):
    assert as_ana.get(reverse("tasks:board_version"), {"since": since}).status_code == 204


@pytest.mark.parametrize("address", ["http://[x", "\u00e9", "javascript:", "http://x/?kind=%00"])
def test_an_odd_current_address_is_no_error(as_ana, ana, address):
    task = make_task(ana)
    answer = as_ana.post(
        reverse("tasks:move", args=[task.pk]),
        {"box": "1"},
        headers={"HX-Request": "true", "HX-Current-URL": address},
    )
    assert answer.status_code == 200


def test_without_script_the_narrowed_board_comes_back(as_ana, ana):
    make_task(ana, "ask", kind=Kind.ASKED)
    page = as_ana.get(BOARD, {"kind": "networking"}).content.decode()
    assert f'name="next" value="{BOARD}?kind=networking"' in page


def test_a_card_keeps_its_date_beside_a_reason_that_is_not_its_date(as_ana, ana, today):
    make_task(ana, "Interview", kind=Kind.INTERVIEW, due_on=today + timedelta(days=4))
    later = today + timedelta(days=20)
    make_task(ana, "Clothes", needed_for="interview", due_on=later)
    page = as_ana.get(BOARD).content.decode()
    assert "Needed before" in page
    assert f"{later.day} {later:%b}" in page


def test_anyway_is_not_offered_for_the_box_where_the_card_is(as_ana, ana):
    card, neighbour = make_task(ana, "card"), make_task(ana, "neighbour")
    neighbour.move_to(Box.LET_GO, after=None, version=None, key="k", now=timezone.now())
    answer = as_ana.post(
        reverse("tasks:move", args=[card.pk]),
        {"box": "2", "after": str(neighbour.pk), "version": "1"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 409
    assert "anyway" not in answer.content.decode()
