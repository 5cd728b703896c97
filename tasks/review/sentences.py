"""The sentences of the review: a fixed list of rules, each said only when it is true.

They say what happened, then stop: no cause, no grade, no comparison with other people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from contacts.boxes import Box
from jobsearch.templatetags.foothold import hours
from tasks.review.borders import Borders
from tasks.review.ledger import WeekNumbers
from tasks.review.measures import (
    ENOUGH_MINUTES,
    Balance,
    CategoryShare,
    Fires,
    Standing,
    percents,
)
from tasks.words import counted

if TYPE_CHECKING:
    from tasks.review.findings.finding import Finding

# A rank among fewer weeks, or of fewer follow-ups, would be praise for nothing.
ENOUGH_WEEKS, ENOUGH_KEPT = 4, 2
# A change of the weekly mean under this many minutes is no trend.
STEADY = 15
NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")


@dataclass(frozen=True)
class Piece:
    """A few words of a sentence; the marked ones are drawn with a line under them."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class WeekFacts:
    """What the rules look at: the weeks, the oldest first, and the one under review last."""

    weeks: Sequence[WeekNumbers]
    goal_hard: int
    is_over: bool
    is_settled: bool  # past the first seven days, in which nothing is held against anybody
    standing: Standing | None = None  # of today; None for a week long gone
    categories: Sequence[CategoryShare] = ()
    borders: Borders = field(default_factory=Borders)
    moved_up: Sequence[str] = ()  # who reached a higher level in the week
    away: Sequence[str] = ()  # findings that are switched off, or not to be shown this month

    @property
    def this(self) -> Balance:
        return self.weeks[-1].balance

    @property
    def before(self) -> Balance:
        return self.weeks[-2].balance

    @property
    def closed(self) -> Sequence[WeekNumbers]:
        """The weeks that are over."""
        return self.weeks if self.is_over else self.weeks[:-1]

    @property
    def took(self) -> str:
        return "took" if self.is_over else "has taken"

    @property
    def so_far(self) -> str:
        return "" if self.is_over else " so far"


def good_thing(facts: WeekFacts) -> str:
    """One true good thing, the best there is."""
    rules = (_rank_of_kept, _promises, _put_off, _moved_up, _kept, _hard_part, _finished)
    return next((text for rule in rules if (text := rule(facts))), _given(facts))


def _rank_of_kept(facts: WeekFacts) -> str:
    kept = facts.weeks[-1].kept
    shares = [week.kept.share for week in facts.weeks if week.kept.share is not None]
    if kept.share is None or len(shares) < ENOUGH_WEEKS:
        return ""
    if kept.kept < ENOUGH_KEPT or kept.share < Fraction(1, 2):
        return ""
    better = sum(share > kept.share for share in shares)
    ranks = ["your best week in eight", "your second best week in eight"]
    if shares.count(kept.share) > 1:
        ranks = ["as good as your best week in eight"]
    if better >= len(ranks):
        return ""
    return f"Well done: you kept {_kept_of(facts)}, {ranks[better]}."


def _promises(facts: WeekFacts) -> str:
    count = facts.this.promises_kept
    return f"Well done: you kept {_count(count, 'promise')}." if count else ""


def _put_off(facts: WeekFacts) -> str:
    count = facts.this.put_off_done
    if not count:
        return ""
    return f"Well done: you finished {_count(count, 'task')} that you tend to put off."


def _moved_up(facts: WeekFacts) -> str:
    if not facts.moved_up:
        return ""
    first, *others = facts.moved_up
    more = f" and {_count(len(others), 'other')}" if others else ""
    return f"Well done: you and {first}{more} know each other better than before."


def _kept(facts: WeekFacts) -> str:
    kept = facts.weeks[-1].kept
    if not kept.kept:
        return ""
    if kept.kept == kept.settled:
        which = "a follow-up" if kept.kept == 1 else f"all {kept.kept} follow-ups"
        return f"Well done: you kept {which} on time{facts.so_far}."
    return f"You kept {_kept_of(facts)}."


