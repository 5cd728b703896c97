"""What was done in the sample plan. A day is (weeks from this one, working day of that week)."""

from __future__ import annotations

from dataclasses import dataclass

from contacts.boxes import Box
from contacts.kinds import Kind
from tasks.feelings import Feeling
from tasks.reasons import Reason

Day = tuple[int, int]
FIRST, TIME, SHORT, LET_GO = Box
BOTH, TO, FROM = "both", "to", "from"
TODAY: Day = (0, -1)  # whichever day it is


@dataclass(frozen=True)
class FollowUp:
    """A task with somebody by a day, and the entry of the log that finishing it left."""

    due: Day
    who: str
    title: str
    minutes: int
    done: Day | None = None  # None: on its day
    kind: Kind = Kind.FOLLOWED_UP
    box: Box = TIME
    direction: str = BOTH
    channel: str = "message"
    reason: Reason = Reason.OTHER
    purpose: str = ""
    helped: str = ""
    gave: str = ""
    received: str = ""
    unasked: bool = False
    notes: str = ""
    promise: bool = False
    chosen: bool = False


@dataclass(frozen=True)
class Entry:
    """An entry of the log that no task stands behind."""

    day: Day
    minutes: int
    kind: Kind
    box: Box
    who: tuple[str, ...] = ()
    direction: str = TO
    channel: str = ""
    purpose: str = ""
    helped: str = ""
    gave: str = ""
    received: str = ""
    unasked: bool = False
    notes: str = ""
    met: bool = False


@dataclass(frozen=True)
class Work:
    """A finished task that is no networking."""

    day: Day
    minutes: int
    kind: Kind
    title: str
    box: Box = TIME
    feeling: Feeling | str = ""
    due: Day | None = None
    noted_weeks_before: int = 1
    line: str = ""  # of the readiness list


TALK, ASKED, PROMISED = Kind.CONVERSATION, Kind.ASKED, Kind.KEPT_PROMISE
PUT_OFF, LIKED = Feeling.PUT_OFF, Feeling.FORWARD
NUDGE, HELLO, IN_TOUCH = Reason.NUDGE, Reason.HELLO, Reason.STAY_IN_TOUCH

