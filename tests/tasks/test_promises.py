"""What I promised and what others promised me: METHOD's "Promise by me" and "They promised"."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse

from contacts.boxes import Box
from contacts.kinds import Kind
from contacts.models import Interaction, Promise
from contacts.models.evidence import evidence_of
from tests.factories import make_contact, make_task
from tests.tasks.test_log_entry import change, logged

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()
Outcome = Promise.Outcome

pytestmark = pytest.mark.usefixtures("_wednesday", "_first_days_hold")


@pytest.fixture
def _wednesday():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def priya(ana):
    return make_contact(ana, "Priya")


@pytest.fixture
def theirs(ana, priya):
    return ana.promises.make(ana, priya, mine=False, what="An introduction", today=TODAY)


def promised(ana, contact, what="Send the portfolio", **fields):
    return ana.tasks.promise(ana, contact, what, today=TODAY, **fields)


def now(row):
    return type(row).objects.get(pk=row.pk)


@pytest.mark.parametrize(
    ("today", "due_on"),
    [
        (date(2026, 11, 23), date(2026, 11, 26)),
        (date(2026, 11, 25), date(2026, 11, 30)),
        (date(2026, 11, 27), date(2026, 12, 2)),
        (date(2026, 11, 28), date(2026, 12, 2)),
    ],
)
def test_a_promise_of_mine_is_due_in_three_working_days(ana, priya, today, due_on):
    made = ana.promises.make(ana, priya, mine=True, what="CV", today=today)
    assert made.due_on == due_on


def test_my_working_days_and_holidays_move_that_day(ana, priya):
    ana.working_days, ana.holidays = [0, 1, 2, 3], [date(2026, 11, 26)]
    assert promised(ana, priya).due_on == date(2026, 12, 2)  # Mon, Tue, Wed


def test_a_named_day_is_kept(ana, priya):
    assert promised(ana, priya, due_on=date(2026, 12, 24)).promise.due_on == date(2026, 12, 24)


def test_it_is_a_task_on_the_board_with_the_same_date(ana, priya):
    talk = Interaction.objects.create(owner=ana, day=TODAY, minutes=5, kind=Kind.CONVERSATION)
    task = promised(ana, priya, interaction=talk)
    assert (task.is_promise, task.kind, task.contact) == (True, Kind.KEPT_PROMISE, priya)
    assert (task.due_on, task.promise.what) == (task.promise.due_on, "Send the portfolio")
    assert (task.promise.interaction, task.raised_by, task.promise.mine) == (talk, talk, True)
    assert task.box == Box.MAKE_TIME


def test_it_looks_urgent_from_the_day_before(ana, priya):
    assert promised(ana, priya, due_on=TODAY + timedelta(days=1)).box == Box.DO_FIRST
    task = promised(ana, priya, due_on=TODAY + timedelta(days=2))
    assert not task.looks_urgent(TODAY, ana.urgency_days)
    assert task.looks_urgent(TODAY + timedelta(days=1), ana.urgency_days)


def test_finishing_the_task_keeps_it_and_logs_it(ana, priya):
    task = promised(ana, priya)
    task.complete(NOW)
    assert (now(task).promise.outcome, now(task).promise.closed_on) == (Outcome.KEPT, TODAY)
    entry = ana.interactions.get()
    assert (entry.kind, list(entry.people.all())) == (Kind.KEPT_PROMISE, [priya])


@pytest.mark.parametrize(("day", "outcome"), [(30, Outcome.KEPT), (31, Outcome.LATE)])
def test_it_is_late_when_done_after_its_date(ana, priya, day, outcome):
    task = promised(ana, priya, due_on=date(2026, 10, 30))
    task.complete(NOW, day=date(2026, 10, day))
    assert now(task).promise.outcome == outcome


def test_opening_the_task_again_takes_it_back(ana, priya):
    task = promised(ana, priya)
    task.complete(NOW)
    now(task).reopen()
    assert (now(task).promise.outcome, now(task).promise.closed_on) == (Outcome.OPEN, None)
    assert not ana.interactions.exists()


def test_another_date_of_the_task_is_another_date_of_the_promise(ana, priya):
    task = promised(ana, priya)
    task.plan_for(date(2026, 12, 4))
    assert now(task).promise.due_on == date(2026, 12, 4)
    now(task).plan_as_before(date(2026, 11, 30), None, 1)
    assert now(task).promise.due_on == date(2026, 11, 30)


def whole(task, **fields):
    return {"title": task.title, "kind": task.kind, "version": task.version, **fields}


def save(client, task, **fields):
    answer = client.post(reverse("tasks:edit", args=[task.pk]), whole(task, **fields))
    assert answer.status_code == 302, answer.context["form"].errors
    return now(task)


def test_the_tick_in_the_form_makes_the_promise_too(as_ana, ana, priya):
    line = {"title": "CV", "kind": "unsorted", "contact": "Priya", "is_promise": "on"}
    as_ana.post(reverse("tasks:new"), line)
    task = ana.tasks.get()
    assert (task.promise.contact, task.promise.what, task.promise.mine) == (priya, "CV", True)
    assert (task.due_on, task.promise.due_on) == (date(2026, 11, 30), date(2026, 11, 30))
    assert task.kind == Kind.KEPT_PROMISE


def test_work_that_was_promised_is_logged_as_a_kept_promise(ana, priya):
    task = make_task(ana, kind=Kind.MATERIALS, contact=priya, is_promise=True)
    task.agree_with_promise(TODAY)
    task.save()
    task.complete(NOW)
    assert ana.interactions.get().kind == Kind.KEPT_PROMISE


def test_the_form_keeps_task_and_promise_the_same(as_ana, ana, priya):
    task = promised(ana, priya)
    both = {"contact": "Priya", "is_promise": "on"}
    task = save(as_ana, task, **both, title="Send the CV", due_on="2026-12-10")
    assert (task.promise.what, task.promise.due_on) == ("Send the CV", date(2026, 12, 10))
    task = save(as_ana, task, **both)
    assert task.due_on == date(2026, 12, 10)  # a promise has a date
    task = save(as_ana, task, contact="Priya")
    assert (task.is_promise, task.promise) == (False, None)
    assert not ana.promises.exists()


def test_a_promise_to_nobody_in_particular_stays_a_task(as_ana, ana):
    as_ana.post(reverse("tasks:new"), {"title": "CV", "kind": "materials", "is_promise": "on"})
    assert (ana.tasks.get().promise, ana.tasks.get().due_on) == (None, None)


@pytest.mark.parametrize(
    ("fields", "outcome", "due_on"),
    [
        ({"due_on": date(2026, 12, 1)}, "", date(2026, 12, 1)),
        ({}, "", date(2026, 11, 28)),
        ({"due_on": TODAY, "completed_at": NOW, "completed_on": TODAY}, "kept", TODAY),
        ({"due_on": date(2026, 11, 2), "completed_at": NOW, "completed_on": TODAY}, "late",
         date(2026, 11, 2)),
        ({"due_on": TODAY, "dropped_at": NOW}, "released", TODAY),
    ],
)  # fmt: skip
def test_tasks_from_before_get_their_promises(ana, priya, fields, outcome, due_on):
    task = make_task(ana, contact=priya, is_promise=True)
    make_task(ana, is_promise=True)
    type(task).objects.filter(pk=task.pk).update(**fields)
    import_module("tasks.migrations.0011_promises_of_tasks").make_their_promises(apps, None)
    made = ana.promises.get()
    assert (made.task, made.outcome, made.due_on, made.mine) == (task, outcome, due_on, True)
    assert made.closed_on == (TODAY if outcome else None)


# Theirs, and the ends of mine


def close(client, promise, outcome):
    return client.post(reverse("tasks:promise_close", args=[promise.pk]), {"outcome": outcome})


def reopen(client, promise):
    return client.post(reverse("tasks:promise_reopen", args=[promise.pk]))


def test_today_and_their_page_list_what_others_promised(as_ana, priya, theirs):
    for page in (reverse("tasks:today"), priya.get_absolute_url()):
        words = as_ana.get(page).content.decode()
        assert "An introduction" in words
        assert "Gentle question fri 4 Dec".lower() in words.lower()


@pytest.mark.parametrize("outcome", [Outcome.KEPT, Outcome.RELEASED])
def test_they_did_or_it_is_let_go_and_both_can_be_undone(as_ana, theirs, outcome):
    close(as_ana, theirs, outcome)
    assert (now(theirs).outcome, now(theirs).closed_on) == (outcome, TODAY)
    reopen(as_ana, theirs)
    assert (now(theirs).outcome, now(theirs).closed_on) == (Outcome.OPEN, None)


@pytest.mark.parametrize("outcome", [Outcome.LATE, Outcome.BROKEN])
def test_theirs_are_never_graded(as_ana, theirs, outcome):
    close(as_ana, theirs, outcome)
    assert now(theirs).outcome == Outcome.RELEASED
    page = as_ana.get(reverse("tasks:promise", args=[theirs.pk])).content.decode()
    assert "Not kept" not in page


def test_what_they_did_late_is_what_they_did(as_ana, ana, priya):
    old = ana.promises.make(
        ana, priya, mine=False, what="A link", due_on=date(2026, 11, 1), today=TODAY
    )
    old.keep(TODAY)
    assert old.outcome == Outcome.KEPT


def test_a_gentle_question_is_planned_once(as_ana, ana, priya, theirs):
    for _ in range(2):
        as_ana.post(reverse("tasks:promise_check", args=[theirs.pk]))
    task = ana.tasks.get()
    assert (task.due_on, task.reason, task.contact) == (date(2026, 12, 4), "check", priya)
    assert "Question planned" in as_ana.get(priya.get_absolute_url()).content.decode()


def test_what_they_did_needs_no_question_any_more(as_ana, ana, theirs):
    as_ana.post(reverse("tasks:promise_check", args=[theirs.pk]))
    close(as_ana, theirs, Outcome.KEPT)
    assert not ana.tasks.open().exists()
    reopen(as_ana, theirs)
    assert ana.tasks.open().count() == 1


def test_letting_its_task_go_asks_about_the_promise(as_ana, ana, priya):
    task = promised(ana, priya)
    answer = as_ana.post(reverse("tasks:drop", args=[task.pk]))
    assert answer.url.startswith(reverse("tasks:promise_ending", args=[task.promise_id]))
    assert now(task).is_open
    page = as_ana.get(answer.url).content.decode()
    assert "Tell them it will not happen" in page
    fragment = as_ana.post(reverse("tasks:drop", args=[task.pk]), headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"] == answer.url


@pytest.mark.parametrize("outcome", [Outcome.BROKEN, Outcome.RELEASED])
def test_the_answer_lets_the_task_go_and_can_be_undone(as_ana, ana, priya, outcome):
    task = promised(ana, priya)
    close(as_ana, task.promise, outcome)
    assert (now(task).promise.outcome, bool(now(task).dropped_at)) == (outcome, True)
    reopen(as_ana, task.promise)
    assert (now(task).promise.outcome, now(task).is_open) == (Outcome.OPEN, True)


def test_closing_as_kept_finishes_the_task(as_ana, ana, priya):
    task = promised(ana, priya)
    close(as_ana, task.promise, Outcome.KEPT)
    assert now(task).completed_on == TODAY
    assert ana.interactions.get().kind == Kind.KEPT_PROMISE


def edit(client, promise, **fields):
    whole = {"what": promise.what, "due_on": promise.due_on, "outcome": promise.outcome}
    answer = client.post(reverse("tasks:promise", args=[promise.pk]), {**whole, **fields})
    assert answer.status_code == 302, answer.context["form"].errors
    return now(promise)


def test_everything_about_a_promise_can_be_changed(as_ana, ana, priya):
    task = promised(ana, priya)
    made = edit(as_ana, task.promise, what="Send the CV", due_on="2026-12-10")
    assert (made.what, made.due_on, now(task).due_on) == (
        "Send the CV", date(2026, 12, 10), date(2026, 12, 10),
    )  # fmt: skip
    made = edit(as_ana, made, outcome="late", closed_on="2026-11-24")
    assert (made.outcome, made.closed_on) == (Outcome.LATE, date(2026, 11, 24))
    assert now(task).completed_on == date(2026, 11, 24)
    assert edit(as_ana, made, outcome="broken").outcome == Outcome.BROKEN
    made = edit(as_ana, made, outcome="")
    assert (made.outcome, made.closed_on, now(task).is_open) == (Outcome.OPEN, None, True)


@pytest.mark.parametrize(
    "fields",
    [
        {"what": ""}, {"what": "a\x00b"}, {"due_on": ""}, {"due_on": "9999-12-31"},
        {"outcome": "great"}, {"outcome": "kept", "closed_on": "2026-11-26"},
    ],
)  # fmt: skip
def test_bad_input_is_told_and_nothing_changes(as_ana, ana, priya, fields):
    made = promised(ana, priya).promise
    whole = {"what": "Other words", "due_on": "2026-12-01", "outcome": "", **fields}
    answer = as_ana.post(reverse("tasks:promise", args=[made.pk]), whole)
    assert answer.status_code == 422
    assert (now(made).what, now(made).outcome) == ("Send the portfolio", Outcome.OPEN)


@pytest.mark.parametrize("name", ["promise", "ending", "close", "reopen", "check"])
def test_another_persons_promise_is_not_found(client, ben, theirs, name):
    client.force_login(ben)
    name = "promise" if name == "promise" else f"promise_{name}"
    address = reverse(f"tasks:{name}", args=[theirs.pk])
    assert client.post(address, {"outcome": "kept"}).status_code in (404, 405)
    assert client.get(address).status_code in (404, 405)
    assert now(theirs).is_open


def test_today_has_room_for_promises_of_the_next_working_day(as_ana, ana, priya):
    for _ in range(5):
        make_task(ana, contact=make_contact(ana), due_on=TODAY)
    task = promised(ana, priya, due_on=date(2026, 11, 26))
    page = as_ana.get(reverse("tasks:today"))
    assert page.context["promised_soon"] == [task]


@pytest.mark.parametrize(
    ("sent", "kept", "broken"),
    [
        ({"outcome": "kept", "closed_on": "2026-11-23"}, 1, 0),
        ({"outcome": "late", "closed_on": "2026-11-24"}, 0.5, 0.5),
        ({"outcome": "broken", "closed_on": "2026-11-25"}, 0, 1),
    ],
)
def test_a_promise_is_counted_once_whatever_is_said_of_it_later(
    as_ana, ana, priya, sent, kept, broken
):
    promised(ana, priya).complete(NOW)
    made = ana.promises.get()
    data = {"what": made.what, "due_on": made.due_on.isoformat(), **sent}
    assert as_ana.post(reverse("tasks:promise", args=[made.pk]), data).status_code == 302
    known = ana.contacts.all().evidence(TODAY)[priya.pk]
    assert (known.kept, known.broken) == (kept, broken)


def test_a_promise_is_counted_once_when_its_entry_is_of_another_day(ana, priya):
    promised(ana, priya).complete(NOW)
    ana.interactions.update(day=TODAY - timedelta(days=30))
    assert ana.contacts.all().evidence(TODAY)[priya.pk].kept == 1
    one = ana.contacts.with_ladder(TODAY).get()
    assert evidence_of(one).kept == 1


# What changes one changes the other


def correct(client, promise, **fields):
    sent = {"what": promise.what, "due_on": str(promise.due_on), "outcome": promise.outcome}
    return client.post(reverse("tasks:promise", args=[promise.pk]), sent | fields)


def test_other_words_are_those_of_its_task_too(as_ana, ana, priya):
    task = promised(ana, priya)
    correct(as_ana, task.promise, what="Send the CV")
    assert (now(task).title, now(task).promise.what, now(task).version) == (
        "Send the CV",
        "Send the CV",
        2,
    )


def test_opened_again_with_another_date_its_task_has_it_too(as_ana, ana, priya):
    task = promised(ana, priya)
    task.complete(NOW)
    correct(as_ana, now(task).promise, outcome="", due_on="2026-12-20")
    assert now(task).is_open
    assert now(task).due_on == now(task).promise.due_on == date(2026, 12, 20)


@pytest.mark.parametrize("how", ["page", "button"])
def test_what_was_called_kept_by_mistake_counts_once(as_ana, ana, priya, how):
    task = promised(ana, priya)
    correct(as_ana, task.promise, outcome="kept")
    if how == "page":
        correct(as_ana, now(task).promise, outcome="broken")
    else:
        close = reverse("tasks:promise_close", args=[task.promise_id])
        as_ana.post(close, {"outcome": "broken"})
    found = ana.contacts.evidence(TODAY)[priya.pk]
    assert (found.kept, found.broken) == (0, 1)
    assert (now(task).completed_on, ana.interactions.count()) == (None, 0)
    correct(as_ana, now(task).promise, outcome="kept")
    found = ana.contacts.evidence(TODAY)[priya.pk]
    assert (found.kept, found.broken, now(task).completed_on) == (1, 0, TODAY)


def test_a_promise_made_to_somebody_else_after_all_is_theirs(as_ana, ana, priya):
    lee = make_contact(ana, "Lee")
    entry = logged(as_ana, people="Priya", mine="send it", theirs="ask", introduced="Sam")
    change(as_ana, entry, people="Lee")
    assert {one.contact for one in ana.promises.all()} == {lee}
    assert ana.tasks.get(is_promise=True).contact == lee
    assert ana.contacts.get(given_name="Sam").met_through == lee


def test_a_kept_promise_that_was_made_to_somebody_else_opens_again_as_theirs(as_ana, ana, priya):
    lee = make_contact(ana, "Lee")
    entry = logged(as_ana, people="Priya", mine="send it")
    task = ana.tasks.get()
    task.complete(NOW)
    change(as_ana, entry, people="Lee")
    now(task).reopen()
    assert (now(task).contact, ana.promises.get().contact) == (lee, lee)


def test_a_promise_stays_with_whom_it_was_made_while_they_are_in_it(as_ana, ana, priya):
    make_contact(ana, "Lee")
    entry = logged(as_ana, people="Priya", mine="send it")
    change(as_ana, entry, people="Lee, Priya")
    assert ana.promises.get().contact == priya


def test_another_date_says_anew_whether_it_was_late(as_ana, ana, priya):
    entry = logged(as_ana, people="Priya", day="2026-11-18", mine="send it", mine_on="2026-11-20")
    ana.tasks.get().complete(NOW)
    assert ana.promises.get().outcome == Outcome.LATE
    change(as_ana, entry, mine_on="2026-11-27")
    assert ana.promises.get().outcome == Outcome.KEPT
