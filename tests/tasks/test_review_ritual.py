"""The four screens of a review, gone through with a plain client."""

import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from html import unescape
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from contacts.boxes import Box
from contacts.kinds import Kind
from contacts.models import Interaction
from jobsearch.models import User
from tasks.models import Review, Task
from tests.factories import make_contact, make_task
from tests.tasks.test_review_page import fill

MONDAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # Friday
TODAY = NOW.date()
WEEK = "2026-11-16"


@pytest.fixture(autouse=True)
def _friday():
    with travel(NOW, tick=False):
        yield


@pytest.fixture
def ana(ana):
    User.objects.filter(pk=ana.pk).update(date_joined=datetime(2026, 1, 5, tzinfo=UTC))
    ana.refresh_from_db()
    return ana


def url(name, *args, week=WEEK):
    return reverse(f"tasks:review_{name}", args=[week, *args])


@pytest.fixture
def open_page(as_ana, ana):
    def get(name, week=WEEK):
        return as_ana.get(url(name, week=week))

    return get


@pytest.fixture
def send(as_ana, ana):
    def post(name, *args, week=WEEK, **data):
        return as_ana.post(url(name, *args, week=week), data)

    return post


def words(response):
    main = response.content.decode().split('<main id="main"')[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?mark>|</?b>", "", main))).split())


def log(owner, minutes=200, kind=Kind.FOLLOWED_UP, day=TODAY):
    return Interaction.objects.create(owner=owner, day=day, minutes=minutes, kind=kind)


def old_task(owner, title="Ring the agency", weeks=2, **fields):
    return make_task(owner, title, due_on=TODAY - timedelta(weeks=weeks), **fields)


BLOCK = {"what": "Say the pitch aloud", "day": "2026-11-24", "minutes": 60, "key": "b"}


def closed(send, ana):
    log(ana)
    send("block", **BLOCK)
    send("close", close=1, learned="Calls work")
    return ana.reviews.get()


# --- The way through ---


def test_a_review_goes_from_look_to_closed(as_ana, ana, open_page, send):
    log(ana)
    make_contact(ana, "Grace")
    task = old_task(ana)
    assert "Tidy 1 task" in words(open_page("week"))
    assert "One old task to keep".lower() in words(open_page("week")).lower()
    assert send("step", step=2).url == url("tidy")
    assert "Ring the agency" in words(open_page("tidy"))
    send("tidy_task", task.pk, answer="keep")
    assert "2Tidy 3Choose" in words(open_page("week"))
    assert send("step", step=3).url == url("choose")
    send("choose", text="Call instead of posting", key="a")
    send("block", **BLOCK)
    assert send("step", step=4).url == url("close")
    assert send("close", close=1, learned="Calls work", obstacle="Rain", plan="Go").url == url(
        "week"
    )
    page = words(open_page("week"))
    assert "Closed on Friday 20 November" in page
    assert all(said in page for said in ("Calls work", "Rain", "Go", "Call instead of posting"))
    review = ana.reviews.get()
    assert review.closed_at == NOW and review.step == 4


def test_it_goes_on_at_the_furthest_step_wherever_one_looked_meanwhile(send, open_page, ana):
    assert open_page("go").url == url("week")
    send("step", step=3)
    send("step", step=2)
    assert open_page("go").url == url("choose")
    assert ana.reviews.get().step == 3


def test_looking_at_each_step_writes_nothing(open_page, ana):
    for name in ("week", "tidy", "choose", "close", "go"):
        assert open_page(name).status_code in (200, 302)
    assert not ana.reviews.exists()


def test_the_last_week_can_be_reviewed_and_older_ones_only_read(open_page, send, ana):
    assert open_page("tidy", week="2026-11-09").status_code == 200
    assert open_page("tidy", week="2026-11-02").url == url("week", week="2026-11-02")
    assert "Review steps" not in open_page("week", week="2026-11-02").content.decode()
    send("close", week="2026-11-02", close=1, without_block=1)
    assert not ana.reviews.exists()


@pytest.mark.parametrize("name", ["go", "tidy", "choose", "close"])
@pytest.mark.parametrize("week", ["2026-11-23", "2026-11-18", "monday"])
def test_weeks_to_come_and_days_inside_a_week_have_no_steps(open_page, name, week):
    assert open_page(name, week=week).status_code == 404


def test_a_step_that_is_none_leads_back_to_the_first(send):
    assert send("step", step="9").url == url("week")


def test_the_first_screen_leads_on_to_where_one_stopped(send, open_page, as_ana, ana):
    send("step", step=3)
    page = open_page("week")
    assert "You have come to step 3." in words(page)
    assert f'href="{url("go")}"' in page.content.decode()
    with travel(NOW + timedelta(days=4), tick=False):
        page = words(as_ana.get(reverse("tasks:review")))
        assert "The review of 16 to 22 November is not closed yet." in page


# --- Skipping ---


def test_a_review_is_skipped_and_had_back(as_ana, send, open_page, ana):
    assert "Your weekly review is open" in words(as_ana.get("/"))
    page = as_ana.post(url("skip"), follow=True)
    assert "You skip this week’s review" in words(page)
    assert url("unskip") in page.content.decode()  # the undo bar
    assert "You skip the review of this week." in words(open_page("week"))
    send("unskip")
    assert "Your weekly review is open" in words(as_ana.get("/"))


def test_a_skipped_review_that_is_held_after_all_is_skipped_no_longer(as_ana, send, open_page, ana):
    send("skip")
    send("step", step=3)
    assert "Your weekly review is open, at step 3 of 4." in words(as_ana.get("/"))
    assert "You have come to step 3." in words(open_page("week"))


# --- Tidy ---


def test_what_is_old_waits_a_week_keeps_moving_or_gathers_dust(open_page, ana):
    make_task(ana, "Due last Saturday", due_on=TODAY - timedelta(days=6))
    make_task(ana, "Due last Friday", due_on=TODAY - timedelta(days=7))
    Task.objects.filter(pk=make_task(ana, "Moved twice").pk).update(times_moved=2)
    Task.objects.filter(pk=make_task(ana, "Moved thrice").pk).update(times_moved=3)
    for title, days in (("Four weeks", 29), ("Nearly", 27)):
        task = make_task(ana, title)
        Task.objects.filter(pk=task.pk).update(updated_at=NOW - timedelta(days=days))
    old = open_page("tidy").context["tidying"]
    assert [(one.task.title, one.why) for one in old.left] == [
        ("Moved thrice", "Moved three times"),
        ("Due last Friday", "Waiting since 13 November"),
        ("Four weeks", "On your board since today"),
    ]


def test_ten_old_tasks_are_enough_for_one_review(open_page, ana):
    for number in range(13):
        old_task(ana, f"Old {number}")
    page = open_page("tidy")
    assert page.context["tidying"].count == 10
    assert "Three more wait for another week." in words(page)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"answer": "keep"}, "Kept"),
        ({"answer": "move", "day": "2026-11-25"}, "Moved to Wed 25 Nov"),
        ({"answer": "move", "box": "3"}, "Moved to Keep it short"),
        ({"answer": "go"}, "Let go"),
    ],
)
def test_each_answer_about_an_old_task_can_be_taken_back(send, open_page, ana, data, said):
    task = old_task(ana)
    before = (task.box, task.due_on, task.first_due_on, task.times_moved, task.is_open)
    send("tidy_task", task.pk, **data)
    page = open_page("tidy")
    assert page.context["tidying"].count == 0
    assert f"{said}: Ring the agency" in words(page)
    send("tidy_undo", task.pk)
    task.refresh_from_db()
    assert (task.box, task.due_on, task.first_due_on, task.times_moved, task.is_open) == before
    assert open_page("tidy").context["tidying"].count == 1


