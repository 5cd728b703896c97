"""Names in the typed line, compared as people read them: no accents, no capitals."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from contacts.folding import fold
from contacts.importers.cells import UNSEEN_IN_NAMES
from tasks.quickadd.days import CALENDAR_WORDS
from tasks.quickadd.spans import START, Span, is_name_like, word_after

AT_QUOTED = re.compile(rf'{START}@(?:"([^"]+)"|“([^“”]+)”)')
WORD = re.compile(r"\S+")
EDGES = ".,;:!?()[]\"“”'’"
POSSESSIVE = re.compile(r"['’]s$", re.I)
# First names that are words as well: alone, they are names only with a capital, and not as the
# first word, which has one anyway.
ORDINARY = set(
    """
    art bill chase dale dawn drew faith frank grace grant guy hope ivy joy june mark miles
    olive pat penny pearl ray rich rob rose sandy skip sky sue summer will
    """.split()  # noqa: SIM905
)
SLOT = frozenset({"contact"})


@dataclass(frozen=True)
class Person:
    """What the parser needs to know of a contact."""

    pk: str
    given_name: str
    name: str
    place: str = ""

    @property
    def name_with_place(self) -> str:
        return f"{self.name} ({self.place})" if self.place else self.name


@dataclass(frozen=True)
class Word:
    start: int
    end: int
    raw_end: int
    folded: str
    at: bool
    first: bool


def words_of(text: str) -> list[str]:
    """The words that may begin somebody's name, for asking the database about these only."""
    words = (word.lstrip("(@").strip(EDGES) for word in WORD.findall(text))
    found = {POSSESSIVE.sub("", word) for word in words} - {""}
    return sorted(unicodedata.normalize("NFC", word.translate(UNSEEN_IN_NAMES)) for word in found)


def find(text: str, people: Sequence[Person]) -> Iterator[Span]:
    known = _by_name(people)
    longest = max(map(len, known), default=0)
    for found in AT_QUOTED.finditer(text):
        if meant := known.get(_key(found[1] or found[2])):
            yield _span(found.start(), found.end(), meant, rank=1)
    words = _words(text)
    for at, word in enumerate(words):
        for count in range(min(longest, len(words) - at), 0, -1):
            run = words[at : at + count]
            meant = known.get(tuple(one.folded for one in run))
            if meant and _may_be_a_name(text, run):
                rank = 1 if word.at else 2 if count > 1 else 4
                yield _span(word.start, run[-1].end, meant, rank)
                break


def _span(start: int, end: int, meant: list[Person], rank: int) -> Span:
    label = meant[0].name if len(meant) == 1 else ""
    return Span(start, end, rank, SLOT, tuple(meant), label)


def _by_name(people: Iterable[Person]) -> dict[tuple[str, ...], list[Person]]:
    known: dict[tuple[str, ...], list[Person]] = defaultdict(list)
    for person in people:
        for key in {_key(person.given_name), _key(person.name)} - {()}:
            known[key].append(person)
    return known


def _key(name: str) -> tuple[str, ...]:
    return tuple(filter(None, (word.strip(EDGES) for word in fold(name).split())))


def _words(text: str) -> list[Word]:
    words: list[Word] = []
    for found in WORD.finditer(text):
        raw = found.group()
        at = raw.startswith("@")
        start = found.start() + (0 if at else len(raw) - len(raw.lstrip(EDGES)))
        core = raw[1:] if at else raw.lstrip(EDGES)
        core = core.rstrip(EDGES)
        if at:
            core = POSSESSIVE.sub("", core)
        end = start + at + len(core)
        words.append(Word(start, end, found.end(), fold(core), at, first=not words))
    return words


def _may_be_a_name(text: str, run: Sequence[Word]) -> bool:
    """Nothing between its words but spaces; and alone, no other word and no other surname."""
    if any(word.end != word.raw_end for word in run[:-1]) or any(word.at for word in run[1:]):
        return False
    word = run[0]
    if word.at or len(run) > 1:
        return True
    capital = text[word.start].isupper()
    if word.folded in ORDINARY and (word.first or not capital):
        return False
    if CALENDAR_WORDS.fullmatch(word.folded) and not capital:
        return False
    after = word_after(text, word.end)
    return not is_name_like(after) or bool(CALENDAR_WORDS.fullmatch(after.strip(EDGES)))
