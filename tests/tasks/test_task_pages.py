from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from contacts.boxes import Box
from contacts.kinds import Kind
from contacts.models import Interaction
from tasks.models import Task
from tests.factories import make_contact, make_task, make_user

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY = NOW.date()

pytestmark = pytest.mark.usefixtures("_wednesday")


@pytest.fixture
def _wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


def post(client, name, task=None, **fields):
    address = reverse(f"tasks:{name}", args=[task.pk] if task else [])
    return client.post(address, fields)


def new_task(client, **fields):
    answer = post(client, "new", **{"title": "Write", "kind": "unsorted", **fields})
    assert answer.status_code == 302, answer.context["form"].errors
    return Task.objects.get()


def test_a_title_alone_is_important_and_not_urgent(as_ana, ana):
    post(as_ana, "add", title="Rewrite the CV")
    task = ana.tasks.get()
    assert (task.title, task.box, task.kind) == ("Rewrite the CV", Box.MAKE_TIME, Kind.UNSORTED)


def test_quick_add_without_a_title_says_so_and_keeps_the_form(as_ana, ana):
    answer = post(as_ana, "add", title=" ")
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not ana.tasks.exists()


def test_a_long_title_is_not_lost(as_ana):
    answer = post(as_ana, "add", title="x" * 201)
    assert answer.status_code == 422
    assert "x" * 201 in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "box"),
    [
        ({"kind": "application", "due_on": "2026-11-27"}, Box.DO_FIRST),
        ({"kind": "application", "due_on": "2026-11-28"}, Box.MAKE_TIME),
        ({"kind": "event"}, Box.LET_GO),
        ({"kind": "event", "purpose": "Meet the team at Halden"}, Box.MAKE_TIME),
        ({"kind": "connected", "due_on": "2026-11-25"}, Box.KEEP_SHORT),
        ({"kind": "tools"}, Box.LET_GO),
        ({"kind": "event", "box": "1"}, Box.DO_FIRST),
    ],
)
def test_a_new_task_goes_where_it_fits_or_where_it_was_put(as_ana, fields, box):
    assert new_task(as_ana, **fields).box == box


def test_a_new_follow_up_for_today_starts_in_make_time(as_ana, ana):
    make_contact(ana, "Priya")
    task = new_task(as_ana, kind="followed-up", contact="Priya", due_on="2026-11-25")
    assert task.box == Box.MAKE_TIME


def test_a_contact_is_found_by_name_without_accents(as_ana, ana):
    zoe = make_contact(ana, "Zoë")
    assert new_task(as_ana, contact="zoe").contact == zoe


@pytest.mark.parametrize("name", ["Nobody", "Zoë"])
def test_an_unknown_or_foreign_contact_gets_a_message_beside_the_field(as_ana, ben, name):
    make_contact(ben, "Zoë")
    answer = post(as_ana, "new", title="Write", kind="unsorted", contact=name)
    assert answer.status_code == 422
    assert "Nobody in your contacts" in answer.context["form"].errors["contact"][0]


def test_two_contacts_of_one_name_are_told_apart_by_where_they_work(as_ana, ana):
    from tests.factories import make_organisation

    make_contact(ana, "Sam", family_name="Lee")
    place = make_organisation(ana, "Halden")
    second = make_contact(ana, "Sam", family_name="Lee", organisation=place)
    answer = post(as_ana, "new", title="Write", kind="unsorted", contact="Sam Lee")
    assert "More than one" in answer.context["form"].errors["contact"][0]
    assert new_task(as_ana, contact="Sam Lee (Halden)").contact == second


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"title": ""}, "title"),
        ({"kind": "nonsense"}, "kind"),
        ({"due_on": "2026-02-30"}, "due_on"),
        ({"due_time": "10:00"}, "due_on"),
        ({"estimate": "-5"}, "estimate"),
        ({"estimate": "99999999999999999999"}, "estimate"),
        ({"box": "9"}, "box"),
        ({"remind_on": "2026-11-26"}, "remind_time"),
        ({"remind_time": "10:00"}, "remind_on"),
        ({"remind_on": "2026-11-24", "remind_time": "10:00"}, "remind_on"),
        ({"remind_on": "9999-12-31", "remind_time": "10:00"}, "remind_on"),
        ({"remind_on": "9999-12-31"}, "remind_on"),
        ({"title": "a\x00b"}, "title"),
    ],
)
def test_bad_input_is_told_beside_the_field(as_ana, fields, wrong):
    answer = post(as_ana, "new", **{"title": "Write", "kind": "unsorted", **fields})
    assert answer.status_code == 422
    assert wrong in answer.context["form"].errors
    assert not Task.objects.exists()


