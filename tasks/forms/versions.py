"""The field that tells an edit form from what another window has saved meanwhile."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms
from django.utils.choices import flatten_choices

from tasks.days import day_name

CHANGED = "This task was changed in another window. Look at what it is now, then save again."


class VersionField(forms.Form):
    """Sent without it (by what is no page of ours), the last one who saves is right."""

    version = forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
    )

    def show_version(self, version: int) -> None:
        self.fields["version"].initial = version

    def check_version(self, data: dict[str, Any], version: int, today: date) -> None:
        """What differs from this form is said, and the next Save is about the row as it is now."""
        odd = self.errors.pop("version", None)
        if odd is None and data.get("version") in (None, version):
            return
        # A person is an object here and a name there: what is no difference is left out.
        differs = [
            name
            for name in self.changed_data
            if name != "version" and data.get(name) != self[name].initial
        ]
        self.add_error(None, CHANGED)
        for name in differs:
            label = str(self[name].label).removesuffix(" (optional)")
            self.add_error(None, f"“{label}” is now: {self._now(name, today)}")
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("version")] = str(version)  # type: ignore[index]

    def _now(self, name: str, today: date) -> str:
        value = self[name].initial
        words: dict[Any, Any] = dict(flatten_choices(getattr(self.fields[name], "choices", ())))
        if value in words:
            return str(words[value])
        match value:
            case None | "":
                return "empty"
            case bool():
                return "yes" if value else "no"
            case date():
                return day_name(value, today)
            case time():
                return f"{value:%H:%M}"
        return str(value)
