from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, cast

from django import forms
from django.db import transaction

from contacts.fields import NamesField, PeopleField, find_by_name
from contacts.kinds import NETWORKING_CHOICES, Kind, important_by_default
from contacts.models import Contact, Interaction
from contacts.models.interactions import favour_given
from jobsearch.crispy import name_what_is_missing
from jobsearch.models import User
from tasks.days import day_name
from tasks.forms.how import HOW, How, follow_up_day
from tasks.models import Task

NO_FOLLOW_UP, FITS, ON_DATE = "none", "fits", "date"


class LogForm(forms.Form):
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
    )
    people = PeopleField(
        label="Who took part",
        required=False,
        help_text="Names from your contacts, with commas between them.",
    )
    met = NamesField(
        label="Met for the first time",
        required=False,
        help_text="New names are added to your contacts.",
    )
    purpose = forms.CharField(
        label="Purpose",
        required=False,
        max_length=200,
        help_text="Without one, the time counts as hanging out.",
    )
    helped = forms.ChoiceField(
        label="Who did it help?",
        required=False,
        choices=[("", "Not said"), *Interaction.Helped.choices],
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        owner: User,
        today: date,
        contact: Contact | None = None,
        task: Task | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.owner, self.today, self.contact, self.task = owner, today, contact, task
        cast(PeopleField, self.fields["people"]).people = owner.contacts.active()
        cast(forms.ChoiceField, self.fields["again"]).choices = self._again_choices()
        self.initial.setdefault("again", FITS if contact else NO_FOLLOW_UP)
        if contact:
            self.fields["people"].label = "Who else took part"
        if task and not self.is_bound:
            self.initial.setdefault("kind", task.kind if task.is_networking else "")
            self.initial.setdefault("minutes", task.estimate)
        self.fields["notes"].widget.attrs |= {"class": "form-control", "data-keep": ""}
        name_what_is_missing(self)

    def _again_choices(self) -> list[tuple[str, str]]:
        def on(day: date) -> str:
            return day_name(day, self.today)

        in_three = self.today + timedelta(days=3)
        in_two_weeks = self.today + timedelta(days=14)
        return [
            (FITS, "What fits"),
            ("3", f"3 days, {on(in_three)}"),
            ("14", f"2 weeks, {on(in_two_weeks)}"),
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
            if not (self.contact and how.kind.facts.light)
        ]

    @property
    def fitting_days(self) -> dict[str, str]:
        """For the script: what "What fits" means for each tile."""
        days = {how.value: follow_up_day(how, self.today, self.owner) for how in HOW.values()}
        return {
            value: f"What fits: {day_name(day, self.today)}" if day else "What fits: none"
            for value, day in days.items()
        }

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
        if data.get("again") not in ("", NO_FOLLOW_UP, FITS, None) and not (
            self.contact or data.get("people") or data.get("met")
        ):
            self.add_error("people", "Say with whom to follow up.")
        return data

    def save(self, now: datetime) -> tuple[Interaction, Task | None]:
        """The interaction, and the next follow-up if there is one."""
        data, how = self.cleaned_data, HOW[self.cleaned_data["how"]]
        with transaction.atomic():
            interaction = self._interaction(data, how)
            met = self._met(data["met"])
            people = [self.contact] if self.contact else []
            interaction.set_people([*people, *data["people"]], met)
            self._close_follow_ups(interaction, now)
            return interaction, self._plan_next(data, how, [*people, *data["people"], *met])

    def _interaction(self, data: dict[str, Any], how: How) -> Interaction:
        kind = Kind(data["kind"] or how.kind)
        minutes = data["minutes"]
        if minutes is None:
            minutes = how.minutes if how.minutes is not None else kind.facts.minutes
        urgent = self.task is not None and (
            self.task.urgent or self.task.looks_urgent(self.today, self.owner.urgency_days)
        )
        important = important_by_default(kind, purpose=data["purpose"])
        return Interaction.objects.create(
            owner=self.owner,
            day=data["day"],
            minutes=minutes,
            kind=kind,
            channel=how.channel,
            direction=how.direction,
            light=kind.facts.light,
            purpose=data["purpose"],
            helped=data["helped"],
            gave=favour_given(kind),
            urgent=urgent,
            important=self.task.important if self.task else important,
            notes=data["notes"],
        )

    def _met(self, names: list[str]) -> list[Contact]:
        """The people met: those already in the contacts, and new ones."""
        found = []
        for name in names:
            known = find_by_name(self.owner.contacts.active(), name)
            given, _, family = name.partition(" ")
            found.append(
                known[0]
                if len(known) == 1
                else Contact.objects.create(
                    owner=self.owner,
                    given_name=given,
                    family_name=family,
                    level=1,
                    known=Contact.Known.EVENT,
                    source=Contact.Source.LOG,
                )
            )
        return found

    def _close_follow_ups(self, interaction: Interaction, now: datetime) -> None:
        """The follow-up this was for is done; a two-way contact also settles staying in touch."""
        done = [self.task] if self.task else []
        if interaction.direction != Interaction.Direction.TO_THEM:
            done += list(
                self.owner.tasks.open().filter(
                    contact__in=interaction.people.all(), reason=Task.Reason.STAY_IN_TOUCH
                )
            )
        for task in done:
            task.complete(now, day=interaction.day, minutes=0, interaction=interaction)

    def _plan_next(self, data: dict[str, Any], how: How, people: list[Contact]) -> Task | None:
        day = self._next_day(data, how)
        if day is None or not people:
            return None
        tasks = [self.owner.tasks.plan_follow_up(self.owner, contact, day) for contact in people]
        return tasks[0]

    def _next_day(self, data: dict[str, Any], how: How) -> date | None:
        again = data["again"] or NO_FOLLOW_UP
        if again == NO_FOLLOW_UP:
            return None
        if again == ON_DATE:
            return data["again_on"]
        if again == FITS:
            return follow_up_day(how, data["day"], self.owner)
        return self.today + timedelta(days=int(again))
