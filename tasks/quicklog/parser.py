"""The one parser of the log's line. It knows no database and no clock; both come as arguments.

The line is cut into parts. A part that is a promise, or says when to follow up, is taken whole;
of the others the day, the minutes and the names are taken, and what is left is the note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from contacts.kinds import Kind
from tasks.quickadd import Person
from tasks.quickadd.parser import MINUTES, MOST_MINUTES
from tasks.quickadd.spans import END, PLAIN, START
from tasks.quicklog import days, words
from tasks.quicklog.names import NAME, NAMES, Marked, Mention, mark
from tasks.quicklog.told import Doubt, Said, Told
from tasks.quicklog.words import Verb

MOST_LETTERS = 1000
WHAT_LETTERS = 200
SAYS = (
    r"(?:['’]ll|['’]ve| will| has| have| also)?(?: also)? ?(?:promised|offered|agreed|said|told"
    r"|sent|gave|introduced|shared|helped|owe|invited|asked|replied|passed|recommended)"
)
PARTS = re.compile(
    rf"[,;](?=\s)|[.!?]+(?=\s|$)|\s[-–—](?=\s)"
    rf"|\s(?:and|but|then)(?=\s(?:I(?:['’]ll| will)|I{SAYS}|(?:s?he|they)(?!\w)|{NAME}{SAYS}"
    rf"|{NAME}(?:['’]ll| will)|promised|follow(?:ed)? up))",
    PLAIN,
)
OTHER_NAME = re.compile(rf"\s(?:and )?{NAME}(?!{SAYS}|['’]ll| will)", PLAIN)
FIRST_WORDS = re.compile(r"^(?:and|but|then|also) ", PLAIN)
HOURS = re.compile(
    rf"{START}(?:for )?(?:(?P<half>half an hour)|(?P<more>an hour and a half)"
    rf"|(?P<count>[0-9]{{1,4}}|an|one|two|three) (?P<unit>hour|minute)s?){END}",
    PLAIN,
)
COUNTS = {"an": 1, "one": 1, "two": 2, "three": 3}
LOOSE = " ,;:-–—"
Part = tuple[str, str]  # its words, and what parted it from the next


class Reading:
    """One line on its way to what it tells."""

    def __init__(self, line: Marked, today: date) -> None:
        self.line, self.today = line, today
        self.parts: list[Part] = []
        self.promises: list[str] = []
        self.mine: Said | None = None
        self.theirs: Said | None = None
        self.again_on: date | None = None
        self.minutes: int | None = None
        self.day: date | None = None
        for part, mark_after in cut(line.text):
            bare = FIRST_WORDS.sub("", part)
            if not self.takes(bare) and (left := self.measured(part)):
                self.parts.append((left, mark_after))

    def takes(self, part: str) -> bool:
        """Whether the part was a promise or a follow-up, and nothing else."""
        if self.mine and not self.mine.by and (found := words.DUE.match(part)):
            self.mine = replace(self.mine, by=self._alone(found["when"]))
            if self.mine.by:
                return True
        if not self.again_on and (found := words.AGAIN.match(part)):
            self.again_on = self._alone(found["when"])
            if self.again_on:
                self.promises.append(part)
                return True
        if words.NOT.search(part):
            return False
        for whose, pattern in (("mine", words.I_WILL), ("theirs", words.THEY_WILL)):
            if getattr(self, whose) is None and (found := pattern.match(part)):
                setattr(self, whose, self._said(found["what"]))
                self.promises.append(part if whose == "mine" else _subject(part))
                return getattr(self, whose) is not None
        return False

    def _alone(self, text: str) -> date | None:
        """The day, if the text is nothing else."""
        for start, end, day in days.coming(text, self.today):
            if not (text[:start] + text[end:]).strip(LOOSE):
                return day
        return None

    def _said(self, text: str) -> Said | None:
        by = None
        for start, end, day in sorted(days.coming(text, self.today))[:1]:
            text, by = text[:start] + text[end:], day
        what = self.line.words(text).strip(LOOSE)
        return Said(what, by) if 0 < len(what) <= WHAT_LETTERS else None

    def measured(self, part: str) -> str:
        """The part without its minutes and its day, which are kept."""
        if self.minutes is None:
            for start, end, minutes in _minutes(part):
                part, self.minutes = _cut_out(part, start, end), minutes
                break
        if self.day is None:
            for start, end, day in sorted(days.past(part, self.today))[:1]:
                part, self.day = _cut_out(part, start, end), day
        return part.strip(LOOSE)


def parse(
    text: str, today: date, known: Sequence[Person] = (), *, contact: Person | None = None
) -> Told:
    """`contact` is whom the line is about anyway: on their page they need not be named."""
    line = mark(text[:MOST_LETTERS], known)
    read = Reading(line, today)
    said = [part for part, _ in read.parts if not words.NOT.search(part)]
    verb = _verb([part for part, _ in read.parts])
    introduced = _introduced(line, said)
    named = _named(line, [part for part, _ in read.parts], read.promises, verb)
    people, doubts, new = _people([one for one in named if one not in introduced], contact)
    unanswered = bool(verb) and words.NO_ANSWER.search(line.text)
    return Told(
        note=_note(line, read.parts, verb),
        how=verb.how if verb else "",
        kind=Kind.FOLLOWED_UP if unanswered else verb.kind if verb else None,
        direction="to" if unanswered else verb.direction if verb else "",
        people=people,
        doubts=doubts,
        new=new,
        introduced=tuple(dict.fromkeys(one.text for one in introduced)),
        minutes=read.minutes,
        day=read.day,
        gave=_favour(words.FROM_ME, [one for one in said if not words.BY_THEM.match(one)]),
        received=_favour(words.FOR_ME, said),
        unasked=any(words.UNASKED.search(part) for part in said),
        mine=read.mine,
        theirs=read.theirs,
        again_on=read.again_on,
    )


def cut(text: str) -> list[Part]:
    """Where a sentence, a clause or a new subject begins; not between two names."""
    parts, at = [], 0
    for found in PARTS.finditer(text):
        between_names = re.search(f"{NAME}$", text[: found.start()])
        if found[0] == "," and between_names and OTHER_NAME.match(text, found.end()):
            continue
        parts.append((text[at : found.start()].strip(), found[0]))
        at = found.end()
    parts.append((text[at:].strip(), ""))
    return [part for part in parts if part[0]]


def _minutes(part: str) -> Iterable[tuple[int, int, int]]:
    for found in MINUTES.finditer(part):
        minutes = int(found["minutes"] or 0) + 60 * int(found["hours"] or 0)
        minutes += int(found["rest"] or found["bare"] or 0)
        if 0 < minutes <= MOST_MINUTES:
            yield found.start(), found.end(), minutes
    for found in HOURS.finditer(part):
        minutes = 30 if found["half"] else 90
        if found["count"]:
            count = COUNTS.get(found["count"].lower()) or int(found["count"])
            minutes = count * (60 if found["unit"].lower() == "hour" else 1)
        if 0 < minutes <= MOST_MINUTES:
            yield found.start(), found.end(), minutes


def _subject(part: str) -> str:
    return found[0] if (found := re.match(NAME, part)) else ""


def _cut_out(text: str, start: int, end: int) -> str:
    before = re.sub(r"\b(?:for|on)\s*$", "", text[:start], flags=PLAIN)
    return " ".join(f"{before} {text[end:]}".split())


def _verb(parts: Sequence[str]) -> Verb | None:
    """How it happened: by the first part that says so, before it says what it was about."""
    for number, part in enumerate(parts):
        if number and words.BY_THEM.match(part):
            continue
        about = words.ABOUT.search(part)
        text = part[: about.start()] if about else part
        for pattern, verb in words.KNOWN_VERBS:
            if pattern.search(text):
                return verb
    return None


def _introduced(line: Marked, parts: Sequence[str]) -> list[Mention]:
    found = []
    for part in parts:
        for pattern in (words.INTRODUCED_ME, words.MET_THROUGH):
            if met := pattern.search(part):
                found += line.of(met["met"])
    return found


def _named(
    line: Marked, parts: Sequence[str], promises: Sequence[str], verb: Verb | None
) -> list[Mention]:
    """Who took part: the names of the first part that has some, or of a promise."""
    for number, part in enumerate(parts):
        about = words.ABOUT.search(part)
        here = part[: about.start()] if about else part
        if (number or verb and verb.kind == Kind.ASKED) and (found := re.search(NAMES, here)):
            together = words.WITH.search(here)
            here = together["names"] if number and together else found[0]
        if named := line.of(here):
            return named
    return next((named[:1] for one in promises if (named := line.of(one))), [])


def _people(
    mentions: Sequence[Mention], contact: Person | None
) -> tuple[tuple[Person, ...], tuple[Doubt, ...], tuple[str, ...]]:
    people: dict[Person, None] = {}
    doubts: dict[str, Doubt] = {}
    new: dict[str, None] = {}
    for one in mentions:
        if contact and any(person.pk == contact.pk for person in one.people):
            continue
        if len(one.people) == 1:
            people[one.people[0]] = None
        elif one.people:
            doubts[one.text.casefold()] = Doubt(one.text, one.people)
        else:
            new[one.text] = None
    return tuple(people), tuple(doubts.values()), tuple(new)


def _favour(table: Sequence[tuple[str, re.Pattern[str]]], parts: Sequence[str]) -> str:
    """The first in the table that one of the parts tells of."""
    return next((what for what, sign in table if any(sign.search(one) for one in parts)), "")


def _note(line: Marked, parts: Sequence[Part], verb: Verb | None) -> str:
    """What the parts say, without the beginning that says only how and with whom."""
    kept = list(parts)
    if kept and verb and not verb.stays and (lead := words.LEAD.match(kept[0][0])):
        kept[0] = (kept[0][0][lead.end() :].strip(LOOSE), kept[0][1])
    if kept and not kept[0][0]:
        kept = kept[1:]
    text = line.words("".join(f"{part}{mark_after} " for part, mark_after in kept)).strip(LOOSE)
    if kept and kept[0] != parts[0]:
        text = text[:1].upper() + text[1:]
    return text
