"""What comes with the button of an offer, and where each finding begins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField

from contacts.forms import visible
from jobsearch.models import User
from tasks.review.borders import KINDS, USUAL, Border, Borders, Kind
from tasks.review.offers.press import HELP, Said

MOST_ROWS = 10
CODES = ("required", "invalid", "min_value", "max_value")
MOST_WORDS, MOST_LETTERS = 600, 200
LABELS = {
    "A5": "What I want from it",
    "A7": "The first small step",
    "A11": "What I am looking for",
}
# Which findings have a line to fill in, and what is said when it is empty.
NEEDS_WORDS = {
    "A5": "Say what you want from it, in a few words.",
    "A7": "Name the first small step.",
}


class IdsField(forms.Field):
    """Ids of rows; what is none is left out, as if it named a row that is gone."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[UUID]:
        found = [pk for text in value or [] if (pk := _uuid(text))]
        return list(dict.fromkeys(found))[:MOST_ROWS]


class KeysField(IdsField):
    """ "person:key" of proposals."""

    def clean(self, value: Any) -> list[Any]:
        found = []
        for text in value or []:
            person, _, key = str(text).partition(":")
            if (pk := _uuid(person)) and "\0" not in key and len(key) <= MOST_WORDS:
                found.append((pk, key))
        return found[:MOST_ROWS]


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


class OfferForm(forms.Form):
    task = IdsField(required=False)
    contact = IdsField(required=False)
    key = KeysField(required=False)
    category = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    rung = forms.IntegerField(
        required=False, min_value=1, max_value=32_000, widget=forms.HiddenInput
    )
    week = forms.DateField(required=False, widget=forms.HiddenInput)
    how = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    def __init__(self, *args: Any, finding: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.finding = finding
        widget: type[forms.Widget] = forms.Textarea if finding == "A11" else forms.TextInput
        self.fields["text"] = forms.CharField(
            label=LABELS.get(finding, ""),
            required=False,
            max_length=MOST_WORDS if finding == "A11" else MOST_LETTERS,
            widget=widget(attrs={"class": "form-control"}),
        )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].strip()
        return text if self.finding == "A11" else visible(text)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wanted = NEEDS_WORDS.get(self.finding)
        asks_for_help = self.finding == "A7" and data.get("how") == HELP
        if wanted and not data.get("text") and not asks_for_help and "text" not in self.errors:
            self.add_error("text", wanted)
        return data

    @property
    def said(self) -> Said:
        data = self.cleaned_data
        return Said(
            tasks=data["task"],
            contacts=data["contact"],
            keys=data["key"],
            category=data["category"],
            rung=data["rung"] or 0,
            how=data["how"],
            text=data["text"],
            week=data["week"],
        )


class FindingsForm(forms.Form):
    """Each finding on or off, and where it begins."""

    def __init__(self, data: Any = None, *, user: User):
        super().__init__(data)
        self.user = user
        now = Borders(user.finding_borders)
        for kind in KINDS:
            self.fields[switch(kind)] = forms.BooleanField(
                label=kind.name,
                required=False,
                initial=kind.id not in user.findings_off,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )
            for border in kind.borders:
                words = f"Enter a whole number from {border.least} to {border.most}."
                self.fields[field_of(kind, border)] = forms.IntegerField(
                    label=border.words,
                    min_value=border.least,
                    max_value=border.most,
                    initial=now[kind.key(border)],
                    widget=forms.NumberInput(attrs={"class": "form-control"}),
                    error_messages=dict.fromkeys(CODES, words),
                )

    @property
    def rows(self) -> Iterator[tuple[Kind, BoundField, list[tuple[Border, BoundField]]]]:
        for kind in KINDS:
            fields = [(border, self[field_of(kind, border)]) for border in kind.borders]
            yield kind, self[switch(kind)], fields

    @property
    def is_usual(self) -> bool:
        return not self.user.finding_borders and not self.user.findings_off

    def clean(self) -> dict[str, Any]:
        """What is strong lies beyond the number at which it begins."""
        data = super().clean() or {}
        for kind in KINDS:
            for border in kind.borders:
                begins = next((b for b in kind.borders if b.name == border.strong), None)
                if begins is None:
                    continue
                begin, strong = (data.get(field_of(kind, it)) for it in (begins, border))
                if begin is None or strong is None:
                    continue
                falls = border.usual < begins.usual
                if strong > begin if falls else strong < begin:
                    least = "at most" if falls else "at least"
                    self.add_error(field_of(kind, border), f"Enter {least} {begin}.")
        return data

    def save(self) -> None:
        data = self.cleaned_data
        self.user.findings_off = [kind.id for kind in KINDS if not data[switch(kind)]]
        chosen = {
            kind.key(border): data[field_of(kind, border)]
            for kind in KINDS
            for border in kind.borders
        }
        self.user.finding_borders = {
            key: value for key, value in chosen.items() if value != USUAL[key]
        }
        self.user.save(update_fields=["findings_off", "finding_borders"])


def switch(kind: Kind) -> str:
    return f"on_{kind.id}"


def field_of(kind: Kind, border: Border) -> str:
    return f"{kind.id}_{border.name}"


def use_the_usual(user: User) -> None:
    user.findings_off, user.finding_borders = [], {}
    user.save(update_fields=["findings_off", "finding_borders"])
