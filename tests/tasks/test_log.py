import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.template.loader import render_to_string
from django.urls import reverse

from contacts.boxes import Box
from contacts.kinds import Kind
from contacts.models import Interaction
from tasks.forms import LogForm
from tests.factories import make_contact, make_task

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY = NOW.date()

pytestmark = pytest.mark.usefixtures("_wednesday", "_first_days_hold")


@pytest.fixture
def _wednesday():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def priya(ana):
    return make_contact(ana, "Priya")


def log(client, **fields):
    return client.post(reverse("tasks:log"), {"again": "none", **fields})


def logged(client, **fields):
    before = set(Interaction.objects.values_list("pk", flat=True))
    answer = log(client, **fields)
    assert answer.status_code == 302, answer.context["form"].errors
    return Interaction.objects.exclude(pk__in=before).get()


@pytest.mark.parametrize(
    ("how", "kind", "minutes", "direction"),
    [
        ("message", "followed-up", 15, "to"),
        ("email", "followed-up", 15, "to"),
        ("call", "conversation", 40, "both"),
        ("met", "conversation", 40, "both"),
        ("reply", "followed-up", 0, "from"),
        ("group", "event", 90, "both"),
        ("online", "online", 20, "to"),
    ],
)
def test_a_tile_and_save_are_enough(as_ana, priya, how, kind, minutes, direction):
    entry = logged(as_ana, how=how, contact=priya.pk)
    assert (entry.kind, entry.minutes, entry.direction) == (kind, minutes, direction)
    assert entry.day == TODAY
    assert list(entry.people.all()) == [priya]


def test_every_networking_kind_has_its_usual_minutes(as_ana):
    for kind in Kind:
        if kind.is_networking:
            assert logged(as_ana, how="message", kind=kind).minutes == kind.facts.minutes


def test_purpose_decides_whether_easy_networking_is_important(as_ana):
    assert logged(as_ana, how="group").box == Box.LET_GO
    assert logged(as_ana, how="group", purpose="Meet Halden").box == Box.MAKE_TIME


def test_several_people_and_new_ones_take_part(as_ana, ana, priya):
    entry = logged(as_ana, how="group", people="Priya", met="Alex Kim, Grace")
    names = sorted(person.name for person in entry.people.all())
    assert names == ["Alex Kim", "Grace", "Priya"]
    met = entry.participants.filter(met=True)
    assert sorted(p.contact.name for p in met) == ["Alex Kim", "Grace"]
    assert ana.contacts.get(given_name="Alex").level == 1


def test_somebody_met_who_is_known_already_is_not_added_twice(as_ana, ana, priya):
    logged(as_ana, how="group", met="priya")
    assert ana.contacts.count() == 1


@pytest.mark.parametrize(
    ("how", "day"),
    [
        ("message", date(2026, 12, 2)),
        ("call", date(2026, 11, 26)),
        ("reply", date(2026, 11, 27)),
    ],
)
def test_the_next_follow_up_fits_what_happened(as_ana, ana, priya, how, day):
    logged(as_ana, how=how, contact=priya.pk, again="fits")
    follow_up = ana.tasks.get()
    assert (follow_up.due_on, follow_up.contact) == (day, priya)
    assert follow_up.box == Box.MAKE_TIME


def test_an_event_proposes_no_follow_up(as_ana, ana, priya):
    logged(as_ana, how="group", people="Priya", again="fits")
    assert not ana.tasks.exists()


def test_a_second_log_moves_the_open_follow_up_instead_of_adding_one(as_ana, ana, priya):
    logged(as_ana, how="message", contact=priya.pk, again="3")
    logged(as_ana, how="message", contact=priya.pk, again="14")
    assert ana.tasks.open().get().due_on == TODAY + timedelta(days=14)


def test_a_two_way_contact_settles_staying_in_touch_and_restarts_the_rhythm(as_ana, ana, priya):
    old = ana.tasks.plan_follow_up(ana, priya, TODAY)
    logged(as_ana, how="call", contact=priya.pk)
    old.refresh_from_db()
    priya.refresh_from_db()
    assert old.completed_on == TODAY
    assert priya.last_two_way_on == TODAY


def test_a_message_without_an_answer_does_not_restart_the_rhythm(as_ana, priya):
    logged(as_ana, how="message", contact=priya.pk)
    priya.refresh_from_db()
    assert (priya.last_contact_on, priya.last_two_way_on) == (TODAY, None)


def test_their_reply_makes_it_my_turn_until_i_answer(as_ana, priya):
    logged(as_ana, how="reply", contact=priya.pk)
    priya.refresh_from_db()
    assert priya.my_turn_since == TODAY
    logged(as_ana, how="message", contact=priya.pk)
    priya.refresh_from_db()
    assert priya.my_turn_since is None


def test_logging_a_planned_follow_up_finishes_it_with_this_entry(as_ana, ana, priya):
    task = make_task(ana, kind=Kind.FOLLOWED_UP, contact=priya, due_on=TODAY)
    entry = logged(as_ana, how="message", task=task.pk, notes="Two lines")
    task.refresh_from_db()
    assert (task.interaction, task.completed_on) == (entry, TODAY)
    assert ana.interactions.count() == 1


