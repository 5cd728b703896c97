"""Asks: planned, made, answered, and taken back."""

import itertools
from datetime import date, timedelta
from threading import Thread
from time import sleep
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, transaction
from django.urls import reverse

from contacts.boxes import Box
from contacts.models import Ask, Interaction, Rung
from tasks.models import Task
from tests.factories import make_contact, make_organisation, make_task

TODAY = date(2026, 11, 25)


pytestmark = pytest.mark.usefixtures("_first_days_hold")


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel("2026-11-25T10:00:00Z", tick=False):
        yield


@pytest.fixture
def tomasz(ana):
    return make_contact(ana, "Tomasz", level=2)


@pytest.fixture
def plan(as_ana, tomasz):
    def post(rung=7, **fields):
        address = f"{reverse('tasks:ask_new')}?contact={tomasz.pk}&rung={rung}"
        return as_ana.post(address, {"rung": rung, **fields})

    return post


@pytest.fixture
def asked(ana, tomasz):
    """Asked yesterday, without an answer yet."""
    ask = Ask.objects.create(owner=ana, contact=tomasz, rung=7)
    ask.make(TODAY - timedelta(days=1))
    return ask


def answer(client, ask, outcome, **fields):
    return client.post(ask.get_absolute_url(), {"outcome": outcome, **fields})


def undo(client, response):
    *_, message = client.get(response.url).context["messages"]
    address = next(tag for tag in message.tags.split() if tag.startswith("undo:"))
    return client.post(address.removeprefix("undo:"))


# Planning ----------------------------------------------------------------------------------------


def test_planning_makes_the_ask_and_its_task_in_make_time(plan, ana, tomasz):
    response = plan(
        what="Give it to Marta", knows_target="slightly", role_unseen="on",
        organisation="Halden", due_on="2026-12-01",
    )  # fmt: skip
    assert response.url == f"{tomasz.get_absolute_url()}#ladder"
    ask, task = ana.asks.get(), ana.tasks.get()
    assert (ask.contact, ask.rung, ask.made_on, ask.gap) == (tomasz, 7, None, None)
    assert (ask.knows_target, ask.role_unseen, ask.what) == ("slightly", True, "Give it to Marta")
    assert ask.organisation.name == "Halden"
    assert (task.ask, task.kind, task.contact, task.box) == (ask, "asked", tomasz, Box.MAKE_TIME)
    assert (task.title, task.due_on) == ("Ask Tomasz: pass on my CV", date(2026, 12, 1))
    assert not ana.interactions.exists()


def test_a_form_sent_twice_plans_one(plan, ana):
    key = str(uuid4())
    for _ in range(2):
        plan(key=key)
    assert (ana.asks.count(), ana.tasks.count()) == (1, 1)


def test_a_planned_ask_can_be_taken_back_whole(plan, as_ana, ana):
    undo(as_ana, plan())
    assert not ana.asks.exists()
    assert not ana.tasks.open().exists()
    assert not ana.tasks.finished().exists()


def test_what_was_asked_already_is_made_at_once_and_logged(plan, as_ana, ana, tomasz):
    response = plan(asked="1")
    ask = ana.asks.get()
    assert (ask.made_on, ask.gap) == (TODAY, 1)
    assert tomasz.interactions.get().kind == "asked"
    undo(as_ana, response)
    assert not ana.asks.exists()
    assert not ana.interactions.exists()


@pytest.mark.parametrize(
    "fields", [{"rung": "99"}, {"rung": ""}, {"knows_target": "x"}, {"due_on": "x"}, {"what": "\0"}]
)
def test_an_ask_that_cannot_be_is_shown_again(plan, ana, fields):
    assert plan(**fields).status_code == 422
    assert not ana.asks.exists()


def test_the_form_needs_a_person_of_ones_own(as_ana, ben):
    for pk in ("", "x", uuid4(), make_contact(ben).pk):
        assert as_ana.get(f"{reverse('tasks:ask_new')}?contact={pk}").status_code == 404


def test_the_form_begins_with_the_rung_and_where_they_work(as_ana, ana):
    person = make_contact(ana, organisation=make_organisation(ana, "Halden"))
    form = as_ana.get(f"{reverse('tasks:ask_new')}?contact={person.pk}&rung=5").context["form"]
    assert (form["rung"].value(), str(form["organisation"].value())) == ("5", "Halden")


