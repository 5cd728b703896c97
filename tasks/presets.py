"""How a week of the search may be shared out, by the stage it is in; each sums to 100.

The keys are those of `User.Preset`. Wellbeing stands apart: it is in no share.
"""

from contacts.kinds import Category

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


def hard_goal(preset: str, weekly_minutes: int) -> int:
    """The minutes a week that the person means to give to the hard part of networking."""
    return round(weekly_minutes * TARGETS[preset][HARD] / 100)