def test_the_answers_do_what_they_say(send, ana):
    kept, moved, boxed, gone = (old_task(ana, f"Old {number}") for number in range(4))
    send("tidy_task", kept.pk, answer="keep")
    send("tidy_task", moved.pk, answer="move", day="2026-11-25")
    send("tidy_task", boxed.pk, answer="move", box="3")
    send("tidy_task", gone.pk, answer="go")
    for task in (kept, moved, boxed, gone):
        task.refresh_from_db()
    assert (moved.due_on, moved.times_moved) == (date(2026, 11, 25), 1)
    assert boxed.box == Box.KEEP_SHORT
    assert gone.dropped_at and kept.is_open


def test_a_task_that_keeps_moving_is_not_asked_about_again_once_it_is_moved(send, open_page, ana):
    task = old_task(ana)
    Task.objects.filter(pk=task.pk).update(times_moved=5)
    send("tidy_task", task.pk, answer="move", day="2026-11-25")
    assert open_page("tidy").context["tidying"].count == 0


def test_what_was_let_go_and_then_finished_elsewhere_stays_finished(send, open_page, ana):
    task = old_task(ana)
    send("tidy_task", task.pk, answer="go")
    task.refresh_from_db()
    task.reopen()
    task.complete(NOW, minutes=30)
    send("tidy_undo", task.pk)
    task.refresh_from_db()
    assert task.completed_at and task.minutes_spent == 30
    assert "Nothing was taken back." in open_page("tidy").content.decode()


