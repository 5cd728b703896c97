"""The measures in words: what the page, the e-mail, the export and a closed review show alike.

    weeks = look_back(user, week, today)
    measures(weeks, standing(user, today), targets, today)          # of the last of the weeks
    measures(weeks, standing(user, today), targets, today, span=4)  # of the last four together

Without a `Standing` what stood on another day is not known, and each of those measures says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from typing import Any

from contacts.boxes import Box
from contacts.ties import LATELY, MET_FROM, MET_UNTIL
from jobsearch.templatetags.foothold import hours
from tasks.review.measure import NAMES, NOT_WRITTEN_DOWN, STANDING, Measure
from tasks.review.measures import (
    ENOUGH_MARKED,
    ENOUGH_MINUTES,
    ENOUGH_NETWORKING,
    ENOUGH_TASKS,
    Ratio,
    Standing,
    WeekNumbers,
    categories,
    together,
)
from tasks.review.measures.standing import (
    ENOUGH_FELT,
    PROMISE_DAYS,
)
from tasks.words import counted


def measures(
    weeks: Sequence[WeekNumbers],
    standing: Standing | None,
    targets: Mapping[str, int],
    today: date,
    *,
    span: int = 1,
) -> list[Measure]:
    """All twenty; `weeks` as of `look_back`, of which the last `span` are taken together."""
    this = together(weeks[-span:])
    words = _Words(today in weeks[-1].week, span)
    found = [
        *_of_time(this, words),
        *_of_people(this, words),
        _boxes(this, words),
        _fires(this, words),
        _categories(weeks, this, standing, targets, today, words),
        _asks(this),
        *(_standing(standing) if standing else _not_written_down()),
    ]
    return sorted(found, key=lambda it: int(it.id[1:]))


def with_written_down(found: Sequence[Measure], numbers: Mapping[str, Any]) -> list[Measure]:
    """The same, as they were when the review of the week was closed (`review.numbers`)."""
    kept = {each["id"]: Measure.read(each) for each in numbers.get("measures", [])}
    return [kept.get(each.id, each) for each in found]


@dataclass(frozen=True)
class _Words:
    is_now: bool
    span: int

    @property
    def time(self) -> str:
        return "in the week" if self.span == 1 else f"in {self.span} weeks"

    def unknown(self, name: str, needs: str, has: str) -> Measure:
        has = f"{has} so far" if self.is_now else f"it has {has}"
        return Measure(name, NAMES[name], why_not=f"Needs {needs}; {has}.")

    def minutes(self, name: str, ratio: Ratio, of: str, more: str = "") -> Measure:
        if ratio.percent is None:
            needs = f"{_long(ratio.at_least)} {of} {self.time}".replace("  ", " ")
            return self.unknown(name, needs, _none(hours(ratio.whole), ratio.whole))
        detail = f"{hours(ratio.part)} of {hours(ratio.whole)}{more}"
        return Measure(name, NAMES[name], f"{ratio.percent}%", detail)

    def share(self, name: str, ratio: Ratio, one: str, many: str, which: str = "") -> Measure:
        if ratio.percent is None:
            needs = f"{ratio.at_least} {one if ratio.at_least == 1 else many}{which}"
            return self.unknown(name, needs, _none(str(ratio.whole), ratio.whole))
        noun = one if ratio.whole == 1 else many
        detail = f"{ratio.part} of {ratio.whole} {noun}{which}"
        return Measure(name, NAMES[name], f"{ratio.percent}%", detail)


def _of_time(this: WeekNumbers, words: _Words) -> list[Measure]:
    balance = this.balance
    only = Ratio(balance.helped_me_only, balance.marked, ENOUGH_MARKED).percent
    out = balance.hanging_out
    return [
        words.minutes("M1", Ratio(balance.networking, balance.total, ENOUGH_MINUTES), ""),
        words.minutes(
            "M2", Ratio(balance.hard, balance.networking, ENOUGH_NETWORKING), "of networking"
        ),
        words.minutes(
            "M4",
            Ratio(balance.purposeful, balance.networking, ENOUGH_NETWORKING),
            "of networking",
            f"; {hours(out)} hanging out" if out else "",
        ),
        words.minutes(
            "M5",
            Ratio(balance.helped_me, balance.marked, ENOUGH_MARKED),
            "of which you said whom they helped",
            f"; only you {only}%",
        ),
    ]


def _of_people(this: WeekNumbers, words: _Words) -> list[Measure]:
    over = " whose two days are over"
    return [
        words.share("M3", this.coverage, "new person", "new people", over),
        words.share(
            "M20",
            this.introductions,
            "introduction",
            "introductions",
            " whose two working days are over",
        ),
    ]


def _boxes(this: WeekNumbers, words: _Words) -> Measure:
    percents = this.balance.box_percents
    if percents is None:
        done = counted(this.balance.tasks_done, "finished task", "finished tasks").lower()
        needs = f"{_long(ENOUGH_MINUTES)} or {ENOUGH_TASKS} finished tasks {words.time}"
        return words.unknown("M6", needs, f"{hours(this.balance.total)} and {done}")
    detail = ", ".join(f"{box.label} {percents[box]}%" for box in Box)
    return Measure("M6", NAMES["M6"], f"{percents[Box.MAKE_TIME]}%", detail)


def _fires(this: WeekNumbers, words: _Words) -> Measure:
    return words.share("M7", this.fires.ratio, "urgent and important thing",
                       "urgent and important things")  # fmt: skip


def _categories(
    weeks: Sequence[WeekNumbers],
    this: WeekNumbers,
    standing: Standing | None,
    targets: Mapping[str, int],
    today: date,
    words: _Words,
) -> Measure:
    if not this.balance.is_enough:
        needs, total = f"{_long(ENOUGH_MINUTES)} {words.time}", this.balance.total
        return words.unknown("M10", needs, _none(hours(total), total))
    shares = categories(weeks, targets, standing, today)
    behind = [each.label for each in shares if each.is_left_behind]
    return Measure("M10", NAMES["M10"], str(len(behind)), ", ".join(behind))


def _asks(this: WeekNumbers) -> Measure:
    detail = f"{this.asks_ready} of {this.asks} ready" if this.asks else ""
    return Measure("M18", NAMES["M18"], str(this.asks), detail)


def _not_written_down() -> list[Measure]:
    return [Measure(name, NAMES[name], why_not=NOT_WRITTEN_DOWN) for name in STANDING]


def _standing(standing: Standing) -> list[Measure]:
    # Today's, whatever week is looked at.
    words = _Words(is_now=True, span=1)
    return [*_of_board(standing, words), *_of_ties(standing, words), _ready(standing)]


def _of_board(standing: Standing, words: _Words) -> list[Measure]:
    late, debt = standing.median_days_late, standing.debt
    days = f"for {late} day{'s' if late != 1 else ''}"
    said = "" if not debt else days if debt == 1 else f"half of them {days} or less"
    needed, there = tenths(standing.upkeep), tenths(standing.capacity)
    return [
        Measure("M8", NAMES["M8"], str(standing.put_off)),
        _pleasure(standing, words),
        words.share("M14", standing.promises, "promise", "promises", f" in {PROMISE_DAYS} days"),
        Measure("M16", NAMES["M16"], str(debt), said),
        Measure("M19", NAMES["M19"], f"{needed} a week", f"time for {there}"),
    ]


def _of_ties(standing: Standing, words: _Words) -> list[Measure]:
    lately = f" in {LATELY.days} days"
    met = f" first met {MET_UNTIL.days} to {MET_FROM.days} days ago"
    talked = f"You talked with {standing.talking}{lately}"
    return [
        Measure("M12", NAMES["M12"], str(standing.acting), talked),
        words.share("M13", standing.unasked, "favour", "favours", lately),
        words.share("M15", standing.depth, "person", "people", met),
        words.share("M17", standing.told, "person", "people", " you are in touch with"),
    ]


def _pleasure(standing: Standing, words: _Words) -> Measure:
    liked, put_off = standing.looked_forward, standing.put_off_done
    if standing.pleasure_gap is None:
        needs = f"{ENOUGH_FELT} important tasks of each sort due in 28 days"
        return words.unknown("M9", needs, f"{liked.whole} and {put_off.whole}")
    points = whole_percent(standing.pleasure_gap)
    detail = (
        f"{liked.part} of {liked.whole} done that you looked forward to, "
        f"{put_off.part} of {put_off.whole} that you put off"
    )
    value = f"{points} point{'' if abs(points) == 1 else 's'}".replace("-", "\u2212")
    return Measure("M9", NAMES["M9"], value, detail)


def _ready(standing: Standing) -> Measure:
    detail = ", ".join(f"{words} {count}" for words, count in standing.ready_for.items())
    most = max(standing.ready_for.values(), default=0)
    return Measure("M11", NAMES["M11"], str(most), detail)


def whole_percent(share: Fraction) -> int:
    """Halves go up, as the earlier part of a whole wins them."""
    return floor(100 * share + Fraction(1, 2))


def tenths(number: Fraction) -> str:
    """ "1.5", halves up, and "2": talks a week."""
    tenths = floor(10 * number + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}".removesuffix(".0")


def _long(minutes: int) -> str:
    """ "3 hours": what is needed is whole hours."""
    count = minutes // 60
    return f"{count} hour{'' if count == 1 else 's'}"


def _none(words: str, count: int) -> str:
    return words if count else "none"
