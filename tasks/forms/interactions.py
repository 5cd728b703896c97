from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from crispy_forms.layout import Div, Field
from django import forms
from django.db import transaction

from contacts.fields import PeopleField
from contacts.kinds import NETWORKING_CHOICES
from contacts.models import Interaction
from jobsearch.crispy import Folded, PageHelper
from jobsearch.models import User
from tasks import proposals
from tasks.forms.entry import EntryForm, said_before
from tasks.forms.how import wait_for_word


class InteractionForm(EntryForm, forms.ModelForm):
    """What happened, in full: for changing what was logged."""

    kind = forms.ChoiceField(label="What it was", choices=NETWORKING_CHOICES)
    people = PeopleField(
        label="Who took part (optional)",
        required=False,
        help_text="Names from your contacts, with commas between them.",
    )

    class Meta:
        model = Interaction
        fields = [
            "kind", "day", "minutes", "direction", "channel", "light", "purpose", "helped",
            "gave", "received", "unasked", "notes",
        ]  # fmt: skip
        labels = {
            "day": "Day",
            "channel": "By what",
            "direction": "Direction",
            "purpose": "Purpose (optional)",
            "notes": "Note (optional)",
        }
        widgets = {
            "day": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "notes": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "purpose": "What was it for? Without a purpose the time counts as hanging out.",
            "notes": "Write things you would not mind them reading.",
            "light": "No real conversation: a greeting, a card, a like.",
        }

    def __init__(self, *args: Any, owner: User, today: date, cancel: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.owner, self.today = owner, today
        people = cast(PeopleField, self.fields["people"])
        people.people = owner.contacts.all()
        if not self.instance._state.adding:
            took_part = self.instance.people.select_related("organisation")
            people.kept = list(took_part.order_by("search_name"))
            self.initial["people"] = people.kept
            self.initial.update(said_before(self.instance))
        self.helper = PageHelper(
            self,
            "Save",
            "kind",
            Div("day", "minutes", css_class="form-pair"),
            "people",
            Div("direction", "channel", css_class="form-pair"),
            "light",
            "purpose",
            "notes",
            Field("helped", wrapper_class="pills"),
            Div(
                Folded(
                    "Promises",
                    Div("mine", "mine_on", css_class="form-pair"),
                    Div("theirs", "theirs_on", css_class="form-pair"),
                ),
                Folded(
                    "Favours",
                    Field("gave", wrapper_class="pills"),
                    Field("received", wrapper_class="pills"),
                    "unasked",
                ),
                Folded("Introductions", "introduced"),
                css_class="folds",
            ),
            cancel=cancel,
        )

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError("This day has not come yet.")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if (
            (words := self.needs_somebody)
            and not data.get("people")
            and "people" not in self.errors
        ):
            self.add_error("people", words)
        return data

    def save_changes(self, now: datetime) -> Interaction:
        self.instance.automatic = False  # it is the person's own now
        people = self.cleaned_data["people"]
        with transaction.atomic(), proposals.following(self.owner, self.instance, self.today):
            took_part = set(self.instance.people.all())
            entry = super().save()
            entry.set_people(people)
            # Those who stayed need it too: the day or the direction may be another one now.
            self.owner.contacts.filter(pk__in=entry.people.values("pk")).recount()
            self.say_what_passed(entry, people, took_part.difference(people))
            self.owner.effects.follow(entry, wait_for_word(entry, self.owner), now)
        return entry
