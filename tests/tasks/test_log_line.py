"""One table of lines about what happened, and what they say."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from contacts.kinds import Kind
from tasks.quickadd import Person
from tasks.quicklog import parse

WEDNESDAY = date(2026, 11, 25)
PEOPLE = [
    Person(str(number), given, f"{given} {family}", place)
    for number, (given, family, place) in enumerate(
        [
            ("Priya", "Nair", "Halden"), ("Sam", "Lee", "Northwind"), ("Sam", "Ortiz", ""),
            ("Ana", "Ruiz", ""), ("José", "Álvarez", ""), ("Łukasz", "Żuk", ""), ("שרה", "לוי", ""),
            ("Ben", "Cole", ""), ("May", "Berg", ""), ("Will", "Stone", ""), ("李", "雷", ""),
        ]
    )
]  # fmt: skip


@dataclass(frozen=True)
class Row:
    typed: str
    how: str = ""
    who: str = ""
    note: str = ""
    minutes: int | None = None
    day: str = ""
    kind: Kind | None = None
    direction: str = ""
    choose: tuple = ()
    new: str = ""
    introduced: str = ""
    gave: str = ""
    received: str = ""
    unasked: bool = False
    mine: tuple = ()
    theirs: tuple = ()
    again: str = ""

    def __str__(self):
        return self.typed[:50]


ODD = """
    Ana Sam I'll I’d she he offered promised to send the deck by fri yesterday 40m , . ; - " “ ”
    introduced me to follow up and @ @Sam 😀 שרה call with met 31/2 29 feb 2h 0m ½ ١٢m
    in 3 days ago last mon Zoltan's O'Brien
