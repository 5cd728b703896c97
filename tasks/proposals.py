"""Answering what is proposed: it becomes a task, or is not needed, or somebody rests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from contacts.boxes import Box
from contacts.models import Contact, Interaction
from contacts.rhythm import REST_DAYS
from tasks.chains import NOBODY, Proposal, key_of
from tasks.known import KNOWN_DAYS
from tasks.models import Task
from tasks.reasons import Reason
from tasks.situation import FOLLOW_UP, Situation, task_id

if TYPE_CHECKING:
    from jobsearch.models import User


def find(user: User, key: str, contact: Contact | None, today: date) -> Proposal | None:
    """The proposal of this key, as long as it is one."""
    proposals = Situation(user, today, contact).proposals
    return next((one for one in proposals if one.key == key), None)


def is_owed(user: User, key: str, contact: Contact | None, today: date) -> bool:
    """Whether it is about somebody met at the last event, planned already or not."""
    owed = Situation(user, today, contact).debt
    return any(key_of(Reason.HELLO, row.source) == key for row in owed)


def planned(user: User, key: str) -> Task | None:
    """The task that it became."""
    return user.tasks.filter(pk=task_id(user.pk, key), taken_back=False).first()


def plan(user: User, proposal: Proposal, day: date, today: date) -> Task:
    """The task of this proposal; twice, in whatever windows, is one task."""
    step, entry = proposal.step, proposal.about.entry
    task = Task(
        id=task_id(user.pk, proposal.key),
        owner=user,
        title=proposal.title,
        kind=step.kind,
        hard_override=step.hard,
        contact_id=proposal.contact,
        reason=step.reason,
        raised_by_id=entry and UUID(entry),
        due_on=day,
        first_due_on=day,
    )
    urgent = step.urgent
    if urgent is None:
        urgent = task.looks_urgent(today, user.urgency_days)
    try:
        with transaction.atomic():
            user.tasks.filter(pk=task.pk, taken_back=True).delete()
            task.add_to_box(Box.of(urgent=urgent, important=True))
    except IntegrityError:
        # Another window was first, or there is an open follow-up of this reason already.
        same = user.tasks.open().filter(contact=proposal.contact, reason=step.reason)
        if there := planned(user, proposal.key) or same.first():
            return there
        raise
    return task


def take_back(task: Task) -> bool:
    """Undo of planning: it is proposed again. False if somebody has had it in hand since."""
    with transaction.atomic():
        locked = Task.objects.select_for_update(no_key=True).get(pk=task.pk)
        if untouched := locked.is_untouched:
            locked.take_back()
    return untouched


def dismiss(user: User, keys: Iterable[str], today: date) -> None:
    """Not needed: not proposed again as long as it could be."""
    for key in keys:
        user.dismissals.dismiss(user, FOLLOW_UP, key, today + timedelta(days=KNOWN_DAYS))


def want_again(user: User, keys: Iterable[str]) -> bool:
    return bool(user.dismissals.filter(what=FOLLOW_UP, about__in=list(keys)).delete()[0])


def rest(user: User, contact: Contact, today: date) -> date:
    """Leaves them in peace for a while; until when."""
    until = today + timedelta(days=REST_DAYS)
    user.contacts.filter(pk=contact.pk).update(resting_until=until)
    return until


def plan_next(user: User, entry: Interaction, today: date, people: Iterable[Contact]) -> list[Task]:
    """The first follow-up that fits with each of them, on its day."""
    made = []
    for contact in people:
        raised = [one for one in _raised(user, entry, contact, today) if not one.rests]
        made += [plan(user, one, one.on(today), today) for one in raised[:1]]
    return made


def not_to_rest(user: User, today: date, people: Iterable[Contact]) -> list[Contact]:
    """Those who have not left two messages in a row without an answer."""
    return [
        one
        for one in people
        if not Situation(user, today, one).standings.get(one.pk, NOBODY).is_to_rest
    ]


@contextmanager
def following(user: User, entry: Interaction, today: date) -> Iterator[None]:
    """Around a change of the entry: what it raised and nobody touched moves with it, or goes."""
    before = _days(user, entry, today)
    yield
    after = _days(user, entry, today)
    with transaction.atomic():
        for task in _untouched(entry):
            proposal, was = after.get(task.pk), before.get(task.pk)
            if task.promise_id:
                continue  # it follows the form, which says what was promised
            if proposal is None:
                task.take_back()
            elif was and task.due_on == was.on(user.today(task.created_at)):
                _move(task, proposal.on(today), proposal.title)


def _move(task: Task, day: date, title: str) -> None:
    """Still as nobody touched it, so without a new version."""
    if (task.due_on, task.title) != (day, title):
        task.due_on = task.first_due_on = day
        task.title = title
        task.save(update_fields=["due_on", "first_due_on", "title", "updated_at"])


def _days(user: User, entry: Interaction, today: date) -> dict[UUID, Proposal]:
    """What the entry proposes, by the task that it would be, as if nothing were planned yet."""
    raised = set(entry.raised.values_list("pk", flat=True))
    return {
        task_id(user.pk, one.key): one
        for contact in _concerned(user, entry)
        for one in _raised(user, entry, contact, today, without=raised)
    }


def _concerned(user: User, entry: Interaction) -> QuerySet[Contact]:
    """Who took part, whom they introduced, and who had introduced those who took part."""
    named = Q(interactions=entry) | Q(introduced_in=entry) | Q(brought__interactions=entry)
    return user.contacts.filter(named).distinct()


def _raised(
    user: User,
    entry: Interaction,
    contact: Contact,
    today: date,
    without: Collection[UUID] = (),
) -> list[Proposal]:
    proposals = Situation(user, today, contact, without=without).proposals
    return [one for one in proposals if one.about.entry == str(entry.pk)]


def _untouched(entry: Interaction) -> list[Task]:
    raised = entry.raised.open().select_for_update(no_key=True).order_by("pk")
    return [task for task in raised if task.is_untouched and (task.reason or task.promise_id)]
