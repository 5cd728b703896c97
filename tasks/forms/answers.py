"""The day on which they want to answer after an interview."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from tasks.days import FAR

FAR_OFF = "Choose a day within two years of today."


class AnswerByField(forms.DateField):
    def __init__(self) -> None:
        super().__init__(
            label="They answer by (optional)",
            required=False,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            help_text="The day they named. Asking where things stand counts from it.",
        )


def near(day: date | None, today: date) -> date | None:
    if day and abs(day - today) > FAR:
        raise forms.ValidationError(FAR_OFF)
    return day


class AnswerByForm(forms.Form):
    answer_by = AnswerByField()

    def __init__(self, *args: Any, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_answer_by(self) -> date | None:
        return near(self.cleaned_data["answer_by"], self.today)
