"""How a week of the search may be shared out, by the stage it is in; each sums to 100.

The keys are those of `User.Preset`. Wellbeing stands apart: it is in no share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contacts.kinds import Category

if TYPE_CHECKING:
    from jobsearch.models import User

HARD, EASY = "networking, hard", "networking, easy"

TARGETS: dict[str, dict[str, int]] = {
    "ready": {
        EASY: 10,
        HARD: 15,
        Category.APPLICATIONS: 10,
        Category.RESEARCH: 20,
        Category.INTERVIEW_PREP: 5,
        Category.MATERIALS: 25,
        Category.SKILLS: 5,
        Category.TOOLS: 10,
    },
    "full": {
        EASY: 15,
        HARD: 30,
        Category.APPLICATIONS: 20,
        Category.RESEARCH: 10,
        Category.INTERVIEW_PREP: 10,
        Category.MATERIALS: 8,
        Category.SKILLS: 4,
        Category.TOOLS: 3,
    },
    "interviewing": {
        EASY: 5,
        HARD: 25,
        Category.APPLICATIONS: 10,
        Category.RESEARCH: 15,
        Category.INTERVIEW_PREP: 35,
        Category.MATERIALS: 5,
        Category.SKILLS: 3,
        Category.TOOLS: 2,
    },
    "employed": {
        EASY: 10,
        HARD: 40,
        Category.APPLICATIONS: 20,
        Category.RESEARCH: 10,
        Category.INTERVIEW_PREP: 10,
        Category.MATERIALS: 5,
        Category.SKILLS: 3,
        Category.TOOLS: 2,
    },
}


PARTS = [EASY, HARD, Category.APPLICATIONS, Category.RESEARCH, Category.INTERVIEW_PREP,
         Category.MATERIALS, Category.SKILLS, Category.TOOLS]  # fmt: skip
WHOLE = 100
# Hours a week to begin with; somebody with a job has fewer.
HOURS, HOURS_EMPLOYED = 15, 6
# After so long in "Getting ready" the next is offered.
READY_DAYS = 14
PRESET = "preset"  # what a dismissal is of; it is about the one that was offered


def category_targets(user: User) -> dict[str, int]:
    """The share of a week that each part is to get: their own, or the preset's; sums to 100."""
    own = user.own_targets
    if is_whole(own):
        return {part: own[part] for part in PARTS}
    return dict(TARGETS[user.preset])


def is_whole(shares: object) -> bool:
    """Whether these are shares of all parts, and nothing is left over."""
    if not isinstance(shares, dict) or set(shares) != set(PARTS):
        return False
    numbers = list(shares.values())
    return all(type(it) is int and it >= 0 for it in numbers) and sum(numbers) == WHOLE


def usual_hours(preset: str) -> int:
    return HOURS_EMPLOYED if preset == "employed" else HOURS


def hard_goal(user: User) -> int:
    """The minutes a week that the person means to give to the hard part of networking."""
    return round(user.weekly_minutes * category_targets(user)[HARD] / WHOLE)


def next_preset(preset: str, days: int, *, is_ready: bool, has_interview: bool) -> str:
    """The preset that the facts speak for, if it is another; `days` are those in this one."""
    if has_interview:
        return "" if preset in ("interviewing", "employed") else "interviewing"
    if preset == "ready" and (is_ready or days >= READY_DAYS):
        return "full"
    return ""
