from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.files.uploadedfile import UploadedFile

from contacts.choices import Choices
from contacts.importers import linkedin
from contacts.importers.candidates import Reading
from contacts.importers.cells import clean_text
from contacts.importers.files import MAX_BYTES, UnreadableFile
from contacts.importers.matching import Standing
from contacts.importers.tables import MAX_ROWS
from jobsearch.crispy import PageHelper


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Connections.csv",
        allow_empty_file=True,
        error_messages={"required": "Choose the file first."},
        help_text=f"Up to {MAX_BYTES // 1024**2} MB and {MAX_ROWS:,} people.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )
    reading: Reading

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper: FormHelper = PageHelper(self, "Read the file")

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        try:
            self.reading = linkedin.read(upload)
        except UnreadableFile as error:
            raise forms.ValidationError(str(error)) from error
        return upload

    @property
    def file_name(self) -> str:
        return clean_text(self.cleaned_data["file"].name or "")[:200] or "Connections.csv"


class PlacesField(forms.Field):
    """Ticked boxes, each with the place of a person in the file as its value."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: list[str] | None) -> frozenset[Any]:
        return frozenset(map(int, filter(_is_place, value or [])))


class StandingsField(PlacesField):
    """The lists that stayed closed and are chosen as they stand."""

    def to_python(self, value: list[str] | None) -> frozenset[Any]:
        return frozenset(set(Standing) & set(value or []))


class ChoicesForm(forms.Form):
    """Read by hand below: ten thousand people would be ten thousand form fields."""

    add = PlacesField(required=False)
    fill = PlacesField(required=False)
    every = StandingsField(required=False)

    def choices(self) -> Choices:
        who = self._answers("who-")
        positions = self._answers("title-")
        return Choices(
            add=self.cleaned_data["add"],
            others=frozenset(place for place, word in who.items() if word == "add"),
            same=frozenset(place for place, word in who.items() if word == "same"),
            fill=self.cleaned_data["fill"],
            every=self.cleaned_data["every"],
            positions={place: int(n) for place, n in positions.items() if _is_place(n)},
        )

    def _answers(self, prefix: str) -> dict[int, str]:
        return {
            int(name.removeprefix(prefix)): value
            for name, value in self.data.items()
            if name.startswith(prefix) and _is_place(name.removeprefix(prefix))
        }


def _is_place(text: str) -> bool:
    return text.isdecimal() and len(text) <= 5
