from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms

from contacts.boxes import Box
from jobsearch.crispy import name_what_is_missing
from tasks.days import NEAR_ONLY, is_near
from tasks.models import Review

LETTERS = 2000
TITLE_LETTERS = 200
KEY_LETTERS = 64
BLOCK_MINUTES = (30, 60, 90, 120)
STEPS = [
    (number, str(number)) for number in (Review.LOOK, Review.TIDY, Review.CHOOSE, Review.CLOSE)
]


class StepForm(forms.Form):
    """Which step comes next; and what was typed and not added yet, to be there on the way back."""

    step = forms.TypedChoiceField(choices=STEPS, coerce=int)
    text = forms.CharField(required=False, max_length=TITLE_LETTERS)


class TidyForm(forms.Form):
    """What to do with an old task: one of three buttons, the second with a date or a box."""

    KEEP, MOVE, GO = "keep", "move", "go"

    answer = forms.ChoiceField(choices=[(each, each) for each in (KEEP, MOVE, GO)])
    day = forms.DateField(
        label="To a day", required=False, error_messages={"invalid": "Choose the day."}
    )
    box = forms.TypedChoiceField(
        label="or to a box", choices=[("", "The same box"), *Box.choices], coerce=Box,
        required=False, empty_value=None,
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("answer") != self.MOVE or self.errors:
            return data
        if not data.get("day") and not data.get("box"):
            self.add_error("day", "Choose a day, or another box.")
        elif data.get("day") and not is_near(data["day"], self.today):
            self.add_error("day", NEAR_ONLY)
        return data


class ChangeForm(forms.Form):
    """One change for next week, typed or offered."""

    text = forms.CharField(
        label="In your own words",
        max_length=TITLE_LETTERS,
        error_messages={
            "required": "Say in a few words what you will change.",
            "max_length": f"Shorten it: a change has room for {TITLE_LETTERS} letters.",
        },
    )
    key = forms.CharField(required=False, max_length=KEY_LETTERS)
    task = forms.UUIDField(required=False)


class BlockForm(forms.Form):
    """Time for what is important and not urgent, on a day."""

    what = forms.CharField(
        label="What is it for?",
        max_length=TITLE_LETTERS,
        error_messages={
            "required": "Say what the time is for.",
            "max_length": f"Shorten it: there is room for {TITLE_LETTERS} letters.",
        },
    )
    day = forms.TypedChoiceField(
        label="Which day?",
        coerce=date.fromisoformat,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a day.", "invalid_choice": "Choose one of these days."},
    )
    minutes = forms.TypedChoiceField(
        label="How long?",
        choices=[(each, f"{each} min") for each in BLOCK_MINUTES],
        coerce=int,
        initial=60,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how long.", "invalid_choice": "Choose how long."},
    )
    key = forms.CharField(required=False, max_length=KEY_LETTERS)

    def __init__(self, *args: Any, days: list[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(day.isoformat(), f"{day:%a} {day.day} {day:%b}") for day in days]
        cast(forms.ChoiceField, self.fields["day"]).choices = choices


class CloseForm(forms.Form):
    """What is said at the end; each may stay empty."""

    learned = forms.CharField(label="What did I learn?", required=False, max_length=LETTERS)
    obstacle = forms.CharField(
        label="What may get in the way next week?", required=False, max_length=LETTERS
    )
    plan = forms.CharField(label="What will I do then?", required=False, max_length=LETTERS)
    without_block = forms.BooleanField(
        label="Next week goes without a block of time, on purpose", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_what_is_missing(self)
        for name, field in self.texts:
            field.widget = forms.Textarea(attrs={"rows": 3, "data-keep": "", "dir": "auto"})
            field.widget.attrs["maxlength"] = LETTERS
            field.error_messages["max_length"] = (
                f"Shorten it: there is room for {LETTERS} letters, and %(show_value)d are there."
            )
            self.initial.setdefault(name, "")

    @property
    def texts(self) -> list[tuple[str, forms.Field]]:
        return [each for each in self.fields.items() if isinstance(each[1], forms.CharField)]

    @property
    def said(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name, _ in self.texts}

    @property
    def answers(self) -> list[forms.BoundField]:
        return [self[name] for name, _ in self.texts]