def test_editing_changes_the_task_and_moves_it_once(as_ana, ana):
    task = make_task(ana, "Old", due_on=TODAY)
    post(as_ana, "edit", task, title="New", kind="application", due_on="2026-12-24", box="4")
    task.refresh_from_db()
    assert (task.title, task.box, task.due_on) == ("New", Box.LET_GO, date(2026, 12, 24))
    assert ana.moves.get().to_box == Box.LET_GO


def test_pages_of_a_reminder_say_so_while_such_mails_are_off(as_ana, ana):
    task = make_task(ana, "Write")
    task.remind_at(date(2027, 1, 4), datetime(2027, 1, 4, 10).time())
    paths = [reverse(f"tasks:{name}", args=[task.pk]) for name in ("task", "edit")]
    for path in paths:
        assert "e-mails are off" not in as_ana.get(path).content.decode()
    type(ana).objects.update(reminders_on=False)
    for path in paths:
        page = as_ana.get(path).content.decode()
        assert "These e-mails are off" in page and "/settings/#id_reminders_on" in page


def open_edit_form(client, task):
    """What a browser would send if nothing was changed."""
    form = client.get(reverse("tasks:edit", args=[task.pk])).context["form"]
    kept = {field.name: field.value() for field in form}
    return {name: value for name, value in kept.items() if value not in (None, "", False)}


def now(task):
    return Task.objects.get(pk=task.pk)


def test_an_edit_form_left_open_does_not_undo_what_another_window_did(as_ana, ana):
    task = make_task(ana, "Old tpyo", due_on=TODAY, contact=make_contact(ana))
    fields = open_edit_form(as_ana, task)
    now(task).move_to(Box.DO_FIRST, after=None, version=None, key="k", now=NOW)
    now(task).plan_for(TODAY + timedelta(days=5))
    ana.tasks.update(notes="Written elsewhere")
    answer = post(as_ana, "edit", task, **fields | {"title": "Old typo"})
    assert answer.status_code == 422
    said = list(answer.context["form"].non_field_errors())
    assert said[0].startswith("This task was changed in another window.")
    assert set(said[1:]) == {
        "“What is to be done” is now: Old tpyo",
        "“Box” is now: Do first",
        "“Date” is now: Mon 30 Nov",
        "“Notes” is now: Written elsewhere",
    }
    kept = now(task)
    assert (kept.title, kept.box, kept.notes) == ("Old tpyo", Box.DO_FIRST, "Written elsewhere")


def test_what_was_typed_is_kept_and_a_second_save_goes_through(as_ana, ana):
    task = make_task(ana, "Write")
    fields = open_edit_form(as_ana, task) | {"title": "Write it", "notes": "Typed"}
    now(task).plan_for(TODAY)
    answer = post(as_ana, "edit", task, **fields)
    form = answer.context["form"]
    assert (form["title"].value(), form["notes"].value()) == ("Write it", "Typed")
    page = answer.content.decode()
    assert f'<input type="hidden" name="version" value="{now(task).version}"' in page
    assert post(as_ana, "edit", task, **fields).status_code == 422
    fields["version"] = form["version"].value()
    assert post(as_ana, "edit", task, **fields).status_code == 302
    assert (now(task).title, now(task).notes) == ("Write it", "Typed")


@pytest.mark.parametrize("odd", ["x", "-1", "9" * 40, "\0"])
def test_an_odd_version_is_an_old_one(as_ana, ana, odd):
    task = make_task(ana)
    answer = post(as_ana, "edit", task, **open_edit_form(as_ana, task) | {"version": odd})
    assert answer.status_code == 422
    assert answer.context["form"]["version"].value() == str(task.version)


