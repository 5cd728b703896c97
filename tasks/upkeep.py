"""Whether there is time to keep up with everybody (/help/method/#rhythm)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from contacts.rhythm import touches_a_week
from jobsearch.models import User
from tasks.review.presets import hard_goal

TALK_MINUTES = 20
MUCH_MORE = Fraction(5, 4)


@dataclass(frozen=True)
class Upkeep:
    """Being in touch by everybody's rhythm, against the minutes planned for the hard part."""

    people: int
    takes: Fraction  # talks or messages a week
    minutes: int

    @property
    def has_time_for(self) -> Fraction:
        return Fraction(self.minutes, TALK_MINUTES)

    @property
    def fits(self) -> bool:
        return self.takes <= self.has_time_for

    @property
    def is_much_more(self) -> bool:
        return self.takes > MUCH_MORE * self.has_time_for

    @property
    def sentence(self) -> str:
        whom = f"these {self.people:,} people" if self.people > 1 else "one person"
        time = int(self.has_time_for)
        have = f"you have time for {time}" if time else "your week has time for less than one"
        return f"Keeping up with {whom} takes {_often(self.takes)}; {have}."


def _often(takes: Fraction) -> str:
    if takes < 1:
        weeks = round(1 / takes)
        return "one talk a week" if weeks == 1 else f"one talk in {weeks} weeks"
    talks = round(takes)
    return f"{talks:,} talk{'' if talks == 1 else 's'} a week"


def upkeep_of(
    user: User, today: date, rhythms: list[tuple[int, int]] | None = None
) -> Upkeep | None:
    """None when there is nobody to keep up with; `rhythms` if they are at hand."""
    rhythms = rhythms or user.contacts.active().rhythms(today)
    if not rhythms:
        return None
    minutes = hard_goal(user)
    return Upkeep(sum(many for _, many in rhythms), touches_a_week(rhythms), minutes)