"""
FRIDAY, MONDAY = "2026-11-27", "2026-11-30"
ROWS = [
    Row("coffee with Priya 40m about her team, she offered an intro", "met", "Priya Nair",
        "About her team", 40, theirs=("an intro", "")),
    # How, with whom
    Row("Priya replied", "reply", "Priya Nair", direction="from"),
    Row("Priya replied: happy to look at it", "reply", "Priya Nair", "Happy to look at it",
        direction="from"),
    Row("heard back from Ben", "reply", "Ben Cole", direction="from"),
    Row("wrote to Priya", "message", "Priya Nair"),
    Row("texted Łukasz", "message", "Łukasz Żuk"),
    Row("emailed Ana about the opening", "email", "Ana Ruiz", "About the opening"),
    Row("call with Ana 1h", "call", "Ana Ruiz", minutes=60),
    Row("May called", "call", "May Berg"),
    Row("zoom with jose alvarez 45 min", "call", "José Álvarez", minutes=45),
    Row("called Ana, no answer", "call", "Ana Ruiz", "No answer", kind=Kind.FOLLOWED_UP,
        direction="to"),
    Row("wrote to each other with Ana", "message", "Ana Ruiz", direction="both"),
    Row("lunch with Ana, Ben and Priya 60m", "met", "Ana Ruiz, Ben Cole, Priya Nair", minutes=60),
    Row("dinner with Ana + Ben 1h30", "met", "Ana Ruiz, Ben Cole", minutes=90),
    Row("event 2h, met Ana and Zoltan Kovács", "group", "Ana Ruiz",
        "Met Ana and Zoltan Kovács", 120, new="Zoltan Kovács"),
    Row("posted about my project", "online", note="About my project"),
    Row("connected with Ana on LinkedIn", "online", "Ana Ruiz", "connected with Ana on LinkedIn",
        kind=Kind.CONNECTED),
    Row("reconnected with Ben", "message", "Ben Cole", "reconnected with Ben",
        kind=Kind.RECONNECTED),
    Row("asked Ana to introduce me to Ben", "message", "Ana Ruiz",
        "asked Ana to introduce me to Ben", kind=Kind.ASKED),
    Row("coffee with Ana about Ben and the launch", "met", "Ana Ruiz",
        "About Ben and the launch"),
    Row("coffee with Ana about Sam's team", "met", "Ana Ruiz", "About Sam's team"),
    # Names
    Row("call with Sam 20m", "call", minutes=20, choose=("Sam Lee", "Sam Ortiz")),
    Row("call with @Sam Ortiz 20m", "call", "Sam Ortiz", minutes=20),
    Row("met @“Sam Lee”", "met", "Sam Lee"),
    Row("met Zoltan at the fair", "met", note="At the fair", new="Zoltan"),
    Row("met up with O'Brien", "met", new="O'Brien"),
    Row("Zoltan replied", "reply", direction="from", new="Zoltan"),
    Row("coffee with zoltan", "met", note="Zoltan"),
    Row("lunch with Northwind folks", "met", note="Northwind folks"),
    Row("talked to Will for an hour", "met", "Will Stone", minutes=60),
    Row("the will to go on", note="the will to go on"),
    Row("ארוחה with שרה 30m", who="שרה לוי", note="ארוחה with שרה", minutes=30),
    Row("coffee with 李", "met", "李 雷"),
    Row("☕️ with Priya 😀 40m 🎉", who="Priya Nair", note="☕️ with Priya 😀 🎉", minutes=40),
    Row("coffee with Priya “she offered an intro”", "met", "Priya Nair",
        "“she offered an intro”"),
    Row("coffee with " + "Aé" * 150, "met", note="Aé" * 150),
    Row("coffee with " + "Aaaa" * 75, "met", note="Aaaa" * 75),
    # Days and minutes
    Row("wrote to Priya yesterday", "message", "Priya Nair", day="2026-11-24"),
    Row("emailed Ana mon", "email", "Ana Ruiz", day="2026-11-23"),
    Row("emailed Ana last wed", "email", "Ana Ruiz", day="2026-11-18"),
    Row("emailed Ana wed", "email", "Ana Ruiz", day="2026-11-25"),
    Row("met May on may 5", "met", "May Berg", day="2026-05-05"),
    Row("met Ben 3 days ago", "met", "Ben Cole", day="2026-11-22"),
    Row("met Ben 24 dec", "met", "Ben Cole", day="2025-12-24"),
    Row("met Ben 2026-11-20 for half an hour", "met", "Ben Cole", minutes=30, day="2026-11-20"),
    Row("asked Ana for advice tomorrow", "message", "Ana Ruiz", "asked Ana for advice tomorrow",
        kind=Kind.ASKED),
    # Promises
    Row("emailed Ana mon, I'll send the deck by fri", "email", "Ana Ruiz", day="2026-11-23",
        mine=("send the deck", FRIDAY)),
    Row("call with Ana, promised to send the CV", "call", "Ana Ruiz", mine=("send the CV", "")),
    Row("promised Ben I'd introduce him to Ana, due mon", who="Ben Cole",
        mine=("introduce him to Ana", MONDAY)),
    Row("I owe Ana the deck", who="Ana Ruiz", mine=("the deck", "")),
    Row("coffee with priya and I'll send the deck by fri", "met", "Priya Nair",
        mine=("send the deck", FRIDAY)),
    Row("heard back from Ben, he'll ask his boss by fri", "reply", "Ben Cole", direction="from",
        theirs=("ask his boss", FRIDAY)),
    Row("Lunch with Ana & Ben, Priya offered an intro", "met", "Ana Ruiz, Ben Cole",
        theirs=("an intro", "")),
    Row("coffee with Ana. I’ll send my CV tomorrow. She’ll pass it on by mon.", "met", "Ana Ruiz",
        mine=("send my CV", "2026-11-26"), theirs=("pass it on", MONDAY)),
    Row("coffee with Ana, she'll not come", "met", "Ana Ruiz", "She'll not come"),
    # Favours and introductions
    Row("he introduced me to Sam", "reply", note="he introduced me to Sam", direction="from",
        introduced="Sam", received="introduction"),
    Row("Priya introduced me to Zoë Kim and Lee Park", "reply", "Priya Nair",
        "Priya introduced me to Zoë Kim and Lee Park", direction="from",
        introduced="Zoë Kim, Lee Park", received="introduction"),
    Row("coffee with Ben, he introduced me to Kim unasked", "met", "Ben Cole",
        "He introduced me to Kim unasked", introduced="Kim", received="introduction",
        unasked=True),
    Row("met Sam Green through Ana", "met", "Ana Ruiz", "Through Ana", introduced="Sam Green",
        received="introduction"),
    Row("sent her the article", "message", note="sent her the article", kind=Kind.GAVE,
        gave="information"),
    Row("introduced Ana to Ben", "message", "Ana Ruiz, Ben Cole", "introduced Ana to Ben",
        kind=Kind.INTRODUCED, gave="introduction"),
    Row("Ana told me about an opening", "reply", "Ana Ruiz", "Ana told me about an opening",
        direction="from", received="information"),
    Row("call with Will, he gave me great feedback", "call", "Will Stone",
        "He gave me great feedback", received="advice"),
    Row("Ana didn't introduce me to Ben", who="Ana Ruiz, Ben Cole",
        note="Ana didn't introduce me to Ben"),
    # The next time
    Row("coffee with Ana, follow up in 2 weeks", "met", "Ana Ruiz", again="2026-12-09"),
    Row("coffee with Ana, follow up on her talk", "met", "Ana Ruiz", "Follow up on her talk"),
    # Little or nothing
    Row("40m", minutes=40), Row("coffee", "met"), Row("I", note="I"), Row("  "), Row(", ;"),
]  # fmt: skip


def iso(day):
    return day.isoformat() if day else ""


def said(promise):
    return (promise.what, iso(promise.by)) if promise else ()


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_line_says_this(row):
    told = parse(row.typed, WEDNESDAY, PEOPLE)
    assert Row(
        row.typed, told.how, ", ".join(one.name for one in told.people), told.note, told.minutes,
        iso(told.day), told.kind, told.direction,
        tuple(one.name for doubt in told.doubts for one in doubt.people), ", ".join(told.new),
        ", ".join(told.introduced), told.gave, told.received, told.unasked, said(told.mine),
        said(told.theirs), iso(told.again_on),
    ) == row  # fmt: skip


def test_on_somebodys_page_they_need_not_be_named_and_are_meant_by_their_name():
    sam = PEOPLE[2]
    for line in ("coffee 40m", "coffee with Sam 40m", "coffee with Sam Ortiz 40m"):
        told = parse(line, WEDNESDAY, PEOPLE, contact=sam)
        assert (told.people, told.doubts, told.minutes) == ((), (), 40)
    with_ana = parse("coffee with Sam and Ana", WEDNESDAY, PEOPLE, contact=sam)
    assert [one.name for one in with_ana.people] == ["Ana Ruiz"]


def test_every_day_of_the_week_is_the_last_one():
    for ahead in range(7):
        today = WEDNESDAY + timedelta(days=ahead)
        told = parse("met Ana mon", today, PEOPLE)
        assert told.day.weekday() == 0
        assert 0 <= (today - told.day).days < 7


def test_no_line_is_too_odd():
    """Whatever is typed: no exception, no day ahead, and no name that nobody typed."""
    odd = random.Random(5)
    words = [*ODD.split(), "\x00", "\ue000", "\ue0000\ue001", "\ue002"]
    for _ in range(500):
        line = " ".join(odd.choice(words) for _ in range(odd.randint(1, 25)))
        told = parse(line, WEDNESDAY, PEOPLE)
        assert told.day is None or told.day <= WEDNESDAY
        assert "\ue000" not in told.note and "\ue002" not in told.note
        assert all(name in line for name in told.new)
