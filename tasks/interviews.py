"""The day they named for their answer, and the question that is planned after it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from tasks import proposals
from tasks.chains import Proposal, key_of
from tasks.models import Task
from tasks.reasons import Reason
from tasks.situation import Situation

if TYPE_CHECKING:
    from jobsearch.models import User


def name_day(user: User, task: Task, day: date | None, today: date) -> None:
    """Keeps the day; the question, if it is planned and nobody touched it, moves along."""
    with transaction.atomic():
        question = proposals.planned(user, key_of(Reason.STATUS, task.pk))
        before = _question(user, task, question, today)
        task.answer_by = day
        task.save(update_fields=["answer_by", "updated_at"])
        after = _question(user, task, question, today)
        if question is None or not question.is_untouched or before is None or after is None:
            return
        if question.due_on == before.on(user.today(question.created_at)):
            question.due_on = question.first_due_on = after.on(today)
            question.save(update_fields=["due_on", "first_due_on", "updated_at"])


def _question(user: User, task: Task, planned: Task | None, today: date) -> Proposal | None:
    """What is proposed of it, as if it were not planned yet."""
    if planned is None:
        return None
    key = key_of(Reason.STATUS, task.pk)
    found = Situation(user, today, task.contact, without={planned.pk}).proposals
    return next((one for one in found if one.key == key), None)
