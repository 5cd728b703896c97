"""The cards of the board, worked out in Python: a page may draw a thousand of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from contacts.kinds import Kind
from contacts.ladder import Fit
from contacts.models import Contact
from jobsearch.models import User
from jobsearch.templatetags.foothold import icon
from tasks.days import TOMORROW, age, due_words
from tasks.models import Task

ANY = UUID(int=0)
Card = dict[str, Any]  # what templates look up fastest


class Cards:
    """Draws the cards of one person on one day; `back` is where a card's pages lead back to."""

    def __init__(self, user: User, today: date, back: str = "") -> None:
        self.user, self.today = user, today
        self.address = reverse("tasks:task", args=[ANY])
        self.query = f"?{urlencode({'next': back})}" if back else ""
        # Asked for once, and only if there is a card that needs it.
        self.ahead: Any = SimpleLazyObject(lambda: user.tasks.ahead(today))
        self.timer: Any = SimpleLazyObject(lambda: user.timers.running().first())
        self.rungs: Any = SimpleLazyObject(lambda: user.rungs.ladder())

    def of(self, tasks: Iterable[Task]) -> list[Card]:
        return [self._card(task) for task in tasks]

    def _card(self, task: Task) -> Card:
        pk = _plain(task.pk)
        url = self.address.replace(str(ANY), pk)
        urging, says_date = self._urging(task)
        return {
            "pk": pk,
            "title": conditional_escape(task.title),
            "version": _plain(task.version),
            "box": _plain(task.box.value),
            "position": _plain(task.position),
            "url": _plain(url),
            "move_url": conditional_escape(f"{url}move/{self.query}"),
            "kind": _kind(Kind(task.kind).is_networking, task.hard),
            "chips": self._chips(task, bool(urging), says_date),
            "fit": self._fit(task) if task.ask_id else None,
            "urging": urging,
            "urgent_box": task.urgent_box,
        }

    def _urging(self, task: Task) -> tuple[str, bool]:
        """Why a card outside the urgent boxes looks urgent, and whether that says its date."""
        if task.urgent or not (task.due_on or task.needed_for):
            return "", False
        window = self.user.urgency_days
        by_date = task.why_urgent(self.today, window)
        if by_date or not task.needed_for:
            return by_date, bool(by_date)
        return task.why_urgent(self.today, window, self.ahead), False

    def _chips(self, task: Task, urging: bool, says_date: bool) -> SafeString:
        chips = [self._date(task, urging, says_date)]
        if self.user.timer_on and self.timer and self.timer.task_id == task.pk:
            chips.append(_timing(task, self.timer.since_words(self.today)))
        if task.chosen_for == self.today:
            chips.append(_chip("On today’s list"))
        if task.estimate:
            chips.append(_chip(f"{task.estimate} min"))
        if task.repeats:
            chips.append(_repeats(task.repeats.words))
        if task.contact:
            chips.append(_with(task.contact.name))
        return mark_safe("".join(chips))  # noqa: S308  each is made by format_html

    def _date(self, task: Task, urging: bool, says_date: bool) -> str:
        if task.due_on is None:
            words = age(self.user.today(task.created_at), self.today)
            return _chip(words) if words else ""
        if says_date and not task.due_time:
            return ""  # the reason below says it
        at = f", {task.due_time:%H:%M}" if task.due_time else ""
        near = urging or task.due_on <= self.today + TOMORROW
        return _due(due_words(task.due_on, self.today) + at, near)

    def _fit(self, task: Task) -> Fit | None:
        """What the ask of a task still lacks, until it is made."""
        ask = task.ask
        if ask is None or ask.made_on:
            return None
        ask.owner = ask.contact.owner = self.user  # at hand: no query for each card
        fit = ask.fit(self.today, self.rungs)
        return fit if fit and not fit.is_ready else None


def people_on(tasks: Iterable[Task]) -> list[Contact]:
    """Whom these tasks are with, by name."""
    found = {task.contact_id: task.contact for task in tasks if task.contact}
    return sorted(found.values(), key=lambda one: (one.search_name, one.pk))


def _plain(value: object) -> SafeString:
    """A number, an id, a place or an address of ours: nothing in it has to be escaped."""
    return SafeString(value)


@lru_cache
def _kind(networking: bool, hard: bool) -> SafeString:
    item = {"is_networking": networking, "hard": hard}
    return mark_safe(render_to_string("tasks/_kind.html", {"item": item}))  # noqa: S308  a template


@lru_cache(1024)
def _chip(words: str) -> SafeString:
    return format_html('<span class="chip">{}</span>', words)


@lru_cache(1024)
def _due(words: str, near: bool) -> SafeString:
    due = '<span class="chip{}"><span class="visually-hidden">due </span>{}</span>'
    return format_html(due, " due" if near else "", words)


def _with(name: str) -> SafeString:
    return format_html(
        '<span class="chip"><span class="visually-hidden">with </span>{}</span>', name
    )


def _timing(task: Task, since: str) -> SafeString:
    return format_html(
        '<a class="chip" href="{}">{}Timing since {}</a>',
        reverse("tasks:timer_stop", args=[task.pk]),
        icon("clock", size="s"),
        since,
    )


def _repeats(words: str) -> SafeString:
    repeats = '<span class="chip">{}Repeats<span class="visually-hidden">: {}</span></span>'
    return format_html(repeats, icon("repeat", size="s"), words)
