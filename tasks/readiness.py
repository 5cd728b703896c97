"""What a search needs before it can start, and how much of it is ready (/help/method/#ready)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contacts.kinds import Kind
from tasks.feelings import Feeling

LIKED, FINE, PUT_OFF = Feeling.FORWARD, Feeling.FINE, Feeling.PUT_OFF


@dataclass(frozen=True)
class Item:
    """One line of the starter list; once it is a task, everything about it can be changed."""

    key: str
    title: str
    kind: Kind
    minutes: int
    feeling: Feeling
    needed_for: str = ""
    must: bool = False


def _must(
    key: str, title: str, kind: Kind, minutes: int, feeling: Feeling, needed_for: str
) -> Item:
    return Item(key, title, kind, minutes, feeling, needed_for, must=True)


ITEMS: Sequence[Item] = (
    _must("wish", "Write down what I want: role, place, three kinds of employer",
          Kind.RESEARCH, 45, FINE, "everything"),
    _must("answer", "Have a two-line answer to “What are you looking for?”",
          Kind.MATERIALS, 20, PUT_OFF, "event, outreach"),
    _must("pitch", "Say who I am in 10 seconds, 30 seconds and 2 minutes, each aloud three times",
          Kind.MATERIALS, 45, PUT_OFF, "event, interview"),
    _must("cv", "Write one complete CV to cut others from",
          Kind.MATERIALS, 120, PUT_OFF, "application"),
    _must("cv-role", "Make a CV for the first role I want",
          Kind.MATERIALS, 45, PUT_OFF, "application"),
    Item("profile", "Make my online profile say the same as my CV",
         Kind.MATERIALS, 45, FINE, "outreach"),
    Item("stories", "Collect a portfolio, or three short work stories with a result",
         Kind.MATERIALS, 90, FINE, "interview, vouching"),
    _must("address", "Set up a decent e-mail address, voicemail greeting and signature",
          Kind.TOOLS, 20, FINE, "application"),
    _must("clothes", "Have one set of clothes for an interview: tried on, clean, ready",
          Kind.TOOLS, 45, FINE, "interview, event"),
    Item("casual", "Find clothes and shoes for a casual event", Kind.TOOLS, 30, FINE, "event"),
    Item("cards", "Get cards, or a QR code with my contact details",
         Kind.TOOLS, 30, LIKED, "event"),
    Item("video", "Test my video set-up with a friend", Kind.TOOLS, 30, FINE, "interview"),
    Item("travel", "Plan travel and childcare for interviews at short notice",
         Kind.TOOLS, 30, PUT_OFF, "interview"),
    Item("place", "Find a quiet place and fixed hours for the search",
         Kind.TOOLS, 20, FINE, "everything"),
    _must("budget", "Write down benefits, bills and a budget for three months",
          Kind.WELLBEING, 60, PUT_OFF, "everything"),
    _must("employers", "List about 40 organisations", Kind.RESEARCH, 60, FINE, "outreach"),
    Item("employers-order", "Give each a mark: how much I want it, an open post, somebody I know",
         Kind.RESEARCH, 30, LIKED, "outreach"),
    _must("people", "Import or write down 30 people I know",
          Kind.FOLLOWED_UP, 40, FINE, "outreach"),
    Item("levels", "Set a starting level for the first 30 people",
         Kind.FOLLOWED_UP, 30, FINE, "asks"),
    _must("tell", "Tell ten people what I am looking for",
          Kind.FOLLOWED_UP, 60, PUT_OFF, "outreach"),
    Item("long-ago", "Write to three people from long ago",
         Kind.RECONNECTED, 45, PUT_OFF, "outreach"),
    Item("referees", "Choose two referees and ask them", Kind.ASKED, 30, PUT_OFF, "application"),
    _must("questions", "Answer ten likely interview questions aloud",
          Kind.PRACTICE, 60, PUT_OFF, "interview"),
    Item("rehearsal", "Practise an interview with somebody", Kind.PRACTICE, 60, PUT_OFF,
         "interview"),
    Item("number", "Know my number: the pay I ask for, and what I would accept",
         Kind.PRACTICE, 30, PUT_OFF, "interview"),
    Item("skill", "Name one gap in my skills and pick one course or project",
         Kind.SKILLS, 30, FINE),
    Item("thanks", "Write a thank-you message that I can adapt",
         Kind.MATERIALS, 15, LIKED, "interview, event"),
    Item("bad-day", "Plan for a bad day: three things that help, one person to call",
         Kind.WELLBEING, 15, FINE, "everything"),
    Item("review", "Put the weekly review into my calendar",
         Kind.WELLBEING, 5, LIKED, "everything"),
)  # fmt: skip

BY_KEY = {item.key: item for item in ITEMS}


@dataclass(frozen=True)
class Need:
    """Something that must be there: a task, or a line of the list that was there already."""

    minutes: int
    done: bool


@dataclass(frozen=True)
class Share:
    """How much of what must be there is: by minutes, so that a CV weighs more than a signature."""

    percent: int
    done: int
    total: int


def share(needs: Sequence[Need]) -> Share | None:
    """None if there is nothing to measure. All of it only when all is done."""
    if not needs:
        return None
    done = [need for need in needs if need.done]
    whole = sum(need.minutes for need in needs)
    part = sum(need.minutes for need in done)
    percent = round(100 * part / whole) if whole else 0
    if len(done) < len(needs):
        percent = min(percent, 99)
    return Share(percent if len(done) < len(needs) else 100, len(done), len(needs))
