"""Writes claimed mails, and decides in the last moment whether each may go."""

from __future__ import annotations

import logging
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower

from contacts.models import Contact
from tasks.models import Mention, Occurrence, OutboundEmail, SuppressedAddress, Task
from tasks.models.reminders import Kind
from tasks.reminders import fence as quick
from tasks.reminders import message, outbox
from tasks.reminders.content import Facts, facts
from tasks.reminders.letters import digest, event, promise, quiet, review, single
from tasks.reminders.letters.draft import (
    NOT_NEEDED,
    Draft,
    Due,
    Withdrawn,
    Writer,
    one_by_one,
)
from tasks.reminders.smtp import Outcome, Phase, Result
from tasks.reminders.switches import UNREAD, is_wanted

if TYPE_CHECKING:
    from jobsearch.models import User

logger = logging.getLogger(__name__)

WRITERS: dict[str, Writer] = {
    Kind.DIGEST: digest.write,
    Kind.SINGLE: one_by_one(single.write),
    Kind.PROMISE: one_by_one(promise.write),
    Kind.EVENT: one_by_one(event.write),
    Kind.REVIEW: one_by_one(review.write),
    Kind.QUIET: one_by_one(quiet.write),
}


@dataclass(frozen=True)
class Letter:
    """A mail as it will go, and the rows it was written from."""

    mail: OutboundEmail
    message: bytes
    # None for a mail whose bytes are fixed because somebody may have got them.
    facts: Facts | None = None
    owner_version: str = ""
    task_versions: Sequence[str] = ()
    occurrences: Sequence[uuid.UUID] = ()
    contacts: Sequence[uuid.UUID] = ()


