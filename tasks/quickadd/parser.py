"""The one parser of the quick add. It knows no database and no clock; both come as arguments.

Order is free, the first token of a sort counts, and what is not recognised stays in the title.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from contacts.boxes import Box
from contacts.kinds import Kind
from tasks.quickadd import days, people
from tasks.quickadd.kinds import kind_of
from tasks.quickadd.people import Person
from tasks.quickadd.spans import END, PLAIN, START, Span, quotes

MOST_MINUTES = 24 * 60
MARK = re.compile(rf"{START}!(urgent|u|important|i|low|[1-4]){END}", PLAIN)
SIGN = re.compile(rf"{START}#(networking|n|hard|easy|other){END}", PLAIN)
MINUTES = re.compile(
    rf"{START}(?:(?P<hours>[0-9]{{1,2}})h(?: ?(?P<rest>[0-5]?[0-9])(?:m|min)|(?P<bare>[0-5][0-9]))?"
    rf"|(?P<minutes>[0-9]{{1,4}})(?:m|mins?| min)){END}",
    PLAIN,
)
ANSWERS: dict[str, tuple[dict[str, bool], str]] = {
    "u": ({"urgent": True}, "Urgent"),
    "i": ({"important": True}, "Important"),
    "l": ({"important": False}, "Less important"),
    **{box: ({"urgent": box.urgent, "important": box.important}, box.label) for box in Box},
}
LOOSE = re.compile(r"^[ ,;]+|(?: [-–—]|[ ,;:])+$")  # what led to a token or away from it
NOBODY = "nobody:"  # before the key of a name: it means none of the people of that name


@dataclass(frozen=True)
class Token:
    """A recognised piece: where it stands, what its chip says, and the key to take it back."""

    start: int
    end: int
    sort: str
    text: str
    label: str
    key: str


@dataclass(frozen=True)
class Parsed:
    text: str
    title: str
    urgent: bool | None
    important: bool | None
    kind: Kind
    hard_override: bool | None
    contact: Person | None
    candidates: tuple[Person, ...]  # more than one person of that name
    minutes: int | None
    due_on: date | None
    tokens: tuple[Token, ...]

    @property
    def is_ambiguous(self) -> bool:
        return bool(self.candidates) and self.contact is None

    @property
    def name_token(self) -> Token | None:
        return next((token for token in self.tokens if token.sort == "contact"), None)

    def with_part(self, part: str) -> str:
        """The same line, calling itself the hard or the easy part."""
        for token in self.tokens:
            if token.sort == "kind":
                return f"{self.text[: token.start]}#{part}{self.text[token.end :]}"
        return f"{self.text.rstrip()} #{part}"


def parse(
    text: str,
    today: date,
    known: Sequence[Person] = (),
    *,
    ignored: Collection[str] = (),
    chosen: str = "",
) -> Parsed:
    """`ignored` holds keys of tokens taken back; `chosen` whom an ambiguous name means."""
    quoted = quotes(text)
    spans = _recognised(text, list(_candidates(text, today, known)), quoted, ignored, chosen)
    values = {slot: span.value for span in spans for slot in span.slots}
    urgent, important = values.get("urgent", {}), values.get("important", {})
    meant: tuple[Person, ...] = values.get("contact", ())
    picked = [person for person in meant if len(meant) == 1 or person.pk == chosen]
    words = _without(text, [*spans, *quoted])
    kind, override = kind_of(words, values.get("kind"), with_somebody=bool(meant))
    return Parsed(
        text=text,
        title=_title(text, spans, quoted),
        urgent=urgent.get("urgent"),
        important=important.get("important"),
        kind=kind,
        hard_override=override,
        contact=picked[0] if picked else None,
        candidates=meant if len(meant) > 1 else (),
        minutes=values.get("minutes"),
        due_on=values.get("due"),
        tokens=tuple(_token(text, span) for span in spans),
    )


def _candidates(text: str, today: date, known: Sequence[Person]) -> Iterator[Span]:
    for found in MARK.finditer(text):
        answers, label = ANSWERS[found[1][0].lower()]
        yield Span(found.start(), found.end(), 0, frozenset(answers), answers, label)
    for found in SIGN.finditer(text):
        sign = "networking" if found[1].lower() == "n" else found[1].lower()
        label = "Other work" if sign == "other" else "Networking"
        yield Span(found.start(), found.end(), 0, frozenset({"kind"}), sign, label)
    for found in MINUTES.finditer(text):
        minutes = int(found["minutes"] or 0) + 60 * int(found["hours"] or 0)
        minutes += int(found["rest"] or found["bare"] or 0)
        if 0 < minutes <= MOST_MINUTES:
            label = f"{minutes} min"
            yield Span(found.start(), found.end(), 3, frozenset({"minutes"}), minutes, label)
    yield from people.find(text, known)
    yield from days.find(text, today)


def _recognised(
    text: str,
    candidates: list[Span],
    quoted: list[Span],
    ignored: Collection[str],
    chosen: str,
) -> list[Span]:
    """Of those that overlap the surest one, and of each sort the first; somebody by @ before all.

    What was taken back still covers its place, or its words would mean something smaller.
    """
    apart: list[Span] = []
    for span in sorted(candidates, key=lambda span: (span.rank, span.start - span.end)):
        inside = [one for one in quoted if not (span.rank == 1 and one.start > span.start)]
        if not span.overlaps([*apart, *inside]):
            apart.append(span)
    taken: set[str] = set()
    kept = []
    for span in sorted(apart, key=lambda span: (span.rank != 1, span.start)):
        key = _key(text, span)
        if key in ignored or chosen == NOBODY + key or taken & span.slots:
            continue
        taken |= span.slots
        kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def _key(text: str, span: Span) -> str:
    """Its words, and how often they stood before it: the same while one types on behind it."""
    words = text[span.start : span.end].casefold()
    return f"{words}~{text[: span.start].casefold().count(words)}"


def _token(text: str, span: Span) -> Token:
    sort = "answer" if span.slots & {"urgent", "important"} else next(iter(span.slots))
    words = text[span.start : span.end]
    return Token(span.start, span.end, sort, words, span.label, _key(text, span))


def _title(text: str, spans: Sequence[Span], quoted: Sequence[Span]) -> str:
    """The line without its tokens and quotes. A name stays, without its sign."""
    title, at = "", 0
    for span in sorted([*spans, *quoted], key=lambda span: span.start):
        if span.start < at:
            continue  # the quotes of @"Ana Ruiz" went with the name
        title += text[at : span.start]
        at = span.end
        if span.slots == people.SLOT:
            title += text[span.start : at].lstrip("@").strip('"“”')
        elif not span.slots:
            title += text[span.start + 1 : at - 1]
        else:
            title, at = _around(text, title, at)
    title = " ".join((title + text[at:]).split())
    return LOOSE.sub("", title) if spans else title


def _around(text: str, before: str, end: int) -> tuple[str, int]:
    """What stands before and behind a token, without the marks that were only for the token."""
    after = text[end : end + 1]
    if not after or after not in ",;.:!?)":
        return before, end
    bare = before.rstrip(" ,;")
    if bare.endswith("(") and after == ")":
        return bare[:-1].rstrip(), end + 1
    if after in ",;" or not bare:
        return before, end + 1
    return bare, end


def _without(text: str, spans: Sequence[Span]) -> str:
    letters = list(text)
    for span in spans:
        letters[span.start : span.end] = " " * (span.end - span.start)
    return "".join(letters)
