"""What the board shows: the form behind its filters, and the addresses of its links."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urlsplit

from django import forms
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from tasks.models.querysets import TaskQuerySet
from tasks.weeks import Week


class BoardFilter(forms.Form):
    """Part of the board. Whatever is not understood is left aside."""

    KINDS = [("", "All"), ("networking", "Networking"), ("other", "Other work")]
    DATES = [
        ("", "Any date"),
        ("today", "Due today"),
        ("week", "Due this week"),
        ("late", "Late"),
        ("none", "No date"),
    ]

    kind = forms.ChoiceField(choices=KINDS, required=False)
    contact = forms.UUIDField(required=False)
    date = forms.ChoiceField(choices=DATES, required=False)
    put_off = forms.BooleanField(required=False)

    def __init__(self, data: Any):
        super().__init__(data)
        self.board = reverse("tasks:board")
        self.full_clean()

    @classmethod
    def of(cls, request: HttpRequest) -> BoardFilter:
        """That of the board itself, or of the board on which a script made this request."""
        if "HX-Request" not in request.headers:
            return cls(request.GET)
        try:
            query = urlsplit(request.headers.get("HX-Current-URL", "")).query
        except ValueError:  # not an address at all
            query = ""
        return cls(QueryDict(query))

    @cached_property
    def chosen(self) -> dict[str, str]:
        """What is narrowed by, as it stands in the address."""
        data = {name: self.cleaned_data.get(name) for name in self.fields}
        return {name: "1" if value is True else str(value) for name, value in data.items() if value}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen)

    @property
    def date_words(self) -> str:
        date = dict(self.DATES)[self.chosen.get("date", "")]
        if "put_off" not in self.chosen:
            return date
        return f"{date}, put off" if "date" in self.chosen else "Put off"

    def address(self, **changes: str) -> str:
        """The board with something else chosen; an empty text takes a choice away."""
        query = {name: value for name, value in {**self.chosen, **changes}.items() if value}
        return self.board + (f"?{urlencode(query)}" if query else "")

    def tasks(self, tasks: TaskQuerySet, today: dt.date, first_weekday: int) -> TaskQuerySet:
        chosen = self.cleaned_data
        if kind := chosen.get("kind"):
            tasks = tasks.networking() if kind == "networking" else tasks.other_work()
        if contact := chosen.get("contact"):
            tasks = tasks.filter(contact=contact)
        if chosen.get("put_off"):
            tasks = tasks.put_off()
        return self._dated(tasks, today, first_weekday)

    def _dated(self, tasks: TaskQuerySet, today: dt.date, first_weekday: int) -> TaskQuerySet:
        week = Week.containing(today, first_weekday)
        match self.cleaned_data.get("date"):
            case "today":
                return tasks.filter(due_on=today)
            case "week":
                return tasks.filter(due_on__gte=week.first, due_on__lt=week.after)
            case "late":
                return tasks.filter(due_on__lt=today)
            case "none":
                return tasks.filter(due_on=None)
        return tasks
