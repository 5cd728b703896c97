"""What the words of the line mean. All of it is English, as the forms are."""

from __future__ import annotations

import re
from typing import NamedTuple

from contacts.kinds import Kind
from contacts.models import Interaction
from tasks.quickadd.spans import PLAIN
from tasks.quicklog.names import NAME, NAMES, QUOTED

THEY = rf"(?:s?he|they|{NAME})"
THEM = rf"(?:her|him|them|{NAMES})"
NOT = re.compile(r"(?:n['’]t|\b(?:not|never|nobody|no))\b", PLAIN)

_TO, _FROM, _BOTH = (one.value for one in Interaction.Direction)
_FAVOUR = Interaction.Favour


class Verb(NamedTuple):
    """How a line begins: the tile it means, and what is another than the tile's."""

    words: str
    how: str
    kind: Kind | None = None
    direction: str = ""
    stays: bool = False  # its words tell more than how, and stay in the note


# The first that the first part of the line holds counts.
VERBS = [
    Verb(rf"{NAME} and I (?:wrote to|messaged|emailed) each other", "message", None, _BOTH),
    Verb(rf"(?:wrote to each other|exchanged (?:messages|mails|emails))(?: with {NAMES})?",
         "message", None, _BOTH),
    Verb(rf"(?:no (?:reply|answer)|nothing) (?:yet )?from {NAMES}", "", stays=True),
    Verb(rf"{THEY} (?:phoned|rang|called)(?: me)?(?: back)?", "call"),
    Verb(rf"{THEY} (?:e-?mailed|mailed)(?: me)?(?: back)?", "reply", None, _FROM),
    Verb(rf"{THEY} (?:has |have )?(?:replied|answered|wrote(?: back)?|messaged|texted|responded"
         r"|got back)(?: to)?(?: me)?", "reply", None, _FROM),
    Verb(rf"(?:(?:got|had) )?(?:an? )?(?:reply|answer|messages?|e-?mails?|mails?|note|line"
         rf"|heard(?: back)?) from {NAMES}", "reply", None, _FROM),
    Verb(rf"{THEY} (?:introduced|referred|told|gave|sent|helped|showed|invited) me", "reply",
         None, _FROM, stays=True),
    Verb(rf"(?:introduced|connected) {THEM} (?:to|and|with) {NAMES}", "message",
         Kind.INTRODUCED, stays=True),
    Verb(r"(?:kept (?:my|the|a) promise|as promised)", "message", Kind.KEPT_PROMISE, stays=True),
    Verb(r"reconnect(?:ed|ing)?(?: with)?", "message", Kind.RECONNECTED, stays=True),
    Verb(rf"(?:connected|linked up)(?: on linkedin)?(?: with)?(?: {NAMES})?(?: on linkedin)?",
         "online", Kind.CONNECTED, stays=True),
    Verb(r"(?:phone |video )?call(?:ed)?|phoned|rang|zoom(?:ed)?|facetime|skyped?"
         r"|video chat", "call"),
    Verb(r"coffee|lunch(?:ed)?|dinner|breakfast|brunch|tea|drinks?|beers?|met(?: up)?|meeting"
         r"|walk(?:ed)?|(?:caught|catch(?:ing)?)[ -]up|saw|visited|talk(?:ed)?|spoke"
         r"|chat(?:ted)?|conversation",
         "met"),
    Verb(r"(?:went to|was at|attended|conference|meet-?up|event|workshop|(?:job )?fair|networking"
         r"|webinar)", "group"),
    Verb(r"e-?mail(?:ed)?|mail(?:ed)?", "email"),
    Verb(r"(?:posted|commented|liked|shared a post|online|replied to a post)", "online"),
    Verb(rf"(?:asked {THEM} (?:for|to|if|whether))", "message", Kind.ASKED, stays=True),
    Verb(rf"(?:sent|forwarded|gave|shared) (?:{THEM} )?(?:my |the |an? |some )?(?:article|link|tip"
         rf"|tips|book|paper|list|contact|contacts|advice|posting|job)", "message",
         Kind.GAVE, stays=True),
    Verb(r"messaged?|message|wrote|texted|dm(?:ed|'d)?|pinged|whatsapp(?:ed)?|nudged?|sent|thanked"
         r"|followed up|asked|replied|answered|linkedin", "message"),
]  # fmt: skip
KNOWN_VERBS = [(re.compile(rf"(?<!\w)(?:{verb.words})(?!\w)", PLAIN), verb) for verb in VERBS]

