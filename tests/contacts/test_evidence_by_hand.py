"""The evidence, counted a second time the slow way, from the words of /help/method/#levels."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from contacts.evidence import strength, suggested_level
from contacts.models import Contact, Interaction, InteractionPerson, Promise
from contacts.models.evidence import evidence_of
from contacts.who_rows import Rows

TODAY = date(2026, 11, 25)
PEOPLE = 300
# Around every border, and in between.
DAYS_AGO = [0, 1, 6, 7, 8, 20, 21, 22, 45, 89, 90, 91, 180, 300, 363, 364, 365, 366, 400]
KINDS = ["conversation", "followed-up", "reconnected", "promise", "event", "gave", "asked"]
FAVOURS = ["", "", "advice", "other"]


def a_person(luck, owner):
    person = Contact(
        owner=owner,
        given_name="Somebody",
        known=luck.choice(["", "", "", "worked", "managed", "friend", "online"]),
        starting_level=luck.choice([None, None, None, 0, 1, 3, 5]),
        told_on=luck.choice([None, TODAY - timedelta(days=900)]),
        level=luck.randrange(6),
    )
    # Some are known well, or hardly any of these would get beyond the second level.
    busy = luck.random() < 0.5
    entries = [an_entry(luck, owner, busy) for _ in range(luck.randrange(12 if busy else 4))]
    promises = [a_promise(luck, owner, person, busy) for _ in range(luck.randrange(6))]
    return person, entries, promises


def some_day(luck):
    return TODAY - timedelta(days=luck.choice(DAYS_AGO))


def an_entry(luck, owner, busy):
    return Interaction(
        owner=owner,
        day=some_day(luck),
        minutes=luck.choice([0, 14, 15, 40]),
        kind=luck.choice(KINDS),
        direction="both" if busy and luck.random() < 0.6 else luck.choice(["to", "from", "both"]),
        light=luck.random() < (0.1 if busy else 0.5),
        channel=luck.choice(["online", "online", "", "call"]),
        gave=luck.choice(FAVOURS),
        received=luck.choice(FAVOURS),
        unasked=luck.random() < 0.5,
    )


def a_promise(luck, owner, person, busy):
    outcomes = ["kept", "kept", "kept", "late"] if busy else ["", "kept", "late", "broken"]
    outcome = luck.choice([*outcomes, "", "released", "broken"])
    return Promise(
        owner=owner,
        contact=person,
        mine=luck.random() < 0.8,
        what="Send it",
        due_on=some_day(luck),
        outcome=outcome,
        closed_on=some_day(luck) if outcome else None,
    )


# The second way ----------------------------------------------------------------------------------


def counted(person, entries, promises):
    def lately(day):
        return (TODAY - day).days < 365

    recent = [one for one in entries if lately(one.day)]
    real = [one for one in recent if one.direction in ("both", "from") and not one.light]
    mine = [one for one in promises if one.mine]
    days = {one.day for one in real}
    settled = {one.closed_on for one in mine if one.outcome in ("kept", "late")}
    kept, broken = 0.0, 0.0
    for one in mine:
        if one.outcome and lately(one.closed_on):
            kept += {"kept": 1, "late": 0.5}.get(one.outcome, 0)
            broken += {"broken": 1, "late": 0.5}.get(one.outcome, 0)
    kept += len({one.day for one in recent if one.kind == "promise"} - settled)
    limit = {"worked": 4, "managed": 4, "friend": 3}.get(person.known, 1)
    return {
        "met": any(one.direction != "to" or one.kind == "event" for one in entries),
        "D": len(days),
        "D15": len({one.day for one in real if one.minutes >= 15}),
        "elsewhere": len({one.day for one in real if one.channel != "online"}),
        "span": (max(days) - min(days)).days if days else 0,
        "last": max(days, default=None),
        "F": sum(
            one.kind in ("followed-up", "reconnected") and one.direction != "from" for one in recent
        ),
        "Vg": sum(one.gave != "" for one in recent),
        "Vr": sum(one.received != "" for one in recent),
        "Vu": sum(one.received != "" and one.unasked for one in recent),
        "Kk": kept,
        "Kb": broken,
        "waits": any(not one.outcome and (TODAY - one.due_on).days > 7 for one in mine),
        "told": person.told_on is not None,
        "worked": person.known in ("worked", "managed"),
        "before": min(person.starting_level or 0, limit),
    }


def level_by_hand(it):
    wanted = 2 if it["elsewhere"] or not it["D"] else 3
    holds = {
        1: it["met"],
        2: it["D"] >= wanted and it["F"] >= 1 and (it["D15"] >= 1 or it["told"]),
        3: it["D"] >= 3
        and it["span"] >= 21
        and it["Vg"] + it["Vr"] >= 1
        and it["Kk"] >= 1
        and not it["waits"],
        4: it["D"] >= 1
        and not it["waits"]
        and it["Vg"] >= 1
        and it["Vr"] >= 1
        and it["Kk"] >= 2
        and 10 * it["Kk"] >= 8 * (it["Kk"] + it["Kb"])
        and (it["span"] >= 90 or it["worked"]),
        5: it["D"] >= 1 and not it["waits"] and it["Vu"] >= 1,
    }
    level = it["before"]
    while level < 5 and holds[level + 1]:
        level += 1
    return level


def strength_by_hand(it, level):
    promises = min(1, it["Kk"] / 3) * it["Kk"] / (it["Kk"] + it["Kb"]) if it["Kk"] else 0
    floor = 0.5 if level >= 3 else 0.1
    fading = 0.5 ** ((TODAY - it["last"]).days / 180) if it["last"] else 0
    parts = [
        30 * min(1, it["D"] / 5),
        20 * min(1, it["F"] / 4),
        25 * (min(1, it["Vg"] / 2) + min(1, it["Vr"] / 2)) / 2,
        25 * promises,
    ]
    return max(floor, fading) * sum(parts)


def as_counted(evidence):
    return {
        "met": evidence.met,
        "D": evidence.talks,
        "D15": evidence.long_talks,
        "elsewhere": evidence.talks_in_person,
        "span": evidence.span,
        "last": evidence.last_talk,
        "F": evidence.follow_ups,
        "Vg": evidence.given,
        "Vr": evidence.received,
        "Vu": evidence.unasked,
        "Kk": evidence.kept,
        "Kb": evidence.broken,
        "waits": evidence.overdue,
        "told": evidence.told,
        "worked": evidence.worked_together,
        "before": evidence.floor,
    }


@pytest.fixture
def people(ana):
    luck = random.Random(5)  # noqa: S311  nothing secret
    people = [a_person(luck, ana) for _ in range(PEOPLE)]
    Contact.objects.bulk_create(person for person, _, _ in people)
    Interaction.objects.bulk_create(entry for _, entries, _ in people for entry in entries)
    InteractionPerson.objects.bulk_create(
        InteractionPerson(owner=ana, interaction=entry, contact=person)
        for person, entries, _ in people
        for entry in entries
    )
    Promise.objects.bulk_create(one for _, _, promises in people for one in promises)
    return people


def test_the_database_counts_what_a_person_would(ana, people):
    of_many = ana.contacts.all().evidence(TODAY)
    of_one = {one.pk: evidence_of(one) for one in ana.contacts.with_ladder(TODAY)}
    reached = set()
    for person, entries, promises in people:
        by_hand, evidence = counted(person, entries, promises), of_many[person.pk]
        assert as_counted(evidence) == by_hand
        assert evidence == of_one[person.pk]
        assert suggested_level(evidence) == level_by_hand(by_hand)
        exactly = strength_by_hand(by_hand, person.level)
        assert abs(strength(evidence, person.level, TODAY) - exactly) <= 0.5 + 1e-9
        reached.add(level_by_hand(by_hand))
    assert reached == {0, 1, 2, 3, 4, 5}


def test_the_page_of_who_can_help_counts_the_same(ana, people):
    of_many, rows = ana.contacts.all().evidence(TODAY), Rows(ana, None, TODAY)
    found = {it.person.pk: it for it in rows.people(way for way, _, _ in rows.standings())}
    assert found.keys() == of_many.keys()
    for pk, known in found.items():
        # Of what is older than a year this one knows nothing.
        assert replace(known.evidence, met=of_many[pk].met) == of_many[pk]
        assert known.evidence.met <= of_many[pk].met
        assert known.friendly == (of_many[pk].talks >= 3 and not of_many[pk].received)
    assert 0 < sum(known.friendly for known in found.values()) < PEOPLE
    assert 0 < sum(known.evidence.kept > 0 for known in found.values()) < PEOPLE
