"""Finding people by what is typed, among a hundred thousand as fast as among fifty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Case, Count, F, FloatField, Q, Subquery, Value, When, Window
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


class _OneOf(models.Func):
    """Whether the id is one of an array that is written out, so that the plan knows how many."""

    template = "(%(expressions)s::uuid[]))"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()


class _Length(models.Func):
    """How many an array has; of nobody there is none, and not even of numbers."""

    template = "CARDINALITY(%(expressions)s::int[])"
    output_field = models.IntegerField()


class Search:
    """A text looked for in the names of some people, and of the places where they work.

    One query looks beforehand which places have such a name, and how many people have.
    """

    def __init__(self, people: ContactQuerySet, text: str, owner: User) -> None:
        text = " ".join(text.split())
        self.people, self.folded, self.holds = people, Folded(Value(text)), _holds(text)
        self.begins = Q(search_name__startswith=self.folded)
        self.named = _begins(text) if _is_short(text) else self.holds
        places, self.count = _looked_at(people, self.named, owner)
        self.there = Q(_OneOf(F("organisation_id"), Value(places))) if places else None
        self.alike = Q(search_name__trigram_word_similar=self.folded)

    def found(self) -> ContactQuerySet:
        enough = self.count >= ENOUGH
        return self.people.filter(self._surely if enough else self._surely | self.alike)

    def best_first(self) -> ContactQuerySet:
        ranked = self._ranked(self.found())
        # mypy does not follow _ranked() to its annotation.
        return ranked.order_by("-closeness", "search_name", "pk")  # type: ignore[misc]

    @property
    def _surely(self) -> Q:
        """Who is found whether or not names that only resemble the text are."""
        named = self.named if self.count >= ENOUGH else self.holds
        return named | self.there if self.there else named

    def _ranked(self, people: ContactQuerySet) -> ContactQuerySet:
        closeness: Any = Value(1.0)
        if self.count < ENOUGH:
            # The stubs know only text here; Django takes any expression.
            closeness = TrigramWordSimilarity(self.folded, "search_name")  # type: ignore[arg-type]
        begins, holding = When(self.begins, then=3.0), When(self.holds, then=2.0)
        best = Case(begins, holding, default=closeness, output_field=FloatField())
        return people.annotate(closeness=best)

    def lists(self) -> list[ContactQuerySet]:
        """Where more than MANY have such a name: the best, then the rest of those.

        Each is read in the order of an index, so that a page costs a page.
        """
        these = self.begins, self.named & ~self.begins
        return [self.people.filter(those).order_by("search_name", "pk") for those in these]

    def look(self, start: int, stop: int) -> list[tuple[UUID, int]]:
        """Some of the best, and how many are found, where no more than MANY have such a name.

        Of those who only resemble the text MANY are looked at, and one to know that more do.
        """
        if self.count >= ENOUGH:
            counted = self.best_first().annotate(together=Window(Count("*")))
            return list(counted.values_list("pk", "together")[start:stop])
        alike = self.people.filter(self.alike).exclude(self.holds)
        if self.there:
            alike = alike.filter(Q(organisation=None) | ~self.there)
        parts = [self.people.filter(self._surely).order_by(), alike.order_by()[: MANY + 1]]
        columns = ["pk", "closeness", "search_name"]
        surely, maybe = (self._ranked(part).values(*columns) for part in parts)
        try:
            sql, params = surely.union(maybe, all=True).query.sql_with_params()
        except EmptyResultSet:
            return []
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT pk, COUNT(*) OVER () FROM ({sql}) found "  # noqa: S608 (Django's own)
                "ORDER BY closeness DESC, search_name, pk LIMIT %s OFFSET %s",
                [*params, stop - start, start],
            )
            return cursor.fetchall()


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