def test_a_move_to_nowhere_is_asked_again_with_what_was_typed(send, ana):
    task = old_task(ana)
    page = send("tidy_task", task.pk, answer="move")
    assert page.status_code == 422 and "Choose a day, or another box." in words(page)
    assert send("tidy_task", task.pk, answer="move", day="1999-01-01").status_code == 422
    assert send("tidy_task", task.pk, answer="\0", day="\0", box="\0").status_code == 422


def test_a_task_with_a_promise_is_let_go_by_saying_what_becomes_of_it(send, ana):
    promise = ana.tasks.promise(ana, make_contact(ana), "Send the deck", today=TODAY)
    answer = send("tidy_task", promise.pk, answer="go", next=url("tidy"))
    assert answer.url.startswith(reverse("tasks:promise_ending", args=[promise.promise_id]))


def test_an_answer_sent_twice_counts_once(send, ana):
    task = old_task(ana)
    for _ in range(2):
        send("tidy_task", task.pk, answer="move", day="2026-11-25")
    task.refresh_from_db()
    assert (task.due_on, task.times_moved) == (date(2026, 11, 25), 1)
    for _ in range(2):
        send("tidy_undo", task.pk)
    task.refresh_from_db()
    assert (task.due_on, task.times_moved) == (TODAY - timedelta(weeks=2), 0)


def test_with_nothing_old_the_page_says_so(open_page):
    assert "Nothing to tidy." in words(open_page("tidy"))


def test_a_promise_of_theirs_can_wait_until_the_next_review(send, open_page, ana):
    made = {"mine": False, "what": "send the list", "due_on": TODAY, "today": TODAY}
    promise = ana.promises.make(ana, make_contact(ana, "Dana"), **made)
    assert "Send the list" in words(open_page("tidy"))
    send("wait", promise.pk)
    page = open_page("tidy")
    assert "You look at it again next time: Fri 27 Nov." in page.content.decode()
    assert "Send the list" not in words(page)
    assert promise.is_open


def test_an_ask_without_an_answer_is_asked_about_after_a_week(send, open_page, ana):
    ask = ana.asks.create(contact=make_contact(ana, "Dana"), rung=3)
    ask.make(TODAY - timedelta(days=6))
    assert "Dana" not in words(open_page("tidy"))
    type(ask).objects.update(made_on=TODAY - timedelta(days=7))
    assert "Dana" in words(open_page("tidy"))
    send("wait", ask.pk)
    assert "Dana : Give" not in words(open_page("tidy"))


def test_what_was_planned_for_the_week_is_asked_about(open_page, ana):
    make_task(ana, "Design meetup", kind=Kind.EVENT, due_on=TODAY - timedelta(days=1))
    make_task(ana, "Next meetup", kind=Kind.EVENT, due_on=TODAY + timedelta(days=3))
    page = words(open_page("tidy"))
    assert "Did it happen?" in page and "Design meetup" in page and "Next meetup" not in page


# --- Choose ---


def test_a_change_becomes_a_task_in_make_time_once(send, ana):
    for _ in range(2):
        send("choose", text="Call instead of posting", key="a")
    task = ana.tasks.get()
    assert (task.title, task.box) == ("Call instead of posting", Box.MAKE_TIME)
    assert ana.intentions.get().task == task


