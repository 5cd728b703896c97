"""Finding people by what is typed, among a hundred thousand as fast as among fifty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Case, F, FloatField, Q, Subquery, Value, When
from django.db.models.functions import Cast

from contacts.folding import fold
from contacts.models.organisations import Folded
from jobsearch.models import User

if TYPE_CHECKING:
    from contacts.models.queries import ContactQuerySet

# Fewer letters make no trigram of their own, but the beginning of a word does.
SHORT = 3
# A page of names that hold the text is enough; names that only resemble it fill up fewer.
ENOUGH = 50
# More are not counted while somebody types, nor are more compared that only resemble the text.
MANY = 1_000
COLUMNS = "pk", "closeness", "search_name"


class _OneOf(models.Func):
    """Whether the id is one of an array that is written out, so that the plan knows how many."""

    template = "(%(expressions)s::uuid[]))"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()


class _Length(models.Func):
    """How many an array has; of nobody there is none, and not even of numbers."""

    template = "CARDINALITY(%(expressions)s::int[])"
    output_field = models.IntegerField()


@dataclass(frozen=True)
class Looked:
    """Who stands on a page, and of how many found; of more than MANY there is one more."""

    pks: Sequence[UUID]
    count: int
    # Who stand behind them, read in the order of an index.
    others: ContactQuerySet | None = None


class Search:
    """A text looked for in the names of some people, and of the places where they work."""

    def __init__(self, people: ContactQuerySet, text: str, owner: User) -> None:
        text = " ".join(text.split())
        self.people, self.owner, self.folded = people, owner, Folded(Value(text))
        self.begins, self.holds = Q(search_name__startswith=self.folded), _holds(text)
        self.named = _begins(text) if _is_short(text) else self.holds
        self.alike = Q(search_name__trigram_word_similar=self.folded)

    def found(self) -> ContactQuerySet:
        places, count = self._beforehand
        surely = self.named if count >= ENOUGH else self.holds
        if places:
            surely |= Q(_OneOf(F("organisation_id"), Value(places)))
        return self.people.filter(surely if count >= ENOUGH else surely | self.alike)

    def best_first(self) -> ContactQuerySet:
        _, count = self._beforehand
        ranked = self._ranked(self.found(), count)
        # mypy does not follow _ranked() to its annotation.
        return ranked.order_by("-closeness", "search_name", "pk")  # type: ignore[misc]

    @cached_property
    def _beforehand(self) -> tuple[str | None, int]:
        return _looked_at(self.people, self.named, self.owner)

    @property
    def _places(self) -> Any:
        return self.owner.organisations.filter(self.named).order_by().values("pk")

    def _ranked(self, people: ContactQuerySet, count: int) -> ContactQuerySet:
        begins, holding = When(self.begins, then=3.0), When(self.holds, then=2.0)
        closeness = self._closeness(count)
        best = Case(begins, holding, default=closeness, output_field=FloatField())
        return people.annotate(closeness=best)

    def _closeness(self, count: int) -> Any:
        """Of those whose name does not hold the text, who are compared where few hold it."""
        if count >= ENOUGH:
            return Value(1.0, output_field=FloatField())
        # The stubs know only text here; Django takes any expression.
        return TrigramWordSimilarity(self.folded, "search_name")  # type: ignore[arg-type]

    def look(self, page: slice) -> Looked:
        """A page of the best, among the first MANY of them, for as little as it can be had.

        Whose name begins with the text stands before everybody else: where they fill the page, the
        others are counted at most.
        """
        rows = self._look_at_names(page)
        count, begin, has_places = rows[0][1:] if rows else (0, 0, True)
        if count > MANY and begin < page.stop:
            others = self._others.order_by("search_name", "pk")
            others = others[max(0, page.start - begin) : page.stop - begin]
            return Looked(_keys(rows[: max(0, begin - page.start)]), count, others)
        if not rows:  # they end before this page
            _, count = self._beforehand
        if has_places or count < ENOUGH:
            rows = self._look_further(count, page, has_places)
            count = rows[0][1] if rows else 0
        return Looked(_keys(rows), count)

    @property
    def _others(self) -> ContactQuerySet:
        return self.people.filter(self.named & ~self.begins)

    def _look_at_names(self, page: slice) -> list[Any]:
        """With how many have such a name, MANY and one at most, and how many of them begin so.

        And whether a place has such a name: it does not matter where so many people have one.
        """
        begin = self.people.filter(self.begins).order_by("search_name", "pk")[: MANY + 1]
        begin, others = (
            part.annotate(closeness=Value(close, output_field=FloatField()))
            for part, close in ((begin, 3.0), (self._others.order_by(), 2.0))
        )
        begin_so = "COUNT(pk) FILTER (WHERE closeness = 3) OVER ()"
        places, params = self._places.query.sql_with_params()
        more = f", {begin_so}, COUNT(pk) OVER () <= {MANY} AND EXISTS ({places})"
        return _best([begin, others], more, params, page, at_most=MANY + 1)

    def _look_further(self, count: int, page: slice, has_places: bool) -> list[Any]:
        """Also who works at such a place and, where few are found, whose name resembles the text.

        Of those MANY are looked at, and one to know that more do.
        """
        people, named = self.people.order_by(), self.named if count >= ENOUGH else self.holds
        alike, parts = self.alike & ~self.holds, []
        if has_places:
            there = Q(organisation__in=self._places)
            parts.append(self._ranked(people.filter(there & ~named), count))
            alike &= ~there
        if count or named != self.named:
            parts.append(self._ranked(people.filter(named), count))
        if count < ENOUGH:
            close = self._closeness(count)
            parts.append(people.filter(alike).annotate(closeness=close)[: MANY + 1])
        return _best(parts, "", (), page)


def search(
    people: ContactQuerySet, text: str, owner: User, *, best_first: bool = True
) -> ContactQuerySet:
    """Whose name holds or resembles the text, or who work at such a place."""
    sought = Search(people, text, owner)
    return sought.best_first() if best_first else sought.found()


def _is_short(text: str) -> bool:
    """In letters of a script that writes names with more than two."""
    return len(plain := fold(text)) < SHORT and plain.isascii() and plain.isalnum()


def _holds(text: str) -> Q:
    return Q(search_name__contains=Folded(Value(text)))


def _begins(text: str) -> Q:
    """Whether a word begins with it."""
    return Q(search_name__startswith=Folded(Value(text))) | _holds(f" {text}")


def _best(
    parts: Sequence[Any], more: str, params: Sequence[Any], page: slice, at_most: int | None = None
) -> list[Any]:
    """Of all parts together: the key, how many there are, and what `more` asks for.

    Of nobody there is one row, without a key.
    """
    try:
        first, *others = (part.values(*COLUMNS) for part in parts)
        sql, of_parts = first.union(*others, all=True)[:at_most].query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT pk, COUNT(pk) OVER () {more} "  # noqa: S608 (Django's own)
            f"FROM (SELECT 1) one LEFT JOIN ({sql}) found ON TRUE "
            "ORDER BY closeness DESC, search_name, pk LIMIT %s OFFSET %s",
            [*params, *of_parts, page.stop - page.start, page.start],
        )
        return cursor.fetchall()


def _keys(rows: list[Any]) -> list[UUID]:
    return [pk for pk, *_ in rows if pk]


def _looked_at(people: ContactQuerySet, named: Q, owner: User) -> tuple[str | None, int]:
    """The ids of places of such a name, as Postgres writes an array, and how many people have one.

    Ids by the thousand would take longer to read and to write than to find.
    """
    places = owner.organisations.filter(named).order_by().values("owner")
    ids = places.annotate(ids=Cast(ArrayAgg("pk"), models.TextField())).values("ids")
    some = people.filter(named).order_by().annotate(one=Value(1)).values("one")[: MANY + 1]
    count = _Length(ArraySubquery(some))
    there, many = User.objects.filter(pk=owner.pk).values_list(Subquery(ids), count).get()
    return there, many or 0
