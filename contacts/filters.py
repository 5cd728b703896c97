"""What a list shows: the forms behind searching, filtering and sorting."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from contacts.models.queries import ContactQuerySet

SEARCH_LETTERS = 200


class SearchForm(forms.Form):
    """A text to look for. What cannot be a text finds everything."""

    q = forms.CharField(label="Search", required=False)

    def __init__(self, data: Any):
        super().__init__(data)
        self.full_clean()

    @property
    def text(self) -> str:
        return self.cleaned_data.get("q", "")[:SEARCH_LETTERS]


class PeopleFilterForm(SearchForm):
    """What the list of people shows. Whatever is not understood is left aside."""

    SHOW = [
        ("", "All"),
        ("cold", "Going cold"),
        ("waiting", "Waiting on you"),
        ("targets", "Target organisations"),
        ("archived", "Archived"),
    ]
    SORT = [
        ("", "Name"),
        ("recent", "Last in touch, newest first"),
        ("longest", "Last in touch, longest ago first"),
        ("level", "How well you know each other"),
        ("added", "Added last"),
    ]

    show = forms.ChoiceField(choices=SHOW, required=False, widget=forms.HiddenInput)
    tag = forms.CharField(label="Tag", required=False, widget=forms.Select)
    sort = forms.ChoiceField(label="Sort by", choices=SORT, required=False)

    def __init__(self, data: Any, tags: list[str]):
        super().__init__(data)
        self.has_tags = bool(tags)
        self.fields["tag"].widget.choices = [("", "Any tag"), *((tag, tag) for tag in tags)]

    @property
    def show_now(self) -> str:
        return self.cleaned_data.get("show", "")

    @property
    def tag_now(self) -> str:
        return self.cleaned_data.get("tag", "")

    @property
    def sort_now(self) -> str:
        return self.cleaned_data.get("sort", "")

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.show_now or self.tag_now)

    def people(self, contacts: ContactQuerySet, today: date) -> ContactQuerySet:
        people = self._shown(contacts, today)
        if tag := self.tag_now:
            people = people.tagged(tag)
        people = people.in_order(self.sort_now)
        if self.text:
            people = people.search(self.text, best_first=not self.sort_now)
        return people

    def _shown(self, contacts: ContactQuerySet, today: date) -> ContactQuerySet:
        show = self.show_now
        if show == "archived":
            return contacts.archived()
        active = contacts.active()
        if show == "cold":
            return active.going_cold(today)
        if show == "waiting":
            return active.waiting_on_me(today)
        return active.at_targets() if show == "targets" else active