def _hard_part(facts: WeekFacts) -> str:
    hard = facts.this.hard
    return f"You gave {hours(hard)} to the hard part of networking." if hard else ""


def _finished(facts: WeekFacts) -> str:
    count = facts.this.tasks_done
    return f"You finished {_count(count, 'task')}." if count else ""


def _given(facts: WeekFacts) -> str:
    return f"You gave the search {hours(facts.this.total)}."


def balance_sentence(this: Balance) -> list[Piece]:
    """Networking against the rest, and how much of it was easy; each with enough to say only."""
    if this.networking_share is None:
        return []
    if not this.networking:
        return [Piece("You spent "), Piece("no time on networking", marked=True), Piece(".")]
    networking = percents([this.networking, this.other])[0]
    pieces = [Piece("You spent "), Piece(f"{networking}% networking", marked=True)]
    if this.hard_share is not None:
        easy = percents([this.hard, this.easy])[1]
        pieces += [Piece(", and "), Piece(f"{easy}% of that was the easy part", marked=True)]
    return [*pieces, Piece(".")]


def trend(facts: WeekFacts) -> str:
    """The hard part, first two weeks against the last two that are over."""
    over = [week.balance for week in facts.closed]
    first, last = over[:2], over[-2:]
    if sum(week.total for week in first) < ENOUGH_MINUTES or not any(week.total for week in last):
        return ""
    before, after = _mean_hard(first), _mean_hard(last)
    span = f"in {NUMBER_WORDS[len(over)]} weeks"
    if abs(after - before) < STEADY:
        return f"The hard part stayed near {hours(after)} a week." if after else ""
    if after < before:
        return f"The hard part went from {hours(before)} to {hours(after)} a week {span}."
    start = f"from {hours(before)}" if before else "from nothing"
    return f"The hard part grew {start} to {hours(after)} a week {span}."


def _mean_hard(weeks: Sequence[Balance]) -> int:
    return round(sum(week.hard for week in weeks) / len(weeks))


def box_sentence(facts: WeekFacts) -> str:
    """How much went to what is important and not urgent, beside the week before."""
    now, was = facts.this.box_percents, facts.before.box_percents
    if now is None:
        return ""
    name, share = Box.MAKE_TIME.label, now[Box.MAKE_TIME]
    if was is None:
        return f"{name} took {share}%."
    earlier = was[Box.MAKE_TIME]
    if share == earlier:
        return f"{name} stayed at {share}%."
    return f"{name} {'grew' if share > earlier else 'went'} from {earlier}% to {share}%."


def in_short(facts: WeekFacts, findings: Sequence[Finding] = ()) -> list[str]:
    """The week in at most four sentences, for the e-mail that invites to its review."""
    if not facts.this.total:
        return []
    said = [f"You gave this week {hours(facts.this.total)}.", good_thing(facts)]
    if said[1] == _given(facts):
        said.pop()
    said.append("".join(piece.text for piece in balance_sentence(facts.this)))
    said += [finding.text for finding in findings[:1]]
    return [text for text in said if text]


def fires(found: Fires) -> str:
    """How many urgent things had once been calm; only where there are enough of them to say."""
    if not (found.is_enough and found.were_calm):
        return ""
    things = counted(found.count, "urgent thing", "urgent things")
    calm = (
        "All of them"
        if found.were_calm == found.count
        else counted(found.were_calm, "of them", "of them")
    )
    return (
        f"{things} this week. {calm} had been on your board, calm and "
        "important, while there was still time. Which one of next week\u2019s could you do on "
        "Monday, while it is still calm?"
    )


def _kept_of(facts: WeekFacts) -> str:
    kept = facts.weeks[-1].kept
    return f"{kept.kept} of {_count(kept.settled, 'follow-up')}{facts.so_far}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
