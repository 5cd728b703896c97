"""The ladder and the level on somebody's page, and the page that changes both."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import Ask, Contact, Interaction
from tests.factories import make_contact

TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel("2026-11-25T10:00:00Z", tick=False):
        yield


@pytest.fixture
def tomasz(ana):
    return make_contact(ana, "Tomasz", level=2)


def log(owner, person, days, kind="conversation", direction="both", **fields):
    entry = Interaction.objects.create(
        owner=owner, day=TODAY - timedelta(days=days), kind=kind, direction=direction,
        **{"minutes": 20, **fields},
    )  # fmt: skip
    entry.set_people([person])


def in_touch(owner, person):
    """The method's example: D3, F2, told, span 30."""
    for days in (31, 10, 1):
        log(owner, person, days)
    for days in (20, 5):
        log(owner, person, days, "followed-up", "to")
    person.told_on = TODAY
    person.save()


def ladder_of(client, person, address=""):
    return client.get(f"{person.get_absolute_url()}{address}").context["climb"]


# The rows ----------------------------------------------------------------------------------------


def test_six_rows_are_shown_and_all_when_asked_for(as_ana, tomasz):
    shown = ladder_of(as_ana, tomasz)
    assert [row.fit.rung.number for row in shown.above] == [7, 6, 5]
    assert [row.fit.rung.number for row in shown.below] == [4, 3, 2]
    everything = ladder_of(as_ana, tomasz, "?asks=all")
    assert len(everything.above) + len(everything.below) == 10


def test_a_row_tells_of_the_last_ask_and_of_the_planned_one(as_ana, ana, tomasz):
    for days, outcome in ((9, "no"), (4, "yes")):
        ask = Ask.objects.create(owner=ana, contact=tomasz, rung=3)
        ask.make(TODAY - timedelta(days=days))
        ask.say(outcome, TODAY - timedelta(days=days - 1))
    address = f"{reverse('tasks:ask_new')}?contact={tomasz.pk}"
    as_ana.post(address, {"rung": "3", "due_on": "2026-11-26"})
    row = next(row for row in ladder_of(as_ana, tomasz).below if row.fit.rung.number == 3)
    assert row.made.outcome == "yes"
    assert row.planned == ana.asks.get(made_on=None)
    assert "Yes, Sun 22 Nov" in as_ana.get(tomasz.get_absolute_url()).content.decode()


# The next step -----------------------------------------------------------------------------------


def test_the_missing_evidence_of_the_next_level_is_named_with_one_step(as_ana, ana, tomasz):
    in_touch(ana, tomasz)
    task = ana.tasks.promise(ana, tomasz, "Send the portfolio", today=TODAY)
    shown = ladder_of(as_ana, tomasz)
    assert shown.next_level.name == "Working trust"
    assert shown.missing_words == ["Keep a promise: send the portfolio", "One favour, either way"]
    assert shown.first_step.words == "Send the portfolio first"
    assert shown.first_step.url == task.get_absolute_url()


def test_the_step_leads_to_a_task_that_is_filled_in(as_ana, ana, tomasz):
    in_touch(ana, tomasz)
    form = as_ana.get(ladder_of(as_ana, tomasz).first_step.url).context["form"]
    assert form["kind"].value() == "promise"
    assert form["contact"].value() == "Tomasz"
    assert form["is_promise"].value()


def test_what_needs_time_is_planned_for_when_it_counts(as_ana, ana, tomasz):
    for days in (6, 3, 1):
        log(ana, tomasz, days, gave="advice")
    log(ana, tomasz, 2, "followed-up", "to")
    log(ana, tomasz, 2, "promise", "to")
    shown = ladder_of(as_ana, tomasz)
    assert shown.missing_words == ["A conversation three weeks or more after your first"]
    assert "due_on=2026-12-10" in shown.first_step.url


def test_somebody_gone_quiet_is_met_with_a_hello_first(as_ana, ana, tomasz):
    log(ana, tomasz, 100)
    shown = ladder_of(as_ana, tomasz)
    assert (shown.here.name, shown.next_level.name) == ("Met", "In touch")
    assert shown.first_step.words == "Plan a hello"


@pytest.mark.parametrize("level", range(6))
def test_the_page_opens_at_every_level(as_ana, ana, level):
    person = make_contact(ana, level=level)
    page = as_ana.get(person.get_absolute_url()).content.decode()
    assert "is here:" in page
    assert page.count("Ask anyway") == 6


# The suggestion ----------------------------------------------------------------------------------


def answer(client, person, level, said):
    address = reverse("contacts:suggestion", args=[person.pk])
    return client.post(address, {"level": level, "answer": said})


