"""The fields that say whether a task comes again, and when."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div
from django import forms

from tasks.repeats import DATED, MOST, Every, Repeat, Unit


class RepeatFields(forms.Form):
    repeats = forms.ChoiceField(
        label="Repeats",
        choices=[("", "Never"), *Every.choices],
        required=False,
        help_text="The weekday, or the day of the month, is that of the date. One is open at a "
        "time; the next comes when you finish this one or let it go.",
    )
    repeat_count = forms.IntegerField(
        label="How long after", required=False, min_value=1, max_value=MOST
    )
    repeat_unit = forms.ChoiceField(
        label="Days, weeks or months", choices=Unit.choices, required=False, initial=Unit.WEEKS
    )

    def show_repeat(self, repeat: Repeat | None) -> None:
        if repeat:
            self.initial["repeats"] = repeat.every.value
        if repeat and repeat.every == Every.AFTER:
            self.initial["repeat_count"] = repeat.count
            self.initial["repeat_unit"] = repeat.unit.value

    def repeat_group(self) -> Div:
        return Div("repeats", "repeat_count", "repeat_unit", css_class="form-trio repeat-group")

    def check_repeat(self, data: dict[str, Any]) -> None:
        every = data.get("repeats")
        if (
            every
            and every != Every.AFTER
            and not data.get("due_on")
            and "due_on" not in self.errors
        ):
            self.add_error("due_on", "A repeating task needs a date.")
        if every != Every.AFTER:  # what stands in the fields that are not asked does not matter
            self.errors.pop("repeat_count", None)
            self.errors.pop("repeat_unit", None)
        missing = data.get("repeat_count") is None and "repeat_count" not in self.errors
        if every == Every.AFTER and missing:
            self.add_error("repeat_count", "Say how long after you finish it comes again.")

    def repeat_text(self, before: str) -> str:
        """What to keep. Unless rule or date were changed it stays: a 31st is not lost in June."""
        data = self.cleaned_data
        asked = {"repeats", "due_on"}
        if data["repeats"] == Every.AFTER:
            asked = {"repeats", "repeat_count", "repeat_unit"}
        if before and not asked & set(self.changed_data):
            return before
        if not data["repeats"]:
            return ""
        every, day = Every(data["repeats"]), data["due_on"]
        if every == Every.AFTER:
            unit = Unit(data["repeat_unit"] or Unit.WEEKS)
            return Repeat(every, count=data["repeat_count"], unit=unit).text
        return Repeat(every, day if every in DATED else None).text
