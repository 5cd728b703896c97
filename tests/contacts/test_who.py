"""Who can help me now? The people ready for one ask, those one step away, and who else."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.asking import Candidate, Helpers, Person, Wanted, ready_for
from contacts.evidence import Evidence
from contacts.ladder import RUNGS, fit
from contacts.models import Contact
from contacts.who_rows import Rows
from tests.factories import make_contact, make_organisation, make_task

WHO = reverse("contacts:who")
TODAY = date(2026, 11, 25)
INTRODUCE, HIRER, CV = RUNGS[4], RUNGS[7], RUNGS[6]


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC), tick=False):
        yield


def ago(days):
    return TODAY - timedelta(days=days)


def known(owner, name, level=3, *, days=5, **fields):
    return make_contact(
        owner, name, level=level, last_two_way_on=ago(days), last_contact_on=ago(days), **fields
    )


def log(owner, people, days_ago=5, *, met=(), **fields):
    fields = {"kind": "conversation", "minutes": 20, "direction": "both"} | fields
    entry = owner.interactions.create(day=ago(days_ago), **fields)
    entry.set_people(people, met)
    return entry


def who(client, **asked):
    return client.get(WHO, asked).context["who"]


def names(part):
    return [shown.person.given_name for shown in part.shown]


def nothing(person):
    return Evidence()


# The rules, without a database ---------------------------------------------------------------


def person(pk=1, level=3, **fields):
    there = {"known": "", "through_name": None, "through_level": None, "rhythm": 30}
    there |= {"last_two_way_on": TODAY, "works_there": False, "knows_there": False}
    return Person(pk=pk, level=level, **(there | fields))


@pytest.mark.parametrize(
    ("fields", "asks", "place"),
    [
        ({}, 0, 0.58),
        ({"works_there": True}, 0, 3.58),
        ({"knows_there": True}, 0, 2.58),
        ({"works_there": True, "knows_there": True}, 0, 3.58),
        ({"works_there": True}, 2, 1.58),
    ],
)
def test_the_order_is_where_they_work_whom_they_know_strength_and_open_asks(fields, asks, place):
    one = person(**fields)
    it = Candidate(one, fit(HIRER, one.standing(TODAY)), Evidence(), asks, strength=29)
    assert it.place == pytest.approx(place)


def test_the_picture_narrows_towards_the_top():
    people = [person(number, level=number % 6) for number in range(60)]
    many = Counter(one.standing(TODAY) for one in people)
    ready = ready_for(Wanted(INTRODUCE), [], RUNGS, many)
    assert [many for _, many in ready] == [50, 40, 40, 40, 30, 30, 30, 20, 20, 20]


def test_a_helper_who_hardly_knows_the_target_needs_a_level_more_to_pass_on_a_cv():
    people = [person(1, level=2), person(2, level=3), person(3, level=4)]
    helpers = Helpers(people, Wanted(CV, knows_target="slightly"), [], TODAY)
    (ready,) = helpers.with_gap(range(-5, 1), nothing, {})
    (short,) = helpers.with_gap(range(1, 2), nothing, {})
    assert (ready.person.pk, ready.fit.required, short.person.pk) == (3, 4, 2)
    off = Helpers(people, Wanted(CV, knows_target="slightly"), ["hardly-knows"], TODAY)
    assert len(off.with_gap(range(-5, 1), nothing, {})) == 2


def test_somebody_going_cold_is_one_step_away_by_one_answered_message():
    people = [person(1, last_two_way_on=ago(61))]
    (short,) = Helpers(people, Wanted(INTRODUCE), [], TODAY).with_gap(range(1, 2), nothing, {})
    assert short.step == "One message that they answer: it has been quiet for long"


def test_the_step_is_the_first_missing_condition_of_the_next_level():
    enough = Evidence(
        met=True, talks=3, long_talks=3, talks_in_person=3, first_talk=ago(30), last_talk=TODAY,
        follow_ups=2, told=True, received=1,
    )  # fmt: skip
    people = [person(1, level=2)]
    (short,) = Helpers(people, Wanted(INTRODUCE), [], TODAY).with_gap(
        range(1, 2), lambda person: enough, {}
    )
    assert "promise" in short.step.lower()


# The page ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_is_about_an_introduction_until_something_else_is_chosen(as_ana, ana):
    known(ana, "Ready", 3)
    known(ana, "Short", 2)
    known(ana, "Early", 1)
    found = who(as_ana)
    assert found.wanted.rung == INTRODUCE
    assert (names(found.ready), names(found.one_step)) == (["Ready"], ["Short"])
    found = who(as_ana, rung=HIRER.number)
    assert (names(found.ready), names(found.one_step)) == ([], ["Ready"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "?rung=99",
        "?rung=x",
        "?rung=%00",
        "?rung=" + "9" * 40,
        "?organisation=x",
        "?organisation=%00",
        "?knows=x&unseen=%00",
        "?rung=5&rung=6&organisation[]=1",
    ],
)
def test_nonsense_in_the_address_does_no_harm(as_ana, ana, query):
    known(ana, "Ready", 3)
    page = as_ana.get(WHO + query)
    assert page.status_code == 200
    assert page.context["who"].people == 1


@pytest.mark.django_db
def test_a_stranger_s_organisation_is_no_place_to_ask_for(as_ana, ben):
    theirs = make_organisation(ben, "Secret place", is_target=True)
    page = as_ana.get(WHO, {"organisation": theirs.pk})
    assert page.context["form"].place is None
    assert "Secret place" not in page.content.decode()


@pytest.mark.django_db
def test_who_works_there_or_knows_somebody_there_comes_first(as_ana, ana):
    halden = make_organisation(ana, "Halden", is_target=True)
    other = make_organisation(ana, "Northwind", is_target=True)
    inside = known(ana, "Inside", 1, organisation=halden)
    known(ana, "Nobody there", 3)
    known(ana, "At another", 3, organisation=other)
    known(ana, "Works there", 3, organisation=halden)
    brought = known(ana, "Brought by the inside", 3, met_through=inside)
    bringer = known(ana, "Brought the inside", 3)
    Contact.objects.filter(pk=inside.pk).update(met_through=bringer)
    together = known(ana, "Talked with both", 3)
    log(ana, [inside, together])
    fair = known(ana, "At the same fair", 3)
    log(ana, [inside, fair], light=True, kind="event")
    said = known(ana, "Said to know them", 3)
    ana.asks.create(
        contact=said, rung=5, organisation=halden, knows_target="closely", outcome="yes"
    )
    found = who(as_ana, organisation=halden.pk)
    there = {one.person.given_name for one in found.ready.shown if one.candidate.person.knows_there}
    assert names(found.ready)[0] == "Works there"
    assert there - {"Works there"} == {
        brought.given_name, bringer.given_name, together.given_name, said.given_name
    }  # fmt: skip
    assert set(names(found.ready)[1:5]) == there - {"Works there"}


@pytest.mark.django_db
def test_somebody_met_more_than_a_year_ago_need_not_be_met_again(as_ana, ana):
    for name, met in (("Met", True), ("Never met", False)):
        one = make_contact(ana, name, level=0)
        if met:
            log(ana, [], 400, met=[one], kind="event", light=True, direction="to")
    found = who(as_ana, rung=1)
    steps = {one.person.given_name: one.candidate.step for one in found.one_step.shown}
    assert steps == {"Met": "", "Never met": "Exchange a few words or messages"}


@pytest.mark.django_db
def test_an_open_ask_puts_somebody_behind_the_others(as_ana, ana):
    asked, _ = known(ana, "Asked", 4), known(ana, "Free", 3)
    ana.asks.create(contact=asked, rung=5, made_on=ago(3))
    planned = known(ana, "Planned", 3)
    make_task(ana, contact=planned, ask=ana.asks.create(contact=planned, rung=5))
    given_up = known(ana, "Given up", 3)
    ask = ana.asks.create(contact=given_up, rung=5)
    make_task(ana, contact=given_up, ask=ask).drop(datetime.now(UTC))
    found = who(as_ana)
    assert {one.person.given_name: one.candidate.open_asks for one in found.ready.shown} == {
        "Asked": 1, "Free": 0, "Planned": 1, "Given up": 0
    }  # fmt: skip
    assert set(names(found.ready)[:2]) == {"Free", "Given up"}
    assert "One ask is still open." in as_ana.get(WHO).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"do_not_contact": True},
        {"resting_until": ago(-9)},
        {"archived_at": datetime(2026, 11, 1, tzinfo=UTC)},
    ],
)
def test_who_is_left_alone_is_in_no_list(as_ana, ana, fields):
    gone = known(ana, "Gone", 3, **fields)
    log(ana, [known(ana, "Once", 1, **fields)], 30)
    for days in (40, 30, 20):
        log(ana, [gone], days)
    page = as_ana.get(WHO)
    assert (page.context["who"].people, page.context["who"].ready.count) == (0, 0)
    assert (page.context["who"].friendly.count, page.context["who"].met_once.count) == (0, 0)


@pytest.mark.django_db
def test_friendly_but_never_asked_takes_three_talks_no_favour_and_no_ask(as_ana, ana):
    friendly, favour, asked, two = [
        known(ana, name, 2) for name in ("Friendly", "Favour", "Asked", "Two talks")
    ]
    for days in (40, 30, 20):
        for one in (friendly, favour, asked):
            log(ana, [one], days, received="advice" if one == favour and days == 20 else "")
        if days != 20:
            log(ana, [two], days)
    ana.asks.create(contact=asked, rung=3, made_on=ago(9), outcome="no")
    found = who(as_ana)
    assert names(found.friendly) == ["Friendly"]
    assert [(s.person.given_name, s.words) for s in found.acted.shown] == [("Favour", "Advice")]


@pytest.mark.django_db
def test_who_acted_is_counted_beside_whom_i_talked_with(as_ana, ana):
    people = [known(ana, name, 3) for name in ("A", "B", "C")]
    for days, received, unasked in ((9, "advice", False), (8, "introduction", True)):
        log(ana, people[:1], days, received=received, unasked=unasked)
    log(ana, people[1:2], 179, received="referral")
    log(ana, people[2:], 180, received="referral")
    known(ana, "Long ago", 3, days=180)
    found = who(as_ana)
    assert names(found.acted) == ["A", "B"]
    assert found.acted.shown[0].words == "An introduction, without being asked"
    assert (found.talked, found.unasked) == (2, "1 of 3")


@pytest.mark.django_db
def test_met_once_and_never_again_is_two_weeks_to_three_months_ago(as_ana, ana):
    for name, days in (("Near", 14), ("Far", 104), ("Too near", 13), ("Too far", 105)):
        person = known(ana, name, 1, days=days)
        log(ana, [], days, met=[person], kind="event", light=True)
    again = known(ana, "Again", 2)
    log(ana, [], 50, met=[again], kind="event", light=True)
    log(ana, [again], 40)
    found = who(as_ana)
    assert names(found.met_once) == ["Near", "Far"]
    assert found.deeper == ""
    for number in range(7):
        one = known(ana, f"More {number}", 2 if number == 0 else 1)
        log(ana, [one], 30)
        log(ana, [one], 20)
    assert who(as_ana).deeper == "2 of 10"


@pytest.mark.django_db
def test_who_was_brought_is_counted_once_in_the_month_they_came(as_ana, ana):
    kofi, lena = known(ana, "Kofi", 4), known(ana, "Lena", 4)
    asked = log(ana, [kofi], 2, received="introduction")
    unasked = log(ana, [kofi], 40, received="introduction", unasked=True)
    known(ana, "One", met_through=kofi, introduced_in=asked)
    known(ana, "Two", met_through=kofi, introduced_in=unasked)
    known(ana, "Three", met_through=lena, introduced_in=unasked)
    known(ana, "Four", met_through=lena)
    found = who(as_ana)
    months = {month.first: month for month in found.months}
    assert len(months) == 6
    november, october = months[date(2026, 11, 1)], months[date(2026, 10, 1)]
    assert (november.people, november.unasked) == (2, 0)
    assert (october.people, october.unasked) == (2, 2)
    assert {one.given_name for one in october.bringers} == {"Kofi", "Lena"}
    assert "Two new people, 2 unasked, by" in as_ana.get(WHO).content.decode()


@pytest.mark.django_db
def test_the_database_finds_everybody_s_standing_as_the_rules_do(ana):
    friends = [known(ana, "Close", 3), known(ana, "Not so close", 2), None]
    talked = (None, 20, 60, 61, 400)
    ways = product(range(6), ("worked", "friend", ""), talked, (None, 0, 30), friends)
    Contact.objects.bulk_create(
        Contact(owner=ana, given_name="P", level=level, known=how, rhythm_days=rhythm,
                last_two_way_on=last and ago(last), met_through=friend)
        for level, how, last, rhythm, friend in ways
    )  # fmt: skip
    rows = Rows(ana, None, TODAY)
    counted = {(it.level, it.cooling, bool(it.common_ground)): n for it, n, _ in rows.standings()}
    people = [one.person for one in rows.people(it for it, _, _ in rows.standings())]
    standings = [one.standing(TODAY) for one in people]
    by_rules = Counter((it.level, it.cooling, bool(it.common_ground)) for it in standings)
    assert counted == by_rules
    assert len(people) == 6 * 3 * 5 * 3 * 3 + 2
    some = [it for it, _, _ in rows.standings() if it.cooling]
    assert all(one.person.standing(TODAY).cooling for one in rows.people(some))
    assert rows.people([]) == []


@pytest.mark.django_db
def test_a_new_account_is_told_how_to_begin(as_ana):
    assert "Start with people who would answer you." in as_ana.get(WHO).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?rung=8&knows=slightly&unseen=on"])
def test_the_page_asks_no_more_with_more_people(as_ana, ana, query):
    def grow(many):
        for number in range(many):
            place = make_organisation(ana, is_target=number % 3 == 0)
            one = known(ana, f"P{number}", number % 6, organisation=place)
            brought = known(ana, "Q", number % 6, met_through=one, days=30)
            log(ana, [one, brought], number, received="advice" if number % 4 else "")
            ana.asks.create(contact=one, rung=3, made_on=ago(number))

    grow(12)
    as_ana.get("/help/keys/")
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            as_ana.get(WHO + query)
        asked.append(len(queries))
        grow(60)
    assert asked[0] == asked[1]
    assert asked[1] <= 14


@pytest.mark.django_db
def test_it_can_be_reached_from_the_contacts_and_the_search(as_ana, ana):
    known(ana, "Ready")
    assert WHO in as_ana.get(reverse("contacts:list")).content.decode()
    assert WHO in as_ana.get(reverse("tasks:search"), {"q": "who can help"}).content.decode()
