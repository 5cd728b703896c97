"""The list of people, a page at a time: rows without models, so that fifty cost little."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Window
from django.urls import reverse

from contacts.levels import levels_named
from contacts.models.queries import ContactQuerySet
from contacts.rhythm import Warmth, rhythm_of, warmth
from jobsearch.models import User

FURTHEST = 10_000  # pages: whoever asks for one behind that gets the last
TAGS = 3
COLUMNS = [
    "pk", "given_name", "family_name", "role", "organisation__name", "tags", "level",
    "last_contact_on", "do_not_contact", "resting_until", "follow_up_on", "my_turn_since",
    "last_two_way_on", "rhythm_days", "organisation__is_target",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One of them, as the list shows people."""

    pk: UUID
    given_name: str
    name: str
    url: str
    role: str
    place: str | None
    tags: list[str]
    more_tags: int
    level: str
    last_contact_on: date | None
    do_not_contact: bool
    rests_until: date | None
    follow_up_on: date | None
    my_turn_since: date | None
    quiet: str  # how long they have been, in words


class _Rows:
    """Makes rows of what the database has in COLUMNS."""

    def __init__(self, owner: User, today: date) -> None:
        self.owner, self.today = owner, today
        self.levels = [level.name for level in levels_named(owner.level_names)]
        nobody = UUID(int=0)
        self.url = reverse("contacts:contact", args=[nobody]).replace(str(nobody), "{}")

    def __call__(self, found: Iterable[Any]) -> list[Row]:
        return [self._row(*values) for values in found]

    def _row(
        self, pk: UUID, given: str, family: str, role: str, place: str | None, tags: list[str],
        level: int, last: date | None, quiet: bool, resting: date | None, follow_up: date | None,
        my_turn: date | None, two_way: date | None, own_rhythm: int | None, target: bool | None,
    ) -> Row:  # fmt: skip
        table = self.owner.target_rhythm_days if target else self.owner.rhythm_days
        rests = resting if resting and resting > self.today else None
        alone = quiet or rests
        warm = Warmth.WARM if alone else self._warmth(two_way, rhythm_of(own_rhythm, level, table))
        return Row(
            pk, given, f"{given} {family}".strip(), self.url.format(pk), role, place, tags[:TAGS],
            len(tags) - TAGS, self.levels[level], last, quiet, rests, follow_up, my_turn,
            warm.value,
        )  # fmt: skip

    def _warmth(self, two_way: date | None, rhythm: int | None) -> Warmth:
        return warmth(two_way, rhythm, self.today)


class Listed(Paginator):
    """Pages of rows. What was `sought` is counted in the look that finds the page."""

    def __init__(
        self, found: ContactQuerySet, owner: User, today: date, a_page: int, *, sought: bool
    ) -> None:
        super().__init__(found, a_page)
        self.found, self.owner, self.sought = found, owner, sought
        self.rows = _Rows(owner, today)

    def get_page(self, number: Any) -> Page[Any]:
        if self.sought:
            return self._page_found(number)
        page = super().get_page(number)
        page.object_list = self.rows(self._values(page.object_list))
        return page

    def _values(self, people: Any) -> Any:
        return people.with_next_follow_up().values_list(*COLUMNS)

    def _page_found(self, number: Any) -> Page[Any]:
        try:
            page = int(number or 1)
        except ValueError:
            page = 1
        looked = self._look(page) if 0 < page < FURTHEST else []
        if not looked and page != 1:
            self.count = self.found.count()
            looked = self._look(page := self.num_pages)
        self.count = looked[0][1] if looked else 0
        there = self.owner.contacts.filter(pk__in=[pk for pk, _ in looked])
        rows = {row.pk: row for row in self.rows(self._values(there))}
        return Page([rows[pk] for pk, _ in looked if pk in rows], page, self)

    def _look(self, page: int) -> list[tuple[UUID, int]]:
        counted = self.found.annotate(together=Window(Count("*"))).values_list("pk", "together")
        return list(counted[(page - 1) * self.per_page : page * self.per_page])