def test_a_block_has_its_day_and_its_minutes(send, ana):
    for _ in range(2):
        send("block", **BLOCK)
    task = ana.tasks.get()
    assert (task.due_on, task.estimate, task.box) == (date(2026, 11, 24), 60, Box.MAKE_TIME)
    assert ana.intentions.get().is_block


def test_three_changes_are_the_most(send, open_page, ana):
    for number in range(3):
        send("choose", text=f"Change {number}", key=str(number))
    page = send("choose", text="A fourth", key="4")
    assert page.status_code == 422 and "Three changes are chosen." in words(page)
    assert send("block", **BLOCK).status_code == 422
    assert ana.tasks.count() == ana.intentions.count() == 3
    assert "At most 3" not in words(open_page("choose"))


def test_one_block_is_the_most(send, ana):
    send("block", **BLOCK)
    page = send("block", **BLOCK | {"what": "Another", "key": "c"})
    assert page.status_code == 422 and "A block is chosen." in words(page)
    assert ana.intentions.count() == 1


def test_a_change_taken_back_takes_its_untouched_task_along(send, ana):
    send("choose", text="One", key="a")
    send("untake", ana.intentions.get().pk)
    assert not ana.intentions.exists() and not ana.tasks.open().exists()
    send("choose", text="One", key="a")  # the same form, by the back button
    assert ana.tasks.open().count() == ana.intentions.count() == 1
    ana.tasks.open().get().plan_for(TODAY)
    send("untake", ana.intentions.get().pk)
    assert ana.tasks.open().count() == 1


def test_taking_back_twice_is_said_kindly_and_a_strangers_is_not_there(send, ana, ben):
    send("choose", text="One", key="a")
    pk = ana.intentions.get().pk
    assert [send("untake", pk).status_code for _ in range(2)] == [302, 302]
    assert send("untake", uuid4()).status_code == 404


@pytest.mark.parametrize("finished", [False, True])
def test_a_change_whose_task_stayed_can_be_chosen_again(send, ana, finished):
    send("choose", text="One", key="offered")
    task = ana.tasks.get()
    task.plan_for(TODAY)
    if finished:
        task.complete(NOW)
    send("untake", ana.intentions.get().pk)
    for _ in range(2):
        assert send("choose", text="One", key="offered").status_code == 302
    chosen = ana.intentions.get().task
    assert chosen.is_open and (chosen == task) is not finished
    assert ana.tasks.open().get() == chosen


def test_an_offered_task_is_chosen_and_stays_when_it_is_taken_back(send, open_page, ana):
    task = make_task(ana, "Write the pitch", feeling="put-off")
    (offered,) = open_page("choose").context["offered"]
    assert offered.task == task
    for _ in range(2):
        send("choose", text=offered.text, key="offered", task=task.pk)
    assert ana.intentions.get().task == task and ana.tasks.count() == 1
    send("untake", ana.intentions.get().pk)
    assert ana.tasks.open().get() == task


def test_an_offered_task_taken_back_twice_is_said_kindly(send, ana):
    task = make_task(ana, "Write the pitch", feeling="put-off")
    send("choose", text=task.title, key="offered", task=task.pk)
    pk = ana.intentions.get().pk
    assert [send("untake", pk).status_code for _ in range(2)] == [302, 302]


def test_a_task_of_somebody_else_is_not_chosen(send, ana, ben):
    assert send("choose", text="Mine", key="a", task=make_task(ben).pk).status_code == 404
    assert not ana.intentions.exists()


def test_what_keeps_moving_is_offered_as_a_first_step(open_page, ana):
    Task.objects.filter(pk=make_task(ana, "Portfolio").pk).update(times_moved=3)
    (offered,) = open_page("choose").context["offered"]
    assert offered.text == "15 minutes for a first step: Portfolio" and offered.task is None


@pytest.mark.parametrize("text", ["", "x" * 201, "x\0y"])
def test_a_change_that_cannot_be_is_asked_again(send, ana, text):
    assert send("choose", text=text, key="a").status_code == 422
    assert send("block", **BLOCK | {"what": text}).status_code == 422
    assert not ana.tasks.exists()


