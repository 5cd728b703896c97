"""The list of people, a page at a time: rows without models, so that fifty cost little."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.urls import reverse

from contacts.levels import levels_named
from contacts.models.queries import ContactQuerySet
from contacts.models.searching import MANY, Looked, Search
from contacts.rhythm import Warmth, rhythm_of, warmth
from jobsearch.models import User
from jobsearch.templatetags.foothold import avatar_class, initials

TAGS = 3
COLUMNS = [
    "pk", "given_name", "family_name", "role", "organisation__name", "tags", "level",
    "last_contact_on", "do_not_contact", "resting_until", "follow_up_on", "my_turn_since",
    "last_two_way_on", "rhythm_days", "organisation__is_target",
]  # fmt: skip


class Row(dict[str, Any]):
    """One of them, as the list shows people: a dict is what templates look up fastest."""

    def __getattr__(self, name: str) -> Any:
        return self[name]


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
        name, key = f"{given} {family}".strip(), str(pk)
        return Row(
            pk=pk,
            key=key,
            given_name=given,
            name=name,
            colour=avatar_class(name),
            initials=initials(name),
            url=self.url.format(key),
            work=", ".join(filter(None, (role, place))),
            tags=tags[:TAGS],
            more_tags=len(tags) - TAGS,
            level=self.levels[level],
            last_contact_on=last,
            do_not_contact=quiet,
            rests_until=rests,
            follow_up_on=follow_up,
            my_turn_since=my_turn,
            quiet=warm.value,  # how long they have been, in words
        )

    def _warmth(self, two_way: date | None, rhythm: int | None) -> Warmth:
        return warmth(two_way, rhythm, self.today)


class Listed(Paginator):
    """Pages of rows: of some people, or of whom a search finds among them.

    Of what a search finds, the first pages cost no more than to find them.
    """

    def __init__(
        self, people: ContactQuerySet, owner: User, today: date, a_page: int, search: Search | None
    ) -> None:
        super().__init__(people, a_page)
        self.owner, self.search = owner, search
        self.rows = _Rows(owner, today)
        self.more_than = ""  # that many people, where they are not counted

    def get_page(self, number: Any) -> Page[Any]:
        if self.search:
            if page := self._page_found(self.search, number):
                return page
            self.object_list = self.search.best_first()
        page = super().get_page(number)
        page.object_list = self.rows(self._values(page.object_list))
        return page

    def _values(self, people: Any) -> Any:
        return people.with_next_follow_up().values_list(*COLUMNS)

    def _page_found(self, search: Search, number: Any) -> Page[Any] | None:
        """One of the first pages, or none if there is nobody on it."""
        try:
            page = int(number or 1)
        except ValueError:
            page = 1
        start, stop = (page - 1) * self.per_page, page * self.per_page
        if not 0 <= start < stop <= MANY:
            return None
        looked = search.look(slice(start, stop))
        if not looked.count and page > 1:
            return None
        self.count = min(looked.count, MANY + 1)
        self.more_than = f"{MANY:,}" if looked.count > MANY else ""
        return Page(self._found(looked), page, self)

    def _found(self, looked: Looked) -> list[Row]:
        found: list[Row] = []
        if looked.pks:
            there = self.owner.contacts.filter(pk__in=looked.pks)
            rows = {row.pk: row for row in self.rows(self._values(there))}
            found += [rows[pk] for pk in looked.pks if pk in rows]
        if looked.others is not None:
            found += self.rows(self._values(looked.others))
        return found
