"""What to show of a week, and the one note that comes back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from tasks.review.sharing import Chosen

NOTE_LETTERS = 2000
CHANGED = "The week has changed since you looked. This is how it would be seen now."


class ShareForm(forms.Form):
    names = forms.ChoiceField(
        label="Names of people",
        choices=[("initials", "Initials only"), ("full", "Full names")],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose initials or full names."},
    )
    titles = forms.BooleanField(label="With the titles of my tasks", required=False)
    # Of the preview that the button stands under.
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, **kwargs: Any):
        # Shown as it is understood: initials, until somebody says otherwise.
        super().__init__({"names": "initials", **data.dict()}, **kwargs)

    @property
    def chosen(self) -> Chosen:
        """Initials and no titles, unless it says otherwise."""
        data = self.cleaned_data
        return Chosen(data.get("names") == "full", bool(data.get("titles")))

    def is_for(self, fingerprint: str) -> bool:
        """Whether it was sent from a preview of the week as it still is."""
        if not self.is_valid():
            return False
        if self.cleaned_data["seen"] != fingerprint:
            self.add_error(None, CHANGED)
        return self.is_valid()


class NoteForm(forms.Form):
    note = forms.CharField(
        label="Your note",
        max_length=NOTE_LETTERS,
        widget=forms.Textarea(attrs={"rows": 5, "class": "form-control"}),
        error_messages={
            "required": "Write a few words first.",
            "max_length": "This note has %(show_value)d letters, and there is room for "
            "%(limit_value)d.",
        },
    )
