"""What somebody else sees of a week: made once for its preview, kept as it is, and drawn from that.

Nothing here holds a note, a purpose, a level, an address or a link. Names and titles of tasks are
in it only as far as its owner chose.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from contacts.kinds import Category, Kind
from tasks.review import sentences
from tasks.review.charts import Picture, picture
from tasks.review.looking import look_at
from tasks.review.masking import Mask, NoMask, initials
from tasks.review.numbers import Measure
from tasks.weeks import Week

if TYPE_CHECKING:
    from contacts.models import Contact, Interaction
    from jobsearch.models import User
    from tasks.models import Task

LINES_SHOWN, NAMES_SHOWN = 60, 6


@dataclass(frozen=True)
class Chosen:
    """What its owner lets be seen."""

    full_names: bool = False
    task_titles: bool = False


class Discreet:
    """Says names and words of the owner's as they may be seen."""

    def __init__(self, user: User, chosen: Chosen):
        self.chosen = chosen
        self.mask = NoMask() if chosen.full_names else mask_of(user)

    def name(self, name: str) -> str:
        return name if self.chosen.full_names else initials(name)

    def names(self, people: Sequence[Contact]) -> str:
        return ", ".join(sorted(self.name(person.name) for person in people))

    def title(self, task: Task) -> str:
        return self.mask.text(task.title) if self.chosen.task_titles else Kind(task.kind).label


def mask_of(user: User) -> Mask:
    people = user.contacts.values_list("given_name", "family_name")
    places = user.organisations.values_list("name", flat=True)
    return Mask((f"{given} {family}" for given, family in people), places)


def content_of(user: User, week: Week, today: date, chosen: Chosen) -> dict[str, Any]:
    """As JSON keeps it, so that what is shown now and what is kept cannot differ."""
    words = Discreet(user, chosen)
    lines = _lines(user, week, words)
    content = {
        **_said(user, week, today, words),
        "week": week.first.isoformat(),
        "until": today.isoformat() if today in week else "",
        "whose": user.name,
        "full_names": chosen.full_names,
        "task_titles": chosen.task_titles,
        "lines": lines[:LINES_SHOWN],
        "lines_more": len(lines[LINES_SHOWN:]),
        "changes": _changes(user, week, words),
    }
    if chosen.full_names:
        content["named"] = _named(user, content)
    plain: dict[str, Any] = json.loads(json.dumps(content))
    return plain


def _named(user: User, content: dict[str, Any]) -> dict[str, str]:
    """Who may be named in it, by what name: not shown, but needed to forget them."""
    text = json.dumps(content, ensure_ascii=False)
    people = user.contacts.values_list("pk", "given_name", "family_name")
    return {str(pk): f"{given} {family}".strip() for pk, given, family in people if given in text}


def _said(user: User, week: Week, today: date, words: Discreet) -> dict[str, Any]:
    """The sentences, charts and numbers of the review. Findings are not in it: they may name."""
    look = look_at(user, week, today, user.reviews.filter(week=week.first).first())
    raised = [words.name(name) for name in look.facts.moved_up]
    facts = replace(look.facts, moved_up=raised)
    names = list({one.contact: one.name for one in facts.weeks[-1].kept.waiting}.values())
    return {
        "good_thing": sentences.good_thing(facts),
        "balance": [[piece.text, piece.marked] for piece in sentences.balance_sentence(facts.this)],
        "trend": sentences.trend(facts),
        "boxes": sentences.box_sentence(facts),
        "picture": picture(facts.weeks, facts.goal_hard, facts.categories).plain(),
        "waiting": [words.name(name) for name in names[:NAMES_SHOWN]],
        "waiting_more": len(names[NAMES_SHOWN:]),
        "numbers": [
            [one.name, one.value, _detail(one, words), one.why_not] for one in look.measures()
        ],
    }


def _detail(measure: Measure, words: Discreet) -> str:
    """Our own words, but for the ladder's: those are its owner's."""
    return words.mask.text(measure.detail) if measure.id == "M11" else measure.detail


def _lines(user: User, week: Week, words: Discreet) -> list[dict[str, Any]]:
    """What was done, the newest first."""
    log = user.interactions.between(week.first, week.after).prefetch_related("people")
    tasks = user.tasks.completed_between(week.first, week.after).filter(interaction=None)
    found = [_of_entry(entry, words) for entry in log]
    found += [_of_task(task, words) for task in tasks.select_related("contact")]
    found.sort(key=lambda line: (line["what"], line["people"]))
    return sorted(found, key=lambda line: line["day"], reverse=True)


def _of_entry(entry: Interaction, words: Discreet) -> dict[str, Any]:
    return {
        "day": entry.day.isoformat(),
        "minutes": entry.minutes,
        "what": entry.get_kind_display(),
        "people": words.names(list(entry.people.all())),
        "part": "hard" if entry.hard else "easy",
    }


def _of_task(task: Task, words: Discreet) -> dict[str, Any]:
    assert task.completed_on  # noqa: S101  for mypy: a finished task has one
    part = ("hard" if task.hard else "easy") if task.is_networking else "other"
    spent = task.minutes_expected if task.minutes_spent is None else task.minutes_spent
    return {
        "day": task.completed_on.isoformat(),
        "minutes": spent,
        "what": words.title(task),
        "people": words.names([task.contact] if task.contact else []),
        "part": "wellbeing" if task.category == Category.WELLBEING else part,
    }


def _changes(user: User, week: Week, words: Discreet) -> list[str]:
    """What was chosen for the week after; the words are those of a task."""
    if not words.chosen.task_titles:
        return []
    chosen = user.intentions.filter(review__week=week.first).order_by("created_at", "pk")
    return [words.mask.text(text) for text in chosen.values_list("text", flat=True)]


def fingerprint(content: dict[str, Any]) -> str:
    """Of what a preview showed: what is shared later must have the same."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def drawn(content: dict[str, Any]) -> dict[str, Any]:
    """What the page of a shared week is drawn from; it asks for nothing else."""
    week = Week(date.fromisoformat(content["week"]))
    return {
        "content": content,
        "week": week,
        "until": date.fromisoformat(content["until"]) if content["until"] else None,
        "picture": Picture.read(content["picture"]),
        "trend": content["trend"],
        "box_sentence": content["boxes"],
        "waiting": [{"name": name} for name in content["waiting"]],
        "waiting_more": content["waiting_more"],
        "lines": [{**line, "day": date.fromisoformat(line["day"])} for line in content["lines"]],
        "numbers": content["numbers"],
    }