FOLLOW_UPS = [
    FollowUp((-8, 1), "lena", "Say hello again to Lena", 10, reason=HELLO, purpose="Be in touch"),
    FollowUp((-8, 2), "tom", "Say hello again to Tom", 10, (-8, 3), reason=HELLO),
    FollowUp((-8, 3), "ruth", "Say hello again to Ruth", 10, reason=HELLO, purpose="Be in touch"),
    FollowUp((-8, 2), "ana", "Say hello again to Ana", 10, (-7, 0), reason=HELLO),
    FollowUp((-8, 4), "sofia", "Tell Sofia what I am looking for", 10, (-7, 2), helped="me",
             purpose="Say what I want"),
    FollowUp((-7, 4), "jonas", "Write to Jonas about the meetup", 10, reason=HELLO),
    FollowUp((-7, 1), "lena", "Call Lena about my plans", 30, kind=TALK, channel="call",
             purpose="Hear what she would do", helped="me", received="advice"),
    FollowUp((-7, 3), "tom", "Ask Tom how his team works", 10, (-6, 1), direction=TO,
             reason=NUDGE),
    FollowUp((-6, 2), "mei", "Write to Mei after the open studio", 10, reason=HELLO),
    FollowUp((-6, 4), "omar", "Write to Omar after the evening", 10, reason=HELLO),
    FollowUp((-6, 1), "sofia", "Ask Sofia how her week was", 10, (-5, 0)),
    FollowUp((-6, 2), "ana", "Coffee with Ana", 40, (-5, 2), TALK, channel="meeting",
             purpose="Learn how her team hires", helped="me", received="advice",
             notes="Coffee near the station. Talked about the Lisbon project."),
    FollowUp((-5, 1), "priya", "Write to Priya", 15, reason=Reason.WRITE_TO, box=FIRST,
             purpose="Meet her"),
    FollowUp((-5, 3), "lena", "Thank Lena for the introduction", 15, reason=Reason.INTRODUCER,
             helped="both", purpose="Thank her"),
    FollowUp((-5, 4), "jonas", "Send Jonas a note about his talk", 10, (-5, 4)),
    FollowUp((-5, 3), "mei", "Ask Mei about her next show", 10, (-4, 1)),
    FollowUp((-4, 1), "priya", "Talk with Priya about her work", 40, (-4, 3), TALK, channel="call",
             purpose="Learn what her team needs", helped="me", received="information"),
    FollowUp((-4, 2), "tom", "Answer Tom", 15, reason=IN_TOUCH),
    FollowUp((-4, 3), "ben", "Ask Ben what Halden looks for", 15, (-4, 4), helped="me",
             purpose="Learn about the role"),
    FollowUp((-4, 2), "omar", "Follow up with Omar", 10, (-4, 4), reason=IN_TOUCH),
    FollowUp((-4, 4), "sofia", "Read Sofia’s letter, as promised", 20, kind=PROMISED,
             helped="them", gave="other", promise=True, purpose="Help her", box=FIRST),
    FollowUp((-3, 0), "ana", "Follow up with Ana", 10, reason=IN_TOUCH, purpose="Be in touch"),
    FollowUp((-3, 2), "lena", "Send Lena the list of places, as promised", 10, kind=PROMISED,
             promise=True, helped="both", purpose="Ask where she knows somebody"),
    FollowUp((-3, 2), "sofia", "Ask Sofia how it went", 10, (-3, 3), helped="them"),
    FollowUp((-3, 3), "ruth", "Follow up with Ruth", 10, reason=IN_TOUCH),
    FollowUp((-3, 4), "priya", "Thank Priya", 10, reason=Reason.THANK, helped="both"),
    FollowUp((-3, 1), "nina", "Send Nina the reading list, as promised", 10, (-3, 3), PROMISED,
             promise=True, gave="information", helped="them"),
    FollowUp((-3, 4), "tom", "Follow up with Tom", 10, (-2, 1), direction=TO, reason=NUDGE),
    FollowUp((-2, 0), "ben", "Ask Ben about the opening", 15, box=FIRST, direction=TO,
             purpose="Hear whether it is open", helped="me", channel="email"),
    FollowUp((-2, 3), "ana", "Call Ana", 15, channel="call", received="information", helped="me",
             purpose="Ask what a portfolio needs",
             notes="Asked how her team hires. She offered to read the portfolio."),
    FollowUp((-2, 2), "mei", "Look at Mei’s sketches", 20, gave="advice", helped="them"),
    FollowUp((-2, 4), "lena", "Tell Lena how it went with Priya", 15, helped="both",
             reason=Reason.TELL_INTRODUCER, purpose="Keep her in the picture"),
    FollowUp((-2, 1), "elif", "Write to Elif after the breakfast", 10, (-2, 4), reason=HELLO),
    FollowUp((-1, 0), "priya", "Send Priya two questions", 15, helped="me",
             purpose="Prepare our talk"),
    FollowUp((-1, 1), "ruth", "Follow up with Ruth", 10, reason=IN_TOUCH),
    FollowUp((-1, 1), "sofia", "Send Sofia good wishes", 10, (-1, 2), helped="them"),
    FollowUp((-1, 2), "nina", "Ask Nina about her workshop", 10, reason=IN_TOUCH),
    FollowUp((-1, 3), "jonas", "Follow up with Jonas", 10, reason=IN_TOUCH),
    FollowUp((-1, 3), "mei", "Say thank you to Mei", 15, (-1, 4), reason=Reason.THANK),
    FollowUp((-1, 4), "lena", "Call with Lena", 20, channel="call", helped="both",
             purpose="Choose where to go next"),
    FollowUp((0, 0), "sofia", "Wish Sofia luck", 20, helped="them"),
    FollowUp(TODAY, "elif", "Send a thank-you note to the Halden panel", 15, helped="both",
             direction=TO, channel="email", reason=Reason.THANK, box=FIRST, chosen=True,
             purpose="Thank them"),
    FollowUp((0, 2), "jonas", "Send Jonas the link he asked for", 15, gave="information"),
    FollowUp((0, 3), "nina", "Write to Nina", 15, reason=IN_TOUCH),
]  # fmt: skip

EVENT, ONLINE, CONNECTED, GAVE = Kind.EVENT, Kind.ONLINE, Kind.CONNECTED, Kind.GAVE