# What leads a first part and says nothing more than how, with whom: it is not repeated in the note.
LEAD = re.compile(
    rf"^(?:(?:I|we) )?(?:(?:had|did|went for|got) )?(?:(?:an?|the|some) )?"
    rf"(?:(?:quick|short|long|nice|good|great|lovely|first|second|another) )*"
    rf"(?P<verb>{'|'.join(verb.words for verb in VERBS if not verb.stays)})(?!\w)"
    rf"(?: (?:meeting|call|chat|message|mail))?"
    rf"(?: (?:with|to|from|for))?(?: (?:{NAMES}))?(?: (?:back|again))?(?: (?:and me|too))?",
    PLAIN,
)
I_WILL = re.compile(
    rf"^(?:I(?:['’]ll| will| shall)(?: also)?|(?:I (?:have |also )?|I['’]ve )?(?:promised|offered"
    rf"|agreed)(?: {THEM})?(?: (?:to|that I(?:['’]d| would|['’]ll| will)|I(?:['’]d| would)))?"
    rf"|I (?:said|told {THEM}) (?:that )?I(?:['’]d| would|['’]ll| will)|I owe {THEM}"
    rf"|my promise:|promise:) (?P<what>\S.*)$",
    PLAIN,
)
THEY_WILL = re.compile(
    rf"^{THEY}(?:(?:['’]ll| will)(?: also)?|(?: has| have|['’]s)?(?: also| kindly)? "
    rf"(?:offered|promised|agreed)(?: me)?(?: to| that (?:s?he|they)(?:['’]d|['’]ll| would| will))?"
    rf"|(?: said| told me)(?: that)? (?:s?he|they)(?:['’]d|['’]ll| would| will)) (?P<what>\S.*)$",
    PLAIN,
)
AGAIN = re.compile(
    r"^(?:(?:I['’]ll|I will|to|will) )?(?:follow(?: |-)?up|check (?:back|in)"
    rf"|(?:write|call|ask|ping|talk) again|nudge|again)(?: (?:with )?{THEM})?(?: again)?"
    r" ?(?P<when>.*)$",
    PLAIN,
)
DUE = re.compile(r"^(?:due |by |until |no later than )(?P<when>.*)$", PLAIN)
NO_ANSWER = re.compile(
    r"\b(?:no (?:answer|reply)|voice ?mail|did(?:n['’]t| not) (?:answer|reply|pick up))\b", PLAIN
)
INTRODUCED_ME = re.compile(
    rf"(?:introduced me to|(?:made|sent) (?:me )?an intro(?:duction)? to"
    rf"|(?:intro(?:duction|duced)?|introduced) (?:by|from|through) {NAME} to) (?P<met>{NAMES})",
    PLAIN,
)
MET_THROUGH = re.compile(rf"\bmet (?P<met>{NAMES}) (?:through|thanks to) {NAME}", PLAIN)
WITH = re.compile(rf"(?<!\w)(?:met|saw|with|to|from|both) (?P<names>{NAMES})", PLAIN)
UNASKED = re.compile(
    r"\b(?:unasked|without (?:being asked|my asking|asking)|out of the blue)\b", PLAIN
)

THINGS = (
    r"(?:article|link|paper|report|posting|opening|list|deck|book|contact|job|event|news|notes?)s?"
)
RECEIVED = [
    (_FAVOUR.INTRODUCTION, rf"introduced me to|{THEY} (?:made|sent) (?:me )?an intro"
     rf"|intro(?:duction)? (?:from|by)|introduced by|met {NAMES} (?:through|thanks to) {NAME}"),
    (_FAVOUR.REFERRAL, r"referred me|passed (?:on )?my (?:cv|resume|name|details)(?: on)?"
     r"|vouched for me|recommended me|put in a (?:good )?word"),
    (_FAVOUR.ADVICE, r"gave me (?:\S+ ){0,3}(?:advice|feedback|tips?|pointers?)|advised me"
     r"|looked (?:over|at|through) my|read my|reviewed my"),
    (_FAVOUR.INFORMATION, r"told me (?:about|of|how|who|what|where|that)"
     r"|(?:sent|showed|forwarded) me|shared (?:\S+ ){0,3}with me|explained"),
    (_FAVOUR.OTHER, r"(?:helped|invited) me|did me a favou?r"),
]  # fmt: skip
GAVE = [
    (_FAVOUR.INTRODUCTION, rf"(?:introduced|connected) {THEM} (?:to|and|with) (?!me\b){NAMES}"),
    (_FAVOUR.REFERRAL, rf"(?:I )?(?:recommended|referred) {THEM}|passed on (?:her|his|their) cv"),
    (_FAVOUR.ADVICE, rf"gave {THEM} (?:\S+ ){{0,3}}(?:advice|feedback|tips?|pointers?)"
     rf"|looked (?:over|at|through) (?:her|his|their)|reviewed (?:her|his|their)"),
    (_FAVOUR.INFORMATION, rf"(?:sent|forwarded|showed|shared) (?:{THEM} )?(?:\S+ ){{0,3}}?{THINGS}"
     rf"|told {THEM} about (?:an?|the) (?:\S+ ){{0,2}}{THINGS}"
     rf"|shared (?:\S+ ){{1,4}}with {THEM}"),
    (_FAVOUR.OTHER, rf"(?:I )?helped {THEM}|did {THEM} a favou?r|gave {THEM}"),
]  # fmt: skip


def favours(table: list[tuple[Interaction.Favour, str]]) -> list[tuple[str, re.Pattern[str]]]:
    return [(what.value, re.compile(rf"(?<!\w)(?:{words})(?!\w)", PLAIN)) for what, words in table]


FOR_ME, FROM_ME = favours(RECEIVED), favours(GAVE)
BY_THEM = re.compile(rf"^(?:and |but |then )?{THEY}(?!\w)", PLAIN)
ABOUT = re.compile(rf"\b(?:about|regarding|re|on behalf of)\b|:|{QUOTED}", PLAIN)
