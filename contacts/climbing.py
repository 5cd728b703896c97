"""The ladder of one person as their page shows it, and the next step on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst

from contacts.asking import WARM_UP
from contacts.evidence import Evidence, Missing, Step, facts, missing, suggested_level
from contacts.ladder import (
    COSTS_IN_WORDS,
    ENOUGH_ANSWERS,
    Fit,
    State,
    climb,
    largest_ready,
    nearest,
    rate_in_words,
)
from contacts.levels import Level, levels_named
from contacts.models import Ask, Contact
from contacts.models.evidence import evidence_of
from contacts.models.ladders import rungs_of


@dataclass(frozen=True)
class Row:
    """A rung on somebody's page."""

    fit: Fit
    place: int  # counted from the lowest
    needs: Level
    made: Ask | None  # the last one
    planned: Ask | None

    @property
    def cost_words(self) -> str:
        return COSTS_IN_WORDS[self.fit.rung.cost]


@dataclass(frozen=True)
class NextStep:
    words: str
    url: str
    # The task that it would be, where it is one.
    kind: str = ""
    title: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Suggestion:
    """What the log says where it differs from what the user says."""

    says: Level
    level: Level
    reasons: list[str]

    @property
    def is_higher(self) -> bool:
        return self.level.number > self.says.number


