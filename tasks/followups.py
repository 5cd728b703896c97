"""What to do next about what was logged: the rules of /help/method/#follow-ups, without rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import TextChoices

from contacts.kinds import Kind
from tasks.reasons import Reason


class What(TextChoices):
    """What happened, as the rules tell it apart."""

    MET = "met", "You met somebody new"
    TALK = "talk", "A real conversation"
    INTERVIEW = "interview", "An interview"
    STRANGER = "stranger", "A first message to a stranger"
    MESSAGE = "message", "A message of yours"
    LONG_AGO = "long-ago", "You wrote to somebody from long ago"
    REPLY = "reply", "They wrote to you"
    APPLIED = "applied", "An application, and you know nobody there"
    APPLIED_WITH = "applied-with", "An application, and you know somebody there"
    INTRODUCTION = "introduction", "Somebody introduced you"
    BROUGHT = "brought", "You were introduced to somebody"
    TALK_WITH_BROUGHT = "talk-with-brought", "You talked with whom you were introduced to"
    INTRODUCED = "introduced", "You introduced two people"
    FAVOUR = "favour", "They did you a favour"
    THEIR_PROMISE = "their-promise", "They promised you something"
    ASKED = "asked", "You asked for something"
    NO = "no", "They said no"
    JOB = "job", "You got the job"


Calendar = Callable[[date, int], date]  # the n-th working day after a day


@dataclass(frozen=True)
class Wait:
    days: int
    working: bool = False

    def after(self, day: date, working_day_after: Calendar) -> date:
        if self.working:
            return working_day_after(day, self.days)
        return day + timedelta(days=self.days)

    @property
    def words(self) -> str:
        sort = "working day" if self.working else "day"
        return f"{self.days} {sort}{'s' if self.days != 1 else ''}" if self.days else "the same day"


@dataclass(frozen=True)
class Step:
    reason: Reason
    title: str  # {name} is their first name
    wait: Wait
    # From the day the step before was done, if that is later.
    after_previous: Wait | None = None
    kind: Kind = Kind.FOLLOWED_UP
    hard: bool | None = None  # None: as the kind says
    urgent: bool | None = None  # None: as its date says
    # Whom the task is with: the person, who introduced them, or nobody in particular.
    whom: str = "person"
    only_when: str = ""  # a fact of the event without which there is no such step
    on_its_day: bool = False  # not proposed before
    from_named_day: bool = False  # by which they wanted to answer, if they named one


def days(count: int) -> Wait:
    return Wait(count)


def working(count: int) -> Wait:
    return Wait(count, working=True)


THANK = Step(Reason.THANK, "Thank {name}", working(1))
REST = Step(Reason.CLOSE, "No answer from {name} to two messages in a row", days(0))
R = Reason
# In each row the next step is proposed when the one before is done, or when its day is there.
TABLE: dict[What, list[Step]] = {
    What.MET: [Step(R.HELLO, "Say hello again to {name}: one thing you spoke about", days(2))],
    What.TALK: [THANK, Step(R.TELL, "Tell {name} what you did with the advice", days(14))],
    What.INTERVIEW: [
        Step(R.THANK, "Thank {name} for the interview", days(1)),
        Step(
            R.STATUS, "Ask {name} politely where things stand", working(5), from_named_day=True
        ),
        Step(
            R.STATUS_AGAIN, "Ask {name} once more, then let it rest", working(10), working(5),
            from_named_day=True,
        ),
    ],
    What.STRANGER: [
        Step(
            R.SOMEBODY_ELSE, "Try another person at {place}", working(3),
            kind=Kind.FIRST_MESSAGE, whom="nobody", only_when="place",
        ),
        Step(R.NUDGE, "Follow up once with {name}", working(7)),
        Step(R.CLOSE, "No answer from {name}", working(12), working(5)),
    ],
    What.MESSAGE: [Step(R.NUDGE, "Follow up with {name}", working(5))],
    What.LONG_AGO: [Step(R.NUDGE, "Try {name} once more", working(10), kind=Kind.RECONNECTED)],
    What.REPLY: [Step(R.STAY_IN_TOUCH, "Answer {name}", days(2))],
    What.APPLIED: [
        Step(
            R.FIND_PERSON, "Find one person there: {words}", days(0),
            kind=Kind.RESEARCH, urgent=False,
        )
    ],
    What.APPLIED_WITH: [Step(R.STATUS, "Ask {name} about the application", working(7))],
    What.INTRODUCTION: [Step(R.INTRODUCER, "Thank {name} for the introduction", days(0))],
    What.BROUGHT: [Step(R.WRITE_TO, "Write to {name}", working(1), urgent=True)],
    What.TALK_WITH_BROUGHT: [
        Step(
            R.TELL_INTRODUCER, "Tell {introducer} how it went with {name}", days(2),
            whom="introducer", only_when="introducer",
        )
    ],
    What.INTRODUCED: [
        Step(R.DID_IT_HELP, "Ask {name} whether the introduction helped", days(14), hard=False)
    ],
    What.FAVOUR: [THANK, Step(R.TELL, "Tell {name} what came of it", days(14))],
    What.THEIR_PROMISE: [
        Step(R.CHECK, "Ask {name} gently: {words}", working(3), on_its_day=True)
    ],
    What.ASKED: [Step(R.NUDGE, "Ask {name} once more", working(5), kind=Kind.ASKED)],
    What.NO: [
        Step(R.OPEN_DOOR, "Thank {name}, and leave the door open", days(2)),
        Step(R.AFTER_A_WHILE, "Say hello to {name} after a while", days(90)),
    ],
    What.JOB: [Step(R.NEWS, "Tell {name} the news, and thank them", days(3))],
}  # fmt: skip

# A later message or talk of mine says these too.
SAID_BY_WRITING = {R.HELLO, R.THANK, R.STAY_IN_TOUCH, R.WRITE_TO, R.INTRODUCER, R.OPEN_DOOR}
# Their answer ends the wait for it.
WAITS_FOR_AN_ANSWER = {
    R.NUDGE, R.STATUS, R.STATUS_AGAIN, R.SOMEBODY_ELSE, R.CLOSE, R.AFTER_A_WHILE,
}  # fmt: skip
# Another message of mine begins another wait.
WAITS_ANEW = {R.NUDGE, R.CLOSE}
# Said once, it answers all that was logged until then.
SAID_ONCE = {R.TELL, R.TELL_INTRODUCER, R.DID_IT_HELP, R.AFTER_A_WHILE}
# Open ones are settled by any word of theirs.
SETTLED_BY_THEIR_WORD = (R.STAY_IN_TOUCH, R.NUDGE)
# Messages for these reasons want no answer.
WANTS_NO_ANSWER = {
    R.THANK, R.TELL, R.INTRODUCER, R.TELL_INTRODUCER, R.OPEN_DOOR, R.DID_IT_HELP, R.NEWS,
}  # fmt: skip
# What a message of the kind is, when it goes from me to them.
MESSAGES = {
    Kind.FOLLOWED_UP: What.MESSAGE,
    Kind.CONVERSATION: What.MESSAGE,  # of one side only
    Kind.ASKED: What.ASKED,
    Kind.RECONNECTED: What.LONG_AGO,
    Kind.FIRST_MESSAGE: What.STRANGER,
}


@dataclass(frozen=True)
class Logged:
    """An entry of the log, about one of its people."""

    kind: str
    direction: str  # "to" them, "from" them, or "both"
    light: bool = False
    met: bool = False
    received: str = ""  # the favour
    finished: str = ""  # the reason of the task that it finished
    first_talk_since_brought: bool = False

    @cached_property
    def is_talk(self) -> bool:
        return self.kind == Kind.CONVERSATION and self.direction != "to" and not self.light

    @cached_property
    def message(self) -> What | None:
        """What it is as a message of mine that waits for an answer."""
        if self.direction != "to" or self.finished in WANTS_NO_ANSWER or self.light:
            return None
        return MESSAGES.get(Kind(self.kind))

    @cached_property
    def whats(self) -> tuple[What, ...]:
        is_introduction = self.received == "introduction"
        held = {
            What.MET: self.met,
            What.INTRODUCTION: is_introduction,
            What.TALK: self.is_talk and not is_introduction,
            What.FAVOUR: bool(self.received) and not is_introduction,
            What.TALK_WITH_BROUGHT: self.is_talk and self.first_talk_since_brought,
            What.REPLY: self.direction == "from" and not self.is_talk,
            What.INTRODUCED: self.kind == Kind.INTRODUCED,
        }
        found = [what for what, it_is in held.items() if it_is]
        # The nudge for its first request would come too early for one who was asked in it.
        message = self.message if self.finished not in (R.STATUS, R.STATUS_AGAIN, R.CHECK) else None
        return (*found, message) if message else tuple(found)


def first_step(logged: Logged) -> Step | None:
    """The follow-up that fits first; None if there is none."""
    steps = [step for what in logged.whats for step in TABLE[what] if not step.only_when]
    return steps[0] if steps else None
