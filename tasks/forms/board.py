from __future__ import annotations

from typing import Any, cast

from django import forms

from contacts.boxes import Box
from jobsearch.crispy import PageHelper
from tasks.models import Task
from tasks.models.querysets import TaskQuerySet


class MoveForm(forms.Form):
    """Where a card goes: a box, and behind which card (empty: to the top)."""

    box = forms.TypedChoiceField(choices=Box.choices, coerce=Box)
    after = forms.UUIDField(required=False)
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    key = forms.CharField(required=False, max_length=64)


class FiresForm(forms.Form):
    """Which of the cards in Do first can wait."""

    tasks = forms.ModelMultipleChoiceField(
        Task.objects.none(),
        label="Which can wait?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one, or leave them all where they are."},
    )

    def __init__(self, *args: Any, tasks: TaskQuerySet, **kwargs: Any):
        super().__init__(*args, **kwargs)
        cast(forms.ModelMultipleChoiceField, self.fields["tasks"]).queryset = tasks
        self.helper = PageHelper(self, "Move to Make time", "tasks", cancel="/board/")


class DismissForm(forms.Form):
    """Which suggestion of the board to leave away."""

    what = forms.ChoiceField(
        choices=[(one, one) for one in ("fires", "unplanned", "busy", "resting")]
    )
    about = forms.UUIDField(required=False)