def test_a_save_without_a_version_or_a_box_leaves_the_box(as_ana, ana):
    task = make_task(ana, "Old", box=Box.LET_GO)
    assert post(as_ana, "edit", task, title="New", kind="application").status_code == 302
    assert (now(task).title, now(task).box) == ("New", Box.LET_GO)
    assert not ana.moves.exists()


def test_a_promise_is_kept_in_mind_from_the_day_before(as_ana, ana):
    make_contact(ana, "Priya")
    fields = {"kind": "followed-up", "contact": "Priya", "due_on": "2026-11-26"}
    task = new_task(as_ana, **fields, is_promise="on")
    assert (task.is_promise, task.box) == (True, Box.DO_FIRST)
    assert "You promised it to Priya" in as_ana.get(task.get_absolute_url()).content.decode()
    fields = open_edit_form(as_ana, task)
    assert fields.pop("is_promise") is True
    post(as_ana, "edit", task, **fields)
    assert now(task).is_promise is False


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_that_save_at_once_one_is_told(client):
    rosa = make_user()
    for _ in range(5):
        task = make_task(rosa, "Old")

        def save(title, task=task):
            try:
                mine = Client()
                mine.force_login(rosa)
                fields = {"title": title, "kind": "unsorted", "box": "2", "version": "1"}
                return post(mine, "edit", task, **fields).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(save, ["One", "Two"])) == [302, 422]


def test_a_later_date_counts_as_moved_and_the_first_date_stays(as_ana, ana):
    task = make_task(ana, due_on=TODAY, first_due_on=TODAY)
    post(as_ana, "later", task, when="2")
    task.refresh_from_db()
    assert (task.due_on, task.first_due_on) == (TODAY + timedelta(days=2), TODAY)
    assert task.times_moved == 1


@pytest.mark.parametrize(
    ("when", "day"),
    [("tomorrow", date(2026, 11, 26)), ("monday", date(2026, 11, 30)), ("week", date(2026, 12, 2))],
)
def test_later_offers_days_in_words(as_ana, ana, when, day):
    task = make_task(ana, due_on=TODAY)
    post(as_ana, "later", task, when=when)
    task.refresh_from_db()
    assert task.due_on == day


@pytest.mark.parametrize(
    "fields", [{}, {"when": "date"}, {"when": "date", "date": "2026-11-24"}, {"when": "x"}]
)
def test_later_without_a_good_date_asks_again(as_ana, ana, fields):
    task = make_task(ana, due_on=TODAY)
    assert post(as_ana, "later", task, **fields).status_code == 422
    task.refresh_from_db()
    assert task.due_on == TODAY


def test_ticking_other_work_counts_its_estimate(as_ana, ana):
    task = make_task(ana, kind=Kind.APPLICATION, estimate=25)
    post(as_ana, "done", task)
    task.refresh_from_db()
    assert (task.minutes_spent, task.completed_on, task.interaction) == (25, TODAY, None)


def test_the_minutes_and_the_day_of_finished_work_can_be_said(as_ana, ana):
    task = make_task(ana, kind=Kind.APPLICATION)
    post(as_ana, "done", task, minutes="90", day="2026-11-23")
    task.refresh_from_db()
    assert (task.minutes_spent, task.completed_on) == (90, date(2026, 11, 23))


def test_a_day_that_has_not_come_is_refused(as_ana, ana):
    task = make_task(ana)
    assert post(as_ana, "done", task, day="2026-11-26").status_code == 422
    assert ana.tasks.open().count() == 1


def test_finishing_a_follow_up_logs_the_interaction_once(as_ana, ana):
    priya = make_contact(ana, "Priya")
    task = make_task(ana, kind=Kind.FOLLOWED_UP, contact=priya, due_on=TODAY)
    post(as_ana, "done", task)
    post(as_ana, "done", task)
    logged = ana.interactions.get()
    assert (logged.minutes, logged.day, list(logged.people.all())) == (15, TODAY, [priya])
    task.refresh_from_db()
    assert task.interaction == logged


def test_finishing_networking_without_a_contact_logs_it_too(as_ana, ana):
    post(as_ana, "done", make_task(ana, kind=Kind.EVENT, estimate=120))
    assert ana.interactions.get().minutes == 120


