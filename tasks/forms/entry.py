"""What may be said of an entry of the log beside what it was: the log form and the form that
changes one share it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import F
from django.db.models.functions import Now

from contacts.fields import NamesField
from contacts.models import Contact, Interaction, Promise
from jobsearch.models import User
from tasks.days import FAR
from tasks.models import Task
from tasks.promising import DONE, reword

PARTS = {
    "promises": ("mine", "mine_on", "theirs", "theirs_on"),
    "favours": ("gave", "received", "unasked", "introduced"),
    "facts": ("day", "people", "met", "purpose", "direction", "depth", "helped"),
}
FAVOURS = [("", "Nothing"), *Interaction.Favour.choices]


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(required=False, widget=widget, **kwargs)


class EntryForm(forms.Form):
    """Favours, promises and introductions; the form sets `owner` and `today`."""

    owner: User
    today: date

    helped = forms.ChoiceField(
        label="Who did it help?",
        required=False,
        choices=[("", "Not said"), *Interaction.Helped.choices],
        widget=forms.RadioSelect,
    )
    gave = forms.ChoiceField(
        label="What I did for them", required=False, choices=FAVOURS, widget=forms.RadioSelect
    )
    received = forms.ChoiceField(
        label="What they did for me", required=False, choices=FAVOURS, widget=forms.RadioSelect
    )
    unasked = forms.BooleanField(label="They did it without being asked", required=False)
    introduced = NamesField(
        label="They introduced me to",
        required=False,
        help_text="New names are added to your contacts, as brought by them.",
    )
    mine = forms.CharField(label="I promised to", required=False, max_length=200)
    mine_on = DayField(label="By", help_text="Empty: in three working days.")
    theirs = forms.CharField(label="They promised to", required=False, max_length=200)
    theirs_on = DayField(label="By, if they said", help_text="You are reminded to ask, once.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ("mine_on", "theirs_on", "again_on"):
            day = data.get(name)
            if day and not self.today - FAR <= day <= self.today + FAR:
                self.add_error(name, "Choose a day within two years.")
        for what, day in (("mine", "mine_on"), ("theirs", "theirs_on")):
            if data.get(day) and not data.get(what) and what not in self.errors:
                self.add_error(what, "Say what was promised.")
        if data.get("introduced") and not data.get("received"):
            data["received"] = Interaction.Favour.INTRODUCTION.value
        return data

    @property
    def open_parts(self) -> set[str]:
        """Of the folded parts those that hold something, or a problem."""
        return {
            part
            for part, names in PARTS.items()
            if any(self[name].value() or self[name].errors for name in names)
        }

    @property
    def needs_somebody(self) -> str:
        """What cannot be kept without knowing whom it is about; empty if there is nothing."""
        data = self.cleaned_data
        for name, words in (
            ("mine", "Say whom you promised it."),
            ("theirs", "Say who promised it."),
            ("introduced", "Say who introduced you."),
        ):
            if data.get(name):
                return words
        return ""

    def say_what_passed(
        self, entry: Interaction, people: Sequence[Contact], left: Collection[Contact] = ()
    ) -> None:
        """Promises and introductions, with the first of these people; `left` are in it no more."""
        data = self.cleaned_data
        with_whom = people[0] if people else None
        if with_whom:
            _pass_on(entry, left, with_whom)
        for side in ("mine", "theirs"):
            self._promise(entry, with_whom, side, data[side], data[f"{side}_on"])
        if with_whom:
            introduced = entry.introduce(with_whom, data["introduced"])
            entry.forget_introductions(but=introduced)

    def _promise(
        self, entry: Interaction, contact: Contact | None, side: str, what: str, day: date | None
    ) -> None:
        made = promise_of(entry, mine=side == "mine")
        if made:
            change_promise(made, what, day)
        elif what and contact and side == "mine":
            self.owner.tasks.promise(
                self.owner, contact, what, due_on=day, interaction=entry, today=self.today
            )
        elif what and contact:
            self.owner.promises.make(
                self.owner,
                contact,
                mine=False,
                what=what,
                due_on=day,
                interaction=entry,
                today=self.today,
            )


def _pass_on(entry: Interaction, left: Collection[Contact], to: Contact) -> None:
    """What was said to have passed with those who left was with somebody else after all."""
    promises = entry.promises.filter(contact__in=left)
    Task.objects.filter(promise__in=promises, contact__in=left).update(
        contact=to, version=F("version") + 1, updated_at=Now()
    )
    promises.update(contact=to)
    cast(Any, entry).introduced.filter(met_through__in=left).update(met_through=to)


def promise_of(entry: Interaction, *, mine: bool) -> Promise | None:
    """The first one made in it."""
    return entry.promises.filter(mine=mine).order_by("created_at", "pk").first()


def change_promise(promise: Promise, what: str, day: date | None) -> None:
    """With the task that keeps it; without words it was never made."""
    task = getattr(promise, "task", None)
    open_task = task if task is not None and task.is_open else None
    if not what:
        if open_task:
            open_task.take_back()
        promise.delete()
        return
    if what != promise.what:
        reword(promise, what)
    if day and day != promise.due_on:
        if open_task:
            first = min(filter(None, [open_task.first_due_on, day]))
            open_task.plan_as_before(day, first, 0)
        promise.due_on = day
        promise.save(update_fields=["due_on"])
        if promise.outcome in DONE and promise.closed_on:
            promise.keep(promise.closed_on)


def said_before(entry: Interaction) -> dict[str, Any]:
    """What the form of an entry that is there begins with."""
    initial: dict[str, Any] = {}
    for side in ("mine", "theirs"):
        if promise := promise_of(entry, mine=side == "mine"):
            initial |= {side: promise.what, f"{side}_on": promise.due_on}
    names = [contact.name for contact in cast(Any, entry).introduced.order_by("search_name")]
    return initial | {"introduced": ", ".join(names)}
