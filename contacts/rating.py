from typing import Any

from django import forms

from contacts.models import Organisation
from jobsearch.crispy import PageHelper


class RatingForm(forms.ModelForm):
    """How much a place is wanted, and what is open there: what the list lets one change."""

    class Meta:
        model = Organisation
        fields = ["is_target", "motivation", "posting"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.helper = PageHelper(self, "Save", cancel=self.instance.get_absolute_url())

    def save_rating(self) -> None:
        self.instance.save(update_fields=self.Meta.fields)
