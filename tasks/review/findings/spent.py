"""Findings about the time of the week: A1 to A6b of /help/method/#findings. Pure rules."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from contacts.boxes import Box
from jobsearch.templatetags.foothold import hours
from tasks.review.findings.finding import Finding
from tasks.review.measures import ENOUGH_MINUTES, ENOUGH_TASKS, Balance, CategoryShare, percents
from tasks.review.presets import EASY, HARD
from tasks.review.sentences import WeekFacts
from tasks.words import counted, number

SEVERAL = {"applications", "materials", "skills", "tools"}
LATELY_WEEKS, LATELY_DAYS = 2, 14


def left_behind(facts: WeekFacts) -> list[CategoryShare]:
    """The longest first, then the one that was to get the most."""
    found = [one for one in facts.categories if one.is_left_behind]
    return sorted(found, key=lambda one: (-one.weeks_left_behind, -one.target))


def other_left_behind(facts: WeekFacts) -> list[CategoryShare]:
    return [one for one in left_behind(facts) if one.category != HARD]


def too_much_networking(facts: WeekFacts) -> Finding | None:
    this, share = facts.this, facts.this.networking_share
    if share is None or share <= facts.borders.share("A1.over"):
        return None
    behind = other_left_behind(facts)
    overdue = facts.standing.overdue_other if facts.standing else 0
    if not (behind or overdue):
        return None
    percent = percents([this.networking, this.other])[0]
    text = f"Networking {facts.took} {percent}% of your time{facts.so_far}. "
    waits = counted(overdue, "important task of other work is", "important tasks of other work are")
    because = [
        f"Networking: {hours(this.networking)} of {hours(this.total)}. "
        f"{facts.borders.say('A1.over', 'over')}"
    ]
    if behind:
        text += f"{_left_behind_words(behind[0])}."
        because.append(_behind_because(facts, behind[0]))
    else:
        text += f"{waits} waiting."
    if overdue:
        because.append(f"{waits} past their day.")
    return Finding("A1", "bars", text, share > facts.borders.share("A1.strong"), because)


def hardly_networking(facts: WeekFacts) -> Finding | None:
    weeks = [week.balance for week in facts.closed[-LATELY_WEEKS:]]
    shares = [week.networking_share for week in weeks]
    if len(weeks) < LATELY_WEEKS or not _all_under(shares, facts.borders.share("A1b.under")):
        return None
    spent, total = sum(w.networking for w in weeks), sum(w.total for w in weeks)
    took = hours(spent) if spent else "no time"
    text = f"Networking took {took} of {hours(total)} in the last two full weeks."
    strong = _all_under(shares, facts.borders.share("A1b.strong"))
    because = [_in_words(weeks, "networking", "total"), facts.borders.say("A1b.under", "under")]
    return Finding("A1b", "people", text, strong, because)


def spinning_wheels(facts: WeekFacts) -> Finding | None:
    this, met, at = facts.this, facts.weeks[-1].coverage, facts.borders
    if this.networking < at["A2.from"]:
        return None
    little_hard = _under(this.hard_share, at.share("A2.hard"))
    few_met = _under(met.share, at.share("A2.met"))
    if not (little_hard or few_met):
        return None
    said, because = [], []
    if little_hard:
        said.append(_hard_words(facts))
        because.append(
            f"The hard part: {hours(this.hard)} of {hours(this.networking)} of networking, "
            f"{percents([this.hard, this.easy])[0]}%. {facts.borders.say('A2.hard', 'under')}"
        )
    if few_met:
        said.append(f"{met.part} of {met.whole} people you met heard from you within two days.")
    if met.share is not None:
        because.append(
            f"Followed up within two days: {met.part} of {met.whole} people you met, "
            f"{met.percent}%. {facts.borders.say('A2.met', 'under')}"
        )
    strong = _under(this.hard_share, at.share("A2.hard-strong")) or _under(
        met.share, at.share("A2.met-strong")
    )
    return Finding("A2", "triangle", " ".join(said), strong, because)


def _hard_words(facts: WeekFacts) -> str:
    this = facts.this
    if not this.hard:
        text = "had no time this week" if facts.is_over else "has had no time so far"
    else:
        text = f"{facts.took} {hours(this.hard)}{facts.so_far}"
    if this.hard < facts.goal_hard:
        return f"The hard part {text}. Your own goal is {hours(facts.goal_hard)}."
    return f"The hard part {text}, of {hours(this.networking)} of networking."


def fire_fighting(facts: WeekFacts) -> Finding | None:
    boxes, at = _without_appointments(facts.this), facts.borders
    if boxes is None:
        return None
    shares, shown = _shares(boxes), dict(zip(Box, percents(list(boxes.values())), strict=True))
    first, time = shares[Box.DO_FIRST], shares[Box.MAKE_TIME]
    much, little = first > at.share("A3.first"), time < at.share("A3.time")
    if not (much or little):
        return None
    box = Box.DO_FIRST if much else Box.MAKE_TIME
    text = f"“{box.label}” {facts.took} {shown[box]}% of {_what(facts.this)}{facts.so_far}"
    text += f", “{Box.MAKE_TIME.label}” {shown[Box.MAKE_TIME]}%." if much else "."
    because = [
        f"“{Box.DO_FIRST.label}”: {shown[Box.DO_FIRST]}%. {at.say('A3.first', 'over')}",
        f"“{Box.MAKE_TIME.label}”: {shown[Box.MAKE_TIME]}%. {at.say('A3.time', 'under')}",
    ]
    if aside := facts.this.appointment_minutes_by_box[Box.DO_FIRST]:
        because.append(f"Interviews and events are left out: {hours(aside)}.")
    strong = first > at.share("A3.first-strong") or time < at.share("A3.time-strong")
    return Finding("A3", "flag", text, strong, because)


def _without_appointments(this: Balance) -> dict[Box, int] | None:
    """What is in the boxes; what is at a fixed time is no fire, and no part of the whole either."""
    if this.box_percents is None:
        return None
    every, fixed = this.tasks_by_box, this.appointments_by_box
    if this.total:
        every, fixed = this.minutes_by_box, this.appointment_minutes_by_box
    found = {box: every[box] for box in Box}
    found[Box.DO_FIRST] -= fixed[Box.DO_FIRST]
    whole = sum(found.values())
    if not whole or (this.total and whole < ENOUGH_MINUTES and this.tasks_done < ENOUGH_TASKS):
        return None
    return found


def _shares(boxes: dict[Box, int]) -> dict[Box, Fraction]:
    whole = sum(boxes.values())
    return {box: Fraction(part, whole) for box, part in boxes.items()}


def _what(this: Balance) -> str:
    """What the shares of the boxes are of."""
    return "your time" if this.total else "what you finished"


def busy_for_others(facts: WeekFacts) -> Finding | None:
    box, share, percent = Box.KEEP_SHORT, facts.this.box_share(Box.KEEP_SHORT), 0
    if share is None or share <= facts.borders.share("A3b.over"):
        return None
    if facts.this.box_percents:
        percent = facts.this.box_percents[box]
    this, border = facts.this, facts.borders.say("A3b.over", "over")
    text = f"“{box.label}” {facts.took} {percent}% of {_what(this)}{facts.so_far}."
    because = [f"{hours(this.minutes_by_box[box])} of {hours(this.total)}. {border}"]
    if not this.total:
        because = [f"{this.tasks_by_box[box]} of {this.tasks_done} finished tasks. {border}"]
    return Finding("A3b", "clock", text, share > facts.borders.share("A3b.strong"), because)


def category_left_behind(facts: WeekFacts) -> Finding | None:
    behind = left_behind(facts)
    if not behind:
        return None
    first = behind[0]
    text = f"{_left_behind_words(first)}: {_lately(facts, first)}."
    because = [_behind_because(facts, one) for one in behind]
    strong = first.weeks_left_behind >= facts.borders["A4.strong"]
    return Finding("A4", "square", text, strong, because)


def _left_behind_words(one: CategoryShare) -> str:
    return f"{name_in_sentence(one)} {'were' if one.category in SEVERAL else 'was'} left behind"


def name_in_sentence(one: CategoryShare) -> str:
    return "Networking" if one.category == HARD else one.label


def _lately(facts: WeekFacts, one: CategoryShare) -> str:
    weeks = facts.closed[-LATELY_WEEKS:]
    minutes = sum(_minutes_of(week.balance, one.category) for week in weeks)
    return f"{hours(minutes) if minutes else 'no time'} in two weeks"


def _minutes_of(balance: Balance, category: str) -> int:
    if category in (HARD, EASY):
        return balance.networking
    return sum(m for each, m in balance.minutes_by_category.items() if each == category)


def _behind_because(facts: WeekFacts, one: CategoryShare) -> str:
    weeks = number(one.weeks_left_behind)
    return (
        f"{name_in_sentence(one)}: {_lately(facts, one)}; your own share is {one.target}% of a "
        f"week. Less than half of it, or nothing at all, for {weeks} weeks."
    )


def hanging_out(facts: WeekFacts) -> Finding | None:
    this, share = facts.this, facts.this.purposeful_share
    if not _under(share, facts.borders.share("A5.under")):
        return None
    part = f"{hours(this.hanging_out)} of" if this.purposeful else "All"
    text = f"{part} {hours(this.networking)} of networking had no purpose noted."
    percent = percents([this.purposeful, this.hanging_out])[0]
    because = [
        f"With a purpose: {hours(this.purposeful)} of {hours(this.networking)}, {percent}%. "
        f"{facts.borders.say('A5.under', 'under')}"
    ]
    return Finding("A5", "cup", text, _under(share, facts.borders.share("A5.strong")), because)


def giving_it_away(facts: WeekFacts) -> Finding | None:
    weeks = [week.balance for week in facts.weeks[-LATELY_WEEKS:]]
    shares = [week.helped_me_share for week in weeks]
    if not _all_under(shares, facts.borders.share("A6.under")):
        return None
    me, marked = sum(w.helped_me for w in weeks), sum(w.marked for w in weeks)
    text = f"In two weeks {hours(me) if me else 'no time'} of {hours(marked)} helped you too."
    because = [_in_words(weeks, "helped_me", "marked"), facts.borders.say("A6.under", "under")]
    strong = _all_under(shares, facts.borders.share("A6.strong"))
    return Finding("A6", "gift", text, strong, because)


def mostly_asking(facts: WeekFacts) -> Finding | None:
    weeks = [week.balance for week in facts.weeks[-LATELY_WEEKS:]]
    shares = [week.helped_me_only_share for week in weeks]
    if sum(week.marked_entries for week in weeks) < facts.borders["A6b.from"]:
        return None
    if not _all_over(shares, facts.borders.share("A6b.over")):
        return None
    me, marked = sum(w.helped_me_only for w in weeks), sum(w.marked for w in weeks)
    text = f"In two weeks {hours(me)} of {hours(marked)} helped only you."
    because = [_in_words(weeks, "helped_me_only", "marked"), facts.borders.say("A6b.over", "over")]
    strong = _all_over(shares, facts.borders.share("A6b.strong"))
    return Finding("A6b", "arrow-in", text, strong, because)


def _in_words(weeks: Sequence[Balance], part: str, whole: str) -> str:
    """ "First 20 min of 5 h, then 40 min of 6 h." """
    said = [f"{hours(getattr(week, part))} of {hours(getattr(week, whole))}" for week in weeks]
    return f"First {said[0]}, then {said[1]}."


def _under(share: Fraction | None, border: Fraction) -> bool:
    return share is not None and share < border


def _all_under(shares: Sequence[Fraction | None], border: Fraction) -> bool:
    return all(_under(share, border) for share in shares)


def _all_over(shares: Sequence[Fraction | None], border: Fraction) -> bool:
    return all(share is not None and share > border for share in shares)


RULES = {
    "A1": too_much_networking,
    "A1b": hardly_networking,
    "A2": spinning_wheels,
    "A3": fire_fighting,
    "A3b": busy_for_others,
    "A4": category_left_behind,
    "A5": hanging_out,
    "A6": giving_it_away,
    "A6b": mostly_asking,
}
