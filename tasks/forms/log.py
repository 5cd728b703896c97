from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, cast
from uuid import UUID, uuid4, uuid5

from django import forms
from django.db import IntegrityError, transaction
from django.utils.html import format_html

from contacts.fields import NamesField, PeopleField, find_by_name
from contacts.kinds import NETWORKING_CHOICES, Kind, important_by_default
from contacts.models import Contact, Interaction
from contacts.models.interactions import favour_given
from contacts.templatetags.contacts import lower_first
from jobsearch.crispy import name_what_is_missing
from jobsearch.models import User
from tasks import proposals
from tasks.days import day_name
from tasks.forms.entry import EntryForm
from tasks.forms.how import HOW, How, follow_up_day, wait_for_word
from tasks.forms.log_line import SOMEBODY_NEW, WhichField, initial_of, read_line, understood
from tasks.models import Task
from tasks.quicklog import Told

NO_FOLLOW_UP, FITS, ON_DATE = "none", "fits", "date"
REAL, LIGHT = "real", "light"
KEY_LETTERS = 64
LOGGED = UUID("b6a7e8d2-6a3f-4a8e-9a54-6f2d0f6c1b77")  # what the ids made below are made in


class LogForm(EntryForm):
    """What happened, in two clicks: how, and Save. Everything else may be left as it is."""

    how = forms.ChoiceField(
        label="What happened",
        choices=[(how.value, how.label) for how in HOW.values()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened."},
    )
    notes = forms.CharField(label="Note, if you like", required=False, max_length=10_000)
    again = forms.ChoiceField(
        label="Follow up again", required=False, widget=forms.RadioSelect, initial=FITS
    )
    again_on = forms.DateField(
        label="Date of the follow-up",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    kind = forms.ChoiceField(
        label="What it was", required=False, choices=[("", "What fits"), *NETWORKING_CHOICES]
    )
    day = forms.DateField(
        label="Day",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    minutes = forms.IntegerField(
        label="Minutes",
        required=False,
        min_value=0,
        max_value=24 * 60,
        help_text="Empty: what is usual for it.",
        error_messages={"max_value": "A day has 1440 minutes."},
    )
    people = PeopleField(
        label="Who took part",
        required=False,
        help_text="Names from your contacts, with commas between them. Promises and "
        "introductions are with the first.",
    )
    met = NamesField(
        label="Met for the first time",
        required=False,
        help_text="New names are added to your contacts.",
    )
    direction = forms.ChoiceField(
        label="Who wrote or spoke",
        required=False,
        choices=[("", "What fits"), *Interaction.Direction.choices],
    )
    depth = forms.ChoiceField(
        label="How deep it went",
        required=False,
        choices=[("", "What fits"), (REAL, "A real conversation"), (LIGHT, "Small talk only")],
    )
    purpose = forms.CharField(
        label="Purpose",
        required=False,
        max_length=200,
        help_text="Without one, the time counts as hanging out.",
    )

    def __init__(
        self,
        *args: Any,
        owner: User,
        today: date,
        contact: Contact | None = None,
        task: Task | None = None,
        line: str = "",
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.owner, self.today, self.contact, self.task = owner, today, contact, task
        self.line = line
        self.told = read_line(owner, line, today, contact) if line.strip() else Told()
        self.initial = {**self.initial, **initial_of(self.told, owner)}
        for number, doubt in enumerate(self.told.doubts):
            self.fields[f"which_{number}"] = WhichField(doubt)
        cast(PeopleField, self.fields["people"]).people = owner.contacts.active()
        self.again_choices = self._again_choices()
        cast(forms.ChoiceField, self.fields["again"]).choices = self.again_choices
        with_somebody = contact or self.told.people or self.told.doubts or self.told.new
        self.initial.setdefault("again", FITS if with_somebody else NO_FOLLOW_UP)
        if contact:
            self.fields["people"].label = "Who else took part"
        self.fields["notes"].widget.attrs |= {"class": "form-control", "data-keep": ""}
        name_what_is_missing(self)

    def _again_choices(self) -> list[tuple[str, str]]:
        def on(days: int, words: str) -> str:
            """The day is shown once it is chosen."""
            day = day_name(self.today + timedelta(days=days), self.today)
            return format_html("{} <b>{}</b>", words, day)

        return [
            (FITS, "What fits"),
            ("3", on(3, "3 days")),
            ("14", on(14, "2 weeks")),
            (ON_DATE, "On a date"),
            (NO_FOLLOW_UP, "None"),
        ]

    @property
    def tiles(self) -> list[tuple[How, bool]]:
        """The five tiles of somebody's page, or all of them; and which one is chosen."""
        chosen = self["how"].value()
        return [
            (how, how.value == chosen)
            for how in HOW.values()
            if not (self.contact and how.kind.facts.light) or how.value == chosen
        ]

    @property
    def agains(self) -> list[tuple[str, str, bool]]:
        """When to follow up again: each answer, its words, and whether it is chosen."""
        chosen = self["again"].value()
        return [(value, words, value == chosen) for value, words in self.again_choices]

    @property
    def understood(self) -> str:
        return understood(self.told, self.today)

    @property
    def doubts(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("which_")]

    @cached_property
    def key(self) -> str:
        """Of this form, sent with it: what is sent twice is logged once."""
        return self.data.get("key", "")[:KEY_LETTERS] or str(uuid4())

    @property
    def fitting_days(self) -> dict[str, str]:
        """For the script: what "What fits" means for each tile."""

        def fits(how: How) -> str:
            day = follow_up_day(how, self.today, self.owner)
            return lower_first(day_name(day, self.today)) if day else "none"

        return {how.value: f"What fits: {fits(how)}" for how in HOW.values()}

    def clean_day(self) -> date:
        day = self.cleaned_data["day"] or self.today
        if day > self.today:
            raise forms.ValidationError("This day has not come yet.")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("again") == ON_DATE and "again_on" not in self.errors:
            if not data.get("again_on"):
                self.add_error("again_on", "Choose the date of the follow-up.")
            elif data["again_on"] < self.today:
                self.add_error("again_on", "This day has passed.")
        plans = data.get("again") not in ("", NO_FOLLOW_UP, FITS, None)
        words = self.needs_somebody or ("Say with whom to follow up." if plans else "")
        if words and not (self.contact or self.doubts or data.get("people") or data.get("met")):
            self.add_error("people", words)
        return data

    @cached_property
    def _id(self) -> UUID:
        """One for one form and what was sent with it: the primary key lets it in once."""
        sent = {name: self.data.get(name) for name in [*self.fields, "contact", "task", "line"]}
        said = [self.owner.pk, self.key, sorted(sent.items())]
        return uuid5(LOGGED, json.dumps(said))

    def save(self, now: datetime) -> tuple[Interaction, Task | None]:
        """The interaction, and the next follow-up if there is one; sent twice, the first one."""
        same = self.owner.interactions.filter(pk=self._id)
        if first := same.first():
            return first, None
        try:
            with transaction.atomic():
                return self._save(now)
        except IntegrityError:  # sent twice at once
            if first := same.first():
                return first, None
            raise

    def _save(self, now: datetime) -> tuple[Interaction, Task | None]:
        data, how = self.cleaned_data, HOW[self.cleaned_data["how"]]
        entry = self._entry(data, how)
        met = [*self._met(data["met"])]
        people = [self.contact] if self.contact else []
        people += [*data["people"], *self._chosen(met)]
        entry.set_people(people, met)
        people += met
        if self.task:
            self.owner.effects.close(entry, self.task, now)
        self.owner.effects.settle(entry, people, now)
        self.say_what_passed(entry, people)
        return entry, self._plan_next(data, entry, people)

    def _entry(self, data: dict[str, Any], how: How) -> Interaction:
        kind = Kind(data["kind"] or how.fitting_kind(self.task))
        minutes = data["minutes"]
        if minutes is None:
            minutes = how.fitting_minutes(kind, self.task)
        urgent = self.task is not None and (
            self.task.urgent or self.task.looks_urgent(self.today, self.owner.urgency_days)
        )
        important = important_by_default(kind, purpose=data["purpose"])
        entry = Interaction(
            pk=self._id,
            owner=self.owner,
            day=data["day"],
            minutes=minutes,
            kind=kind,
            channel=how.channel,
            direction=data["direction"] or how.direction,
            light=data["depth"] == LIGHT if data["depth"] else kind.facts.light,
            purpose=data["purpose"],
            helped=data["helped"],
            gave=data["gave"] or favour_given(kind),
            received=data["received"],
            unasked=data["unasked"] and bool(data["received"]),
            urgent=urgent,
            important=self.task.important if self.task else important,
            notes=data["notes"],
        )
        entry.save(force_insert=True)
        return entry

    def _chosen(self, met: list[Contact]) -> list[Contact]:
        """Who was meant by the names that several people have; somebody new joins those met."""
        chosen = []
        for field in self.doubts:
            answer = self.cleaned_data[field.name]
            if answer == SOMEBODY_NEW:
                name = cast(WhichField, field.field).name
                met.append(self._new(name))
            else:
                chosen.append(self.owner.contacts.get(pk=answer))
        return chosen

    def _met(self, names: list[str]) -> list[Contact]:
        """The people met: those already in the contacts, and new ones."""
        found = []
        for name in names:
            known = find_by_name(self.owner.contacts.active(), name)
            found.append(known[0] if len(known) == 1 else self._new(name))
        return found

    def _new(self, name: str) -> Contact:
        at_event = self.cleaned_data["how"] == "group"
        known = Contact.Known.EVENT if at_event else Contact.Known.MET_ONCE
        return Contact.new_from_log(self.owner.pk, name, level=1, known=known)

    def _plan_next(
        self, data: dict[str, Any], entry: Interaction, people: list[Contact]
    ) -> Task | None:
        day, fits = self._next_day(data, entry), data["again"] == FITS
        if fits and day is None:
            tasks = proposals.plan_next(self.owner, entry, self.today, dict.fromkeys(people))
        elif day and people:
            if fits:
                people = proposals.not_to_rest(self.owner, self.today, people)
            tasks = self.owner.effects.plan(entry, dict.fromkeys(people), day, fits=fits)
        else:
            return None
        return tasks[0] if tasks else None

    def _next_day(self, data: dict[str, Any], entry: Interaction) -> date | None:
        again = data["again"] or NO_FOLLOW_UP
        if again == NO_FOLLOW_UP:
            return None
        if again == ON_DATE:
            return data["again_on"]
        if again == FITS:
            return wait_for_word(entry, self.owner)
        return self.today + timedelta(days=int(again))