@pytest.mark.parametrize(
    "wrong", [{"day": "2026-11-30"}, {"day": "\0"}, {"minutes": "9" * 40}, {"key": "k" * 65}]
)
def test_a_block_is_on_one_of_the_days_ahead(send, ana, wrong):
    assert send("block", **BLOCK | wrong).status_code == 422
    assert not ana.tasks.exists()


def test_the_days_of_a_block_are_those_of_the_next_week_that_are_left(open_page, ana):
    def days(week):
        form = open_page("choose", week=week).context["block_form"]
        return [value for value, _ in form.fields["day"].choices]

    assert (days(WEEK)[0], days(WEEK)[-1], len(days(WEEK))) == ("2026-11-23", "2026-11-29", 7)
    assert days("2026-11-09") == ["2026-11-20", "2026-11-21", "2026-11-22"]


def talk(owner, person, days_ago, minutes=30):
    day = TODAY - timedelta(days=days_ago)
    made = {"direction": "both", "light": False, "kind": Kind.CONVERSATION}
    entry = Interaction.objects.create(owner=owner, day=day, minutes=minutes, **made)
    entry.set_people([person])


def test_choosing_needs_fifteen_queries_with_all_there_is_to_choose(send, open_page, ana):
    fill(ana, 200, 30)
    friend, new = make_contact(ana, "Friend", level=3), make_contact(ana, "New", level=1)
    for person in (friend, new):
        for weeks in range(3):
            talk(ana, person, 2 + 9 * weeks)
    met = [make_contact(ana, f"Met {number}") for number in range(3)]
    log(ana, 60, Kind.EVENT).set_people(met, met=met)
    for one in open_page("choose").context["people"].waiting:
        send("people", key=one.key, contact=one.contact)
    send("block", **BLOCK)
    open_page("choose")  # it shows the messages, which are kept until then
    with CaptureQueriesContext(connection) as found:
        page = open_page("choose")
    assert page.context["ready"] and page.context["nearly_step"]
    assert len(page.context["people"].planned) == 3
    assert len(found) <= 15, len(found)


def test_up_to_three_people_met_and_left_are_planned(send, open_page, ana):
    people = [make_contact(ana, f"Person {number}") for number in range(5)]
    entry = log(ana, 60, Kind.EVENT, TODAY - timedelta(days=1))
    entry.set_people(people, met=people)
    shown = open_page("choose").context["people"]
    assert len(shown.waiting) == 3
    for one in shown.waiting:
        send("people", key=one.key, contact=one.contact)
    page = open_page("choose")
    assert len(page.context["people"].planned) == 3 and page.context["people"].waiting == []
    left = next(one for one in ana.interactionpersons.all() if not one.contact.tasks.exists())
    send("people", key=f"hello:{left.pk}", contact=left.contact_id)
    assert ana.tasks.open().count() == 3


def test_the_braver_step_is_an_ask_that_is_ready_and_one_that_is_nearly(open_page, ana):
    friend, new = make_contact(ana, "Friend", level=3), make_contact(ana, "New", level=1)
    for person in (friend, new):
        for weeks in range(3):
            talk(ana, person, 2 + 9 * weeks)
    page = open_page("choose")
    assert page.context["ready"].contact == friend
    assert page.context["ready"].fit.gap <= 0
    assert f"contact={friend.pk}" in page.context["ready_url"]
    nearly = page.context["nearly"]
    assert nearly.contact == new and nearly.fit.gap == 1 and nearly.first


def test_a_change_that_is_typed_and_not_added_is_there_on_the_way_back(send, open_page, ana):
    send("step", step=4, text="Call instead")
    assert open_page("choose").context["change_form"]["text"].value() == "Call instead"
    assert not ana.tasks.exists()
    send("choose", text="Call instead", key="a")
    assert open_page("choose").context["change_form"]["text"].value() == ""


def test_a_change_that_is_typed_outlives_an_offered_one_and_a_block(send, open_page, ana):
    task = make_task(ana, "Write the pitch", feeling="put-off")
    send("step", step=4, text="Call instead")
    send("choose", text=task.title, key="offered", task=task.pk)
    send("block", **BLOCK)
    assert open_page("choose").context["change_form"]["text"].value() == "Call instead"


def test_a_change_that_is_too_long_is_not_lost_on_the_way_to_another_step(send, ana):
    page = send("step", step=4, text="x" * 201)
    assert page.status_code == 422 and "x" * 201 in page.content.decode()
    assert "Shorten it" in words(page)


