"""Texts for the eyes of somebody else: initials where people and places are named.

It knows no models. What a text calls somebody who is not in the contacts cannot be known here,
so whoever shares looks at a preview first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from contacts.folding import fold

# Letters only: "ana_ruiz", "Ana2" and "@ana" hold a name too.
WORD = re.compile(r"[^\W\d_]+")
# What would lead to somebody: links, e-mail addresses, telephone numbers.
LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S*", re.I)
EMAIL = re.compile(r"[^\s@,;<>()\"]+@[^\s@,;<>()\"]+")
PHONE = re.compile(r"\+?\(?\d(?:[\s()./-]{0,2}\d){8,}")
# Parts of names that name nobody by themselves.
PARTICLES = """
    al and bin d da das de del della den der di do dos du e el et ibn l la le of san st ten ter the
    und van von y zu
"""
# Words that many organisations begin with, and that alone are none of them.
COMMON = """
    bank city college council digital east first general global great group health hospital
    institute international national network new north open public royal school social south
    studio team university west world your
"""
TELL_NOBODY, TELL_NO_PLACE = set(PARTICLES.split()), set(f"{COMMON} {PARTICLES}".split())
SHORTEST_PLACE = 3


class Mask:
    """Puts initials for the names of these people and places; without any it changes nothing."""

    def __init__(self, people: Iterable[str] = (), places: Iterable[str] = ()):
        self.names: set[str] = set()
        self.phrases: dict[str, list[list[str]]] = {}
        self.uncased: set[str] = set()
        for name in people:
            self._learn_person(name)
        for name in places:
            self._learn_place(name)

    def _learn_person(self, name: str) -> None:
        words = _words(name)
        telling = [word for word in words if word not in TELL_NOBODY]
        self.names.update(telling or words)
        self._learn_uncased(name)

    def _learn_place(self, name: str) -> None:
        words = _words(name)
        if not words:
            return
        self.phrases.setdefault(words[0], []).append(words)
        if len(words[0]) >= SHORTEST_PLACE and words[0] not in TELL_NO_PLACE:
            self.phrases[words[0]].append(words[:1])  # "Acme", of "Acme Robotics Ltd"
        self.phrases[words[0]].sort(key=len, reverse=True)
        self._learn_uncased(name)

    def _learn_uncased(self, name: str) -> None:
        """Names in letters without capitals are found inside of words: many have no spaces."""
        for part in name.split():
            if len(part) > 1 and part.isalpha() and part.upper() == part.lower():
                self.uncased.add(part)

    def text(self, text: str) -> str:
        text = unicodedata.normalize("NFC", text)
        text = EMAIL.sub("(address)", LINK.sub("(link)", text))
        text = PHONE.sub("(number)", text)
        for name in sorted(self.uncased, key=len, reverse=True):
            text = text.replace(name, initial(name))
        return self._without_names(text)

    def _without_names(self, text: str) -> str:
        found = list(WORD.finditer(text))
        words = [fold(hit.group()) for hit in found]
        shown, end, place = "", 0, 0
        while place < len(found):
            length = self._named_at(words, place)
            if length:
                first, last = found[place], found[place + length - 1]
                named = found[place : place + length]
                initials = " ".join(initial(hit.group()) for hit in named)
                # The dot of the initial is the full stop too.
                if text[last.end() : last.end() + 1] == ".":
                    initials = initials.removesuffix(".")
                shown += text[end : first.start()] + initials
                end = last.end()
            place += length or 1
        return shown + text[end:]

    def _named_at(self, words: list[str], place: int) -> int:
        """How many words from here on name a place or a person."""
        for phrase in self.phrases.get(words[place], []):
            if words[place : place + len(phrase)] == phrase:
                return len(phrase)
        word = words[place]
        # "Annas Brief": whose it is, without an apostrophe.
        return int(word in self.names or (word.endswith("s") and word[:-1] in self.names))


class NoMask(Mask):
    """For somebody who may read the names."""

    def text(self, text: str) -> str:
        return text


def initials(name: str) -> str:
    """Of the first and the last word: "Ana de la Cruz" -> "A. C."."""
    words = WORD.findall(unicodedata.normalize("NFC", name))
    return " ".join(initial(word) for word in [*words[:1], *words[1:][-1:]]) or "?"


def initial(word: str) -> str:
    return f"{word[0].upper()}."


def _words(name: str) -> list[str]:
    return [fold(word) for word in WORD.findall(unicodedata.normalize("NFC", name))]
