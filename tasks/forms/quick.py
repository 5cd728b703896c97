from __future__ import annotations

import json
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.db import IntegrityError
from django.http import QueryDict

from contacts.boxes import Box
from contacts.kinds import Kind, important_by_default
from jobsearch.models import User
from tasks.days import day_name
from tasks.models import Task
from tasks.quickadd import Parsed, Person, parse, words_of

MOST_LETTERS = 1000
TITLE_LETTERS = 200
MOST_IGNORED = 100
KEY_LETTERS = 64
ADDED = UUID("5f0c1c5e-2f0b-4c55-9d0c-6f3e6b1d7a42")  # what the ids made below are made in


class Keys(forms.Field):
    """Keys of tokens that were taken back."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        return [str(key) for key in (value or [])[:MOST_IGNORED]]


def people_named(owner: User, text: str) -> list[Person]:
    """Those of the owner's contacts whose first names stand in the text."""
    named = owner.contacts.active().whose_names_begin(words_of(text))
    rows = named.order_by("search_name", "pk").values_list(
        "pk", "given_name", "family_name", "organisation__name"
    )
    return [
        Person(str(pk), given, f"{given} {family}".strip(), place or "")
        for pk, given, family, place in rows
    ]


class QuickTaskForm(forms.Form):
    """One line, read as it is typed; and what the person said about how it was read."""

    title = forms.CharField(
        label="Add a task",
        max_length=MOST_LETTERS,
        error_messages={"required": "Add a few words that say what is to be done."},
    )
    box = forms.TypedChoiceField(choices=Box.choices, coerce=Box, required=False, empty_value=None)
    contact = forms.CharField(required=False)
    ignore = Keys(required=False)

    def __init__(self, data: QueryDict, *, owner: User, today: date) -> None:
        where = data.get("where")
        self.where = where if where in ("page", "dialog") else "quick"
        super().__init__(data, auto_id=f"{self.where}-%s")
        self.line = data
        self.owner, self.today = owner, today

    @property
    def typed(self) -> str:
        return self.data.get("title", "")

    @property
    def text(self) -> str:
        """As much of it as is read."""
        return self.typed[:MOST_LETTERS].replace("\0", "")

    @property
    def chosen(self) -> str:
        return self.data.get("contact", "")

    @property
    def given_box(self) -> Box | None:
        """Of the box whose "+" led here."""
        value = self.data.get("box")
        return Box(value) if value in Box.values else None

    @cached_property
    def key(self) -> str:
        """Of this line, made with the form and sent again with each try to add it."""
        return self.data.get("key", "")[:KEY_LETTERS] or str(uuid4())

    @cached_property
    def ignored(self) -> list[str]:
        """Without those whose words are gone: typed anew they count again."""
        text = self.text.casefold()
        keys = Keys(required=False).clean(self.line.getlist("ignore"))
        return [key for key in dict.fromkeys(keys) if key.rpartition("~")[0] in text]

    @cached_property
    def parsed(self) -> Parsed:
        return parse(self.text, self.today, self._people, ignored=self.ignored, chosen=self.chosen)

    @cached_property
    def offered(self) -> Parsed:
        """As if nobody had been chosen: who may be meant, also by somebody who chose already."""
        return parse(self.text, self.today, self._people, ignored=self.ignored)

    @cached_property
    def _people(self) -> list[Person]:
        return people_named(self.owner, self.text)

    @cached_property
    def task(self) -> Task:
        """The task as it would be added, not yet saved."""
        said = self.parsed
        # Until it is said which Sam: whoever it is, it is a follow-up.
        with_whom = said.contact or next(iter(said.candidates), None)
        task = Task(
            owner=self.owner,
            title=said.title,
            kind=said.kind,
            hard_override=said.hard_override,
            contact_id=with_whom.pk if with_whom else None,
            due_on=said.due_on,
            estimate=said.minutes,
        )
        box = self._box(task)
        task.urgent, task.important = box.urgent, box.important
        return task

    def _box(self, task: Task) -> Box:
        """By its tokens; else the box it was typed for; else what fits."""
        given = self.given_box
        urgent = given.urgent if given else None
        important = given.important if given else None
        if (said := self.parsed).urgent is not None:
            urgent = said.urgent
        if said.important is not None:
            important = said.important
        if urgent is None:
            urgent = task.looks_urgent(self.today, self.owner.urgency_days)
        if important is None:
            important = task.hard if task.is_networking else important_by_default(Kind(task.kind))
        return Box.of(urgent=urgent, important=important)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "title" in self.errors:
            return data
        letters = len(self.parsed.title)
        if not letters:
            self.add_error("title", "Add a few words that say what is to be done.")
        if letters > TITLE_LETTERS:
            self.add_error(
                "title",
                f"This title has {letters} letters, and there is room for {TITLE_LETTERS}. "
                "Shorten it, or choose More details and put the rest into the notes.",
            )
        if self.parsed.is_ambiguous and (name := self.parsed.name_token):
            self.add_error("contact", f"Choose who is meant by {name.text.lstrip('@')}.")
        return data

    def save(self) -> Task:
        """Adds the task; a line that was sent twice is the task of the first time."""
        added = self.owner.tasks.filter(pk=self._id)
        if first := added.first():
            return first
        self.task.pk = self._id
        self.task.remember_first_due()
        try:
            self.task.add_to_box(self.task.box)
        except IntegrityError:  # sent twice at once
            if first := added.first():
                return first
            raise
        return self.task

    @property
    def _id(self) -> UUID:
        """One for one key and what was sent with it: the primary key lets it in once.

        By the words too, or a line changed after an answer that was lost would be taken for the
        line before the change.
        """
        said = [self.owner.pk, self.key, self.typed, self.given_box, self.chosen, self.ignored]
        return uuid5(ADDED, json.dumps(said))

    @property
    def details(self) -> str:
        """What was understood besides the title: "hard part, Ana Ruiz, 30 min, Fri 27 Nov"."""
        said, day = self.parsed, ""
        if said.due_on:
            day = day_name(said.due_on, self.today)
            day = day.lower() if day in ("Today", "Tomorrow", "Yesterday") else day
        part = ""
        if self.task.is_networking:
            part = "hard part" if self.task.hard else "easy part"
        minutes = f"{said.minutes} min" if said.minutes else ""
        name = said.contact.name if said.contact else ""
        return ", ".join(filter(None, [part, name, minutes, day]))
