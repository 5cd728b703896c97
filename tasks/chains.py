"""What is proposed now: the rows of the table that nothing has answered yet. Without rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from contacts.kinds import Kind
from contacts.rhythm import MOST_UNANSWERED
from tasks.followups import (
    REST,
    SAID_BY_WRITING,
    SAID_ONCE,
    TABLE,
    WAITS_ANEW,
    WAITS_FOR_AN_ANSWER,
    Calendar,
    Logged,
    Step,
    What,
)
from tasks.reasons import Reason

Moment = tuple[date, datetime]


@dataclass
class Standing:
    """How things stand with one person: who wrote last, and which follow-ups there are."""

    unanswered: int = 0
    wrote: Moment | None = None  # I, or both of us
    answered: Moment | None = None  # they, or both of us
    waits: Moment | None = None  # since my last message without an answer
    waits_for: str | None = None  # that message
    open: set[str] = field(default_factory=set)
    # By reason, when one was last let go.
    dropped: dict[str, datetime] = field(default_factory=dict)
    # By reason, the last day on which one was finished, and by which entry of the log.
    done: dict[str, tuple[date, str | None]] = field(default_factory=dict)

    def add(self, logged: Logged, source: str, moment: Moment) -> None:
        """The next entry, in the order in which they happened."""
        if logged.kind in (Kind.EVENT, Kind.ONLINE):
            if logged.direction != "to":
                self.unanswered = 0
            return
        if logged.direction != "from":
            self.wrote = moment
        if logged.direction != "to":
            self.answered, self.unanswered = moment, 0
        elif logged.message:
            self.unanswered += 1
            self.waits, self.waits_for = moment, source

    @property
    def is_to_rest(self) -> bool:
        return self.unanswered >= MOST_UNANSWERED


class Happened(NamedTuple):
    """Something that proposes follow-ups: an entry of the log, a promise, an ask, a task."""

    source: str
    whats: tuple[What, ...]
    moment: Moment
    person: str | None
    name: str
    place: str = ""
    introducer: str | None = None
    introducer_name: str = ""
    words: str = ""
    entry: str | None = None
    answer_by: date | None = None

    @property
    def day(self) -> date:
        return self.moment[0]

    def whom(self, step: Step) -> str | None:
        if step.whom == "person":
            return self.person
        return self.introducer if step.whom == "introducer" else None


class Proposal(NamedTuple):
    step: Step
    about: Happened
    day: date
    # Keys of others of this reason to this person, which it stands for.
    also: tuple[str, ...] = ()

    def on(self, today: date) -> date:
        """The day to plan it for."""
        return max(self.day, today)

    @property
    def key(self) -> str:
        return key_of(self.step.reason, self.about.source)

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.key, *self.also)

    @property
    def reason(self) -> Reason:
        return self.step.reason

    @property
    def contact(self) -> UUID | None:
        whom = self.about.whom(self.step)
        return UUID(whom) if whom else None

    @property
    def rests(self) -> bool:
        """Answered by leaving them in peace for a while, and not by a task."""
        return self.reason == Reason.CLOSE

    @property
    def title(self) -> str:
        words = {
            "name": self.about.name or "each person you spoke with",
            "place": self.about.place,
            "introducer": self.about.introducer_name,
            "words": self.about.words,
        }
        return self.step.title.format(**words)[:200]


@dataclass(frozen=True)
class Answer:
    """What became of a proposal: a task, or "not needed"."""

    is_open: bool = False
    done_on: date | None = None


Answers = Callable[[str, str], Answer | None]  # by the reason of a proposal, and its source


def key_of(reason: str, source: UUID | str) -> str:
    return f"{reason}:{source}"


NOBODY = Standing()
UNANSWERED = None


def proposed(
    about: Happened,
    answers: Answers,
    standings: Mapping[str, Standing],
    today: date,
    working_day_after: Calendar,
    first: date = date.min,
) -> Iterator[Proposal]:
    """What is proposed now for `first` or later, each once, and not answered yet."""
    found: set[str] = set()
    standing = standings.get(about.person, NOBODY) if about.person else NOBODY
    if standing.is_to_rest and standing.waits_for == about.source:
        chains = [[REST]]
    else:
        chains = [TABLE[what] for what in about.whats]
    for chain in chains:
        for proposal in _of_chain(
            chain, about, answers, standings, today, working_day_after, first
        ):
            if proposal.reason not in found:
                found.add(proposal.reason)
                yield proposal


def _of_chain(
    chain: list[Step],
    about: Happened,
    answers: Answers,
    standings: Mapping[str, Standing],
    today: date,
    working_day_after: Calendar,
    first: date,
) -> Iterator[Proposal]:
    all_over, done_on, last = True, None, chain[-1]
    for step in chain:
        if step.only_when and not getattr(about, step.only_when):
            continue
        begin = (step.from_named_day and about.answer_by) or about.day
        day = step.wait.after(begin, working_day_after)
        if done_on and step.after_previous:
            day = max(day, step.after_previous.after(done_on, working_day_after))
        if step is last and day < first:
            return  # what became of it matters to no other step
        whom = about.whom(step)
        person = whom or about.person
        standing = standings.get(person, NOBODY) if person else NOBODY
        answer = _answer(step, about, answers, standing)
        its_turn = day <= today or (all_over and not step.on_its_day)
        held_back = whom is not None and step is not REST and standing.is_to_rest
        if answer is UNANSWERED and its_turn and not held_back and day >= first:
            yield Proposal(step, about, day)
        all_over = all_over and answer is not UNANSWERED and not answer.is_open
        done_on = answer.done_on if answer else None


def _answer(step: Step, about: Happened, answers: Answers, standing: Standing) -> Answer | None:
    if answer := answers(step.reason, about.source):
        return answer
    # First: what is open is for something else then, and the next step does not wait for it.
    if _is_pointless(step, about, standing):
        return Answer()
    if about.whom(step) is not None and step.reason in standing.open:
        return Answer(is_open=True)
    dropped = standing.dropped.get(step.reason) if step.reason != Reason.CHECK else None
    if dropped and dropped > about.moment[1]:
        return Answer()
    done_on, entry = standing.done.get(step.reason, (None, None))
    if step.reason in SAID_ONCE and done_on and done_on >= about.day and entry != about.entry:
        return Answer(done_on=done_on)
    return UNANSWERED


def _is_pointless(step: Step, about: Happened, standing: Standing) -> bool:
    """Something that was logged later did it, or took away the reason."""
    if step.reason in SAID_BY_WRITING:
        return standing.wrote is not None and standing.wrote > about.moment
    since = []
    if step.reason in WAITS_FOR_AN_ANSWER and step is not REST:
        since.append(standing.answered)
    if step.reason in WAITS_ANEW and step is not REST:
        since.append(standing.waits)
    return any(moment > about.moment for moment in since if moment)