# --- Close ---


def test_a_review_cannot_be_closed_without_a_block_or_skipping_it(send, ana):
    page = send("close", close=1, learned="Calls work")
    assert page.status_code == 422 and words(page).count("Choose a block of time") == 2
    assert "#id_without_block" in page.content.decode()  # the summary leads to the box to tick
    assert "Calls work" in words(page)
    assert ana.reviews.get().closed_at is None
    send("close", close=1, learned="Calls work", without_block=1)
    assert ana.reviews.get().closed_at


def test_one_button_goes_without_a_block_and_another_with_one_after_all(send, open_page, ana):
    send("no_block")
    assert "Next week goes without one, on purpose." in words(open_page("choose"))
    send("no_block", **{"with": 1})
    assert send("close", close=1).status_code == 422
    send("no_block")
    assert send("close", close=1).status_code == 302


@pytest.mark.parametrize("button", [{"step": 1}, {"later": 1}, {"typed": 1}, {}])
def test_whatever_is_pressed_keeps_what_was_typed(send, open_page, ana, button):
    send("close", learned="Calls work", plan="Walk first", **button)
    page = words(open_page("close"))
    assert "Calls work" in page and "Walk first" in page


@pytest.mark.parametrize("text", ["x" * 10_000, "x\0y", "é" * 2001])
def test_answers_that_are_too_long_or_no_text_come_back_whole(send, ana, text):
    page = send("close", close=1, without_block=1, learned=text)
    assert page.status_code == 422
    assert text.replace("\0", "") in page.content.decode().replace("\0", "")
    assert not ana.reviews.exists()


def test_ten_thousand_letters_are_refused_by_the_script_too(send, ana):
    assert send("close", typed=1, learned="x" * 10_000).status_code == 422


def test_closing_twice_freezes_once(send, ana):
    review = closed(send, ana)
    with travel(NOW + timedelta(days=1), tick=False):
        log(ana, 500)
        send("close", close=1, learned="Something else")
    again = ana.reviews.get()
    assert (again.closed_at, again.numbers) == (NOW, review.numbers)
    assert again.answers["learned"] == "Calls work"


def test_a_closed_review_shows_what_was_frozen_and_what_changed_since(send, open_page, ana):
    log(ana, 120, Kind.EVENT)
    log(ana, 60, Kind.FOLLOWED_UP)
    send("close", close=1, without_block=1)
    sentence = "You spent 100% networking, and 67% of that was the easy part."
    page = words(open_page("week"))
    assert sentence in page and "Changed since" not in page
    make_task(ana, kind=Kind.APPLICATION).complete(NOW, minutes=60)
    page = words(open_page("week"))
    assert sentence in page
    assert "Time given was 3 h, now 4 h" in page
    assert "Networking was 100%, now 75%" in page
    assert "The hard part of networking was" not in page  # it is what it was


def test_a_closed_review_is_drawn_as_it_was_whatever_is_logged_later(send, open_page, ana):
    closed(send, ana)
    before = drawn(open_page("week"))
    log(ana, 300, Kind.EVENT, TODAY - timedelta(days=30))
    log(ana, 300, Kind.EVENT)
    User.objects.filter(pk=ana.pk).update(weekly_minutes=60)
    assert drawn(open_page("week")) == before


def test_a_move_to_another_zone_changes_no_number_of_a_closed_review(send, open_page, as_ana, ana):
    """There it is tomorrow already, and one more day would be up."""
    make_task(ana, "Write", contact=make_contact(ana), due_on=TODAY - timedelta(days=1))
    closed(send, ana)
    page = open_page("week")
    assert page.context["changed"] == []
    User.objects.filter(pk=ana.pk).update(time_zone="Pacific/Auckland")
    again = open_page("week")
    assert again.context["changed"] == [] and drawn(again) == drawn(page)


def test_a_measure_that_has_another_name_by_now_is_no_trouble(send, open_page, ana):
    review = closed(send, ana)
    review.numbers["measures"][0]["name"] = "As it was called then"
    review.save()
    assert open_page("week").status_code == 200


def drawn(page):
    return page.content.decode().split("split-review")[1].split("</main>")[0]


