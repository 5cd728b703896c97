"""How well somebody knows us, in words a person can apply honestly (/help/method/#levels)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Level:
    number: int
    name: str
    true_when: str
    check: str


LEVELS = [
    Level(
        0,
        "On my list",
        "I know of them; nothing has passed between us.",
        "Would they know my name? No.",
    ),
    Level(
        1,
        "Met",
        "We exchanged some words or messages.",
        "If I wrote today, I would have to remind them who I am.",
    ),
    Level(
        2,
        "In touch",
        "We talked properly at least twice, I followed up, they know roughly what I want.",
        "They would answer within a week without being reminded.",
    ),
    Level(
        3,
        "Working trust",
        "They have seen me keep my word; at least one small favour has passed between us.",
        "They have done, or would surely do, something that takes 20 minutes.",
    ),
    Level(
        4,
        "Vouches",
        "Favours both ways, promises kept over months, or we worked together well.",
        "They would put their name next to mine.",
    ),
    Level(
        5,
        "Speaks up",
        "They have helped without being asked.",
        "It happened; I can say when.",
    ),
]

LEVEL_CHOICES = [(level.number, level.name) for level in LEVELS]


def levels_named(names: Sequence[str]) -> list[Level]:
    """The levels in the user's own words, where they have some."""
    own = [*names, *[""] * len(LEVELS)]
    return [replace(level, name=own[level.number] or level.name) for level in LEVELS]


def level_choices(names: Sequence[str]) -> list[tuple[int, str]]:
    return [(level.number, level.name) for level in levels_named(names)]
