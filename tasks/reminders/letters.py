"""Writes a claimed mail, and decides at the last moment whether it may go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef

from tasks.models import Mention, Occurrence, OutboundEmail, Task
from tasks.reminders import content, message, outbox
from tasks.reminders.content import Facts, Line, facts

NOTHING_DUE = "nothing due"
NOT_NEEDED = "no longer needed"


@dataclass(frozen=True)
class Letter:
    recipient: str
    message: bytes
    # None for a mail whose bytes are fixed because somebody may have got them.
    facts: Facts | None


class Withdrawn(Exception):
    """The mail must not go, for the reason given."""


@transaction.atomic
def write(mail: OutboundEmail, now: datetime) -> Letter | None:
    """The mail as it is now; None if it is not ours any more, or is not to be sent."""
    row = outbox.held(mail).first()
    if row is None:
        return None
    try:
        letter = _frozen(row) if row.doubts else _fresh(row, now)
    except Withdrawn as reason:
        outbox.cancel(row, str(reason))
        return None
    outbox.keep(row)
    return letter


@transaction.atomic
def fence(mail: OutboundEmail, letter: Letter) -> bool:
    """From the commit of this on the mail counts as handed over; False holds it back."""
    row = outbox.held(mail).first()
    if row is None:
        return False
    try:
        if letter.facts is None:
            _frozen(row)
        elif _facts_under_lock(row, letter.facts) != letter.facts:
            outbox.put_back(row)
            return False
    except Withdrawn as reason:
        outbox.cancel(row, str(reason))
        return False
    outbox.hand_over(row)
    return True


def _fresh(row: OutboundEmail, now: datetime) -> Letter:
    occurrence = _checked(row)
    owner = occurrence.owner
    tasks = _tasks(occurrence, now)
    if row.mime:
        row.mentions.all().delete()
    row.recipient = owner.email
    mentions = Mention.objects.bulk_create(content.mentioned(row, tasks))
    lines = [
        Line(task, mention, owner.today(now)) for task, mention in zip(tasks, mentions, strict=True)
    ]
    if isinstance(tasks, content.Choice):
        row.mime = message.digest(row, owner, tasks, lines, now)
    else:
        row.mime = message.single(row, owner, lines[0], now)
    return Letter(row.recipient, row.mime, facts(tasks))


def _frozen(row: OutboundEmail) -> Letter:
    """Once there was doubt only the same bytes may go again, while they are still of any use."""
    _checked(row)
    if not Task.objects.open().filter(mentions__email=row).exists():
        raise Withdrawn(NOT_NEEDED)
    return Letter(row.recipient, bytes(row.mime), None)


def _facts_under_lock(row: OutboundEmail, before: Facts) -> Facts:
    """What the mail would say of the same tasks now; nothing if it would go elsewhere."""
    # Whoever finishes or deletes one of these now waits until the fence is decided.
    tasks = Task.objects.open().filter(pk__in=[fact.task for fact in before])
    locked = tasks.exclude(contact__do_not_contact=True).select_for_update(
        of=("self",), no_key=True
    )
    found = {task.pk: task for task in locked.order_by("pk")}
    if _checked(row).owner.email != row.recipient:
        return ()
    return facts([found[fact.task] for fact in before if fact.task in found])


def _checked(row: OutboundEmail) -> Occurrence:
    """The occurrence that waits for this mail, if its owner may still be written to."""
    confirmed = EmailAddress.objects.filter(
        user=OuterRef("owner"), verified=True, email__iexact=OuterRef("owner__email")
    )
    waiting = row.occurrences.filter(state=Occurrence.State.DUE).annotate(
        is_confirmed=Exists(confirmed)
    )
    locked = waiting.select_related("reminder", "owner").select_for_update(
        of=("self", "owner"), no_key=True
    )
    occurrence = locked.order_by("-due_at").first()
    if occurrence is None:
        raise Withdrawn(NOT_NEEDED)
    owner = occurrence.owner
    if not owner.is_active:
        raise Withdrawn("the account is closed")
    if not occurrence.is_confirmed:
        raise Withdrawn("address not confirmed")
    if not (owner.digest_on if occurrence.reminder.is_digest else owner.reminders_on):
        raise Withdrawn("switched off")
    return occurrence


def _tasks(occurrence: Occurrence, now: datetime) -> content.Choice | list[Task]:
    owner = occurrence.owner
    if occurrence.reminder.is_digest:
        choice = content.choose(owner, owner.today(now))
        if not choice:
            raise Withdrawn(NOTHING_DUE)
        return choice
    tasks = owner.tasks.open().filter(reminder=occurrence.reminder_id)
    found = list(tasks.select_related("contact__organisation"))
    if not found:
        raise Withdrawn(NOT_NEEDED)
    return found
