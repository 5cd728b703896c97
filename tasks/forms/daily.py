from __future__ import annotations

from typing import Any

from django import forms


class TickedForm(forms.Form):
    """Which of the tasks that were shown are ticked; only what is one of them is looked at."""

    task = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def clean_task(self) -> set[str]:
        return set(self.cleaned_data["task"] or [])


class ChooseForm(forms.Form):
    """On today's list or off it (neither: the other way round), and in whose place."""

    on = forms.ChoiceField(choices=[("1", "On"), ("0", "Off")], required=False)
    instead = forms.UUIDField(required=False)

    def __init__(self, *args: Any, listed: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.listed = listed

    @property
    def wants_it_on(self) -> bool:
        on = self.cleaned_data["on"]
        return on == "1" if on else not self.listed