ENTRIES = [
    Entry((-8, 2), 120, EVENT, SHORT, channel="group", notes="Design meetup. Stood at the back."),
    Entry((-8, 0), 45, ONLINE, SHORT),
    Entry((-8, 4), 15, CONNECTED, LET_GO),
    Entry((-7, 2), 120, EVENT, TIME, ("jonas",), BOTH, "group", "Meet two designers", met=True),
    Entry((-7, 0), 60, ONLINE, SHORT),
    Entry((-7, 4), 30, GAVE, TIME, ("ruth",), helped="them", gave="other"),
    Entry((-6, 1), 150, EVENT, SHORT, ("mei",), BOTH, "group", met=True, notes="Open studio."),
    Entry((-6, 3), 90, EVENT, TIME, ("omar",), BOTH, "group", "Meet people at Larkfield",
          met=True),
    Entry((-6, 2), 60, ONLINE, SHORT),
    Entry((-6, 3), 15, ASKED, TIME, ("lena",), BOTH, "email", "Meet Priya", "me",
          received="introduction", notes="She wrote to Priya the same day."),
    Entry((-5, 2), 150, EVENT, SHORT, channel="group"),
    Entry((-5, 4), 90, EVENT, TIME, ("jonas",), BOTH, "group", "Hear Jonas speak"),
    Entry((-5, 1), 60, ONLINE, SHORT),
    Entry((-5, 3), 30, Kind.INTRODUCED, TIME, ("mei", "sofia"), gave="introduction",
          helped="them", purpose="They would like each other"),
    Entry((-5, 0), 30, TALK, TIME, ("ruth",), BOTH, "call", "Go through my stories", "me",
          received="advice", unasked=True),
    Entry((-4, 0), 120, EVENT, SHORT, channel="group"),
    Entry((-4, 4), 90, EVENT, TIME, ("nina",), BOTH, "group", "Meet writers", met=True),
    Entry((-4, 1), 60, ONLINE, LET_GO),
    Entry((-4, 3), 30, GAVE, TIME, ("omar",), helped="them", gave="information"),
    Entry((-4, 2), 40, TALK, TIME, ("jonas",), BOTH, "meeting", "Learn about Tidewell", "both"),
    Entry((-3, 2), 180, EVENT, SHORT, ("elif",), BOTH, "group", met=True,
          notes="Research breakfast."),
    Entry((-3, 4), 120, EVENT, FIRST, channel="group", purpose="Meet somebody from Halden"),
    Entry((-3, 1), 90, ONLINE, LET_GO),
    Entry((-3, 3), 30, CONNECTED, SHORT),
    Entry((-3, 0), 15, ASKED, TIME, ("ben",), BOTH, "email", "Hear of openings", "me",
          received="information"),
    Entry((-3, 1), 15, Kind.FIRST_MESSAGE, TIME, purpose="Find somebody at Corvane"),
    Entry((-2, 2), 180, EVENT, SHORT, channel="group"),
    Entry((-2, 4), 120, EVENT, FIRST, ("jonas", "nina"), BOTH, "group", "Say what I look for"),
    Entry((-2, 1), 90, ONLINE, LET_GO),
    Entry((-2, 3), 30, GAVE, SHORT, ("ana",), helped="them", gave="information",
          notes="Shared the article about design systems at small teams."),
    Entry((-2, 2), 35, TALK, TIME, ("omar",), BOTH, "call", "How the data team works", "both"),
    Entry((-1, 1), 180, EVENT, SHORT, channel="group", notes="Nobody new this time."),
    Entry((-1, 4), 120, EVENT, FIRST, ("sam", "paulo"), BOTH, "group", "Meet two designers",
          met=True, notes="Design meetup. Paulo works at Northwind."),
    Entry((-1, 0), 60, ONLINE, SHORT),
    Entry((-1, 3), 60, ONLINE, LET_GO),
    Entry((-1, 2), 20, Kind.INTRODUCED, TIME, ("jonas", "nina"), gave="introduction",
          helped="them"),
    Entry((-1, 0), 10, CONNECTED, SHORT),
    Entry((-1, 3), 30, GAVE, TIME, ("ruth",), helped="them", gave="other"),
    Entry((-1, 1), 0, Kind.FOLLOWED_UP, TIME, ("ana",), FROM, "email",
          notes="“Happy to look at your portfolio. We may open a role in January.”"),
    Entry((-1, 3), 30, TALK, TIME, ("priya",), BOTH, "call", "Ask her for advice", "me",
          received="advice"),
    Entry((0, 0), 30, ONLINE, LET_GO),
    Entry((0, 1), 90, EVENT, SHORT, ("omar",), BOTH, "group"),
    Entry((0, 1), 40, TALK, TIME, ("ruth",), BOTH, "call", "Choose two stories", "me",
          received="advice", unasked=True),
    Entry((0, 2), 20, GAVE, TIME, ("mei",), helped="them", gave="information"),
    Entry((0, 2), 20, ONLINE, LET_GO),
    Entry((0, 3), 20, ONLINE, LET_GO),
]  # fmt: skip

RESEARCH, APPLY, PRACTICE = Kind.RESEARCH, Kind.APPLICATION, Kind.PRACTICE
MATERIALS, SKILLS, TOOLS, REST = Kind.MATERIALS, Kind.SKILLS, Kind.TOOLS, Kind.WELLBEING

