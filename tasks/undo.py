"""Where to take back what was done to a task: tags for the message that tells about it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core import signing
from django.urls import reverse

from tasks.models import Move, Task
from tasks.models.planned import Plan

SALT = "foothold.plan"


def of_move(move: Move) -> str:
    return f"undo:{reverse('tasks:move_back', args=[move.pk])}"


def of_moves(batch: UUID) -> str:
    return f"undo:{reverse('tasks:moves_back', args=[batch])}"


def of_closing(task: Task) -> str:
    return f"undo:{reverse('tasks:reopen', args=[task.pk])}"


def of_plan(task: Task, before: Plan) -> str:
    """The plan before, and the date it has now, travel in the address, signed."""
    words = [str(task.pk), _text(task.due_on), _text(before.due_on), _text(before.first_due_on)]
    token = signing.dumps([*words, before.times_moved], salt=SALT)
    return f"undo:{reverse('tasks:plan_back', args=[task.pk])}?before={token}"


def plan_before(token: str, task: Task) -> Plan | None:
    """What to go back to; nothing if the address is not ours or the date has changed since."""
    try:
        pk, now, due_on, first_due_on, times_moved = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    if pk != str(task.pk) or now != _text(task.due_on):
        return None
    return Plan(_day(due_on), _day(first_due_on), times_moved)


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