def test_no_name_is_frozen_and_the_page_names_who_is_there(send, open_page, ana):
    person = make_contact(ana, "Zuleika")
    make_task(ana, "Write", contact=person, due_on=MONDAY)
    review = closed(send, ana)
    assert "Zuleika" not in str(review.numbers)
    assert "Zuleika" in words(open_page("week"))
    person.delete_for_good()
    assert "Zuleika" not in words(open_page("week"))


def test_a_closed_review_names_what_is_there_and_keeps_no_word_of_what_was_deleted(
    send, open_page, ana
):
    User.objects.filter(pk=ana.pk).update(findings_off=["A1", "A2", "A4", "A5"])
    person = make_contact(ana, "Zuleika")
    task = make_task(ana, "Ring Zuleika about the post", due_on=MONDAY, times_moved=4)
    ana.promises.make(
        ana, person, mine=True, what="Send the CV", due_on=date(2026, 11, 17), today=TODAY
    )
    fire = make_task(ana, "Answer Zuleika", box=Box.DO_FIRST, due_on=MONDAY, first_due_on=MONDAY)
    Task.objects.filter(pk=fire.pk).update(created_at=NOW - timedelta(days=30))
    review = closed(send, ana)
    assert "Zuleika" not in str(review.numbers)
    page = words(open_page("week"))
    assert "“Ring Zuleika about the post” was moved" in page
    assert "A promise to Zuleika" in page
    Task.objects.filter(pk__in=[task.pk, fire.pk]).delete()
    person.delete_for_good()
    page = words(open_page("week"))
    assert "Zuleika" not in page
    assert "A promise has waited for 3 days." in page
    assert "“a task that is gone” was moved" in page


def test_a_closed_review_is_opened_again_with_all_its_answers(send, open_page, ana):
    closed(send, ana)
    send("reopen")
    review = ana.reviews.get()
    assert (review.closed_at, review.numbers, review.step) == (None, {}, 4)
    assert "Calls work" in words(open_page("close"))
    assert ana.intentions.exists()
    assert open_page("go").url == url("close")


def test_an_old_review_stays_closed_since_nobody_could_close_it_again(send, open_page, as_ana, ana):
    review = closed(send, ana)
    with travel(NOW + timedelta(days=14), tick=False):
        as_ana.force_login(ana)
        assert "Open it again" not in words(open_page("week"))
        send("reopen")
        page = open_page("week")
        assert "Its review is over." in page.content.decode()
    again = ana.reviews.get()
    assert (again.closed_at, again.numbers) == (review.closed_at, review.numbers)


def test_what_was_written_in_a_review_that_stayed_open_can_be_read(send, open_page, as_ana, ana):
    send("choose", text="Call instead", key="a")
    send("close", learned="Calls work", later=1)
    with travel(NOW + timedelta(days=14), tick=False):
        as_ana.force_login(ana)
        page = words(open_page("week"))
    assert "This review stayed open" in page and "Open it again" not in page
    assert "Calls work" in page and "Call instead" in page


def test_nothing_of_a_closed_review_can_be_changed(send, ana):
    task = old_task(ana)
    review = closed(send, ana)
    send("choose", text="More", key="z")
    send("tidy_task", task.pk, answer="go")
    send("untake", ana.intentions.get().pk)
    send("step", step=1)
    again = ana.reviews.get()
    assert (again.answers, again.step) == (review.answers, review.step)
    assert ana.intentions.count() == 1
    task.refresh_from_db()
    assert task.is_open


def test_next_week_says_what_became_of_the_changes(send, as_ana, ana):
    log(ana)
    for number in range(3):
        send("choose", text=f"Change {number}", key=str(number))
    send("no_block")
    send("close", close=1)
    done, gone, _ = (one.task for one in ana.intentions.order_by("text"))
    done.complete(NOW)
    gone.drop(NOW)
    with travel(NOW + timedelta(days=7), tick=False):
        page = words(as_ana.get(reverse("tasks:review")))
    assert "What you chose last week" in page
    assert "Change 0 It happened" in page
    assert "Change 1 Let go on purpose" in page
    assert "Change 2 Still open, and that is fine" in page


