from __future__ import annotations

from typing import Any

from django import forms

from jobsearch.crispy import PageHelper
from tasks.timing import MOST

WORDS = f"Enter whole minutes from 0 to {MOST}."


class TimerForm(forms.Form):
    """What a timer counted, as its user corrects it."""

    minutes = forms.IntegerField(
        label="Minutes to keep",
        min_value=0,
        max_value=MOST,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), WORDS),
    )

    # Which one this page was about: another window may have begun the next.
    timer = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, cancel: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.helper = PageHelper(self, "Keep them", "minutes", "timer", cancel=cancel)
