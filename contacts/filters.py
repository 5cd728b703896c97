"""What a list shows: the forms behind searching, filtering and sorting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms

from contacts.models.queries import ContactQuerySet
from contacts.models.searching import Search
from jobsearch.models import User

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
        ("touch", "Time to be in touch"),
        ("waiting", "Waiting on you"),
        ("cold", "Going cold"),
        ("targets", "Target organisations"),
    ]
    MORE = [
        ("dormant", "Long quiet"),
        ("silent", "Two without an answer"),
        ("never", "Not in touch yet"),
        ("resting", "Left alone"),
        ("archived", "Archived"),
    ]
    SORT = [
        ("", "Name"),
        ("recent", "Last in touch, newest first"),
        ("longest", "Last in touch, longest ago first"),
        ("level", "How well you know each other"),
        ("added", "Added last"),
    ]

    ABOUT = {
        "touch": "Their next day has come by your rhythm, and nothing is planned with them.",
        "cold": "Longer than twice the rhythm since they last took part. For asks they count one "
        "level lower, until they have answered one message.",
        "dormant": "Longer than four times the rhythm. Trust lasts longer than that: begin with a "
        "greeting and a reason to write, and leave asks for later.",
        "silent": "Your last two messages have no answer yet. A rest of 60 days is a fair next "
        "step.",
        "never": "Nothing is logged with them yet, so no rhythm has begun.",
        "resting": "Resting until a day, or marked as not to be contacted. Nothing proposes them.",
    }
    NOBODY = {
        "touch": "Nobody’s day has come: everybody you keep up with was in touch lately, is "
        "planned, or rests.",
        "waiting": "Nobody is waiting on you.",
        "cold": "Nobody is going cold: everybody you have spoken with was in touch lately, or is "
        "resting.",
        "targets": "You know nobody yet at an organisation you would like to work for.",
        "dormant": "Nobody has been quiet for long.",
        "silent": "Nobody has left two messages without an answer.",
        "never": "You have been in touch with everybody here.",
        "resting": "Nobody rests.",
        "archived": "Nobody is archived. Archiving takes people out of the list and keeps what "
        "passed between you.",
    }

    show = forms.ChoiceField(choices=SHOW + MORE, required=False, widget=forms.HiddenInput)
    tag = forms.CharField(label="Tag", required=False, widget=forms.Select)
    sort = forms.ChoiceField(label="Sort by", choices=SORT, required=False)

    def __init__(self, data: Any, tags: list[str]):
        super().__init__(data)
        # What looks for the text, once they were asked for, unless they have another order.
        self.search: Search | None = None
        self.has_tags = bool(tags)
        self.tags = tags
        self.fields["tag"].widget.choices = [("", "Any tag"), *((tag, tag) for tag in tags)]

    @property
    def show_now(self) -> str:
        return self.cleaned_data.get("show", "")

    @property
    def shows_more(self) -> bool:
        """One of the lists that are folded away."""
        return self.show_now in dict(self.MORE)

    @property
    def links(self) -> list[tuple[str, str, str]]:
        return self._links(self.SHOW)

    @property
    def more_links(self) -> list[tuple[str, str, str]]:
        return self._links(self.MORE)

    def _links(self, lists: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
        """Each list with the address at which it shows what else is chosen now."""
        chosen = {name: value for name, value in self.data.items() if name not in ("show", "page")}
        rest = urlencode(chosen)
        shows = [(value, label, f"show={value}" if value else "") for value, label in lists]
        return [
            (value, label, "?" + "&".join(filter(None, (rest, show))))
            for value, label, show in shows
        ]

    @property
    def about(self) -> str:
        return self.ABOUT.get(self.show_now, "")

    @property
    def nobody(self) -> str:
        return self.NOBODY.get(self.show_now, "Nobody fits these choices.")

    @property
    def tag_now(self) -> str:
        return self.cleaned_data.get("tag", "")

    @property
    def sort_now(self) -> str:
        return self.cleaned_data.get("sort", "")

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.show_now or self.tag_now)

    def people(self, owner: User, today: date) -> ContactQuerySet:
        people = self.to_list(owner, today)
        return self.search.best_first() if self.search else people

    def to_list(self, owner: User, today: date) -> ContactQuerySet:
        """The same, but where `search` is left to find them: those among whom it does."""
        people = self._shown(owner.contacts.all(), today)
        if tag := self.tag_now:
            people = people.tagged(tag)
        people = people.in_order(self.sort_now)
        if not self.text:
            return people
        search = Search(people, self.text, owner)
        if self.sort_now:
            return search.found()
        self.search = search
        return people

    def _shown(self, contacts: ContactQuerySet, today: date) -> ContactQuerySet:
        if self.show_now == "archived":
            return contacts.archived()
        active = contacts.active()
        lists: dict[str, Callable[[], ContactQuerySet]] = {
            "touch": lambda: active.time_to_be_in_touch(today),
            "waiting": lambda: active.waiting_on_me(today),
            "cold": lambda: active.going_cold(today),
            "targets": active.at_targets,
            "dormant": lambda: active.long_quiet(today),
            "silent": lambda: active.without_answer(today),
            "never": lambda: active.never_in_touch(today),
            "resting": lambda: active.left_alone(today),
        }
        return lists.get(self.show_now, lambda: active)()