def test_a_chosen_task_that_is_deleted_is_let_go(send, as_ana, ana):
    log(ana)
    send("choose", text="Change", key="a")
    ana.tasks.get().delete()
    with travel(NOW + timedelta(days=7), tick=False):
        assert "Change Let go on purpose" in words(as_ana.get(reverse("tasks:review")))


# --- Today ---


def test_today_says_when_the_review_opens_offers_it_and_says_that_it_is_closed(as_ana, ana, send):
    def said(moment):
        with travel(moment, tick=False):
            return words(as_ana.get("/"))

    send("close", week="2026-11-09", close=1, without_block=1)
    thursday = NOW - timedelta(days=1)
    assert "Your weekly review opens on Friday." in said(thursday)
    assert "Your weekly review is open." in said(NOW)
    send("step", step=3)
    assert "Your weekly review is open, at step 3 of 4." in said(NOW)
    send("close", close=1, without_block=1)
    assert "Your review of this week is closed." in said(NOW)


def test_today_offers_last_weeks_review_until_it_is_closed_or_skipped(as_ana, ana, send):
    with travel(NOW - timedelta(days=2), tick=False):
        assert "The review of 9 to 15 November is not closed yet." in words(as_ana.get("/"))
        as_ana.post(url("skip", week="2026-11-09"))
        assert "Your weekly review opens on Friday." in words(as_ana.get("/"))


def test_a_new_person_has_no_last_week_to_review(as_ana, ana):
    User.objects.filter(pk=ana.pk).update(date_joined=NOW - timedelta(days=2))
    with travel(NOW - timedelta(days=2), tick=False):
        assert "Your weekly review opens on Friday." in words(as_ana.get("/"))


# --- Size ---


@pytest.mark.parametrize("name", ["week", "tidy", "choose", "close"])
def test_fifteen_queries_are_enough_with_two_hundred_of_everything(open_page, send, ana, name):
    fill(ana, 100, 60)
    fill(ana, 100, 30)
    send("choose", text="A change", key="a")
    open_page(name)  # the first page of a day writes down the visit
    with CaptureQueriesContext(connection) as found:
        assert open_page(name).status_code == 200
    assert len(found) <= 15, len(found)


def test_fifteen_queries_are_enough_for_a_closed_review(open_page, send, ana):
    fill(ana, 200, 60)
    closed(send, ana)
    open_page("week")
    with CaptureQueriesContext(connection) as found:
        open_page("week")
    assert len(found) <= 15, len(found)


@pytest.mark.parametrize("name", ["week", "tidy", "choose", "close"])
def test_each_page_weighs_less_than_twenty_kilobytes(open_page, send, ana, name):
    fill(ana, 100, 60)
    send("choose", text="A change", key="a")
    assert len(gzip.compress(open_page(name).content)) < 20_000


def answers_at_once(ana, *requests):
    """Each from a window of its own, all in the same moment."""
    start = Barrier(len(requests))

    def ask(address, data):
        client = Client()
        client.force_login(ana)
        start.wait()
        try:
            return client.post(address, data).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(requests)) as windows:
        return list(windows.map(lambda each: ask(*each), requests))


@pytest.mark.django_db(transaction=True)
def test_windows_that_send_at_once_make_one_change_one_block_and_one_closing(ana):
    change = (url("choose"), {"text": "Call", "key": "a"})
    assert answers_at_once(ana, *[change] * 4) == [302] * 4
    blocks = [(url("block"), BLOCK | {"what": f"Block {n}", "key": str(n)}) for n in range(4)]
    assert sorted(answers_at_once(ana, *blocks)) == [302, 422, 422, 422]
    assert (ana.tasks.count(), ana.intentions.count(), ana.reviews.count()) == (2, 2, 1)
    closings = [(url("close"), {"close": 1, "learned": f"Window {n}"}) for n in range(4)]
    assert answers_at_once(ana, *closings) == [302] * 4
    review = ana.reviews.get()
    assert review.closed_at and review.answers["learned"].startswith("Window")


def test_another_persons_review_is_nowhere(client, ben, send, ana):
    closed(send, ana)
    client.force_login(ben)
    assert "Calls work" not in words(client.get(url("week")))
    assert client.post(url("reopen")).status_code == 404
    assert Review.objects.get(owner=ana).closed_at