@pytest.mark.parametrize(
    ("how", "kind", "minutes"),
    [("message", Kind.ASKED, 25), ("met", Kind.CONVERSATION, 40), ("reply", Kind.FOLLOWED_UP, 0)],
)
def test_a_message_is_of_the_kind_it_finishes_and_a_talk_of_its_own(
    as_ana, ana, priya, how, kind, minutes
):
    task = make_task(ana, kind=Kind.ASKED, contact=priya, due_on=TODAY, estimate=25)
    entry = logged(as_ana, how=how, task=task.pk)
    assert (entry.kind, entry.minutes) == (kind, minutes)


def test_a_task_that_another_window_has_finished_keeps_nobody_from_logging(as_ana, ana, priya):
    task = make_task(ana, contact=priya, due_on=TODAY)
    first = logged(as_ana, how="message", task=task.pk)
    second = logged(as_ana, how="reply", task=task.pk, contact=priya.pk)
    task.refresh_from_db()
    assert (task.interaction, list(second.people.all())) == (first, [priya])


def test_a_promise_is_kept_by_saying_so_and_not_by_any_talk(as_ana, ana, priya):
    make_task(ana, "Write", contact=priya, due_on=TODAY)
    page = as_ana.get(priya.get_absolute_url()).content.decode()
    assert re.search(r'name="task" value="[^"]+" checked', page)
    ana.tasks.all().delete()
    ana.tasks.promise(ana, priya, "Send it", due_on=TODAY, today=TODAY)
    page = as_ana.get(priya.get_absolute_url()).content.decode()
    assert re.search(r'name="task" value="[^"]+">', page)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"how": ""}, "how"),
        ({"how": "pigeon"}, "how"),
        ({"how": "call", "day": "2026-11-26"}, "day"),
        ({"how": "call", "day": "soon"}, "day"),
        ({"how": "call", "minutes": "1441"}, "minutes"),
        ({"how": "call", "kind": "application"}, "kind"),
        ({"how": "call", "people": "Nobody"}, "people"),
        ({"how": "call", "again": "3"}, "people"),
        ({"how": "call", "again": "date"}, "again_on"),
        ({"how": "call", "again": "date", "again_on": "2026-11-01"}, "again_on"),
        ({"how": "call", "helped": "aliens"}, "helped"),
        ({"how": "call", "met": "x" * 121}, "met"),
        ({"how": "call", "notes": "a\x00b"}, "notes"),
    ],
)
def test_bad_input_is_told_and_nothing_is_logged(as_ana, fields, wrong):
    answer = log(as_ana, **{"notes": "keep me", **fields})
    assert answer.status_code == 422
    assert wrong in answer.context["form"].errors
    assert "keep me" in answer.content.decode() or "notes" in fields
    assert not Interaction.objects.exists()


@pytest.mark.parametrize("field", ["contact", "task"])
def test_a_strangers_person_or_task_is_not_found(client, ben, ana, priya, field):
    client.force_login(ben)
    foreign = {"contact": priya, "task": make_task(ana)}[field]
    assert log(client, how="call", **{field: foreign.pk}).status_code == 404
    assert log(client, how="call", **{field: "nonsense"}).status_code == 404
    assert not Interaction.objects.exists()


def test_a_strangers_name_is_nobody(client, ben, priya):
    client.force_login(ben)
    assert "people" in log(client, how="call", people="Priya").context["form"].errors


def change(client, entry, **fields):
    whole = {"kind": entry.kind, "day": entry.day, "minutes": entry.minutes,
             "direction": entry.direction, **fields}  # fmt: skip
    return client.post(reverse("tasks:interaction_edit", args=[entry.pk]), whole)


def test_changing_the_day_works_the_rhythm_out_again(as_ana, priya):
    entry = logged(as_ana, how="call", contact=priya.pk)
    change(as_ana, entry, day="2026-11-20", people="Priya")
    priya.refresh_from_db()
    assert priya.last_two_way_on == date(2026, 11, 20)


def test_taking_somebody_out_works_their_days_out_again(as_ana, priya):
    entry = logged(as_ana, how="call", contact=priya.pk)
    change(as_ana, entry, people="")
    priya.refresh_from_db()
    assert priya.last_contact_on is None


def test_deleting_an_entry_takes_its_minutes_and_days_along(as_ana, ana, priya):
    task = make_task(ana, kind=Kind.FOLLOWED_UP, contact=priya)
    task.complete(NOW)
    as_ana.post(reverse("tasks:interaction_delete", args=[task.interaction_id]))
    task.refresh_from_db()
    priya.refresh_from_db()
    assert not Interaction.objects.exists()
    assert (task.minutes_spent, task.is_open) == (0, False)
    assert priya.last_contact_on is None


@pytest.mark.parametrize("name", ["interaction_edit", "interaction_delete", "log_undo"])
def test_a_strangers_entry_is_not_found(client, ben, as_ana, name):
    entry = logged(as_ana, how="group")
    client.force_login(ben)
    address = reverse(f"tasks:{name}", args=[entry.pk])
    assert client.get(address).status_code in (404, 405)
    assert client.post(address).status_code == 404
    assert Interaction.objects.exists()


def test_what_is_folded_away_on_a_persons_page_is_what_a_new_form_draws(as_ana, ana, priya):
    page = as_ana.get(priya.get_absolute_url()).content.decode()
    form = LogForm(owner=ana, today=TODAY, contact=priya, task=make_task(ana, contact=priya))
    assert render_to_string("tasks/_log_more.html", {"form": form}) in page