def test_the_log_suggests_another_level_with_its_reasons_once(as_ana, ana):
    person = make_contact(ana, level=1)
    in_touch(ana, person)
    found = ladder_of(as_ana, person).suggestion
    assert (found.says.number, found.level.number) == (1, 2)
    assert found.reasons == ["3 real conversations in 30 days", "2 follow-ups"]
    answer(as_ana, person, 2, "keep")
    person.refresh_from_db()
    assert person.level == 1
    assert ladder_of(as_ana, person).suggestion is None


def test_the_suggestion_can_be_taken_and_taken_back(as_ana, ana):
    person = make_contact(ana, level=1)
    in_touch(ana, person)
    answer(as_ana, person, 2, "set")
    person.refresh_from_db()
    assert person.level == 2
    as_ana.post(reverse("contacts:level_back", args=[person.pk, 1]))
    person.refresh_from_db()
    assert person.level == 1
    assert ladder_of(as_ana, person).suggestion is None


def test_a_lower_suggestion_says_what_the_log_does_not_have(as_ana, ana):
    person = make_contact(ana, level=4)
    in_touch(ana, person)
    found = ladder_of(as_ana, person).suggestion
    assert (found.level.number, found.is_higher) == (2, False)
    assert found.reasons == ["Keep a promise", "One favour, either way"]


def test_a_log_that_knows_nothing_suggests_nothing(as_ana, ana):
    assert ladder_of(as_ana, make_contact(ana, level=4)).suggestion is None


def test_nonsense_for_a_suggestion_changes_nothing(as_ana, tomasz):
    for level, said in ((9, "set"), ("x", "keep"), (3, "x"), ("", "")):
        assert answer(as_ana, tomasz, level, said).status_code == 302
    as_ana.post(reverse("contacts:level_back", args=[tomasz.pk, 99999999999]))
    tomasz.refresh_from_db()
    assert (tomasz.level, tomasz.suggestion_answered) == (2, None)


# The rates ---------------------------------------------------------------------------------------


def test_answers_are_compared_once_there_are_five(as_ana, ana, ben, tomasz):
    def asked(owner, gap, outcome):
        person = make_contact(owner)
        Ask.objects.create(
            owner=owner, contact=person, rung=7, made_on=TODAY, gap=gap, outcome=outcome,
            answered_on=TODAY,
        )  # fmt: skip

    for outcome in ("yes", "no", "silent", "no"):
        asked(ana, 1, outcome)
    asked(ana, 0, "")
    asked(ben, 0, "yes")
    assert ladder_of(as_ana, tomasz).rates == []
    asked(ana, -1, "yes")
    assert ladder_of(as_ana, tomasz).rates == [
        "Of 1 ask that was ready, 1 was a yes.",
        "Of 4 asks one step short, 1 was a yes.",
    ]


# How many queries --------------------------------------------------------------------------------


def test_the_page_takes_at_most_fifteen_queries_however_many_people(as_ana, ana, tomasz):
    def fill(count):
        people = [Contact(owner=ana, given_name=f"Person {n}") for n in range(count)]
        Contact.objects.bulk_create(people)
        asks = [Ask(owner=ana, contact=one, rung=7, made_on=TODAY, gap=1) for one in people]
        Ask.objects.bulk_create(asks)

    in_touch(ana, tomasz)
    ana.tasks.promise(ana, tomasz, "Send the portfolio", today=TODAY)
    Ask.objects.create(owner=ana, contact=tomasz, rung=7, made_on=TODAY, gap=1)
    counts = []
    for more in (100, 900):
        fill(more)
        as_ana.get("/help/")
        with CaptureQueriesContext(connection) as queries:
            as_ana.get(tomasz.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


# Where they stood before -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "note", "level", "field"),
    [
        ("worked", "Halden", 4, None),
        ("worked", "Halden", 5, "starting_level"),
        ("friend", "School", 3, None),
        ("friend", "School", 4, "starting_level"),
        ("event", "Lisbon", 2, "starting_level"),
        ("event", "", 1, None),
        ("worked", "", 3, "known_note"),
    ],
)
def test_a_starting_level_needs_its_reason(as_ana, ana, known, note, level, field):
    data = {"given_name": "Jo", "known": known, "known_note": note, "level": 1,
            "starting_level": level}  # fmt: skip
    response = as_ana.post(reverse("contacts:new"), data)
    if field is None:
        assert ana.contacts.get().starting_level == level
    else:
        assert list(response.context["form"].errors) == [field]


# The user's own words ----------------------------------------------------------------------------


