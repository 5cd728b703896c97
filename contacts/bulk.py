"""The form that changes one thing for everybody ticked in a list, or found by its filters."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from contacts.models import Change
from contacts.models.queries import ContactQuerySet
from contacts.rhythm import LONGEST_DAYS, REST_DAYS
from jobsearch.models import User

NOBODY = "Tick the people this is for, or everybody found."
What = Change.What


class IdsField(forms.Field):
    """The values of the check boxes in the list."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[UUID]:
        try:
            return [UUID(each) for each in value or []]
        except ValueError:
            raise forms.ValidationError("Tick people of this list.") from None


class BulkForm(forms.Form):
    CHOICES = [
        ("rhythm", "Be in touch every … days"),
        ("usual", "Use the rhythm of their level"),
        ("rest", "Let them rest until …"),
        ("wake", "End their rest"),
        ("tag", "Add a tag"),
        ("untag", "Take a tag off"),
        ("told", "They know what I look for, since …"),
        ("quiet", "Do not contact them"),
        ("talk", "They may be contacted again"),
        ("archive", "Archive them"),
    ]
    # The same for people in the archive.
    BACK = ("back", "Bring them back")

    what = forms.ChoiceField(
        label="What to change",
        error_messages={
            "required": "Choose what to change.",
            "invalid_choice": "Choose what to change.",
        },
    )
    who = IdsField(required=False)
    everybody = forms.BooleanField(required=False)
    days = forms.IntegerField(
        label="Days between contacts",
        required=False,
        min_value=0,
        max_value=LONGEST_DAYS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text="0 means no rhythm.",
    )
    day = forms.DateField(
        label="Day",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    tag = forms.CharField(
        label="Tag",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "tags"}),
    )

    def __init__(self, data: Any, *, today: date, archived: bool = False):
        super().__init__(data, auto_id="change_%s")
        self.today, self.archived = today, archived
        choices = [*self.CHOICES[:-1], self.BACK if archived else self.CHOICES[-1]]
        field = self.fields["what"]
        field.choices = [("", "Choose…"), *choices]  # type: ignore[attr-defined]  # a choice field
        for field in self.fields.values():
            kind = "form-select" if field is self.fields["what"] else "form-control"
            field.widget.attrs["class"] = kind

    @classmethod
    @cache
    def unsent(cls, archived: bool) -> BulkForm:
        """One to look at: the same for everybody, so it is made once."""
        return cls(None, today=date.min, archived=archived)

    def clean_tag(self) -> str:
        tag = " ".join(self.cleaned_data["tag"].split())
        if "," in tag:
            raise forms.ValidationError("One tag at a time, without a comma.")
        return tag

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("everybody") and not data.get("who") and "who" not in self.errors:
            self.add_error("who", NOBODY)
        what, day = data.get("what"), data.get("day")
        if what == "rhythm" and data.get("days") is None and "days" not in self.errors:
            self.add_error("days", "Enter a number of days, such as 30.")
        if what in ("tag", "untag") and not data.get("tag") and "tag" not in self.errors:
            self.add_error("tag", "Enter a tag.")
        if what == "rest" and "day" not in self.errors and (not day or day <= self.today):
            self.add_error("day", "Choose a day that is still to come.")
        if what == "told" and day and day > self.today:
            self.add_error("day", "This day has not come yet.")
        return data

    @property
    def drawn(self) -> SafeString:
        return _drawn(self) if self.is_bound else _empty(self.archived)

    @cached_property
    def ticked(self) -> set[str]:
        """Who is ticked when the list is shown again."""
        return set(self["who"].value() or [])

    def save(self, owner: User, found: ContactQuerySet, now: datetime) -> Change | None:
        data = self.cleaned_data
        people = found if data["everybody"] else owner.contacts.filter(pk__in=data["who"])
        what, value = self._change(now)
        return Change.objects.make(owner, people, what, value, now)

    def _change(self, now: datetime) -> tuple[str, Any]:
        data = self.cleaned_data
        day = data["day"]
        changes: dict[str, tuple[str, Any]] = {
            "rhythm": (What.RHYTHM, data["days"]),
            "usual": (What.RHYTHM, None),
            "rest": (What.REST, day),
            "wake": (What.REST, None),
            "tag": (What.TAG, data["tag"]),
            "untag": (What.UNTAG, data["tag"]),
            "told": (What.TOLD, day or self.today),
            "quiet": (What.QUIET, True),
            "talk": (What.QUIET, False),
            # Kept in whole seconds, so that the way back finds the same moment.
            "archive": (What.ARCHIVE, now.replace(microsecond=0)),
            "back": (What.ARCHIVE, None),
        }
        return changes[data["what"]]


class RestForm(forms.Form):
    """How long to let somebody rest: 60 days unless a day is given, or no longer."""

    until = forms.DateField(required=False)
    wake = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, today: date):
        super().__init__(data)
        self.today = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        until = data.get("until") or self.today + timedelta(days=REST_DAYS)
        if until <= self.today:
            raise forms.ValidationError("This day has passed.")
        data["until"] = None if data.get("wake") else until
        return data


def _drawn(form: BulkForm) -> SafeString:
    return render_to_string("contacts/_bulk_fields.html", {"form": form})


@cache
def _empty(archived: bool) -> SafeString:
    """Of a form that nobody has sent: the same for everybody, so it is drawn once."""
    return _drawn(BulkForm.unsent(archived))
