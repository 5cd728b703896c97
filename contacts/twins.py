"""Who, and which organisations, may be listed twice (/help/method/#twice); without the database."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from contacts.folding import fold

# What a company is by law, at the end of its name: "Acme Ltd" and "Acme" may be one.
LEGAL_FORMS = frozenset(
    [
        "ab", "ag", "as", "asa", "bv", "co", "company", "corp", "corporation", "eg", "ek", "ev",
        "gbr", "gmbh", "inc", "incorporated", "kg", "kk", "lda", "limited", "llc", "llp", "lp",
        "ltd", "nv", "ohg", "oy", "oyj", "plc", "pte", "pty", "sa", "sarl", "sas", "sasu", "se",
        "sl", "slu", "spa", "sprl", "srl", "ug",
    ]
)  # fmt: skip
JOINING = frozenset(["and", "und", "et", "y", "e"])


@dataclass(frozen=True)
class Listed:
    """What is compared of a person. `name` is folded already."""

    pk: UUID
    name: str
    emails: Sequence[str] = ()
    profile_key: str = ""


@dataclass(frozen=True)
class Pair:
    """The one listed first, another that may be the same, and what says so."""

    first: UUID
    second: UUID
    why: str

    @property
    def key(self) -> str:
        return pair_key(self.first, self.second)


def pair_key(one: UUID, other: UUID) -> str:
    """The same whichever of the two is named first."""
    return "".join(sorted([one.hex, other.hex]))


def same_people(people: Iterable[Listed]) -> list[Pair]:
    """The surest first: an address in common, then a profile, then only the name."""
    everybody = list(people)
    return [
        *_pairs(((mail.lower(), one.pk) for one in everybody for mail in one.emails), "email"),
        *_pairs(((one.profile_key, one.pk) for one in everybody), "profile"),
        *_pairs(((one.name, one.pk) for one in everybody), "name"),
    ]


def same_organisations(named: Iterable[tuple[UUID, str]]) -> list[Pair]:
    return list(_pairs(((bare_name(name), pk) for pk, name in named), "name"))


def bare_name(name: str) -> str:
    """ "acme" for "ACME, Ltd." and for "Acme GmbH & Co. KG"; never nothing."""
    # "S.A." is one word; other points end one.
    words = re.sub(r"[^\w\s]", " ", re.sub(r"\b(\w)\.", r"\1", fold(name))).split()
    rest = list(words)
    while len(rest) > 1 and (rest[-1] in LEGAL_FORMS or rest[-1] in JOINING):
        rest.pop()
    return " ".join(rest) or " ".join(name.split())


def once_each(pairs: Iterable[Pair], without: Iterable[str] = ()) -> list[Pair]:
    """A pair for one reason only, and none of those with these keys."""
    seen = set(without)
    kept = []
    for pair in pairs:
        if pair.key not in seen:
            seen.add(pair.key)
            kept.append(pair)
    return kept


def _pairs(keyed: Iterable[tuple[Hashable, UUID]], why: str) -> Iterator[Pair]:
    """Each with the first of the same key; an empty key is like no other."""
    alike: dict[Hashable, list[UUID]] = defaultdict(list)
    for key, pk in keyed:
        if key:
            alike[key].append(pk)
    for first, *others in alike.values():
        yield from (Pair(first, other, why) for other in others if other != first)
