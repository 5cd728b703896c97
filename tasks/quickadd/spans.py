"""Where something stands in the typed line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# The words of tokens are plain letters: Python takes ı for i and ſ for s where capitals do not
# count. Spaces are all there are, so these two switch back.
PLAIN = re.ASCII | re.IGNORECASE
# A token stands alone: after a space or a bracket, and before a space or what ends a sentence.
START = r"(?u:(?<![^\s(]))"
END = r"(?u:(?=$|\s|[,.;:!?)]+(?:\s|$)))"
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
    """As Ruiz, McKay, O'Brien, García-Pérez; scripts without capitals have no such words."""
    core = unicodedata.normalize("NFC", word.strip(".,;:!?()\"“”'’"))
    if len(core) < 2 or not core[0].isupper() or core.isupper() or core[:2] in ("I'", "I’"):
        return False
    return core[1:].islower() or core[1].islower() or core[1] in "'’"