def settings_of(client):
    form = client.get(reverse("settings_ladder")).context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() is not False}


def change(client, **fields):
    data = {**settings_of(client), **fields}
    return client.post(reverse("settings_ladder"), {k: v for k, v in data.items() if v is not None})


def test_saving_what_is_there_stores_nothing(as_ana, ana):
    assert change(as_ana).status_code == 302
    ana.refresh_from_db()
    assert (ana.rungs.count(), set(ana.level_names), ana.ladder_rules_off) == (0, {""}, [])


def test_levels_asks_and_adjustments_are_the_users_to_change(as_ana, ana, tomasz):
    change(
        as_ana, level_2="Friendly", words_7="Hand in my CV", needs_7=2, cost_7="low",
        words_new="Lend me a desk", needs_new=4, cost_new="none",
        **{"rule_role-unseen": None},
    )  # fmt: skip
    ana.refresh_from_db()
    assert ana.ladder_rules_off == ["role-unseen"]
    page = as_ana.get(f"{tomasz.get_absolute_url()}?asks=all").content.decode()
    assert "Tomasz is here: friendly" in page
    shown = ladder_of(as_ana, tomasz, "?asks=all")
    assert "Lend me a desk" in [row.fit.rung.words for row in shown.above]
    assert "Hand in my CV" in [row.fit.rung.words for row in shown.below]


def test_what_is_emptied_is_ours_again_and_ones_own_goes(as_ana, ana):
    change(as_ana, words_7="Hand in my CV", words_new="Lend me a desk", level_2="Friendly")
    assert ana.rungs.count() == 2
    change(as_ana, words_7="", words_11="", level_2="")
    ana.refresh_from_db()
    assert (ana.rungs.count(), set(ana.level_names)) == (0, {""})


def test_each_part_can_be_as_it_came(as_ana, ana):
    change(
        as_ana, words_7="Mine", words_new="Own", level_2="Friendly", **{"rule_role-unseen": None}
    )
    for part in ("rungs", "names", "rules", "nonsense"):
        as_ana.post(reverse("settings_ladder"), {"reset": part})
    ana.refresh_from_db()
    assert [rung.number for rung in ana.rungs.all()] == [11]
    assert (ana.level_names, ana.ladder_rules_off) == ([], [])


@pytest.mark.parametrize(
    "fields", [{"needs_7": 9}, {"cost_7": "x"}, {"words_7": "x" * 121}, {"level_2": "\0"}]
)
def test_what_cannot_be_is_shown_again(as_ana, ana, fields):
    assert change(as_ana, **fields).status_code == 422
    assert not ana.rungs.exists()


def test_a_number_that_was_asked_for_is_not_given_to_another_rung(as_ana, ana, tomasz):
    Ask.objects.create(owner=ana, contact=tomasz, rung=11, made_on=TODAY)
    change(as_ana, words_new="Another")
    assert ana.rungs.get().number == 12


def test_a_page_sent_twice_adds_one_ask(as_ana, ana):
    data = settings_of(as_ana) | {"words_new": "Lend me a desk"}
    answers = [as_ana.post(reverse("settings_ladder"), data).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert list(ana.rungs.values_list("number", "words")) == [(11, "Lend me a desk")]


@pytest.mark.parametrize("added", ["", "Write me a letter"])
def test_a_page_opened_before_keeps_what_another_window_added(as_ana, ana, added):
    before = settings_of(as_ana)
    change(as_ana, words_new="Lend me a desk")
    answer = as_ana.post(reverse("settings_ladder"), before | {"words_new": added})
    assert answer.status_code == 302
    words = list(ana.rungs.order_by("number").values_list("words", flat=True))
    assert words == ["Lend me a desk", *([added] if added else [])]


def test_no_page_calls_a_level_other_than_its_user_does(as_ana, ana):
    ana.level_names = ["<u>Nil", "<u>One", "<u>Two", "<u>Three", "<u>Four", "<u>Five"]
    ana.save()
    for name in ("settings_rhythm", "settings_ladder", "contacts:new", "contacts:told"):
        page = as_ana.get(reverse(name)).content.decode()
        assert "<u>" not in page, name
        for ours in ("On my list", "In touch", "Working trust", "Vouches", "Speaks up"):
            assert ours not in page, (name, ours)


def test_nothing_is_proposed_with_somebody_not_to_be_contacted(as_ana, ana):
    person = make_contact(ana, level=2, last_two_way_on=TODAY - timedelta(days=300))
    assert ladder_of(as_ana, person).first_step.words == "Plan a hello"
    ana.contacts.update(do_not_contact=True)
    assert ladder_of(as_ana, person).first_step is None
