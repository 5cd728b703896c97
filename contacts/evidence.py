"""What the log says about how well somebody knows us (/help/method/#levels); no database here.

The evidence of many people comes from one call, in three queries however many they are:

    evidence = user.contacts.active().evidence(today)      # {contact id: Evidence}
    mine = evidence[contact.pk]                             # there for everybody of the queryset
    suggested_level(mine)                                   # 0 to 5, never under `mine.floor`
    missing(mine, 3)                                        # what would help to reach level 3
    strength(mine, contact.level, today)                    # 0 to 100: for sorting, never shown

Nothing here is stored: after any change of the log the next call is right again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WINDOW = timedelta(days=365)
LONG_TALK_MINUTES = 15
GRACE = timedelta(days=7)  # a promise of mine may wait so long before it stands in the way
SOME_WEEKS = 21
SOME_MONTHS = 90
KEPT_OF_PROMISES = 0.8
HALF_LIFE_DAYS = 180
# The highest level at which somebody may stand before anything is logged, by how they are known.
STARTING_LIMITS = {"worked": 4, "managed": 4, "friend": 3}
WORKED_TOGETHER = ("worked", "managed")


@dataclass(frozen=True)
class Evidence:
    """Of the last 365 days, but for `met`, `told` and what is known from before."""

    met: bool = False  # they took part in something, whenever that was
    talks: int = 0  # days with a real conversation
    long_talks: int = 0  # those of at least 15 minutes
    talks_in_person: int = 0  # those not only on social media
    first_talk: date | None = None
    last_talk: date | None = None
    follow_ups: int = 0  # of mine
    given: int = 0  # favours
    received: int = 0
    unasked: int = 0  # of those received
    kept: float = 0  # promises of mine; a late one is half kept and half broken
    broken: float = 0
    overdue: bool = False  # one of mine has waited for more than a week
    told: bool = False  # they know what I am looking for
    worked_together: bool = False
    floor: int = 0  # where they stood before

    @property
    def span(self) -> int:
        """Days from the first talk to the last."""
        if self.first_talk is None or self.last_talk is None:
            return 0
        return (self.last_talk - self.first_talk).days

    @property
    def talks_wanted(self) -> int:
        """On social media alone it takes one more to be in touch."""
        return 3 if self.talks and not self.talks_in_person else 2

    @property
    def keeps_promises(self) -> bool:
        return self.kept > 0 and self.kept / (self.kept + self.broken) >= KEPT_OF_PROMISES


def starting_limit(known: str) -> int:
    return STARTING_LIMITS.get(known, 1)


class Step(StrEnum):
    """What to do about a condition that does not hold yet; the first is the first to do."""

    WARM = "warm"
    MEET = "meet"
    OVERDUE = "overdue"
    PROMISE = "promise"
    FAVOUR = "favour"
    GIVE = "give"
    RECEIVE = "receive"
    TALK = "talk"
    FOLLOW_UP = "follow-up"
    TELL = "tell"
    TIME = "time"
    UNASKED = "unasked"


@dataclass(frozen=True)
class Missing:
    step: Step
    words: str
    not_before: date | None = None  # what needs time cannot be done sooner


@dataclass(frozen=True)
class _Need:
    step: Step
    holds: Callable[[Evidence], bool]
    words: Callable[[Evidence], str]
    weeks_or_months: int = 0  # days after the first talk

    def missing(self, evidence: Evidence) -> Missing:
        first = evidence.first_talk
        later = timedelta(days=self.weeks_or_months)
        day = first + later if first and self.weeks_or_months else None
        return Missing(self.step, self.words(evidence), day)


def _always(words: str) -> Callable[[Evidence], str]:
    return lambda evidence: words


def _more_talks(wanted: int) -> Callable[[Evidence], str]:
    def words(evidence: Evidence) -> str:
        count = max(wanted, evidence.talks_wanted) - evidence.talks
        if count == 1:
            more = "more " if evidence.talks else ""
            return f"One {more}real conversation"
        return f"{'Two' if count == 2 else 'Three'} real conversations, on different days"

    return words


def _more_promises(evidence: Evidence) -> str:
    return "Keep another promise" if evidence.kept > 0 else "Keep two promises"


_NOTHING_WAITS = _Need(
    Step.OVERDUE, lambda it: not it.overdue, _always("Settle the promise that is waiting")
)
_TALKED = _Need(Step.TALK, lambda it: it.talks >= 1, _always("A real conversation"))
# What must hold for each level, beside what the levels below it need.
_NEEDS: dict[int, list[_Need]] = {
    1: [_Need(Step.MEET, lambda it: it.met, _always("Exchange a few words or messages"))],
    2: [
        _Need(Step.TALK, lambda it: it.talks >= it.talks_wanted, _more_talks(2)),
        _Need(Step.FOLLOW_UP, lambda it: it.follow_ups >= 1, _always("Follow up once")),
        _Need(
            Step.TELL,
            lambda it: it.long_talks >= 1 or it.told,
            _always("Tell them what you are looking for, or talk for 15 minutes"),
        ),
    ],
    3: [
        _NOTHING_WAITS,
        _Need(Step.PROMISE, lambda it: it.kept >= 1, _always("Keep a promise")),
        _Need(
            Step.FAVOUR, lambda it: it.given + it.received >= 1, _always("One favour, either way")
        ),
        _Need(Step.TALK, lambda it: it.talks >= 3, _more_talks(3)),
        _Need(
            Step.TIME,
            lambda it: it.span >= SOME_WEEKS,
            _always("A conversation three weeks or more after your first"),
            SOME_WEEKS,
        ),
    ],
    4: [
        _NOTHING_WAITS,
        _TALKED,
        _Need(Step.PROMISE, lambda it: it.kept >= 2, _more_promises),
        _Need(
            Step.PROMISE,
            lambda it: it.kept < 2 or it.keeps_promises,
            _always("Keep more promises, so that four in five are kept"),
        ),
        _Need(Step.GIVE, lambda it: it.given >= 1, _always("A favour from you")),
        _Need(Step.RECEIVE, lambda it: it.received >= 1, _always("A favour from them")),
        _Need(
            Step.TIME,
            lambda it: it.span >= SOME_MONTHS or it.worked_together,
            _always("A conversation three months or more after your first"),
            SOME_MONTHS,
        ),
    ],
    5: [
        _NOTHING_WAITS,
        _TALKED,
        _Need(Step.UNASKED, lambda it: it.unasked >= 1, _always("They help without being asked")),
    ],
}


def suggested_level(evidence: Evidence) -> int:
    """What the log suggests; where somebody stood before counts as reached."""
    level = 0
    for number, needs in _NEEDS.items():
        if number > evidence.floor and not all(need.holds(evidence) for need in needs):
            break
        level = number
    return level


def missing(evidence: Evidence, level: int) -> list[Missing]:
    """What would help to reach this level: the first is the first to do. Empty if nothing is."""
    found: dict[Step, Missing] = {}
    for number in range(evidence.floor + 1, min(level, 5) + 1):
        for need in _NEEDS[number]:
            # The higher level asks for more, but for the one talk that any of them needs.
            if not need.holds(evidence) and not (need is _TALKED and Step.TALK in found):
                found[need.step] = need.missing(evidence)
    if Step.TALK in found:
        found.pop(Step.MEET, None)  # who talks has met
    order = list(Step)
    return sorted(found.values(), key=lambda it: order.index(it.step))


def facts(evidence: Evidence) -> list[str]:
    """What the log has, in words."""
    said = [
        (evidence.talks, "real conversation", "real conversations"),
        (evidence.follow_ups, "follow-up", "follow-ups"),
        (evidence.given, "favour from you", "favours from you"),
        (evidence.received, "favour from them", "favours from them"),
        (evidence.kept, "promise kept", "promises kept"),
    ]
    words = [f"{count:g} {one if count == 1 else many}" for count, one, many in said if count]
    if evidence.span:
        words[0] += f" in {evidence.span} days"
    if evidence.floor == suggested_level(evidence):
        words.append("where you stood before")
    return words or ["you have met"]


def strength(evidence: Evidence, level: int, today: date) -> int:
    """From 0 to 100, for sorting people; it is never shown."""
    promises = 0.0
    if evidence.kept:
        share = evidence.kept / (evidence.kept + evidence.broken)
        promises = min(1, evidence.kept / 3) * share
    favours = (min(1, evidence.given / 2) + min(1, evidence.received / 2)) / 2
    parts = (
        0.30 * min(1, evidence.talks / 5)
        + 0.20 * min(1, evidence.follow_ups / 4)
        + 0.25 * favours
        + 0.25 * promises
    )
    return round(100 * _recency(evidence.last_talk, level, today) * parts)


def _recency(last_talk: date | None, level: int, today: date) -> float:
    floor = 0.5 if level >= 3 else 0.1
    if last_talk is None:
        return floor
    return max(floor, 0.5 ** ((today - last_talk).days / HALF_LIFE_DAYS))
