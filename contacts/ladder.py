"""The ladder: what may fairly be asked of somebody now (/help/method/#ladder); no database here.

    rungs = user.rungs.ladder()                                  # ours, and what the user changed
    fits = climb(rungs, contact.standing(today), user.ladder_rules_off)
    fit(rungs[0], standing, rules_off, knows_target="slightly")  # one ask, with what is known of it

A `Standing` holds all that the ladder needs of a person, and few different ones exist: for ten
thousand people, judge each standing once. `climb` needs no query, `standing` one for `met_through`
unless that is fetched along.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

ROWS = 6  # on a person's page: those nearest to where they are
ENOUGH_ANSWERS = 5  # before asks and their answers are compared
HARDLY = ("not", "slightly")
CLOSELY = "closely"
STANDS_UP_FROM = 3  # the level from which an introduction counts as common ground
SHARED_PAST = {"worked": "You worked together", "managed": "You worked together",
               "studied": "You studied together"}  # fmt: skip


class Rule(Enum):
    """An adjustment that its user may switch off, and what it does in words."""

    HARDLY_KNOWS = "hardly-knows"
    ROLE_UNSEEN = "role-unseen"
    COMMON_GROUND = "common-ground"

    @property
    def words(self) -> str:
        return _RULES[self]


_RULES = {
    Rule.HARDLY_KNOWS: "One level more if they hardly know the person it should reach: "
    "it costs them more there, and weighs less.",
    Rule.ROLE_UNSEEN: "One level more if they would speak for work they have never seen you do.",
    Rule.COMMON_GROUND: "One level less for asks that cost them no reputation, if you worked or "
    "studied together, or somebody who trusts you introduced you.",
}


class State(Enum):
    READY = "ready"
    SHORT = "short"
    EARLY = "early"

    @classmethod
    def of(cls, gap: int) -> State:
        if gap <= 0:
            return cls.READY
        return cls.SHORT if gap == 1 else cls.EARLY

    @property
    def words(self) -> str:
        return {"ready": "Ready", "short": "One step short", "early": "Too early"}[self.value]

    @property
    def icon(self) -> str:
        return {"ready": "check", "short": "half", "early": "circle"}[self.value]


COSTS_IN_WORDS = {
    "none": "It costs them time, and nothing of their reputation.",
    "low": "It costs a little of their reputation.",
    "medium": "It costs some of their reputation.",
    "high": "It costs much of their reputation: they put their name next to yours.",
}


@dataclass(frozen=True)
class Rung:
    number: int
    words: str
    needs: int
    cost: str = "none"  # to their reputation
    favour: str = "other"  # what a yes gives, as the log calls it

    @property
    def is_ours(self) -> bool:
        return self.number <= len(RUNGS)

    @property
    def stakes_reputation(self) -> bool:
        return self.cost != "none"

    @property
    def stakes_much(self) -> bool:
        """From here on they need something that they can stand behind."""
        return self.cost in ("medium", "high")


RUNGS = [
    Rung(1, "Answer a question", 1, favour="information"),
    Rung(2, "Tell me of openings", 2, favour="information"),
    Rung(3, "Give me 20 minutes", 2, favour="advice"),
    Rung(4, "Look over my CV or pitch", 2, favour="advice"),
    Rung(5, "Introduce me to a colleague", 3, "low", favour="introduction"),
    Rung(6, "Tell me who decides there", 3, "low", favour="information"),
    Rung(7, "Pass on my CV", 3, "medium", favour="referral"),
    Rung(8, "Introduce me to who hires", 4, "high", favour="introduction"),
    Rung(9, "Recommend me", 4, "high", favour="referral"),
    Rung(10, "Send me paid work", 4, "high", favour="referral"),
]


@dataclass(frozen=True)
class Standing:
    level: int
    cooling: bool = False
    common_ground: str = ""  # in words; empty for none

    @property
    def effective(self) -> int:
        """While it is cooling one lower, though nobody you have met becomes a stranger."""
        return max(1, self.level - 1) if self.cooling and self.level else self.level


@dataclass(frozen=True)
class Fit:
    """A rung and a person: what it needs here, and how far they are from it."""

    rung: Rung
    standing: Standing
    required: int
    adjustments: Sequence[str] = field(default=())

    @property
    def gap(self) -> int:
        return self.required - self.standing.effective

    @property
    def state(self) -> State:
        return State.of(self.gap)

    @property
    def is_ready(self) -> bool:
        return self.state == State.READY


def fit(
    rung: Rung,
    standing: Standing,
    rules_off: Collection[str] = (),
    *,
    knows_target: str = "",
    role_unseen: bool = False,
) -> Fit:
    adjustments: list[tuple[Rule, int, str]] = []
    if rung.stakes_reputation and knows_target in HARDLY:
        adjustments.append((Rule.HARDLY_KNOWS, 1, "they hardly know the person it should reach"))
    if rung.stakes_much and role_unseen:
        adjustments.append((Rule.ROLE_UNSEEN, 1, "they have never seen you do this work"))
    if not rung.stakes_reputation and standing.common_ground:
        adjustments.append((Rule.COMMON_GROUND, -1, lower_first(standing.common_ground)))
    kept = [(step, why) for rule, step, why in adjustments if rule.value not in rules_off]
    required = rung.needs + sum(step for step, _ in kept)
    words = [f"One level {'more' if step > 0 else 'less'}: {why}." for step, why in kept]
    return Fit(rung, standing, min(max(required, 1), 5), words)


def climb(rungs: Iterable[Rung], standing: Standing, rules_off: Collection[str] = ()) -> list[Fit]:
    """All rungs as they stand for one person, the lowest first: those that are ready lead."""
    fits = [fit(rung, standing, rules_off) for rung in rungs]
    return sorted(fits, key=lambda it: (it.required, it.rung.number))


def largest_ready(fits: Iterable[Fit]) -> Fit | None:
    """The biggest ask that is ready now."""
    ready = [it for it in fits if it.is_ready]
    return max(ready, key=lambda it: (it.required, it.rung.number), default=None)


def nearest(fits: Sequence[Fit], rows: int = ROWS) -> Sequence[Fit]:
    """Those around the line between ready and not, half on each side if there are so many."""
    ready = sum(it.is_ready for it in fits)
    begin = max(0, min(ready - rows // 2, len(fits) - rows))
    return fits[begin : begin + rows]


def merged(own: Iterable[Rung]) -> list[Rung]:
    """Our rungs, with those the user has changed in their place, and the user's own behind."""
    changed = {rung.number: rung for rung in own}
    usual = [changed.pop(rung.number, rung) for rung in RUNGS]
    return [*usual, *sorted(changed.values(), key=lambda rung: rung.number)]


def rate_in_words(state: State, asked: int, yes: int) -> str:
    """For instance: Of 4 asks one step short, 1 was a yes."""
    asks, be = ("ask", "was") if asked == 1 else ("asks", "were")
    which = {"ready": f"that {be} ready", "short": "one step short", "early": f"that {be} early"}
    said = "was a yes" if yes < 2 else "were a yes"
    return f"Of {asked} {asks} {which[state.value]}, {yes or 'none'} {said}."


def lower_first(words: str) -> str:
    """A sentence of "you" inside another one; names keep their capital."""
    return words[0].lower() + words[1:] if words.startswith("You ") else words


def common_ground(known: str, brought_by: str, their_level: int) -> str:
    """Why somebody would do small things sooner, in words: a shared past, or who vouches for me."""
    if known in SHARED_PAST:
        return SHARED_PAST[known]
    if brought_by and their_level >= STANDS_UP_FROM:
        return f"{brought_by} introduced you"
    return ""
