"""What a log entry may hold beside how it was: people, promises, favours, introductions."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from contacts.kinds import Kind
from contacts.models import Contact, Interaction
from tasks.situation import Situation
from tests.factories import make_contact, make_organisation

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
    return client.post(reverse("tasks:log"), {"again": "none", "how": "met", **fields})


def logged(client, **fields):
    before = set(Interaction.objects.values_list("pk", flat=True))
    answer = log(client, **fields)
    assert answer.status_code == 302, answer.context["form"].errors
    return Interaction.objects.exclude(pk__in=before).get()


def filled(client, **fields):
    """What the form holds that a line has filled in."""
    return client.post(reverse("tasks:log"), {"read": "1", **fields})


def fields_of(page):
    """As a browser would send the form: what is checked and typed."""
    form = page.context["form"]
    sent = {"key": form.key, "line": form.line}
    for bound in form:
        value = bound.value()
        if value not in (None, "", False):
            sent[bound.html_name] = value
    return sent


def fields_to_change(client, entry):
    """As a browser would send the form of an entry."""
    page = client.get(reverse("tasks:interaction_edit", args=[entry.pk]))
    sent = {}
    for bound in page.context["form"]:
        value = bound.field.prepare_value(bound.value()) if bound.value() else None
        if value:
            sent[bound.html_name] = value
    return {"minutes": entry.minutes} | sent


def change(client, entry, **fields):
    sent = fields_to_change(client, entry) | fields
    sent = {name: value for name, value in sent.items() if value is not None}
    return client.post(reverse("tasks:interaction_edit", args=[entry.pk]), sent)


def test_all_that_passed_is_kept(as_ana, ana, priya):
    entry = logged(
        as_ana, contact=priya.pk, gave="advice", received="information", unasked="on",
        direction="from", depth="light", purpose="Learn", helped="both",
    )  # fmt: skip
    assert (entry.gave, entry.received, entry.unasked) == ("advice", "information", True)
    assert (entry.direction, entry.light, entry.helped) == ("from", True, "both")


def test_the_timeline_tells_of_favours(as_ana, priya):
    logged(as_ana, contact=priya.pk, gave="advice", received="referral", unasked="on")
    page = as_ana.get(priya.get_absolute_url()).content.decode()
    assert "They gave you: a referral, unasked. You gave them: advice." in page


def test_a_favour_of_the_kind_is_kept_when_none_is_chosen(as_ana, priya):
    assert logged(as_ana, contact=priya.pk, kind=Kind.INTRODUCED).gave == "introduction"
    assert logged(as_ana, contact=priya.pk).gave == ""
    assert not logged(as_ana, contact=priya.pk, unasked="on").unasked


def test_my_promise_has_a_task_and_three_working_days(as_ana, ana, priya):
    entry = logged(as_ana, contact=priya.pk, mine="send the deck")
    promise = ana.promises.get()
    assert (promise.interaction, promise.contact, promise.mine) == (entry, priya, True)
    assert (promise.what, promise.due_on) == ("send the deck", date(2026, 11, 30))
    assert (promise.task.due_on, promise.task.contact) == (date(2026, 11, 30), priya)


def test_their_promise_waits_without_a_task(as_ana, ana, priya):
    logged(as_ana, people="Priya", theirs="ask her boss", theirs_on="2026-11-27")
    promise = ana.promises.get()
    assert (promise.mine, promise.due_on) == (False, date(2026, 11, 27))
    assert not ana.tasks.exists()


def test_whom_they_introduced_is_brought_by_them(as_ana, ana, priya):
    entry = logged(as_ana, contact=priya.pk, introduced="Sam Green", unasked="on")
    sam = ana.contacts.get(given_name="Sam")
    assert (sam.met_through, sam.introduced_in) == (priya, entry)
    assert (sam.known, sam.level) == (Contact.Known.INTRODUCED, 0)
    assert (entry.received, entry.unasked) == ("introduction", True)
    assert list(entry.people.all()) == [priya]


def test_somebody_known_is_not_introduced_twice(as_ana, ana, priya):
    lee = make_contact(ana, "Lee")
    logged(as_ana, contact=priya.pk, introduced="lee, Priya")
    assert ana.contacts.count() == 3  # another Priya: nobody introduces themselves
    lee.refresh_from_db()
    assert lee.met_through == priya


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"mine": "send it"}, "people"),
        ({"theirs": "send it"}, "people"),
        ({"introduced": "Sam"}, "people"),
        ({"mine_on": "2026-11-27", "people": "Priya"}, "mine"),
        ({"mine": "send it", "mine_on": "9999-12-31", "people": "Priya"}, "mine_on"),
        ({"theirs": "x", "theirs_on": "0001-01-01", "people": "Priya"}, "theirs_on"),
        ({"again": "date", "again_on": "9999-12-31", "people": "Priya"}, "again_on"),
        ({"mine": "x" * 201, "people": "Priya"}, "mine"),
        ({"gave": "money", "people": "Priya"}, "gave"),
        ({"direction": "up"}, "direction"),
        ({"depth": "deep"}, "depth"),
        ({"introduced": "x\x00"}, "introduced"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(as_ana, priya, fields, wrong):
    answer = log(as_ana, notes="keep me", **fields)
    assert answer.status_code == 422
    assert wrong in answer.context["form"].errors
    assert "keep me" in answer.content.decode()
    assert not Interaction.objects.exists()


@pytest.mark.parametrize("how", ["message", "reply"])
def test_what_is_planned_is_not_proposed_once_more(as_ana, ana, priya, how):
    entry = logged(as_ana, how=how, contact=priya.pk, again="none")
    proposed = [one.reason for one in Situation(ana, TODAY, priya).proposals]
    entry.delete_and_recount()
    logged(as_ana, how=how, contact=priya.pk, again="fits")
    assert proposed == [ana.tasks.open().get().reason]
    assert not list(Situation(ana, TODAY, priya).proposals)


# --- One line -----------------------------------------------------------------------------------


def test_a_line_fills_the_form_and_saves_nothing(as_ana, ana):
    make_contact(ana, "Priya", organisation=make_organisation(ana, "Halden"))
    page = filled(as_ana, line="coffee with Priya 40m about her team, she offered an intro")
    assert page.status_code == 200
    assert not Interaction.objects.exists()
    sent = fields_of(page)
    assert (sent["how"], sent["people"], sent["minutes"]) == ("met", "Priya (Halden)", 40)
    assert (sent["notes"], sent["theirs"]) == ("About her team", "an intro")
    assert sent["again"] == "fits"
    entry = logged(as_ana, **sent)
    assert (entry.notes, entry.minutes, entry.people.get().given_name) == (
        "About her team", 40, "Priya"
    )  # fmt: skip
    assert ana.promises.get().what == "an intro"
    assert ana.tasks.open().get().due_on == TODAY + timedelta(days=1)


def test_the_same_line_in_the_address_fills_the_form(as_ana, priya):
    page = as_ana.get(reverse("tasks:log"), {"line": "Priya replied"})
    assert fields_of(page)["how"] == "reply"
    assert not Interaction.objects.exists()


def test_of_two_people_of_one_name_neither_is_guessed(as_ana, ana):
    lee = make_contact(ana, "Sam", family_name="Lee")
    make_contact(ana, "Sam", family_name="Ortiz")
    page = filled(as_ana, line="call with Sam 20m")
    assert "people" not in fields_of(page)
    assert "Who is Sam?" in page.content.decode()
    assert "which_0" in log(as_ana, **fields_of(page)).context["form"].errors
    entry = logged(as_ana, **fields_of(page), which_0=str(lee.pk))
    assert entry.people.get() == lee


def test_a_name_that_several_have_may_be_somebody_new(as_ana, ana):
    for family in ("Lee", "Ortiz"):
        make_contact(ana, "Sam", family_name=family)
    entry = logged(as_ana, **fields_of(filled(as_ana, line="met Sam")), which_0="new")
    assert entry.people.get().name == "Sam"
    assert ana.contacts.count() == 3


def test_nobody_elses_person_can_be_chosen(as_ana, ana, ben):
    for family in ("Lee", "Ortiz"):
        make_contact(ana, "Sam", family_name=family)
    foreign = make_contact(ben, "Sam")
    answer = log(as_ana, line="met Sam", which_0=str(foreign.pk))
    assert "which_0" in answer.context["form"].errors


def test_two_people_of_one_whole_name_are_told_apart_by_where_they_work(as_ana, ana):
    for place in ("Halden", "Northwind"):
        make_contact(ana, "Sam", family_name="Lee", organisation=make_organisation(ana, place))
    page = filled(as_ana, line="met Sam Lee").content.decode()
    assert "Sam Lee (Halden)" in page and "Sam Lee (Northwind)" in page


def test_a_new_name_is_offered_as_a_new_person(as_ana, ana):
    page = filled(as_ana, line="met Zoltan Kovács at the fair")
    assert fields_of(page)["met"] == "Zoltan Kovács"
    assert not ana.contacts.exists()
    logged(as_ana, **fields_of(page))
    assert ana.contacts.get().name == "Zoltan Kovács"


def test_on_somebodys_page_the_line_is_about_them(as_ana, priya):
    page = filled(as_ana, line="coffee 40m, I'll send the deck by fri", contact=priya.pk)
    sent = fields_of(page)
    assert page.context["contact"] == priya
    entry = logged(as_ana, contact=priya.pk, **sent)
    assert entry.people.get() == priya
    assert priya.promises.get().due_on == date(2026, 11, 27)


@pytest.mark.parametrize("line", ["", "   ", "x\x00y", "😀" * 1000, "a" * 5000, "\ue0000\ue001"])
def test_any_line_leads_to_a_form(as_ana, line):
    assert filled(as_ana, line=line).status_code == 200


def test_of_several_people_the_first_promised_and_introduced(as_ana, ana, priya):
    lee = make_contact(ana, "Lee")
    logged(as_ana, people="Priya, Lee", theirs="ask", introduced="Kim")
    assert ana.promises.get().contact == ana.contacts.get(given_name="Kim").met_through == priya
    logged(as_ana, people="Priya", contact=lee.pk, mine="send it")
    assert ana.promises.get(mine=True).contact == lee


# --- Sent twice ---------------------------------------------------------------------------------


def test_a_form_sent_twice_is_logged_once(as_ana, ana, priya):
    fields = {"contact": priya.pk, "key": "k", "mine": "send it", "again": "3"}
    logged(as_ana, **fields)
    assert log(as_ana, **fields).status_code == 302
    assert ana.interactions.count() == ana.promises.count() == 1
    assert ana.tasks.count() == 2


def test_a_form_sent_twice_at_once_is_logged_once(transactional_db, ana, priya):
    fields = {"how": "met", "contact": priya.pk, "key": "k", "mine": "send it", "again": "3"}

    def send(_):
        client = Client()
        client.force_login(ana)
        try:
            return client.post(reverse("tasks:log"), fields).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(send, range(4))) == {302}
    assert ana.interactions.count() == ana.promises.count() == 1
    assert ana.tasks.count() == 2


def test_a_form_changed_before_it_is_sent_again_is_another_entry(as_ana, ana, priya):
    logged(as_ana, contact=priya.pk, key="k")
    logged(as_ana, contact=priya.pk, key="k", notes="More")
    assert ana.interactions.count() == 2


# --- Changing it --------------------------------------------------------------------------------


def test_changing_nothing_changes_nothing(as_ana, ana, priya):
    entry = logged(
        as_ana, contact=priya.pk, mine="send it", theirs="ask", introduced="Sam", gave="advice",
        again="fits",
    )  # fmt: skip
    before = [list(rows.values()) for rows in (ana.promises, ana.tasks, ana.effects)]
    people = list(ana.contacts.order_by("pk").values("pk", "met_through", "introduced_in"))
    assert change(as_ana, entry).status_code == 302
    assert [list(rows.values()) for rows in (ana.promises, ana.tasks, ana.effects)] == before
    assert list(ana.contacts.order_by("pk").values("pk", "met_through", "introduced_in")) == people
    entry.refresh_from_db()
    assert (entry.gave, entry.received) == ("advice", "introduction")


def test_a_promise_is_changed_with_its_task_and_taken_out_with_it(as_ana, ana, priya):
    entry = logged(as_ana, contact=priya.pk, mine="send it")
    change(as_ana, entry, mine="send the CV", mine_on="2026-12-04")
    promise = ana.promises.get()
    assert (promise.what, promise.due_on) == ("send the CV", date(2026, 12, 4))
    assert (promise.task.title, promise.task.due_on) == ("Send the CV", date(2026, 12, 4))
    change(as_ana, entry, mine=None, mine_on=None)
    assert not ana.promises.exists()
    assert not ana.tasks.open().exists()


def test_a_promise_and_an_introduction_can_be_added_later(as_ana, ana, priya):
    entry = logged(as_ana, contact=priya.pk)
    change(as_ana, entry, theirs="ask", introduced="Sam")
    assert (ana.promises.get().what, ana.contacts.get(given_name="Sam").met_through) == (
        "ask", priya
    )  # fmt: skip
    change(as_ana, entry, introduced=None)
    assert ana.contacts.get(given_name="Sam").met_through is None


def test_the_planned_follow_up_follows_the_day(as_ana, ana, priya):
    entry = logged(as_ana, how="reply", contact=priya.pk, again="fits", minutes=5)
    change(as_ana, entry, day="2026-11-24")
    assert ana.tasks.open().get().due_on == date(2026, 11, 26)
    change(as_ana, entry, direction="to")
    assert ana.tasks.open().get().due_on == ana.working_day_after(date(2026, 11, 24), 5)
    change(as_ana, entry, kind="conversation", direction="both")
    assert not ana.tasks.open().exists()  # thanks are proposed instead
    change(as_ana, entry, light="on")
    assert not ana.tasks.open().exists()


def test_a_date_that_was_chosen_stays_when_the_day_changes(as_ana, ana, priya):
    entry = logged(as_ana, contact=priya.pk, again="date", again_on="2026-12-24")
    change(as_ana, entry, day="2026-11-20")
    assert ana.tasks.open().get().due_on == date(2026, 12, 24)


def test_taking_somebody_out_takes_their_follow_up_out(as_ana, ana, priya):
    make_contact(ana, "Lee")
    entry = logged(as_ana, people="Priya, Lee", again="fits")
    assert ana.tasks.open().count() == 2
    change(as_ana, entry, people="Lee")
    assert ana.tasks.open().get().contact.name == "Lee"


def test_a_message_that_was_a_talk_settles_staying_in_touch_after_all(as_ana, ana, priya):
    old = ana.tasks.plan_follow_up(ana, priya, TODAY)
    entry = logged(as_ana, how="message", contact=priya.pk)
    change(as_ana, entry, direction="both")
    assert not ana.tasks.open().exists()
    change(as_ana, entry, direction="to")
    assert ana.tasks.open().get() == old


def test_the_page_of_an_entry_shows_all_of_it(as_ana, priya):
    entry = logged(as_ana, contact=priya.pk, mine="send it", introduced="Sam Green")
    page = as_ana.get(reverse("tasks:interaction_edit", args=[entry.pk])).content.decode()
    assert re.search(r'name="mine"[^>]*value="send it"|value="send it"[^>]*name="mine"', page)
    assert "Sam Green" in page
