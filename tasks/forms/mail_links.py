from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from crispy_forms.layout import Field
from django import forms

from jobsearch.crispy import PageHelper
from tasks.days import NEAR_ONLY, is_near


class LaterForm(forms.Form):
    """When to be reminded again; one press is enough for two days."""

    when = forms.ChoiceField(
        label="Remind me",
        widget=forms.RadioSelect,
        initial="2",
        error_messages={"required": "Choose one.", "invalid_choice": "Choose one."},
    )
    day = forms.DateField(
        label="Which other day",
        required=False,
        error_messages={"invalid": "Choose the day."},
        help_text="Only for “On another day”.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        monday = today + timedelta(days=7 - today.weekday())
        self.days = {
            "2": today + timedelta(days=2),
            "1": today + timedelta(days=1),
            "monday": monday,
        }
        choices = [
            ("1", f"Tomorrow, {self._named('1')}"),
            ("2", f"In 2 days, {self._named('2')}"),
            ("monday", f"Next Monday, {monday.day} {monday:%b}"),
            ("day", "On another day"),
            ("drop", "Not needed, let it go"),
        ]
        cast(forms.ChoiceField, self.fields["when"]).choices = choices
        self.helper = PageHelper(self, "Confirm", Field("when", wrapper_class="pills"), "day")
        self.helper.disable_csrf = True  # the signed link is what the token would be

    def _named(self, choice: str) -> str:
        day = self.days[choice]
        return f"{day:%a} {day.day} {day:%b}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("when") == "day" and "day" not in self.errors:
            day = cleaned.get("day")
            if day is None:
                self.add_error("day", "Choose the day.")
            elif not is_near(day, self.today):
                self.add_error("day", NEAR_ONLY)
        return cleaned

    @property
    def chosen_day(self) -> date | None:
        """None to let it go."""
        when = self.cleaned_data["when"]
        return self.days.get(when) or (self.cleaned_data["day"] if when == "day" else None)


class PauseForm(forms.Form):
    """How long the regular e-mails rest: two buttons of a page."""

    how_long = forms.ChoiceField(choices=[("week", "For a week"), ("visit", "Until I come back")])

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_a_week = today + timedelta(days=7)

    @property
    def until(self) -> date | None:
        return self.in_a_week if self.cleaned_data["how_long"] == "week" else None
