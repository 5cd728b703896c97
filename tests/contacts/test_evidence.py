"""How well somebody knows us, as the log has it: /help/method/#levels."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from contacts.evidence import Evidence, Step, missing, strength, suggested_level
from contacts.models import Interaction, Promise
from tests.factories import make_contact

TODAY = date(2026, 11, 25)


def ago(days):
    return TODAY - timedelta(days=days)


def log(owner, person, day=TODAY, kind="conversation", direction="both", **fields):
    fields = {"minutes": 20, **fields}
    interaction = Interaction.objects.create(
        owner=owner, day=day, kind=kind, direction=direction, **fields
    )
    interaction.set_people([person])
    return interaction


def promise(owner, person, outcome="kept", closed=3, due=3, mine=True):
    return Promise.objects.create(
        owner=owner, contact=person, mine=mine, what="Send it", outcome=outcome,
        due_on=ago(due), closed_on=ago(closed) if outcome else None,
    )  # fmt: skip


def of(person):
    person.refresh_from_db()
    return type(person).objects.filter(pk=person.pk).evidence(TODAY)[person.pk]


def talks(count, span=0, **fields):
    first = ago(span + 1)
    fields = {"met": True, "talks_in_person": count, "first_talk": first, **fields}
    return Evidence(talks=count, last_talk=first + timedelta(days=span), **fields)


TRUSTED = talks(3, 30, follow_ups=2, told=True, given=1, kept=1)
VOUCHING = replace(TRUSTED, received=1, kept=2, first_talk=ago(100), last_talk=ago(10))


# The suggested level -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("evidence", "level"),
    [
        (Evidence(), 0),
        (Evidence(follow_ups=9), 0),
        (Evidence(met=True), 1),
        (Evidence(met=True, follow_ups=9, given=9, received=9, kept=9, told=True), 1),
        (talks(2, 9, follow_ups=1, told=True), 2),
        (talks(2, 9, follow_ups=1, long_talks=1), 2),
        (talks(1, follow_ups=1, told=True), 1),
        (talks(2, follow_ups=0, told=True), 1),
        (talks(2, follow_ups=1), 1),
        (talks(2, follow_ups=1, told=True, talks_in_person=0), 1),
        (talks(3, follow_ups=1, told=True, talks_in_person=0), 2),
        (talks(2, follow_ups=1, told=True, talks_in_person=1), 2),
        (TRUSTED, 3),
        (replace(TRUSTED, given=0, received=1), 3),
        (replace(TRUSTED, given=0), 2),
        (replace(TRUSTED, kept=0.5), 2),
        (replace(TRUSTED, talks=2), 2),
        (replace(TRUSTED, last_talk=TRUSTED.first_talk + timedelta(days=20)), 2),
        (replace(TRUSTED, last_talk=TRUSTED.first_talk + timedelta(days=21)), 3),
        (replace(TRUSTED, overdue=True), 2),
        (VOUCHING, 4),
        (replace(VOUCHING, given=0), 3),
        (replace(VOUCHING, received=0), 3),
        (replace(VOUCHING, kept=1.5), 3),
        (replace(VOUCHING, broken=0.5), 4),
        (replace(VOUCHING, broken=0.6), 3),
        (replace(VOUCHING, first_talk=ago(99)), 3),
        (replace(VOUCHING, first_talk=ago(99), worked_together=True), 4),
        (replace(VOUCHING, unasked=1), 5),
        (replace(TRUSTED, unasked=1), 3),
    ],
)
def test_each_level_needs_its_evidence(evidence, level):
    assert suggested_level(evidence) == level


@pytest.mark.parametrize(
    ("evidence", "level"),
    [
        (Evidence(floor=3), 3),
        (Evidence(floor=4), 4),
        (talks(1, floor=3, given=1, received=1, kept=2, worked_together=True), 4),
        (Evidence(floor=3, met=True, given=1, received=1, kept=2, worked_together=True), 3),
        (talks(1, floor=3, given=1, received=1, kept=2), 3),
        (talks(1, floor=4, unasked=1), 5),
        (talks(1, floor=4, unasked=1, overdue=True), 4),
        (replace(TRUSTED, floor=1), 3),
    ],
)
def test_the_log_builds_on_where_somebody_stood_before(evidence, level):
    assert suggested_level(evidence) == level


def test_what_is_missing_is_named():
    example = talks(3, 30, follow_ups=2, told=True)
    assert suggested_level(example) == 2
    assert [it.words for it in missing(example, 3)] == ["Keep a promise", "One favour, either way"]


def test_nothing_is_missing_for_a_level_that_is_reached():
    for number in range(5):
        assert missing(VOUCHING, number) == []


def test_who_has_to_talk_is_not_told_to_meet_as_well():
    assert [it.step for it in missing(Evidence(), 1)] == [Step.MEET]
    assert Step.MEET not in [it.step for it in missing(Evidence(), 2)]


def test_what_needs_time_says_from_when():
    (time,) = missing(replace(TRUSTED, last_talk=ago(20)), 3)
    assert (time.step, time.not_before) == (Step.TIME, TRUSTED.first_talk + timedelta(days=21))


def test_one_condition_is_asked_for_once_as_the_higher_level_has_it():
    words = [it.words for it in missing(Evidence(), 5)]
    assert words.count("Keep two promises") == 1
    assert "Keep a promise" not in words
    assert [it for it in words if "conversations" in it] == [
        "Three real conversations, on different days"
    ]


evidences = st.builds(
    lambda talks, span, **fields: Evidence(
        talks=talks,
        first_talk=ago(span) if talks else None,
        last_talk=TODAY if talks else None,
        **fields,
    ),
    talks=st.integers(0, 6),
    span=st.integers(0, 120),
    met=st.booleans(),
    long_talks=st.integers(0, 2),
    talks_in_person=st.integers(0, 1),
    follow_ups=st.integers(0, 2),
    given=st.integers(0, 2),
    received=st.integers(0, 2),
    unasked=st.integers(0, 1),
    kept=st.sampled_from([0, 0.5, 1, 1.5, 2, 4]),
    broken=st.sampled_from([0, 0.5, 1, 3]),
    overdue=st.booleans(),
    told=st.booleans(),
    worked_together=st.booleans(),
    floor=st.integers(0, 4),
)


@given(evidences)
def test_a_level_is_suggested_exactly_when_nothing_is_missing_for_it(evidence):
    level = suggested_level(evidence)
    assert level >= evidence.floor
    assert missing(evidence, level) == []
    assert level == 5 or missing(evidence, level + 1)


@given(evidences, st.integers(0, 1), st.integers(0, 1), st.integers(0, 40))
def test_a_kept_promise_or_a_real_talk_never_lowers_the_suggestion(it, long, in_person, sooner):
    before = suggested_level(it)
    assert suggested_level(replace(it, kept=it.kept + 1)) >= before
    first = (it.first_talk or TODAY) - timedelta(days=sooner)
    talked = replace(
        it, met=True, talks=it.talks + 1, long_talks=it.long_talks + long,
        talks_in_person=it.talks_in_person + in_person, first_talk=first, last_talk=TODAY,
    )  # fmt: skip
    assert suggested_level(talked) >= before


# Strength ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("evidence", "days", "expected"),
    [
        (Evidence(met=True), None, 0),
        (Evidence(talks=2, follow_ups=1, given=1, kept=1), 20, 29),
        (Evidence(talks=6, follow_ups=4, given=2, received=1, kept=3), 10, 90),
        (Evidence(talks=5, follow_ups=4, given=2, received=2, kept=3, broken=3), 0, 88),
    ],
)
def test_strength_is_worked_out_as_the_method_says(evidence, days, expected):
    evidence = replace(evidence, last_talk=None if days is None else ago(days))
    assert strength(evidence, 2, TODAY) == expected


@pytest.mark.parametrize(("level", "expected"), [(2, 25), (3, 50)])
def test_trust_keeps_half_of_its_strength_however_long_it_rests(level, expected):
    full = Evidence(talks=5, follow_ups=4, given=2, received=2, kept=3, last_talk=ago(360))
    assert strength(full, level, TODAY) == expected


# Out of the database -----------------------------------------------------------------------------


@pytest.fixture
def person(ana):
    return make_contact(ana, "Tomasz")


def test_eight_chats_at_events_stay_met(ana, person):
    for number in range(8):
        log(ana, person, ago(number), "event", light=True)
    assert of(person) == Evidence(met=True)
    assert suggested_level(of(person)) == 1


def test_a_card_swap_and_two_posts_stay_met_with_no_strength(ana, person):
    log(ana, person, ago(9), "connected", light=True, minutes=5)
    for days in (4, 5):
        log(ana, person, ago(days), "online", "to", light=True, channel="online")
    assert suggested_level(of(person)) == 1
    assert strength(of(person), 1, TODAY) == 0


def test_two_posts_nobody_answered_leave_them_on_the_list(ana, person):
    for days in (4, 5):
        log(ana, person, ago(days), "online", "to", light=True, channel="online")
    log(ana, person, kind="first-message", direction="to")
    assert suggested_level(of(person)) == 0


def test_everything_that_counts_is_counted_once(ana, person):
    log(ana, person, ago(40), minutes=40)
    log(ana, person, ago(40), minutes=5)  # the same day
    log(ana, person, ago(10), "followed-up", "from", minutes=0, channel="message")
    log(ana, person, ago(9), channel="online", minutes=10)
    log(ana, person, ago(9), "followed-up", "to", minutes=15, channel="email")
    log(ana, person, ago(8), "gave", "to", gave="other")
    log(ana, person, ago(7), light=True, received="advice", unasked=True)
    log(ana, person, ago(6), "promise", "to")
    promise(ana, person, closed=6)  # the row of that very promise
    promise(ana, person, "late")
    promise(ana, person, "broken")
    promise(ana, person, "released", due=90)
    promise(ana, person, "", due=90, mine=False)
    assert of(person) == Evidence(
        met=True, talks=3, long_talks=1, talks_in_person=2, first_talk=ago(40), last_talk=ago(9),
        follow_ups=1, given=1, received=1, unasked=1, kept=1.5, broken=1.5,
    )  # fmt: skip


def test_what_is_older_than_a_year_counts_no_longer_but_for_having_met(ana, person):
    log(ana, person, ago(365), gave="other", received="other")
    log(ana, person, ago(365), "promise", "to")
    promise(ana, person, closed=365)
    promise(ana, person, "broken", closed=365)
    assert of(person) == Evidence(met=True)
    log(ana, person, ago(364))
    assert of(person).talks == 1


@pytest.mark.parametrize(("due", "overdue"), [(7, False), (8, True)])
def test_a_promise_of_mine_may_wait_for_a_week(ana, person, due, overdue):
    promise(ana, person, "", due=due)
    assert of(person).overdue is overdue


@pytest.mark.parametrize(
    ("known", "floor"),
    [("worked", 4), ("managed", 4), ("friend", 3), ("event", 1), ("", 1)],
)
def test_where_they_stood_before_is_limited_by_how_they_know_each_other(ana, person, known, floor):
    type(person).objects.update(known=known, starting_level=5)
    assert of(person).floor == suggested_level(of(person)) == floor


def test_the_order_of_logging_does_not_matter(ana):
    def entries(owner, person):
        return [
            lambda: log(owner, person, ago(40), minutes=40),
            lambda: log(owner, person, ago(10), "followed-up", "from", minutes=0),
            lambda: log(owner, person, ago(9), "followed-up", "to", channel="email"),
            lambda: log(owner, person, ago(8), "gave", "to", gave="other"),
            lambda: log(owner, person, ago(6), "promise", "to"),
            lambda: promise(owner, person, closed=6),
            lambda: promise(owner, person, "late", closed=2),
        ]

    found = []
    for seed in range(5):
        person = make_contact(ana)
        todo = entries(ana, person)
        random.Random(seed).shuffle(todo)
        for entry in todo:
            entry()
        found.append(of(person))
    assert found == [found[0]] * 5


def test_deleting_an_entry_takes_its_evidence_back(ana, person):
    log(ana, person, ago(40))
    before = of(person)
    log(ana, person, ago(2), gave="advice").delete_and_recount()
    assert of(person) == before


def test_the_evidence_of_many_takes_three_queries(ana, ben):
    people = [make_contact(ana) for _ in range(5)]
    for person in people[:3]:
        log(ana, person)
        promise(ana, person)
    log(ben, make_contact(ben))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = ana.contacts.active().evidence(TODAY)
    assert len(queries) == 3
    assert [found[person.pk].talks for person in people] == [1, 1, 1, 0, 0]