# Making it ---------------------------------------------------------------------------------------


def test_finishing_the_task_makes_the_ask_and_keeps_how_ready_it_was(plan, as_ana, ana, tomasz):
    plan(knows_target="not")
    as_ana.post(reverse("tasks:done", args=[ana.tasks.get().pk]), {"day": "2026-11-24"})
    ask = ana.asks.get()
    assert (ask.made_on, ask.gap) == (TODAY - timedelta(days=1), 2)
    tomasz.set_level(5)
    ask.refresh_from_db()
    assert ask.gap == 2


def test_an_ask_is_of_whom_its_task_is_with_in_the_end(plan, ana):
    plan()
    priya = make_contact(ana, "Priya", level=4)
    task = ana.tasks.get()
    task.contact = priya
    task.save()
    task.complete(_now())
    assert (ana.asks.get().contact, ana.asks.get().gap) == (priya, -1)


def test_opening_the_task_again_makes_it_planned_again(plan, ana):
    plan()
    task = ana.tasks.get()
    task.complete(_now())
    ana.asks.get().say("yes", TODAY)
    Task.objects.get(pk=task.pk).reopen()
    ask = ana.asks.get()
    assert (ask.made_on, ask.gap, ask.outcome) == (None, None, "")
    assert not ana.interactions.exists()


def test_logging_for_the_task_makes_the_ask(plan, as_ana, ana):
    plan()
    task = ana.tasks.get()
    as_ana.post(reverse("tasks:log"), {"how": "email", "again": "none", "task": task.pk})
    assert ana.asks.get().made_on == TODAY
    assert ana.interactions.count() == 1


def _now():
    from django.utils import timezone

    return timezone.now()


# Answers -----------------------------------------------------------------------------------------


def test_a_yes_is_a_favour_they_were_asked_for(as_ana, ana, tomasz, asked):
    answer(as_ana, asked, "yes")
    asked.refresh_from_db()
    assert (asked.outcome, asked.answered_on) == ("yes", TODAY)
    entry = tomasz.interactions.get()
    assert (entry.received, entry.unasked, entry.direction, entry.minutes) == (
        "referral", False, "from", 0,
    )  # fmt: skip
    tomasz.refresh_from_db()
    assert tomasz.last_two_way_on == TODAY
    assert ana.contacts.filter(pk=tomasz.pk).evidence(TODAY)[tomasz.pk].received == 1


def test_a_no_is_an_answer_and_no_favour(as_ana, tomasz, asked):
    answer(as_ana, asked, "no")
    assert tomasz.interactions.get().received == ""


def test_no_answer_writes_nothing_into_the_log(as_ana, tomasz, asked):
    answer(as_ana, asked, "silent", day="2026-11-24")
    asked.refresh_from_db()
    assert (asked.outcome, asked.answered_on) == ("silent", TODAY - timedelta(days=1))
    assert not tomasz.interactions.exists()


def test_an_answer_can_be_changed_and_counts_once(as_ana, tomasz, asked):
    for outcome in ("yes", "no", "yes", "yes"):
        answer(as_ana, asked, outcome)
    assert tomasz.interactions.count() == 1
    answer(as_ana, asked, "")
    asked.refresh_from_db()
    assert (asked.outcome, asked.answered_on) == ("", None)
    assert not tomasz.interactions.exists()


def test_an_answer_can_be_taken_back(as_ana, tomasz, asked):
    answer(as_ana, asked, "no", day="2026-11-24")
    undo(as_ana, answer(as_ana, asked, "yes"))
    asked.refresh_from_db()
    assert (asked.outcome, asked.answered_on) == ("no", TODAY - timedelta(days=1))
    assert [entry.received for entry in tomasz.interactions.all()] == [""]


def test_a_favour_that_the_log_has_already_is_not_counted_again(as_ana, ana, tomasz, asked):
    entry = Interaction.objects.create(
        owner=ana, day=TODAY, minutes=10, kind="conversation", direction="both", received="referral"
    )
    entry.set_people([tomasz])
    answer(as_ana, asked, "yes")
    assert tomasz.interactions.get() == entry
    answer(as_ana, asked, "")
    assert tomasz.interactions.get() == entry


