"""Whom it is time to be in touch with: offered on Today until planned, put off or let rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, TextField, Window
from django.db.models.functions import Cast

from contacts.models import Contact
from contacts.rhythm import MOST_UNANSWERED
from jobsearch.models import User

IN_TOUCH = "in-touch"  # what a dismissal is about
SHOWN = 3
LATER_DAYS = 7


@dataclass(frozen=True)
class Touch:
    person: Contact
    unanswered: int = 0

    @property
    def wants_rest(self) -> bool:
        """A third message in a row is not what the rules propose."""
        return self.unanswered >= MOST_UNANSWERED


@dataclass(frozen=True)
class Touches:
    """At most three people, and how many more are on the list of contacts."""

    shown: Sequence[Touch]
    more: int = 0


def touches_of(user: User, today: date) -> Touches:
    """The closest first, then those whose day came first; who was put off today comes back."""
    put_off = user.dismissals.filter(
        what=IN_TOUCH, about=Cast(OuterRef("pk"), TextField()), until__gt=today
    )
    due = user.contacts.active().time_to_be_in_touch(today).exclude(Exists(put_off))
    # mypy does not follow time_to_be_in_touch() to its annotation.
    in_order = due.order_by("-level", "next_on", "search_name", "pk")  # type: ignore[misc]
    # Little of each: all whose day has come are counted, and three of them are shown.
    counted = in_order.annotate(among=Window(Count("pk"))).values_list("pk", "among")
    first = list(counted[:SHOWN])
    if not first:
        return Touches([])
    # Asked by itself: in the same query it would be counted for everybody whose day has come.
    asked = user.contacts.filter(pk__in=[pk for pk, _ in first]).with_unanswered()
    people = {person.pk: person for person in asked.select_related("organisation")}
    # One may be gone by now.
    shown = [people[pk] for pk, _ in first if pk in people]
    return Touches([Touch(one, vars(one)["unanswered"]) for one in shown], first[0][1] - len(first))
