"""Finding people by what is typed, among a hundred thousand as fast as among fifty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Case, Exists, F, FloatField, Q, Subquery, Value, When
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


class _OneOf(models.Func):
    """Whether the id is one of an array that is written out, so that the plan knows how many."""

    template = "(%(expressions)s::uuid[]))"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()


def search(
    people: ContactQuerySet, text: str, owner: User, *, best_first: bool = True
) -> ContactQuerySet:
    """Whose name holds or resembles the text, or who work at such a place.

    One query looks beforehand which places have such a name, and whether a page of people has.
    """
    text = " ".join(text.split())
    folded, holds = Folded(Value(text)), _holds(text)
    first = _begins(text) if _is_short(text) else holds
    places, enough = _looked_at(people, first, owner)
    if enough:
        found, closeness = first, Value(1.0)
    else:
        found = holds | Q(search_name__trigram_word_similar=folded)
        # The stubs know only text here; Django takes any expression.
        closeness = TrigramWordSimilarity(folded, "search_name")  # type: ignore[assignment,arg-type]
    if places:
        found |= Q(_OneOf(F("organisation_id"), Value(places)))
    there = people.filter(found)
    if not best_first:
        return there
    begins, holding = When(search_name__startswith=folded, then=3.0), When(holds, then=2.0)
    best = Case(begins, holding, default=closeness, output_field=FloatField())
    return there.annotate(closeness=best).order_by("-closeness", "search_name", "pk")


def _is_short(text: str) -> bool:
    """In letters of a script that writes names with more than two."""
    return len(plain := fold(text)) < SHORT and plain.isascii() and plain.isalnum()


def _holds(text: str) -> Q:
    return Q(search_name__contains=Folded(Value(text)))


def _begins(text: str) -> Q:
    """Whether a word begins with it."""
    return Q(search_name__startswith=Folded(Value(text))) | _holds(f" {text}")


def _looked_at(people: ContactQuerySet, named: Q, owner: User) -> tuple[str | None, bool]:
    """The ids of places of such a name, as Postgres writes an array, and whether many people are.

    Ids by the thousand would take longer to read and to write than to find.
    """
    places = owner.organisations.filter(named).order_by().values("owner")
    ids = places.annotate(ids=Cast(ArrayAgg("pk"), models.TextField())).values("ids")
    many = people.filter(named).order_by()[ENOUGH - 1 : ENOUGH]
    return User.objects.filter(pk=owner.pk).values_list(Subquery(ids), Exists(many)).get()
