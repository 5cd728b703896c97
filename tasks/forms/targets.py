"""How the week is to be shared out, and how many hours it has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from jobsearch.models import User
from tasks.review.measures import name_of, percents
from tasks.review.presets import PARTS, TARGETS, WHOLE, category_targets

SHARE = "Enter a whole number from 0 to 100."
HOURS = "Enter hours from 1 to 80, such as 7.5."
CODES = ("required", "invalid", "min_value", "max_value", "max_digits", "max_decimal_places",
         "max_whole_digits")  # fmt: skip


class TargetsForm(forms.Form):
    hours = forms.DecimalField(
        label="Hours a week for the search",
        min_value=1,
        max_value=80,
        max_digits=4,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.5", "class": "form-control"}),
        error_messages=dict.fromkeys(CODES, HOURS),
        help_text="15 is a full search, 6 fit beside a job. A week below it is never a reproach.",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        user: User,
        shares: Mapping[str, int] | None = None,
        minutes: int | None = None,
    ):
        super().__init__(data)
        self.user = user
        self.minutes = minutes or user.weekly_minutes
        now = shares or category_targets(user)
        self.initial["hours"] = f"{round(self.minutes / 60, 2):g}"
        for part in PARTS:
            self.fields[name(part)] = forms.IntegerField(
                label=name_of(part),
                min_value=0,
                max_value=WHOLE,
                initial=now[part],
                widget=forms.NumberInput(attrs={"class": "form-control", "data-share": ""}),
                error_messages=dict.fromkeys(CODES, SHARE),
            )

    @property
    def rows(self) -> list[tuple[BoundField, int, int]]:
        """Each part, its share, and the minutes of a week that it is."""
        found = []
        for part in PARTS:
            share = number(self[name(part)].value())
            found.append((self[name(part)], share, round(self.minutes * share / WHOLE)))
        return found

    @property
    def total(self) -> int:
        return sum(share for _, share, _ in self.rows)

    @property
    def shares(self) -> dict[str, int]:
        """As they were typed, and 0 for what is no share."""
        return {part: number(self[name(part)].value()) for part in PARTS}

    @property
    def shared_out(self) -> dict[str, int]:
        """The same proportions, summing to 100."""
        typed = self.shares
        whole = typed if sum(typed.values()) else category_targets(self.user)
        return dict(zip(PARTS, percents([whole[part] for part in PARTS]), strict=True))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(name(part) in self.errors for part in PARTS) and self.total != WHOLE:
            over = self.total - WHOLE
            words = f"{over} too much" if over > 0 else f"{-over} missing"
            self.add_error(
                name(PARTS[-1]), f"Together these are {self.total}%, that is {words} for 100%."
            )
        return data

    def save(self) -> None:
        shares = {part: self.cleaned_data[name(part)] for part in PARTS}
        as_preset = shares == TARGETS[self.user.preset]
        self.user.own_targets = {} if as_preset else {str(k): v for k, v in shares.items()}
        self.user.weekly_minutes = round(self.cleaned_data["hours"] * 60)
        self.user.save(update_fields=["own_targets", "weekly_minutes"])


class PresetForm(forms.Form):
    preset = forms.ChoiceField(choices=User.Preset)
    answer = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")], required=False)


def name(part: str) -> str:
    return "share_" + part.replace(", ", "_")


def number(value: object) -> int:
    try:
        found = int(str(value))
    except ValueError:
        return 0
    return found if 0 <= found <= WHOLE else 0


def use_preset(user: User, preset: str, today: date) -> None:
    """Its shares take the place of one's own, and its hours that of the hours suggested so far."""
    user.preset, user.preset_since, user.own_targets = preset, today, {}
    user.save(update_fields=["preset", "preset_since", "own_targets"])
