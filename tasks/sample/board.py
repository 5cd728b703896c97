"""What lies on the board of the sample plan, is asked, waited for and kept, and was learned."""

from __future__ import annotations

from dataclasses import dataclass

from contacts.boxes import Box
from contacts.kinds import Kind
from tasks.feelings import Feeling
from tasks.reasons import Reason
from tasks.sample.weeks import FIRST, LET_GO, LIKED, PUT_OFF, SHORT, TIME, Day

# Lines of the readiness list that were there before the search began.
HAD = ["address", "people", "tell", "budget"]


@dataclass(frozen=True)
class Card:
    """An open task. `due_in` counts working days from today."""

    title: str
    kind: Kind
    box: Box
    who: str = ""
    due_in: int | None = None
    due: Day | None = None
    minutes: int | None = None
    feeling: Feeling | str = ""
    reason: Reason = Reason.OTHER
    purpose: str = ""
    promise: bool = False
    rung: int = 0
    chosen: bool = False
    days_old: int = 5
    put_off_times: int = 0
    came_from: Box | None = None
    line: str = ""
    notes: str = ""


CARDS = [
    Card("Send Ana the portfolio", Kind.KEPT_PROMISE, FIRST, "ana", due=(-1, 3), minutes=25,
         feeling=PUT_OFF, promise=True, days_old=11, came_from=TIME, purpose="Keep my word"),
    Card("E-mail Ana about a referral", Kind.ASKED, FIRST, "ana", due_in=2, minutes=30, rung=7,
         chosen=True, days_old=4, purpose="Reach the team at Northwind"),
    Card("Send references to Northwind", Kind.APPLICATION, FIRST, due_in=1, minutes=20,
         days_old=6),
    Card("Ask Ben where the opening stands", Kind.FOLLOWED_UP, TIME, "ben", due_in=0, minutes=15,
         reason=Reason.NUDGE, days_old=7),
    Card("Thank Lena for naming Priya at Larkfield", Kind.FOLLOWED_UP, TIME, "lena", due_in=0,
         minutes=10, reason=Reason.THANK, days_old=3),
    Card("Coffee with Priya: how her team hires", Kind.CONVERSATION, TIME, "priya", due_in=6,
         minutes=60, feeling=LIKED, purpose="Learn how her team hires", days_old=4),
    Card("Rewrite two project stories for the CV", Kind.MATERIALS, TIME, minutes=45,
         feeling=PUT_OFF, chosen=True, days_old=30, put_off_times=2, came_from=FIRST,
         notes="Halden and the Lisbon project. Each with a number."),
    Card("Follow up with the meetup two", Kind.FOLLOWED_UP, TIME, minutes=25, days_old=9,
         feeling=PUT_OFF),
    Card("Ask Ben for a 15-minute call", Kind.ASKED, TIME, "ben", minutes=10, rung=3,
         days_old=12, purpose="Learn how Halden decides"),
    Card("Nudge Tom about his colleague", Kind.FOLLOWED_UP, TIME, "tom", due=(-1, 2), minutes=10,
         reason=Reason.NUDGE, days_old=12, put_off_times=1),
    Card("", Kind.PRACTICE, TIME, feeling=PUT_OFF, days_old=40, line="questions",
         put_off_times=2),
    Card("Accept LinkedIn invitations", Kind.CONNECTED, SHORT, minutes=10, days_old=2),
    Card("Answer the recruiter survey", Kind.TOOLS, SHORT, due_in=0, minutes=15, days_old=3),
    Card("Like and comment on two posts", Kind.ONLINE, SHORT, minutes=15, days_old=1),
    Card("Compare fonts for the CV", Kind.MATERIALS, LET_GO, days_old=20, feeling=LIKED),
    Card("Scroll the job board again", Kind.RESEARCH, LET_GO, days_old=8),
]  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Something asked, of whom and when, and what they said."""

    day: Day
    who: str
    rung: int
    gap: int
    outcome: str
    answered: Day


ASKS = [
    Asked((-6, 3), "lena", 5, -1, "yes", (-6, 4)),
    Asked((-6, 2), "ana", 3, 0, "yes", (-5, 2)),
    Asked((-3, 0), "ben", 2, 0, "yes", (-3, 1)),
    Asked((-2, 3), "ana", 1, -1, "yes", (-2, 3)),
    Asked((-1, 3), "priya", 3, 0, "yes", (-1, 3)),
]


@dataclass(frozen=True)
class Theirs:
    """What somebody said they would do."""

    who: str
    what: str
    due_in: int
    days_old: int


THEIRS = [
    Theirs("tom", "Name a colleague at Tidewell", 1, 9),
    Theirs("priya", "Send the outline of the team’s plans", 3, 5),
]


@dataclass(frozen=True)
class Kept:
    title: str
    text: str = ""
    link: str = ""
    who: str = ""
    place: str = ""


KEPT = [
    Kept("Design systems at small teams", "Ana liked the part about naming.",
         "https://example.com/design-systems", who="ana"),
    Kept("How Halden interviews", "A talk with two, then a panel. Ask who will be there.",
         place="Halden"),
    Kept("Thank-you message", "Thank you for your time. What stayed with me was …"),
]  # fmt: skip


@dataclass(frozen=True)
class Closed:
    """A review that was closed: what it noted, and what it chose for the week after it."""

    week: int
    learned: str
    obstacle: str = ""
    changes: tuple[str, ...] = ()
    block: str = ""


CLOSED = [
    Closed(-8, "A CV takes more than a day.", changes=("Write to Jonas about the meetup",)),
    Closed(-7, "Lena knows half the town.", changes=("Write to Mei after the open studio",)),
    Closed(-6, "I talk to many and write to few.", "Three evenings out.", ("Coffee with Ana",)),
    Closed(-5, "A talk of half an hour says more than ten posts.",
           changes=("Talk with Priya about her work",), block="Practise on video"),
    Closed(-4, "Letters are quicker with a list of facts.", changes=("Follow up with Ana",)),
    Closed(-3, "Promises are easier with a date.", "The panel at Halden.", ("Call Ana",),
           block="Two slides about my last project"),
    Closed(-2, "I prepare late, and then well.", "Two evenings out again.",
           ("Send Priya two questions", "Nudge Tom about his colleague"),
           block="Rewrite two project stories for the CV"),
]  # fmt: skip