def test_bringing_back_takes_its_interaction_away(as_ana, ana):
    priya = make_contact(ana, "Priya")
    task = make_task(ana, kind=Kind.CONVERSATION, contact=priya)
    post(as_ana, "done", task)
    post(as_ana, "reopen", task)
    assert not Interaction.objects.exists()
    priya.refresh_from_db()
    assert priya.last_contact_on is None
    assert ana.tasks.open().get() == task


def test_a_dropped_task_can_be_brought_back(as_ana, ana):
    task = make_task(ana)
    post(as_ana, "drop", task)
    assert not ana.tasks.open().exists()
    post(as_ana, "reopen", task)
    assert ana.tasks.open().get() == task


def test_bringing_back_beside_a_newer_follow_up_of_the_same_reason_works(as_ana, ana):
    priya = make_contact(ana, "Priya")
    old = ana.tasks.plan_follow_up(ana, priya, TODAY)
    post(as_ana, "done", old)
    ana.tasks.plan_follow_up(ana, priya, TODAY)
    post(as_ana, "reopen", old)
    assert ana.tasks.open().count() == 2


@pytest.mark.parametrize("name", ["task", "edit", "later", "move"])
def test_a_strangers_task_page_is_not_found(client, ben, ana, name):
    client.force_login(ben)
    task = make_task(ana)
    assert client.get(reverse(f"tasks:{name}", args=[task.pk])).status_code == 404


@pytest.mark.parametrize("name", ["edit", "later", "done", "drop", "reopen"])
def test_a_stranger_changes_nothing(client, ben, ana, name):
    client.force_login(ben)
    task = make_task(ana)
    answer = post(client, name, task, title="x", kind="unsorted", box="1", when="2")
    assert answer.status_code == 404
    before = task.version
    task.refresh_from_db()
    assert (task.version, task.is_open) == (before, True)


@pytest.mark.parametrize("name", ["done", "drop", "reopen"])
def test_changes_need_a_post(as_ana, ana, name):
    task = make_task(ana)
    assert as_ana.get(reverse(f"tasks:{name}", args=[task.pk])).status_code == 405


def test_the_board_asks_the_same_few_queries_for_200_cards(
    as_ana, ana, django_assert_max_num_queries
):
    def fill(n):
        for i in range(n):
            contact = make_contact(ana) if i % 2 else None
            make_task(ana, box=Box(str(i % 4 + 1)), contact=contact, due_on=TODAY)

    fill(10)
    address = reverse("tasks:board")
    as_ana.get("/help/keys/")  # the first page of a day writes down the visit
    with django_assert_max_num_queries(12) as few:
        as_ana.get(address)
    fill(190)
    with django_assert_max_num_queries(12) as many:
        page = as_ana.get(address)
    assert page.content.decode().count('class="task-card"') == 200
    assert len(few) == len(many)


def test_a_card_says_why_it_looks_urgent_and_offers_one_button(as_ana, ana):
    make_task(ana, due_on=TODAY + timedelta(days=1))
    page = as_ana.get(reverse("tasks:board")).content.decode()
    assert "Due tomorrow.</span>" in page
    assert "Move to Do first" in page


def test_a_card_in_an_urgent_box_does_not_nag(as_ana, ana):
    make_task(ana, due_on=TODAY, box=Box.KEEP_SHORT)
    assert "Looks urgent" not in as_ana.get(reverse("tasks:board")).content.decode()


def test_done_this_week_counts_what_was_finished_this_week(as_ana, ana):
    for day in (date(2026, 11, 22), date(2026, 11, 23)):
        make_task(ana, f"On {day}", kind=Kind.APPLICATION).complete(NOW, day=day, minutes=50)
    page = as_ana.get(reverse("tasks:board")).content.decode()
    assert "On 2026-11-23" in page and "On 2026-11-22" not in page
    assert "50 min" in page


def test_finished_tasks_are_listed_with_a_way_back(as_ana, ana):
    make_task(ana, "Done one").complete(NOW)
    make_task(ana, "Dropped one").drop(NOW)
    page = as_ana.get(reverse("tasks:finished")).content.decode()
    assert "Done one" in page and "Dropped one" in page


def test_a_title_cannot_break_out_of_the_page(as_ana, ana):
    make_task(ana, "\"><img src=x onerror=alert(1)>'", due_on=TODAY)
    page = as_ana.get(reverse("tasks:board")).content.decode()
    assert "<img" not in page