def write(mails: list[OutboundEmail], now: datetime) -> list[Letter]:
    """The claimed mails as they are now; without those that need not go or cannot be written."""
    try:
        return _write(mails, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if len(mails) > 1:
            # One that cannot be written must not keep the others waiting.
            return [letter for mail in mails for letter in write([mail], now)]
        logger.exception("Mail %s could not be written", mails[0].pk)
        outbox.finish(mails[0], Outcome(Result.LATER, Phase.WRITE, detail=type(error).__name__))
        return []


@transaction.atomic
def _write(mails: list[OutboundEmail], now: datetime) -> list[Letter]:
    frozen: list[Letter] = []
    fresh: defaultdict[str, list[Due]] = defaultdict(list)
    withdrawn: defaultdict[str, list[OutboundEmail]] = defaultdict(list)
    for row, owner, waiting in _with_owners(outbox.held(mails)):
        try:
            _check(row.kind, owner, waiting)
            if row.doubts and outbox.was_taken(row):
                continue
            if row.doubts:
                frozen.append(_frozen(row, owner))
            else:
                fresh[row.kind].append(Due(row, owner, waiting, now))
        except Withdrawn as reason:
            withdrawn[str(reason)].append(row)
    drafts = _drafts(fresh, withdrawn)
    for why, rows in withdrawn.items():
        outbox.cancel(rows, why)
    return frozen + _keep(drafts)


def _drafts(
    dues: dict[str, list[Due]], withdrawn: defaultdict[str, list[OutboundEmail]]
) -> list[tuple[Due, Draft]]:
    drafts = []
    for kind, those in dues.items():
        for due, draft in zip(those, WRITERS[kind](those), strict=True):
            if isinstance(draft, Withdrawn):
                withdrawn[str(draft)].append(due.row)
            else:
                drafts.append((due, draft))
    return drafts


def _keep(drafts: list[tuple[Due, Draft]]) -> list[Letter]:
    """Makes the bytes, and stores what they mention; the fence will store the bytes."""
    for due, draft in drafts:
        due.row.recipient = due.owner.email
        due.row.mime = message.build(due.row, due.owner, draft, due.now)
    rows = [due.row for due, _ in drafts]
    Mention.objects.filter(email__in=rows).delete()
    Mention.objects.bulk_create(line.mention for _, draft in drafts for line in draft.lines)
    return [_letter(due, draft) for due, draft in drafts]


def _letter(due: Due, draft: Draft) -> Letter:
    tasks = [line.task for line in draft.lines]
    owner: Any = due.owner
    return Letter(
        due.row,
        bytes(due.row.mime),
        facts(tasks),
        owner_version=owner.row_version,
        task_versions=[_version(task) for task in tasks],
        occurrences=[each.pk for each in due.occurrences],
        contacts=[each.pk for each in draft.contacts],
    )


def _version(task: Any) -> str:
    """Of the row of a task, and of its contact's, as `content` fetched them."""
    return f"{task.row_version}{task.contact_version}"


def _frozen(row: OutboundEmail, owner: User) -> Letter:
    """Once there was doubt only the same bytes may go again, while they are still of any use."""
    if row.recipient.lower() != owner.email.lower():
        raise Withdrawn("the address was changed")
    mentions = Mention.objects.filter(email=row)
    if mentions.exists() and not Task.objects.open().filter(mentions__email=row).exists():
        raise Withdrawn(NOT_NEEDED)
    return Letter(row, bytes(row.mime))


def fence(letter: Letter) -> bool:
    """From the commit of this on the mail counts as handed over; False holds it back."""
    mail = letter.mail
    is_plain = letter.facts is not None and not letter.contacts
    if is_plain and quick.pass_unchanged(
        mail,
        owner=letter.owner_version,
        tasks=[fact.task for fact in letter.facts or ()],
        versions=letter.task_versions,
        occurrences=letter.occurrences,
        lease_seconds=settings.MAIL_LEASE_SECONDS,
    ):
        return True
    return _look_closely(letter)


@transaction.atomic
def _look_closely(letter: Letter) -> bool:
    row = outbox.held([letter.mail]).defer("mime").first()
    if row is None:
        return False
    owners = _owners([row]).select_for_update(skip_locked=True, no_key=True, of=("self",))
    owner = owners.first()
    tasks = _tasks_under_lock(letter.facts or ())
    if owner is None or tasks is None:
        # Somebody is changing them right now, and may be waiting for this very row.
        outbox.put_back(row, seconds=1)
        return False
    try:
        due = list(row.occurrences.filter(state=Occurrence.State.DUE))
        _check(row.kind, owner, due)
        if letter.facts is None:
            _frozen(row, owner)
        elif not _is_unchanged(letter, owner, due, tasks):
            outbox.put_back(row)
            return False
    except Withdrawn as reason:
        outbox.cancel([row], str(reason))
        return False
    outbox.hand_over(letter.mail)
    return True


def _tasks_under_lock(before: Facts) -> list[Task] | None:
    """The tasks of the mail as they are now, in its order; None if one of them cannot be locked."""
    keys = [fact.task for fact in before]
    rows = Task.objects.filter(pk__in=keys).select_related("contact")
    locked = rows.order_by("pk").select_for_update(of=("self",), no_key=True, skip_locked=True)
    found = {task.pk: task for task in locked}
    if len(found) < Task.objects.filter(pk__in=keys).count():
        return None
    mentionable = {key: task for key, task in found.items() if _is_mentionable(task)}
    return [mentionable[key] for key in keys if key in mentionable]


def _is_unchanged(letter: Letter, owner: User, due: list[Occurrence], tasks: list[Task]) -> bool:
    """Would it be written as it was, for the same reasons, to the same address?"""
    return (
        owner.email == letter.mail.recipient
        and {each.pk for each in due} == set(letter.occurrences)
        and facts(tasks) == letter.facts
        and _are_there(letter.contacts)
    )


def _are_there(contacts: Sequence[uuid.UUID]) -> bool:
    found = Contact.objects.filter(pk__in=contacts, do_not_contact=False)
    return not contacts or found.count() == len(contacts)


def _is_mentionable(task: Task) -> bool:
    return task.is_open and not (task.contact and task.contact.do_not_contact)


def _with_owners(
    rows: QuerySet[OutboundEmail],
) -> Iterator[tuple[OutboundEmail, User, list[Occurrence]]]:
    mails = list(rows)
    owners = {owner.pk: owner for owner in _owners(mails)}
    waiting = defaultdict(list)
    due = Occurrence.objects.filter(email__in=mails, state=Occurrence.State.DUE)
    for occurrence in due.select_related("reminder").order_by("due_at"):
        waiting[occurrence.email_id].append(occurrence)
    for mail in mails:
        yield mail, owners[mail.owner_id], waiting[mail.pk]


def _owners(mails: list[OutboundEmail]) -> QuerySet[Any]:
    """With what decides whether they may be written to."""
    users = get_user_model().objects.filter(pk__in={mail.owner_id for mail in mails})
    confirmed = EmailAddress.objects.filter(
        user=OuterRef("pk"), verified=True, email__iexact=OuterRef("email")
    )
    # In small letters, as its index is.
    suppressed = SuppressedAddress.objects.annotate(small=Lower("address")).filter(
        small=Lower(OuterRef("email"))
    )
    return users.defer(*UNREAD).annotate(
        is_confirmed=Exists(confirmed),
        is_suppressed=Exists(suppressed),
        row_version=quick.row_version(get_user_model()),
    )


def _check(kind: str, owner: Any, waiting: Sequence[Occurrence]) -> None:
    """May anything of this kind go to its owner at this moment?"""
    if not waiting:
        raise Withdrawn(NOT_NEEDED)
    if not owner.is_active:
        raise Withdrawn("the account is closed")
    if not owner.is_confirmed:
        raise Withdrawn("address not confirmed")
    if owner.is_suppressed:
        raise Withdrawn("the address takes no mail")
    if not is_wanted(owner, kind):
        raise Withdrawn("switched off")
