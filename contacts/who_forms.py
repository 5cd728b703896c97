from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Case, Q, Value, When
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from contacts.asking import Wanted
from contacts.ladder import Rung
from contacts.models import Ask, Organisation
from jobsearch.models import User

MOST_PLACES = 300


class Places(forms.Select):
    """Writes its options itself: a template for each of 300 took longer than all of the page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        mine = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                (key, mark_safe(" selected") if key == (value or "") else "", words)  # noqa: S308  our own
                for key, words in self.choices
            ),
        )
        return format_html("<select{}>{}</select>", flatatt(mine), options)


class WhoForm(forms.Form):
    """The one ask that the page is about. Whatever is not understood is left aside."""

    rung = forms.ChoiceField(label="I need somebody to", required=False)
    organisation = forms.ChoiceField(label="At", required=False, widget=Places)
    knows = forms.ChoiceField(
        label="They know that person",
        choices=[("", "Not said"), *Ask.KnowsTarget.choices],
        required=False,
    )
    unseen = forms.BooleanField(label="Work they never saw", required=False)

    def __init__(self, data: QueryDict, *, user: User, rungs: Sequence[Rung]):
        self.chosen = chosen(rungs, data.get("rung", ""))
        # So that the page shows the one it is about, also when nobody chose it.
        super().__init__({**data.dict(), "rung": str(self.chosen.number)})
        self.places = places(user, data.get("organisation", ""))
        anywhere = ("", "Any place I want")
        self._choices("rung", [(str(rung.number), rung.words) for rung in rungs])
        self._choices("organisation", [anywhere, *((str(p.pk), p.name) for p in self.places)])
        for name in ("rung", "organisation", "knows"):
            self.fields[name].widget.attrs["class"] = "form-select"
        self.fields["unseen"].widget.attrs["class"] = "form-check-input"
        self.full_clean()

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field

    @property
    def wanted(self) -> Wanted:
        data = self.cleaned_data
        return Wanted(self.chosen, data.get("knows", ""), bool(data.get("unseen")))

    @property
    def place(self) -> Organisation | None:
        asked_for = self.cleaned_data.get("organisation")
        return next((place for place in self.places if str(place.pk) == asked_for), None)


def chosen(rungs: Sequence[Rung], number: str) -> Rung:
    """The one asked for, else the first that costs somebody some reputation."""
    for rung in rungs:
        if str(rung.number) == number:
            return rung
    staked = [rung for rung in rungs if rung.stakes_reputation]
    return min(staked or rungs, key=lambda rung: (rung.needs, rung.number))


def places(user: User, asked_for: str) -> list[Organisation]:
    """Where somebody wants to work, behind the place that was asked for."""
    try:
        this = Q(pk=UUID(asked_for))
    except ValueError:
        this = Q(pk=None)
    found = user.organisations.filter(Q(is_target=True) | this)
    first = Case(When(this, then=Value(0)), default=Value(1))
    return list(found.order_by(first, "-motivation", "search_name", "pk")[:MOST_PLACES])
