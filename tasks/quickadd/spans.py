"""Where something stands in the typed line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# A token stands alone: after a space or a bracket, and before a space or what ends a sentence.
START = r"(?<![^\s(])"
END = r"(?=$|\s|[,.;:!?)]+(?:\s|$))"
# Quotes open after a space and close before one, so that the inches in 5" and 6" are none.
QUOTED = re.compile(rf'{START}(?:"(?=[^"]*\S)[^"]*"|“(?=[^“”]*\S)[^“”]*”){END}')


@dataclass(frozen=True)
class Span:
    """A piece of the line that may mean something; the lower rank wins where two overlap."""

    start: int
    end: int
    rank: int
    slots: frozenset[str]
    value: Any
    label: str = ""

    def overlaps(self, others: Sequence[Span]) -> bool:
        return any(self.start < other.end and other.start < self.end for other in others)


def quotes(text: str) -> list[Span]:
    return [
        Span(found.start(), found.end(), 0, frozenset(), None) for found in QUOTED.finditer(text)
    ]


def word_before(text: str, start: int) -> str:
    return (text[:start].split() or [""])[-1]


def word_after(text: str, end: int) -> str:
    """The next word, if nothing but a space is between."""
    rest = text[end:]
    return rest.split()[0] if rest[:1].isspace() and rest.strip() else ""


def is_name_like(word: str) -> bool:
    """A capital and small letters, as in a name; scripts without capitals have no such words."""
    core = word.strip(".,;:!?()\"“”'’")
    return len(core) > 1 and core[0].isupper() and core[1:].islower()
