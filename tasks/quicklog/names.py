"""The names in the line, each replaced by a mark, so that the rest reads "«0» offered an intro"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.quickadd import Person, people
from tasks.quickadd.days import CALENDAR_WORDS
from tasks.quickadd.spans import PLAIN, Span, is_name_like, quotes

# Letters that nobody can type stand around the number of a name, and of what stood in quotes.
NAME = "\ue000[0-9]+\ue001"
QUOTED = "\ue002[0-9]+\ue003"
MARK = re.compile(f"({NAME}|{QUOTED})")
UNTYPED = dict.fromkeys(range(0xE000, 0xE004))
TOGETHER = r"(?:, and |, | and | & | \+ )"
NAMES = f"{NAME}(?:{TOGETHER}{NAME})*"
# What leads to a name that is not in the contacts.
LEADS = re.compile(
    rf"(?:\b(?:with|met|saw|visited|called|phoned|rang|emailed|mailed|messaged|texted|by|through)"
    rf"|\b(?:wrote|spoke|talked|messages?|emails?|mails?|note|line|me|her|him|them) to"
    rf"|\b(?:heard|heard back|reply|replied|answer|messages?|emails?|mails?|call|intro"
    rf"|introduction) from|\bintroduced|\bintroduced {NAME} to|{NAME}(?:,? and|,| &| \+)) $",
    PLAIN,
)
BEFORE_VERB = re.compile(
    r" (?:replied|answered|wrote|called|emailed|mailed|messaged|texted|introduced|offered|promised"
    r"|told|sent|gave|agreed|said|got back)\b",
    PLAIN,
)
WORD = re.compile(r"\S+")
# Behind a name: it is that of a place.
MANY = re.compile(r" (?:folks|people|team|crowd|guys|recruiters?|office|event|colleagues)\b", PLAIN)
NO_NAMES = set(
    """
    i me we us you he she they it the a an my our his her their this that some linkedin zoom teams
    whatsapp skype signal cv hr ceo cto
    """.split()  # noqa: SIM905
)
NAME_LETTERS = 120
EDGES = ",.;:!?()"


@dataclass(frozen=True)
class Mention:
    """Somebody named: who may be meant, or nobody yet."""

    text: str
    people: tuple[Person, ...] = ()


@dataclass
class Marked:
    """The line with marks for names and quotes, and what stood there."""

    text: str
    mentions: list[Mention]
    quoted: list[str]

    def of(self, text: str) -> list[Mention]:
        return [self.mentions[int(mark[1:-1])] for mark in re.findall(NAME, text)]

    def words(self, text: str) -> str:
        """The text as it was typed, without the signs before names."""

        def typed(found: re.Match[str]) -> str:
            number = int(found[0][1:-1])
            return self.mentions[number].text if found[0][0] == "\ue000" else self.quoted[number]

        return " ".join(MARK.sub(typed, text).split())


def mark(text: str, known: Sequence[Person]) -> Marked:
    line = " ".join(text.translate(UNTYPED).split())
    inside = quotes(line)
    marked = Marked("", [], [])
    spans = sorted([*_known(line, known, inside), *inside], key=lambda span: span.start)
    at = 0
    for span in spans:
        if span.start < at:
            continue  # the quotes of @"Ana Ruiz" went with the name
        words = line[span.start : span.end]
        if span.slots:
            name = Mention(words.lstrip("@").strip('"“”'), span.value)
            marked.mentions.append(name)
            here = f"\ue000{len(marked.mentions) - 1}\ue001"
        else:
            marked.quoted.append(words)
            here = f"\ue002{len(marked.quoted) - 1}\ue003"
        marked.text += line[at : span.start] + here
        at = span.end
    marked.text += line[at:]
    _mark_new(marked)
    return marked


def _known(line: str, known: Sequence[Person], inside: Sequence[Span]) -> list[Span]:
    """Of names that overlap the surest one; none of those in quotes."""
    apart: list[Span] = []
    found = people.find(line, known)
    for span in sorted(found, key=lambda span: (span.rank, span.start - span.end, span.start)):
        quoted = [one for one in inside if not (span.rank == 1 and one.start > span.start)]
        if not span.overlaps([*apart, *quoted]):
            apart.append(span)
    return apart


def _mark_new(marked: Marked) -> None:
    """Words like names where a name is due: whoever this is, they are not in the contacts."""
    at = 0
    while found := WORD.search(marked.text, at):
        at = found.end()
        end = _end_of_name(marked.text, found.start())
        if end is None:
            continue
        before, after = marked.text[: found.start()], marked.text[end:]
        if MANY.match(after):
            continue
        due = LEADS.search(before) or (not before and BEFORE_VERB.match(after))
        if due:
            marked.mentions.append(Mention(marked.text[found.start() : end].lstrip("@")))
            here = f"\ue000{len(marked.mentions) - 1}\ue001"
            marked.text = before + here + after
            at = len(before) + len(here)


def _end_of_name(text: str, start: int) -> int | None:
    """Where the words like a name end that begin here; None if there are none."""
    end = None
    for found in WORD.finditer(text, start):
        core = found[0].rstrip(EDGES)
        word = core.lstrip("@") if end is None else core
        plain = word.replace("’", "'").casefold()
        if not is_name_like(word) or plain.split("'")[0] in NO_NAMES:
            break
        if CALENDAR_WORDS.fullmatch(plain):
            break
        if word.endswith(("'s", "’s")):
            return None
        end = found.start() + len(core)
        if core != found[0]:
            break
    return end if end and end - start <= NAME_LETTERS else None
