"""What to ask somebody for, and what they answered."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, cast
from uuid import UUID, uuid4, uuid5

from crispy_forms.layout import Div, Field
from django import forms
from django.db import IntegrityError, transaction
from django.utils.safestring import SafeString

from contacts.boxes import Box
from contacts.forms import visible
from contacts.kinds import Kind
from contacts.ladder import Rung, climb
from contacts.models import Ask, Contact
from jobsearch.crispy import PageHelper, name_what_is_missing
from jobsearch.models import User
from tasks.models import Task

ADDED = UUID("6f1d1a52-6a5e-4a0f-9a57-1d0c2b1f3a77")


class AskedAlready:
    """A second button, for what needs no plan any more."""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return SafeString(
            '<p class="space"><button class="btn" name="asked" value="1">'
            "I have asked already, today</button></p>"
        )


class AskForm(forms.ModelForm):
    """Plans an ask, or changes one that is planned."""

    rung = forms.TypedChoiceField(
        label="What for",
        coerce=int,
        error_messages={"invalid_choice": "Choose one of the asks of the ladder."},
    )
    organisation = forms.CharField(
        label="At which organisation (optional)",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    due_on = forms.DateField(
        label="When will you ask? (optional)",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Ask
        fields = ["rung", "what", "knows_target", "role_unseen"]
        labels = {
            "what": "In your words (optional)",
            "knows_target": "How well do they know the person it should reach?",
            "role_unseen": "They have never seen you do this work",
        }
        widgets = {"knows_target": forms.RadioSelect}
        help_texts = {
            "what": "Such as “introduce me to Marta, who leads design”.",
            "knows_target": "For introductions and the like. If they hardly know each other, it "
            "costs them more and weighs less, so it needs one level more.",
            "role_unseen": "From passing on a CV upwards that needs one level more.",
        }

    def __init__(
        self, *args: Any, contact: Contact, rungs: list[Rung], today: date, cancel: str, **kw: Any
    ):
        super().__init__(*args, **kw)
        self.contact = contact
        self.owner: User = contact.owner
        standing = contact.standing(today)
        self.fits = climb(rungs, standing, self.owner.ladder_rules_off)
        cast(forms.ChoiceField, self.fields["rung"]).choices = [
            (rung.number, rung.words) for rung in rungs
        ]
        knows = cast(forms.ChoiceField, self.fields["knows_target"])
        knows.choices = [("", "Not said"), *Ask.KnowsTarget.choices]
        adding = self.instance._state.adding
        if not adding:
            del self.fields["due_on"]
        self.initial["organisation"] = self.instance.organisation or ""
        fields = ["rung", "what", "organisation", Field("knows_target", wrapper_class="pills")]
        fields += ["role_unseen", *(["due_on"] if adding else [])]
        self.helper = PageHelper(
            self, "Plan this ask" if adding else "Save", *fields, cancel=cancel
        )
        if adding:
            self.initial.setdefault("key", uuid4())
            self.helper.layout.append(AskedAlready())

    def clean_organisation(self) -> str:
        return visible(self.cleaned_data["organisation"])

    def save_changes(self) -> Ask:
        ask: Ask = super().save(commit=False)
        ask.organisation = self.owner.organisations.named(
            self.owner, self.cleaned_data["organisation"]
        )
        if not ask._state.adding:
            ask.save(update_fields=[*self.Meta.fields, "organisation"])
        return ask

    def plan(self) -> Task:
        """The task that asks. The same form sent twice is one, with other words another."""
        ask = self.save_changes()
        ask.owner, ask.contact = self.owner, self.contact
        if key := self.cleaned_data["key"]:
            sent = {name: self.data.get(name) for name in self.fields}
            ask.pk = uuid5(ADDED, json.dumps([self.owner.pk, str(key), sorted(sent.items())]))
        try:
            with transaction.atomic():
                ask.save(force_insert=True)
                return self._add_task(ask)
        except IntegrityError:  # sent twice
            return self.owner.tasks.get(ask=ask.pk)

    def _add_task(self, ask: Ask) -> Task:
        day = self.cleaned_data["due_on"]
        task = Task(
            owner=self.owner,
            title=title(self.contact, ask.words),
            purpose=ask.what,
            kind=Kind.ASKED,
            contact=self.contact,
            ask=ask,
            due_on=day,
            first_due_on=day,
        )
        task.add_to_box(Box.MAKE_TIME)
        return task


def title(contact: Contact, words: str) -> str:
    return f"Ask {contact.given_name}: {words[:1].lower()}{words[1:]}"[:200]


class AnswerForm(forms.Form):
    """What came of an ask; the day is today unless it is said."""

    outcome = forms.ChoiceField(
        label="What did they say?",
        choices=Ask.Outcome.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the answers."},
    )
    day = forms.DateField(
        label="On",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, ask: Ask, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.ask, self.today = ask, today
        self.helper = PageHelper(
            self, "Save the answer", Div(Field("outcome", wrapper_class="pills")), "day"
        )
        name_what_is_missing(self)

    def clean(self) -> dict[str, Any]:
        if self.ask.made_on is None:
            raise forms.ValidationError("You have not asked yet.")
        return super().clean() or {}

    def clean_day(self) -> date:
        day = self.cleaned_data["day"] or self.today
        if day > self.today:
            raise forms.ValidationError("This day has not come yet.")
        if self.ask.made_on and day < self.ask.made_on:
            raise forms.ValidationError("You had not asked yet on this day.")
        return day
