from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms

from contacts.models import Promise
from jobsearch.crispy import PageHelper
from tasks.days import FAR


class DayInput(forms.DateInput):
    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"type": "date"})


class FollowUpForm(forms.Form):
    """Which proposal is meant, and another day than its own."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    contact = forms.UUIDField(required=False, widget=forms.HiddenInput)
    day = forms.DateField(label="Day", required=False, widget=DayInput())

    def __init__(self, *args: Any, today: date, cancel: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today, self.cancel = today, cancel
        self.helper = PageHelper(self, "Plan it", "key", "contact", "day", cancel=cancel)

    def clean_day(self) -> date | None:
        day = self.cleaned_data["day"]
        if day and not self.today <= day <= self.today + FAR:
            raise forms.ValidationError("Choose a day from today on, within two years.")
        return day


class OutcomeForm(forms.Form):
    """What became of a promise, by one button."""

    outcome = forms.ChoiceField(choices=[one for one in Promise.Outcome.choices if one[0]])


class PromiseForm(forms.ModelForm):
    class Meta:
        model = Promise
        fields = ["what", "due_on", "outcome", "closed_on"]
        labels = {"what": "What was promised", "due_on": "By", "closed_on": "On (optional)"}
        widgets = {"due_on": DayInput(), "closed_on": DayInput()}

    def __init__(self, *args: Any, today: date, cancel: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today
        promise: Promise = self.instance
        outcome = forms.ChoiceField(
            label="What became of it",
            required=False,
            choices=Promise.Outcome.choices if promise.mine else THEIRS,
            widget=forms.RadioSelect,
        )
        self.fields["outcome"] = outcome
        self.helper = PageHelper(
            self,
            "Save",
            "what",
            Div("due_on", "closed_on", css_class="form-pair"),
            Field("outcome", wrapper_class="pills"),
            cancel=cancel,
        )

    def clean_due_on(self) -> date:
        day = self.cleaned_data["due_on"]
        if not self.today - FAR <= day <= self.today + FAR:
            raise forms.ValidationError("Choose a day within two years.")
        return day

    def clean_closed_on(self) -> date | None:
        day = self.cleaned_data["closed_on"]
        if day and not self.today - FAR <= day <= self.today:
            raise forms.ValidationError("Choose a day that has come.")
        return day


# Theirs are not graded: they did it, or it is let go.
THEIRS = [
    (Promise.Outcome.OPEN.value, "Waiting"),
    (Promise.Outcome.KEPT.value, "They did"),
    (Promise.Outcome.RELEASED.value, "Let go"),
]
