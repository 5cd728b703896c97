from __future__ import annotations

import datetime as dt
from datetime import date, datetime, timedelta
from typing import Any, cast

from crispy_forms.layout import Div, Field
from django import forms
from django.db import transaction
from django.urls import reverse
from django.utils.html import format_html

from contacts.boxes import Box
from contacts.fields import PersonField
from contacts.kinds import NETWORKING_KINDS, Kind, important_by_default
from jobsearch.crispy import Folded, PageHelper
from jobsearch.models import User
from tasks.days import FAR, NEAR_ONLY
from tasks.forms.answers import AnswerByField, near
from tasks.forms.repeats import RepeatFields
from tasks.forms.versions import VersionField
from tasks.models import Task

KIND_CHOICES = [
    ("Networking", [(kind.value, kind.plan) for kind in NETWORKING_KINDS]),
    (
        "Other work",
        [(kind.value, kind.plan) for kind in Kind if not kind.is_networking],
    ),
]
# As templates/tasks/task.html says it.
REMINDERS_OFF = (
    "These e-mails are off, so none will come. "
    '<a href="{}#id_reminders_on">Turn them on in Settings</a>.'
)
BOX_CHOICES = [("", "What fits"), *Box.choices]


class TaskForm(RepeatFields, VersionField, forms.ModelForm):
    kind = forms.ChoiceField(label="Kind of work", choices=KIND_CHOICES, initial=Kind.UNSORTED)
    contact = PersonField(label="With whom (optional)", required=False)
    box = forms.TypedChoiceField(
        choices=BOX_CHOICES,
        coerce=Box,
        required=False,
        empty_value=None,
        widget=forms.RadioSelect,
        help_text="What fits: important unless it is easy networking without a purpose; urgent "
        "when the date is near.",
    )
    remind_on = forms.DateField(
        label="Remind me on (optional)",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    remind_time = forms.TimeField(
        label="at",
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text="An e-mail of its own, in your time.",
    )

    class Meta:
        model = Task
        fields = [
            "title", "kind", "contact", "due_on", "due_time", "estimate", "purpose", "feeling",
            "notes", "must", "needed_for", "is_promise",
        ]  # fmt: skip
        labels = {
            "title": "What is to be done",
            "due_on": "Date (optional)",
            "due_time": "Fixed time (optional)",
            "estimate": "Minutes it may take (optional)",
            "purpose": "Purpose (optional)",
            "feeling": "How you feel about it (optional)",
            "notes": "Notes (optional)",
            "needed_for": "Needed for (optional)",
            "is_promise": "I promised it to somebody",
        }
        widgets = {
            "due_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "due_time": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "notes": forms.Textarea(attrs={"rows": 3, "data-keep": ""}),
        }
        help_texts = {
            "purpose": "Whose purpose does it serve, or what is it for?",
            "needed_for": "Such as “interview” or “event”. When one is a week away or less, this "
            "looks urgent.",
            "is_promise": "Without a date it is due in three working days. It looks urgent "
            "from the day before, and finishing it keeps the promise.",
        }

    def __init__(self, *args: Any, owner: User, now: datetime, cancel: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.owner, self.now = owner, now
        cast(PersonField, self.fields["contact"]).people = owner.contacts.active()
        if not owner.reminders_on:
            self.fields["remind_time"].help_text = format_html(REMINDERS_OFF, reverse("settings"))
        self.show_repeat(self.instance.repeats)
        feeling = cast(forms.ChoiceField, self.fields["feeling"])
        feeling.choices = [("", "Not said"), *Task.Feeling.choices]
        if self.instance._state.adding:
            del self.fields["version"]
        else:
            self.show_version(self.instance.version)
            cast(forms.ChoiceField, self.fields["box"]).choices = Box.choices
            self.fields["box"].initial = self.instance.box
            self.fields["box"].help_text = ""
        self.helper = PageHelper(
            self,
            "Save",
            "title",
            Field("box", wrapper_class="pills"),
            Div("kind", "contact", css_class="form-pair"),
            Div("due_on", "due_time", "estimate", css_class="form-trio"),
            self.repeat_group(),
            Div("purpose", "feeling", css_class="form-pair"),
            Div("remind_on", "remind_time", css_class="form-pair"),
            "notes",
            Folded("More", "needed_for", "must", "is_promise"),
            cancel=cancel,
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("due_time") and not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "A fixed time needs a date.")
        self.check_repeat(data)
        day, at = data.get("remind_on"), data.get("remind_time")
        if at and not day and "remind_on" not in self.errors:
            self.add_error("remind_on", "Choose the day of the reminder.")
        if day and not at and "remind_time" not in self.errors:
            self.add_error("remind_time", "Choose the time of the reminder.")
        if day and self._reminder_changed() and day > self.owner.today(self.now) + FAR:
            self.add_error("remind_on", NEAR_ONLY)
        elif day and at:
            local = datetime.combine(day, at, tzinfo=self.owner.zone)
            if local <= self.now and self._reminder_changed():
                self.add_error("remind_on", "That moment has passed. Choose a later one.")
        if not self.instance._state.adding:
            self.check_version(data, self.instance.version, self.owner.today(self.now))
        return data

    def _reminder_changed(self) -> bool:
        return bool({"remind_on", "remind_time"} & set(self.changed_data))

    def chosen_box(self) -> Box:
        """What the person chose, or what fits the kind and the date."""
        task: Task = self.instance
        if box := self.cleaned_data["box"]:
            return box
        today = self.owner.today(self.now)
        return Box.of(
            urgent=task.looks_urgent(today, self.owner.urgency_days),
            important=important_by_default(Kind(task.kind), purpose=task.purpose, must=task.must),
        )

    @transaction.atomic
    def save_to_board(self) -> Task:
        task: Task = super().save(commit=False)
        task.owner = self.owner
        task.repeat = self.repeat_text(task.repeat)
        task.agree_with_promise(self.owner.today(self.now))
        task.remember_first_due()
        if task._state.adding:
            task.add_to_box(self.chosen_box())
        else:
            self._save_changes(task)
        self._set_reminder(task)
        return task

    @transaction.atomic
    def _save_changes(self, task: Task) -> None:
        before = Task.objects.select_for_update(no_key=True).get(pk=task.pk)
        later = bool(before.due_on and task.due_on and task.due_on > before.due_on)
        task.times_moved = before.times_moved + later
        task.version = before.version + 1
        task.save(
            update_fields=[
                *self.Meta.fields,
                "promise",
                "repeat",
                "first_due_on",
                "times_moved",
                "version",
                "updated_at",
            ]  # fmt: skip
        )
        box = self.cleaned_data["box"]
        # Only if the person moved it here: another may have moved it since.
        if box and "box" in self.changed_data and task.is_open and box != task.box:
            key = f"edit:{task.pk}:{task.version}"
            task.move_to(box, after=None, version=None, key=key, now=self.now)

    def _set_reminder(self, task: Task) -> None:
        if not self._reminder_changed():
            return
        if self.cleaned_data["remind_on"]:
            task.remind_at(self.cleaned_data["remind_on"], self.cleaned_data["remind_time"])
        else:
            task.forget_reminder()


class TaskDoneForm(forms.Form):
    """Done, with the day and the minutes where they differ from today and the estimate."""

    day = forms.DateField(
        label="Day",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    minutes = forms.IntegerField(label="Minutes", required=False, min_value=0, max_value=24 * 60)

    # After an interview only.
    answer_by = AnswerByField()

    def __init__(self, *args: Any, today: date, interview: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today
        if not interview:
            del self.fields["answer_by"]

    def clean_answer_by(self) -> date | None:
        return near(self.cleaned_data["answer_by"], self.today)

    def clean_day(self) -> date | None:
        day = self.cleaned_data["day"]
        if day and day > self.today:
            raise forms.ValidationError("This day has not come yet.")
        return day


class LaterForm(forms.Form):
    """Another day for a follow-up or task."""

    class When:
        TOMORROW, TWO_DAYS, MONDAY, NEXT_WEEK, DATE = "tomorrow", "2", "monday", "week", "date"

    when = forms.ChoiceField(
        choices=[
            (When.TOMORROW, "Tomorrow"),
            (When.TWO_DAYS, "In 2 days"),
            (When.MONDAY, "Next Monday"),
            (When.NEXT_WEEK, "In a week"),
            (When.DATE, "On a date"),
        ],
        initial=When.TWO_DAYS,
        widget=forms.RadioSelect,
    )
    date = forms.DateField(
        label="Date",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, today: dt.date, cancel: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = PageHelper(
            self, "Save", Field("when", wrapper_class="pills"), "date", cancel=cancel
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("when") == self.When.DATE and "date" not in self.errors:
            if not data.get("date"):
                self.add_error("date", "Choose the date.")
            elif data["date"] < self.today:
                self.add_error("date", "This day has passed.")
        return data

    def day(self) -> dt.date:
        when = self.cleaned_data["when"]
        if when == self.When.DATE:
            return self.cleaned_data["date"]
        days = {
            self.When.TOMORROW: 1,
            self.When.TWO_DAYS: 2,
            self.When.MONDAY: 7 - self.today.weekday(),
            self.When.NEXT_WEEK: 7,
        }[when]
        return self.today + timedelta(days=days)
