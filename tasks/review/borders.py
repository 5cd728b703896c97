"""Where each finding begins: our numbers, and those that a user has moved.

The order is the one in which findings are said (/help/method/#findings): what somebody waits for,
then what grows worse when it is left, then how the time was used, then what has no hurry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class Unit(Enum):
    PERCENT = "%"
    MINUTES = "minutes"
    TASKS = "tasks"
    WEEKS = "weeks"
    ASKS = "asks"
    DAYS = "days"
    ENTRIES = "entries"

    @property
    def most(self) -> int:
        return {Unit.PERCENT: 100, Unit.MINUTES: 2400, Unit.ENTRIES: 100}.get(self, 60)


@dataclass(frozen=True)
class Border:
    name: str
    words: str  # beside the number on the settings page
    usual: int
    unit: Unit = Unit.PERCENT
    strong: str = ""  # the border that it makes stronger
    most_allowed: int = 0

    @property
    def most(self) -> int:
        return self.most_allowed or self.unit.most

    @property
    def least(self) -> int:
        """A finding that is said from nothing on would be said for ever."""
        return 0 if self.unit in (Unit.PERCENT, Unit.MINUTES) else 1

    @property
    def usually(self) -> str:
        space = "" if self.unit == Unit.PERCENT else " "
        return f"{self.usual}{space}{self.unit.value}"


@dataclass(frozen=True)
class Kind:
    """One sort of finding: what it is called, and where it begins."""

    id: str
    name: str
    what: str
    borders: tuple[Border, ...] = ()

    def key(self, border: Border) -> str:
        return f"{self.id}.{border.name}"


KINDS = (
    Kind(
        "A10",
        "A promise is slipping",
        "Something you promised is due by tomorrow, or its day is over.",
        (Border("strong", "Strong when its day is over for", 3, Unit.DAYS),),
    ),
    Kind(
        "A2",
        "New faces, few follow-ups",
        "Much of the networking was its easy part, or few of the people you met heard from you.",
        (
            Border("from", "Only from so much networking on", 90, Unit.MINUTES),
            Border("hard", "The hard part is under", 40),
            Border("met", "Followed up in time is under", 60),
            Border("hard-strong", "Strong when the hard part is under", 20, strong="hard"),
            Border("met-strong", "Strong when followed up is under", 30, strong="met"),
        ),
    ),
    Kind(
        "A1b",
        "Hardly any networking",
        "Two weeks in a row had little of it.",
        (
            Border("under", "Networking is under", 20),
            Border("strong", "Strong under", 10, strong="under"),
        ),
    ),
    Kind(
        "A8",
        "Asking early",
        "Asks in four weeks that were two steps or more ahead of how well you know each other.",
        (Border("from", "Said from", 2, Unit.ASKS),),
    ),
    Kind(
        "A1",
        "Too much of one thing",
        "Networking took most of the week, and something else was left behind or is waiting.",
        (
            Border("over", "Networking is over", 60),
            Border("strong", "Strong over", 75, strong="over"),
        ),
    ),
    Kind(
        "A4",
        "Left behind",
        "A part of the search had less than half of your own share for two weeks, or nothing "
        "for 14 days while a task of it was open.",
        (Border("strong", "Strong from", 3, Unit.WEEKS),),
    ),
    Kind(
        "A3",
        "Fire-fighting",
        "The urgent and important took much of the week, or the important that is not urgent "
        "took little. Interviews and events are left out.",
        (
            Border("first", "“Do first” is over", 35),
            Border("time", "“Make time” is under", 40),
            Border("first-strong", "Strong when “Do first” is over", 50, strong="first"),
            Border("time-strong", "Strong when “Make time” is under", 20, strong="time"),
        ),
    ),
    Kind(
        "A7",
        "The same thing keeps moving",
        "A task was moved three times or more, or important tasks that you put off pile up.",
        (
            Border("put-off", "Put off, said from", 3, Unit.TASKS),
            Border("strong", "Strong from", 6, Unit.TASKS, strong="put-off"),
        ),
    ),
    Kind(
        "A5",
        "Hanging out",
        "Much of the networking had no purpose noted.",
        (
            Border("under", "Time with a purpose is under", 50),
            Border("strong", "Strong under", 25, strong="under"),
        ),
    ),
    Kind(
        "A11",
        "They do not know what you look for",
        "Few of the people you are in touch with have heard it in 60 days.",
        (
            Border("under", "Those who know are under", 50),
            Border("strong", "Strong under", 25, strong="under"),
        ),
    ),
    Kind(
        "A6",
        "Giving it all away",
        "Two weeks in a row little of the networking helped you.",
        (
            Border("under", "Time that helped you is under", 40),
            Border("strong", "Strong under", 20, strong="under"),
        ),
    ),
    Kind(
        "A6b",
        "Mostly asking",
        "Two weeks in a row much of the networking helped only you.",
        (
            Border("over", "Time that helped only you is over", 60),
            Border("from", "Only from so many entries on", 5, Unit.ENTRIES),
            Border("strong", "Strong over", 80, strong="over"),
        ),
    ),
    Kind(
        "A3b",
        "Busy for others",
        "“Keep it short” took much of the week.",
        (
            Border("over", "“Keep it short” is over", 25),
            Border("strong", "Strong over", 40, strong="over"),
        ),
    ),
    Kind(
        "A9",
        "More people than time",
        "Keeping up with everybody takes more than the time you plan for the hard part.",
        (
            Border("over", "What it takes is over", 125, most_allowed=1000),
            Border("strong", "Strong over", 200, strong="over", most_allowed=1000),
        ),
    ),
)
BY_ID = {kind.id: kind for kind in KINDS}
ORDER = [kind.id for kind in KINDS]
USUAL = {kind.key(border): border.usual for kind in KINDS for border in kind.borders}
# The number at which the same becomes strong.
STRONGER = {
    f"{kind.id}.{border.strong}": kind.key(border)
    for kind in KINDS
    for border in kind.borders
    if border.strong
}
MOST = {kind.key(border): border.most for kind in KINDS for border in kind.borders}


class Borders:
    """The numbers of one user: their own where they have moved one, else ours."""

    def __init__(self, own: object = None):
        self._own = {
            key: value
            for key, value in (own.items() if isinstance(own, Mapping) else ())
            if key in USUAL and type(value) is int and 0 <= value <= MOST[key]
        }

    def __getitem__(self, key: str) -> int:
        return self._own.get(key, USUAL[key])

    def share(self, key: str) -> Fraction:
        return Fraction(self[key], 100)

    def say(self, key: str, word: str) -> str:
        """ "Said over 60%, as strong over 75%." """
        strong = f", as strong {word} {self[STRONGER[key]]}%" if key in STRONGER else ""
        return f"Said {word} {self[key]}%{strong}."
