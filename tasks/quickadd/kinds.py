"""What kind of work a line is: other, unless there is somebody in it or it says networking."""

from __future__ import annotations

import re

from contacts.kinds import Kind

VERBS = {
    Kind.FOLLOWED_UP: r"follow(?:ed|ing)?[ -]?up",
    Kind.ASKED: r"ask(?:s|ed|ing)?|referrals?",
    Kind.CONVERSATION: r"call(?:s|ed|ing)?|meet(?:s|ing)?|coffee",
    Kind.RECONNECTED: r"reconnect(?:s|ed|ing)?",
    Kind.KEPT_PROMISE: r"promise[sd]?",
    Kind.EVENT: r"events?",
    Kind.ONLINE: r"post(?:s|ed|ing)?|like[sd]?|liking",
    Kind.CONNECTED: r"connect(?:s|ed|ing)?",
    Kind.GAVE: r"share[sd]?|sharing",
    Kind.INTRODUCED: r"introduce[sd]?|introducing|introductions?",
}
ANY_VERB = re.compile(
    rf"\b(?:{'|'.join(f'(?P<{kind.name}>{words})' for kind, words in VERBS.items())})\b", re.I
)


def kind_of(words: str, sign: str | None, *, with_somebody: bool) -> tuple[Kind, bool | None]:
    """The kind, and whether its part (hard or easy) is another than usual."""
    if sign == "other" or (sign is None and not with_somebody):
        return Kind.UNSORTED, None
    found = ANY_VERB.search(words)
    kind = Kind[found.lastgroup] if found and found.lastgroup else None
    if sign == "easy":
        kind = kind or Kind.ONLINE
        return kind, False if kind.facts.hard else None
    kind = kind or Kind.FOLLOWED_UP
    return kind, True if sign == "hard" and not kind.facts.hard else None