def test_what_its_user_has_written_into_the_entry_stays(as_ana, tomasz, asked):
    answer(as_ana, asked, "yes")
    tomasz.interactions.update(automatic=False, notes="She was glad to")
    answer(as_ana, asked, "")
    assert tomasz.interactions.get().notes == "She was glad to"


@pytest.mark.parametrize(
    "fields",
    [
        {"outcome": "maybe"},
        {"outcome": "yes", "day": "2026-11-26"},
        {"outcome": "yes", "day": "2026-11-20"},
        {"outcome": "yes", "day": "x"},
    ],
)
def test_an_answer_that_cannot_be_is_shown_again(as_ana, asked, fields):
    assert answer(as_ana, asked, **fields).status_code == 422
    asked.refresh_from_db()
    assert asked.outcome == ""


def test_what_was_not_asked_has_no_answer(plan, as_ana, ana):
    plan()
    assert answer(as_ana, ana.asks.get(), "yes").status_code == 422


def test_a_way_back_of_another_ask_is_refused(as_ana, ana, tomasz, asked):
    other = Ask.objects.create(owner=ana, contact=tomasz, rung=1)
    other.make(TODAY)
    answer(as_ana, other, "yes")
    address = reverse("tasks:ask_answer_back", args=[asked.pk])
    for token in ("", "nonsense"):
        as_ana.post(f"{address}?before={token}")
    asked.refresh_from_db()
    assert asked.outcome == ""


# On the board ------------------------------------------------------------------------------------


def test_a_card_of_an_ask_that_is_not_ready_says_so(plan, as_ana, ana, tomasz):
    plan()
    page = as_ana.get(reverse("tasks:board")).content.decode()
    assert "One step short" in page
    assert "needs: working trust" in page
    tomasz.set_level(3)
    assert "One step short" not in as_ana.get(reverse("tasks:board")).content.decode()


def test_what_is_known_of_the_ask_counts_on_its_card(plan, as_ana):
    plan(knows_target="not")
    assert "Too early" in as_ana.get(reverse("tasks:board")).content.decode()


def test_many_asks_on_the_board_take_one_query_more(
    as_ana, ana, django_assert_max_num_queries, plan
):
    plan()
    as_ana.get(reverse("tasks:board"))
    for _ in range(8):
        person = make_contact(ana, met_through=make_contact(ana))
        make_task(ana, contact=person, ask=Ask.objects.create(owner=ana, contact=person, rung=7))
    with django_assert_max_num_queries(12):
        as_ana.get(reverse("tasks:board"))


def test_an_ask_of_a_rung_that_is_gone_keeps_its_words(as_ana, ana, tomasz):
    rung = Rung.objects.create(owner=ana, number=11, words="Lend me a desk", needs=2)
    ask = Ask.objects.create(owner=ana, contact=tomasz, rung=11, what="A desk for May")
    rung.delete()
    ask.make(TODAY)
    assert (ask.words, ask.gap) == ("A desk for May", None)
    assert as_ana.get(ask.get_absolute_url()).status_code == 200
    answer(as_ana, ask, "yes")
    assert tomasz.interactions.get().received == "other"


def test_a_form_sent_again_with_another_ask_is_another_ask(plan, ana):
    key = uuid4()
    for rung in (7, 7, 5):
        assert plan(rung, key=key).status_code == 302
    assert sorted(ana.asks.values_list("rung", flat=True)) == [5, 7]


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_answer_at_once_leave_one_entry(ana, asked, tomasz):
    def say_no():
        Ask.objects.get(pk=asked.pk).say("no", TODAY)
        connection.close()

    other = Thread(target=say_no)
    with transaction.atomic():
        Ask.objects.get(pk=asked.pk).say("yes", TODAY)
        other.start()
        tries = itertools.count()
        while not somebody_waits() and next(tries) < 1000:
            sleep(0.01)
    other.join()
    assert [entry.received for entry in tomasz.interactions.all()] == [""]
    assert Ask.objects.get().answer == tomasz.interactions.get()
