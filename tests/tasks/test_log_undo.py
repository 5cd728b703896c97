"""Taking back what was logged, and what was deleted; and that it leaves no trace, in any order."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
import time_machine
from django.urls import reverse

from contacts import merging
from contacts.kinds import Kind
from contacts.models import Ask, Interaction
from tasks.models import Task
from tasks.situation import Situation
from tests.factories import make_contact, make_task
from tests.security.world import fingerprint
from tests.tasks.test_log_entry import change, log, logged

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


def undo_address(page):
    """Of the newest message."""
    return page.content.decode().rsplit("data-undo", 1)[0].rsplit('action="', 1)[1].split('"')[0]


def undo(client, entry):
    return client.post(reverse("tasks:log_undo", args=[entry.pk]), follow=True)


def delete(client, entry):
    return client.post(reverse("tasks:interaction_delete", args=[entry.pk]), follow=True)


def derived(owner):
    """Every number and date that the log decides, whatever the rows are called."""
    people = owner.contacts.order_by("search_name", "pk")
    tasks = owner.tasks.filter(taken_back=False).order_by("title", "contact", "due_on", "pk")
    plan = ("title", "contact", "due_on", "first_due_on", "times_moved", "completed_on")
    return (
        list(people.values_list("given_name", "last_contact_on", "last_two_way_on",
             "my_turn_since", "met_through", "introduced_in")),
        list(tasks.open().values_list(*plan)),
        list(owner.promises.order_by("what").values_list("what", "mine", "due_on", "outcome")),
        owner.interactions.count(),
    )  # fmt: skip


def test_the_undo_bar_takes_the_entry_back(as_ana, ana, priya):
    before = derived(ana)
    page = as_ana.post(reverse("tasks:log"), {"how": "met", "contact": priya.pk, "again": "fits",
                       "mine": "send it", "theirs": "ask"}, follow=True)  # fmt: skip
    said = page.content.decode()
    assert "Logged. Next follow-up: tomorrow. You promised it for Mon 30 Nov." in said
    assert "Undone." in as_ana.post(undo_address(page), follow=True).content.decode()
    assert derived(ana) == before


def test_undo_opens_the_follow_up_it_closed_and_gives_back_the_old_date(as_ana, ana, priya):
    due = TODAY - timedelta(days=2)
    closed = ana.tasks.plan_follow_up(ana, priya, due)
    undo(as_ana, logged(as_ana, contact=priya.pk, again="14"))
    closed.refresh_from_db()
    assert (closed.is_open, closed.due_on, closed.interaction) == (True, due, None)
    assert ana.tasks.open().get() == closed
    undo(as_ana, logged(as_ana, how="message", contact=priya.pk, again="14"))
    closed.refresh_from_db()
    assert (closed.due_on, closed.first_due_on, closed.times_moved) == (due, due, 0)


def test_undo_opens_the_task_that_was_logged(as_ana, ana, priya):
    task = make_task(ana, kind=Kind.FOLLOWED_UP, contact=priya, due_on=TODAY)
    undo(as_ana, logged(as_ana, task=task.pk))
    task.refresh_from_db()
    assert task.is_open


def test_undo_takes_away_whom_only_this_entry_named(as_ana, ana, priya):
    entry = logged(as_ana, contact=priya.pk, met="Lee", introduced="Sam", again="3")
    undo(as_ana, entry)
    assert list(ana.contacts.all()) == [priya]


def test_undo_leaves_whom_somebody_has_got_to_know_since(as_ana, ana, priya):
    entry = logged(as_ana, contact=priya.pk, met="Lee, Kim", introduced="Sam")
    ana.contacts.filter(given_name="Lee").update(role="Designer")
    logged(as_ana, people="Sam")
    undo(as_ana, entry)
    assert sorted(ana.contacts.values_list("given_name", flat=True)) == ["Lee", "Priya", "Sam"]


def test_undoing_twice_is_as_calm_as_once(as_ana, priya):
    entry = logged(as_ana, contact=priya.pk, met="Lee")
    undo(as_ana, entry)
    again = undo(as_ana, entry)
    assert (again.status_code, "already" in again.content.decode()) == (200, True)


def test_what_somebody_changed_since_is_left_alone(as_ana, ana, priya):
    task = ana.tasks.plan_follow_up(ana, priya, TODAY)
    entry = logged(as_ana, how="message", contact=priya.pk, again="3")
    task.refresh_from_db()
    task.plan_for(date(2026, 12, 24))
    undo(as_ana, entry)
    assert ana.tasks.open().get().due_on == date(2026, 12, 24)


# --- Deleting -----------------------------------------------------------------------------------


def test_a_deleted_entry_comes_back_exactly(as_ana, ana, priya):
    make_contact(ana, "Lee")
    ana.tasks.plan_follow_up(ana, priya, TODAY)
    made = make_task(ana, "Write", kind=Kind.FOLLOWED_UP, contact=priya)
    entry = logged(
        as_ana, people="Priya, Lee", met="Kim", task=made.pk, mine="send it", theirs="ask",
        introduced="Sam Green", gave="advice", notes="Long talk", again="fits",
    )  # fmt: skip
    rows = [ana.interactions, ana.promises, ana.interactionpersons, ana.effects]
    before = [list(one.order_by("pk").values()) for one in rows]
    states = list(ana.tasks.order_by("pk").values_list(
        "pk", "completed_at", "completed_on", "interaction", "raised_by", "promise", "due_on",
        "first_due_on", "times_moved", "minutes_spent", "reason", "taken_back", "dropped_at"
    ))  # fmt: skip
    people = list(ana.contacts.order_by("pk").values(
        "pk", "last_contact_on", "last_two_way_on", "my_turn_since", "met_through",
        "introduced_in"))  # fmt: skip
    for row in before[0]:
        row.pop("updated_at")
    page = delete(as_ana, entry)
    assert not any(one.exists() for one in (ana.interactions, ana.promises, ana.effects))
    assert "is deleted" in page.content.decode()
    back = as_ana.post(undo_address(page), follow=True)
    assert "The entry is back." in back.content.decode()
    after = [list(one.order_by("pk").values()) for one in rows]
    for row in after[0]:
        row.pop("updated_at")
    assert after == before
    assert list(ana.contacts.order_by("pk").values(*people[0])) == people
    assert list(ana.tasks.order_by("pk").values_list(
        "pk", "completed_at", "completed_on", "interaction", "raised_by", "promise", "due_on",
        "first_due_on", "times_moved", "minutes_spent", "reason", "taken_back", "dropped_at"
    )) == states  # fmt: skip


def test_bringing_back_twice_brings_back_once(as_ana, ana, priya):
    entry = logged(as_ana, contact=priya.pk)
    address = undo_address(delete(as_ana, entry))
    for _ in range(2):
        assert as_ana.post(address, follow=True).status_code == 200
    assert ana.interactions.get() == entry


def test_a_deleted_entry_that_was_sent_again_does_not_come_back_twice(as_ana, ana, priya):
    fields = {"contact": priya.pk, "key": "k"}
    address = undo_address(delete(as_ana, logged(as_ana, **fields)))
    logged(as_ana, **fields)
    assert "already" in as_ana.post(address, follow=True).content.decode()
    assert ana.interactions.count() == 1


def test_it_comes_back_without_a_person_who_is_gone(as_ana, ana, priya):
    make_contact(ana, "Lee")
    entry = logged(as_ana, people="Lee, Priya", mine="send it", again="fits")
    address = undo_address(delete(as_ana, entry))
    ana.contacts.get(given_name="Lee").delete()
    as_ana.post(address)
    assert list(entry.people.all()) == [priya]
    assert not ana.promises.exists()  # it was Lee's


def test_deleting_a_person_deletes_what_is_kept_of_their_deleted_entries(as_ana, ana, priya):
    delete(as_ana, logged(as_ana, contact=priya.pk, notes="private"))
    assert ana.removals.exists()
    priya.delete_for_good()
    assert not ana.removals.exists()


def test_what_was_deleted_is_gone_after_a_day(as_ana, ana, priya):
    delete(as_ana, logged(as_ana, contact=priya.pk))
    ana.removals.forget_old(NOW + timedelta(hours=23))
    assert ana.removals.exists()
    ana.removals.forget_old(NOW + timedelta(hours=25))
    assert not ana.removals.exists()


def test_a_task_changed_since_keeps_its_change_and_gets_its_link_back(as_ana, ana, priya):
    task = make_task(ana, "Ask", kind=Kind.ASKED, contact=priya)
    task.complete(NOW)
    entry = Interaction.objects.get()
    change(as_ana, entry, notes="She will ask", people="Priya")
    address = undo_address(delete(as_ana, entry))
    task.refresh_from_db()
    assert (task.is_open, task.minutes_spent) == (False, 0)
    as_ana.post(address)
    task.refresh_from_db()
    assert (task.interaction, task.minutes_spent) == (entry, 15)


def test_an_ask_waits_again_when_its_answer_is_deleted_and_is_answered_when_it_is_back(
    as_ana, ana, priya
):
    ask = Ask.objects.create(owner=ana, contact=priya, rung=1, made_on=TODAY - timedelta(days=3))
    ask.say("yes", TODAY)
    address = undo_address(delete(as_ana, ask.answer))
    ask.refresh_from_db()
    assert (ask.outcome, ask.answered_on, ask.answer) == ("", None, None)
    as_ana.post(address)
    ask.refresh_from_db()
    assert (ask.outcome, ask.answered_on, ask.answer) == ("yes", TODAY, ana.interactions.get())


@pytest.mark.parametrize("name", ["log_undo", "interaction_delete"])
def test_looking_takes_nothing_back(as_ana, priya, name):
    entry = logged(as_ana, contact=priya.pk)
    before = fingerprint()
    assert as_ana.get(reverse(f"tasks:{name}", args=[entry.pk])).status_code == 405
    assert fingerprint() == before


# --- After other changes ------------------------------------------------------------------------


def test_it_comes_back_with_whom_its_person_became(as_ana, ana, priya):
    twin = make_contact(ana, "Pria")
    entry = logged(as_ana, people="Pria, Priya", mine="send it")
    address = undo_address(delete(as_ana, entry))
    merging.merge(priya, twin, NOW)
    as_ana.post(address)
    assert list(entry.people.all()) == [priya]
    assert ana.promises.get().contact == priya
    priya.refresh_from_db()
    assert priya.last_contact_on == TODAY


def test_deleting_a_person_deletes_what_is_kept_of_those_they_were(as_ana, ana, priya):
    twin = make_contact(ana, "Pria")
    delete(as_ana, logged(as_ana, contact=twin.pk, notes="private"))
    merging.merge(priya, twin, NOW)
    priya.delete_for_good()
    assert not ana.removals.exists()


def message(client, contact, day):
    return logged(client, how="message", day=f"2026-11-{day}", again="fits", contact=contact.pk)


def test_what_came_back_is_there_for_what_was_logged_after_it(as_ana, ana, priya):
    first = message(as_ana, priya, 18)
    before = derived(ana)
    second = message(as_ana, priya, 23)
    as_ana.post(undo_address(delete(as_ana, first)))
    delete(as_ana, second)
    assert derived(ana) == before


def test_a_deleted_entry_gives_its_place_in_the_order_to_nobody(as_ana, ana, priya):
    message(as_ana, priya, 17)
    before = derived(ana)
    second, third = message(as_ana, priya, 18), message(as_ana, priya, 19)
    delete(as_ana, second)
    fourth = message(as_ana, priya, 23)
    delete(as_ana, third)
    delete(as_ana, fourth)
    assert derived(ana) == before


@pytest.mark.parametrize(
    ("name", "said"),
    [("tags", ["x"]), ("told_on", TODAY), ("do_not_contact", True), ("level", 3),
     ("rhythm_days", 10), ("known_note", "at the fair")],
)  # fmt: skip
def test_undo_leaves_whom_somebody_has_said_something_about(as_ana, ana, priya, name, said):
    entry = logged(as_ana, contact=priya.pk, met="Lee")
    ana.contacts.filter(given_name="Lee").update(**{name: said})
    undo(as_ana, entry)
    assert ana.contacts.filter(given_name="Lee").exists()


def test_undo_leaves_whom_another_has_become(as_ana, ana, priya):
    entry = logged(as_ana, contact=priya.pk, met="Lee")
    merging.merge(ana.contacts.get(given_name="Lee"), make_contact(ana, "Leigh"), NOW)
    undo(as_ana, entry)
    assert ana.contacts.filter(given_name="Lee").exists()


def test_a_task_that_was_opened_since_is_not_finished_by_what_comes_back(as_ana, ana, priya):
    task = make_task(ana, "Write", kind=Kind.FOLLOWED_UP, contact=priya)
    entry = logged(as_ana, task=task.pk, mine="send it")
    promise = ana.promises.get()
    promise.task.complete(NOW)
    address = undo_address(delete(as_ana, entry))
    Task.objects.get(title="Send it").reopen()
    task.refresh_from_db()
    task.plan_for(TODAY)
    as_ana.post(address)
    task.refresh_from_db()
    promise.refresh_from_db()
    assert (task.is_open, task.interaction) == (True, None)
    assert (promise.is_open, promise.task.is_open) == (True, True)


def test_a_log_sent_twice_for_a_task_is_told_of_twice_and_kept_once(as_ana, ana, priya):
    task = make_task(ana, kind=Kind.FOLLOWED_UP, contact=priya)
    for _ in range(2):
        assert log(as_ana, task=task.pk, key="k").status_code == 302
    assert ana.interactions.count() == 1


def test_what_was_typed_is_kept_though_its_task_was_closed_meanwhile(as_ana, ana, priya):
    task = make_task(ana, kind=Kind.FOLLOWED_UP, contact=priya)
    task.drop(NOW)
    entry = logged(as_ana, task=task.pk, notes="Long words")
    assert (entry.notes, list(entry.people.all())) == ("Long words", [priya])


# --- In any order -------------------------------------------------------------------------------

A, B, C = (
    {"how": "message", "day": "2026-11-18", "again": "fits", "contact": True},
    {"how": "met", "day": "2026-11-20", "again": "none", "contact": True},
    {"how": "message", "day": "2026-11-23", "again": "fits", "contact": True},
)


SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 12))]


def of(priya, fields):
    return {name: priya.pk if name == "contact" else value for name, value in fields.items()}


@pytest.mark.parametrize("order", [*permutations([0, 1, 2])], ids=str)
def test_taken_out_in_any_order_nothing_is_left_of_three(as_ana, ana, priya, order):
    ana.tasks.plan_follow_up(ana, priya, TODAY + timedelta(days=9))
    before = derived(ana)
    entries = [logged(as_ana, **of(priya, fields)) for fields in (A, B, C)]
    assert ana.tasks.open().get().due_on == ana.working_day_after(date(2026, 11, 23), 5)
    for number in order:
        delete(as_ana, entries[number])
    assert derived(ana) == before


def at_random(chance, people, day):
    who = chance.sample(people, chance.choice([1, 1, 2]))
    fields = {
        "how": chance.choice(["message", "email", "call", "met", "reply"]),
        "day": str(day),
        "people": ", ".join(one.name for one in who),
        "again": chance.choice(["fits", "fits", "none"]),
    }
    for name, value in (("mine", f"send {day}"), ("theirs", f"ask {day}"), ("gave", "advice")):
        if chance.random() < 0.3:
            fields[name] = value
    return fields


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_added_and_deleted_restores_every_number_and_date(as_ana, ana, seed):
    chance = random.Random(seed)
    people = [make_contact(ana, name) for name in ("Priya", "Lee", "Kim")]
    days = [TODAY - timedelta(days=n) for n in range(30)]
    for day in chance.sample(days, 2):
        logged(as_ana, **at_random(chance, people, day))
    ana.tasks.plan_follow_up(ana, people[2], TODAY)
    before = derived(ana)
    chosen = chance.sample(days, 5)
    added = [logged(as_ana, **at_random(chance, people, day)) for day in chosen]
    chance.shuffle(added)
    for entry in added:
        delete(as_ana, entry)
    assert derived(ana) == before


ORDERS = [0, 3, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 12) if n != 3)]


def plans(tasks):
    return sorted(tasks.open().values_list("title", "contact", "due_on", "first_due_on"))


def said_by_the_log(owner, said):
    """All that it decides, and what is planned by "What fits" of what cannot but be the same.

    Whether thanks were planned, or what comes after them, was decided with what was logged until
    then, and somebody may have read so: what is planned stays. So does the date of a nudge when
    a second message without an answer plans no third one, whichever was logged first. Anybody
    with fewer messages has one date for being in touch again: that of the last word.
    """
    people, _, promises, count = derived(owner)
    tasks = owner.tasks.filter(taken_back=False)
    in_touch = tasks.filter(reason__in=["nudge", "stay-in-touch"])
    messages = Counter(
        name for one in said if one["how"] in ("message", "email") for name in names(one)
    )
    pressed = [name for name, times in messages.items() if times > 1]
    by_log = Situation(owner, TODAY, without=tasks.values_list("pk", flat=True))
    return (
        people, list(promises), count, plans(tasks.exclude(promise=None)),
        plans(in_touch.exclude(contact__given_name__in=pressed)),
        sorted((one.contact, one.reason, one.day, one.title) for one in by_log.proposals),
        sorted((pk, one.unanswered) for pk, one in by_log.standings.items()),
    )  # fmt: skip


def names(fields):
    return fields["people"].split(", ")


@pytest.mark.parametrize("seed", ORDERS)
def test_the_order_in_which_it_is_logged_does_not_matter(as_ana, ana, seed):
    chance = random.Random(seed)
    people = [make_contact(ana, name) for name in ("Priya", "Lee", "Kim")]
    days = chance.sample([TODAY - timedelta(days=n) for n in range(30)], 5)
    said = [at_random(chance, people, day) for day in days]
    found = []
    for _ in range(3):
        chance.shuffle(said)
        entries = [logged(as_ana, **fields) for fields in said]
        found.append(said_by_the_log(ana, said))
        follow_ups = list(ana.tasks.open().exclude(reason="").values_list("contact", "reason"))
        assert len(set(follow_ups)) == len(follow_ups)
        for entry in entries:
            delete(as_ana, entry)
        Task.objects.all().delete()
    assert found[1] == found[0]
    assert found[2] == found[0]


def test_a_refused_form_takes_nothing_back(as_ana, ana, priya):
    before = derived(ana)
    assert log(as_ana, contact=priya.pk, minutes="x").status_code == 422
    assert derived(ana) == before