WORK = [
    Work((-8, 0), 60, RESEARCH, "", line="wish"),
    Work((-8, 1), 180, MATERIALS, "", feeling=PUT_OFF, line="cv"),
    Work((-8, 2), 90, RESEARCH, "", line="employers"),
    Work((-8, 3), 60, APPLY, "Apply at Tidewell Energy", FIRST, due=(-8, 3)),
    Work((-8, 4), 30, TOOLS, "Set up a desk for the search", SHORT),
    Work((-8, 4), 120, RESEARCH, "Read about five places", feeling=LIKED),
    Work((-8, 2), 60, REST, "A long walk", feeling=LIKED),
    Work((-7, 0), 120, APPLY, "Apply at Corvane", FIRST, PUT_OFF, (-7, 0), 2),
    Work((-7, 1), 90, MATERIALS, "", feeling=PUT_OFF, line="cv-role"),
    Work((-7, 2), 90, RESEARCH, "Find out who runs which team"),
    Work((-7, 3), 30, MATERIALS, "", feeling=PUT_OFF, line="answer"),
    Work((-7, 3), 60, SKILLS, "Course, first part", LET_GO),
    Work((-7, 4), 90, APPLY, "Apply through the town’s job fair", SHORT, due=(-7, 4)),
    Work((-6, 0), 120, APPLY, "Apply at Brightwater Studio", FIRST, due=(-6, 1)),
    Work((-6, 1), 60, MATERIALS, "", line="profile"),
    Work((-6, 2), 90, RESEARCH, "Compare pay in three places", feeling=LIKED),
    Work((-6, 3), 60, PRACTICE, "Practise with Ruth", FIRST, due=(-6, 3)),
    Work((-6, 4), 45, TOOLS, "", line="clothes"),
    Work((-6, 4), 90, SKILLS, "Course, second part", LET_GO, LIKED),
    Work((-5, 0), 90, APPLY, "Apply at Larkfield Health", FIRST, due=(-5, 0)),
    Work((-5, 1), 90, RESEARCH, "Read what Northwind has made"),
    Work((-5, 2), 60, MATERIALS, "", feeling=PUT_OFF, line="pitch"),
    Work((-5, 3), 60, PRACTICE, "Practise three answers aloud", feeling=PUT_OFF),
    Work((-5, 4), 60, SKILLS, "Course, third part", LET_GO, LIKED),
    Work((-5, 2), 45, REST, "Swim", feeling=LIKED),
    Work((-4, 0), 120, APPLY, "Write the letter for Halden", FIRST, PUT_OFF, (-4, 0), 2),
    Work((-4, 1), 60, RESEARCH, "Find two people at Halden"),
    Work((-4, 2), 90, MATERIALS, "", line="stories"),
    Work((-4, 3), 60, PRACTICE, "Practise on video"),
    Work((-4, 4), 60, SKILLS, "Course, fourth part", LET_GO, LIKED),
    Work((-3, 0), 90, APPLY, "Send the form to Halden", FIRST, due=(-3, 0), noted_weeks_before=3),
    Work((-3, 1), 60, RESEARCH, "Read about Halden’s service", FIRST, due=(-3, 2)),
    Work((-3, 2), 60, MATERIALS, "Shorten the CV to one page", feeling=PUT_OFF, due=(-3, 2)),
    Work((-3, 3), 60, PRACTICE, "Practise questions about teams", FIRST, due=(-3, 3)),
    Work((-3, 4), 30, TOOLS, "Repair the bicycle", SHORT),
    Work((-2, 0), 40, APPLY, "Answer Halden’s questions", FIRST, due=(-2, 0)),
    Work((-2, 1), 90, RESEARCH, "Find out how Halden tests", FIRST, due=(-2, 2),
         noted_weeks_before=3),
    Work((-2, 2), 70, MATERIALS, "Two slides about my last project", FIRST, PUT_OFF, (-2, 2), 3),
    Work((-2, 3), 60, PRACTICE, "Practise with Sofia"),
    Work((-2, 4), 40, SKILLS, "Course, fifth part", SHORT, LIKED),
    Work((-2, 3), 60, REST, "Dinner with friends", feeling=LIKED),
    Work((-1, 0), 90, RESEARCH, "Read everything about the Halden panel", FIRST, due=(-1, 1),
         noted_weeks_before=3),
    Work((-1, 1), 60, PRACTICE, "Practise the talk for Halden"),
    Work((-1, 2), 65, MATERIALS, "Send the CV to Halden", FIRST, PUT_OFF, (-1, 2), 3),
    Work((-1, 4), 30, SKILLS, "Course, last part", LET_GO, LIKED),
    Work((-1, 3), 45, REST, "A walk by the river", feeling=LIKED),
    Work((0, 0), 45, MATERIALS, "Update the headline of my profile"),
    Work((0, 1), 45, RESEARCH, "Look into two new places"),
    Work((0, 2), 30, TOOLS, "Scan my certificates", SHORT),
    Work((0, 3), 60, PRACTICE, "Practise the first five minutes"),
    Work((0, 4), 45, SKILLS, "Read one chapter", feeling=LIKED),
]  # fmt: skip
