"""How often somebody wants to be in touch, by level, and the days on which they do not work."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from contacts.fields import SeveralField
from contacts.levels import LEVELS, Level, levels_named
from contacts.rhythm import LONGEST_DAYS
from jobsearch.models import User, usual_rhythm, usual_target_rhythm

TABLES = {"rhythm_days": usual_rhythm, "target_rhythm_days": usual_target_rhythm}
WHERE = {"rhythm_days": "anywhere", "target_rhythm_days": "where I would like to work"}
DAYS = "Enter a number of days from 0 to 730."
DAY = "Enter a day such as 2026-12-24."
DAY_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"]
CODES = ("required", "invalid", "min_value", "max_value")


class DaysOffField(SeveralField):
    most = 100

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(day.isoformat() for day in sorted(value))
        return value

    def clean(self, value: Any) -> list[date]:  # type: ignore[override]  # days, not texts
        days: list[Any] = super().clean(value)  # as the field of each makes them
        return sorted(set(days))


class RhythmForm(forms.Form):
    holidays = DaysOffField(
        label="Holidays (optional)",
        each=forms.DateField(input_formats=DAY_FORMATS, error_messages={"invalid": DAY}),
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        help_text="Days on which you do not work, one on each line, such as 2026-12-24. "
        "Follow-ups are planned around them.",
    )

    def __init__(self, data: Any = None, *, user: User):
        super().__init__(data)
        self.user = user
        self.levels = levels_named(user.level_names)
        self.initial["holidays"] = user.holidays
        for table, where in WHERE.items():
            days = getattr(user, table)
            for level in self.levels:
                name = f"{table}_{level.number}"
                self.fields[name] = forms.IntegerField(
                    min_value=0,
                    max_value=LONGEST_DAYS,
                    label=f"{level.name}, {where}",
                    widget=forms.NumberInput(attrs={"class": "form-control"}),
                    error_messages=dict.fromkeys(CODES, DAYS),
                )
                known = level.number < len(days)
                self.initial[name] = days[level.number] if known else 0

    @property
    def rows(self) -> list[tuple[Level, list[BoundField]]]:
        return [(lvl, [self[f"{table}_{lvl.number}"] for table in TABLES]) for lvl in self.levels]

    @property
    def is_usual(self) -> bool:
        return all(getattr(self.user, table) == usual() for table, usual in TABLES.items())

    def save(self) -> None:
        for table in TABLES:
            days = [self.cleaned_data[f"{table}_{level.number}"] for level in LEVELS]
            setattr(self.user, table, days)
        self.user.holidays = self.cleaned_data["holidays"]
        self.user.save(update_fields=[*TABLES, "holidays"])


def use_the_usual(user: User) -> None:
    for table, usual in TABLES.items():
        setattr(user, table, usual())
    user.save(update_fields=list(TABLES))
