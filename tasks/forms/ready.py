from __future__ import annotations

from typing import Any

from django import forms

from tasks.models import ReadyItem, Task
from tasks.readiness import ITEMS, Item

CHOICES = [(item.key, item.title) for item in ITEMS]


class ReadyForm(forms.Form):
    """What of the list to put onto the board, and what is there already."""

    add = forms.MultipleChoiceField(choices=CHOICES, required=False)
    have = forms.MultipleChoiceField(choices=CHOICES, required=False)


class HideForm(forms.Form):
    """Which of the two cards on Today to put away for a while."""

    about = forms.ChoiceField(choices=[("offer", "The offer"), ("share", "The share")])


class Line:
    """One line of the page: what it asks, and what was answered before."""

    def __init__(self, item: Item, known: ReadyItem | None, answered: bool):
        self.item = item
        self.task: Task | None = known.task if known else None
        self.have = known is not None and known.task is None
        # At the first look the musts are ticked; after that, what is left stays left.
        self.add = item.must and not self.have and not answered

    def retype(self, data: dict[str, Any]) -> None:
        self.add, self.have = self.item.key in data["add"], self.item.key in data["have"]