class Climb:
    """Of a contact who was fetched with_ladder(); one more query, if there are asks."""

    def __init__(self, contact: Contact, today: date, *, everything: bool = False, back: str = ""):
        self.contact, self.today, self.everything = contact, today, everything
        self.back = back or contact.get_absolute_url()
        self.levels = levels_named(contact.owner.level_names)
        self.standing = contact.standing(today)
        self.fits = climb(rungs_of(contact), self.standing, contact.owner.ladder_rules_off)

    @property
    def here(self) -> Level:
        return self.levels[self.standing.effective]

    @cached_property
    def evidence(self) -> Evidence:
        return evidence_of(self.contact)

    @cached_property
    def _rows(self) -> list[Row]:
        """Highest first."""
        asks: dict[int, dict[str, Ask]] = {}
        made = self.contact.asks.select_related("task").order_by("made_on", "created_at")
        for ask in made if vars(self.contact)["has_asks"] else ():
            task = getattr(ask, "task", None)
            if ask.made_on or (task and task.is_open):
                asks.setdefault(ask.rung, {})["made" if ask.made_on else "planned"] = ask
        shown = self.fits if self.everything else nearest(self.fits)
        rows = [
            Row(
                fit,
                self.fits.index(fit) + 1,
                self.levels[fit.required],
                asks.get(fit.rung.number, {}).get("made"),
                asks.get(fit.rung.number, {}).get("planned"),
            )
            for fit in shown
        ]
        return rows[::-1]

    @cached_property
    def above(self) -> list[Row]:
        return [row for row in self._rows if not row.fit.is_ready]

    @cached_property
    def below(self) -> list[Row]:
        return [row for row in self._rows if row.fit.is_ready]

    @property
    def more(self) -> int:
        """How many rungs are not shown."""
        return len(self.fits) - len(self._rows)

    @cached_property
    def ready_now(self) -> Fit | None:
        return largest_ready(self.fits)

    @cached_property
    def next_level(self) -> Level | None:
        number = self.contact.level + (0 if self.standing.effective < self.contact.level else 1)
        return self.levels[number] if number < len(self.levels) else None

    @cached_property
    def missing(self) -> Sequence[Missing]:
        if self.next_level is None:
            return []
        if self.standing.effective < self.contact.level:
            return [Missing(Step.WARM, WARM_UP)]
        return missing(self.evidence, self.next_level.number)

    @cached_property
    def missing_words(self) -> list[str]:
        promise = vars(self.contact)["open_promise"]
        about_it = (Step.PROMISE, Step.OVERDUE)
        return [
            f"{it.words}: {in_a_sentence(promise['what'])}"
            if promise and it.step in about_it
            else it.words
            for it in self.missing
        ]

    @cached_property
    def first_step(self) -> NextStep | None:
        """None if there is none, or if they are not to be contacted."""
        for it in [] if self.contact.do_not_contact else self.missing:
            if found := self._step(it):
                return found
        return None

    def _step(self, it: Missing) -> NextStep | None:
        promise = vars(self.contact)["open_promise"]
        if it.step in (Step.PROMISE, Step.OVERDUE) and promise and promise["task"]:
            short = capfirst(promise["what"]) if len(promise["what"]) <= 40 else "Keep your promise"
            return NextStep(f"{short} first", reverse("tasks:task", args=[promise["task"]]))
        if it.step == Step.RECEIVE and self.ready_now:
            rung = self.ready_now.rung
            return NextStep("Ask for something small", self.ask_url(rung.number))
        name = self.contact.given_name
        return {
            Step.MEET: self._plan("Plan a first message", "first-message", f"Write to {name}"),
            Step.WARM: self._plan("Plan a hello", "reconnected", f"Say hello to {name}"),
            Step.PROMISE: self._plan(
                "Plan a small promise", "promise", f"Promise {name} something small, and keep it"
            ),
            Step.FAVOUR: self._plan("Plan a small favour", "gave", f"Do {name} a small favour"),
            Step.GIVE: self._plan("Plan a small favour", "gave", f"Do {name} a small favour"),
            Step.TALK: self._plan("Plan a conversation", "conversation", f"Talk with {name}"),
            Step.FOLLOW_UP: self._plan("Plan a follow-up", "followed-up", f"Follow up with {name}"),
            Step.TELL: self._plan(
                "Plan to tell them", "followed-up", f"Tell {name} what I am looking for"
            ),
            Step.TIME: self._plan(
                "Plan a conversation", "conversation", f"Talk with {name}", it.not_before
            ),
        }.get(it.step)

    def _plan(self, words: str, kind: str, title: str, day: date | None = None) -> NextStep:
        asked = {"contact": self.contact.pk, "kind": kind, "title": title[:200]}
        due_on = day if day and day > self.today else None
        if due_on:
            asked["due_on"] = due_on.isoformat()
        asked["next"] = self.back
        url = f"{reverse('tasks:new')}?{urlencode(asked)}"
        return NextStep(words, url, kind, title[:200], due_on)

    def ask_url(self, number: int) -> str:
        asked = {"contact": self.contact.pk, "rung": number}
        return f"{reverse('tasks:ask_new')}?{urlencode(asked)}"

    @cached_property
    def suggestion(self) -> Suggestion | None:
        """None when the log agrees, knows nothing, or has said the same before."""
        number, contact = suggested_level(self.evidence), self.contact
        silent = not (self.evidence.met or self.evidence.follow_ups or self.evidence.floor)
        if silent or number in (contact.level, contact.suggestion_answered):
            return None
        higher = number > contact.level
        lacking = [it.words for it in missing(self.evidence, min(number + 1, contact.level))]
        reasons = facts(self.evidence) if higher else lacking
        return Suggestion(self.levels[contact.level], self.levels[number], reasons)

    @cached_property
    def rates(self) -> list[str]:
        """How asks were answered, by how ready they were; empty until there are enough."""
        counts: dict[str, Any] = vars(self.contact)["ask_rates"] or {}
        if sum(counts.get(state.value, 0) for state in State) < ENOUGH_ANSWERS:
            return []
        return [
            rate_in_words(state, counts[state.value], counts[f"{state.value}_yes"])
            for state in State
            if counts[state.value]
        ]


def in_a_sentence(words: str) -> str:
    """ "Send the portfolio" behind a colon; "CV" and names of one word stay as they are."""
    return words if words[1:2].isupper() or " " not in words else words[:1].lower() + words[1:]
