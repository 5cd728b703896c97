"""What pages show of mails: those about a task or a person, the last ones, and what is wrong."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce, Greatest

from contacts.kinds import Kind
from contacts.models import Contact
from jobsearch.models import User
from tasks.models import (
    MailEvent,
    MailServer,
    Mention,
    Occurrence,
    OutboundEmail,
    Reminder,
    SuppressedAddress,
    Task,
)
from tasks.reminders import history, met
from tasks.reminders.history import Clock, Line, Trouble
from tasks.reminders.occasions import morning_after

SHOWN = 10
# history.moment in SQL.
SHOWN_AT = Case(
    When(state__in=["pending", "in_doubt"], then=Greatest("next_attempt_at", "created_at")),
    default=Coalesce("sent_at", "created_at"),
)
# Named in one, reminded of a task with them, or met at an event that a reminder is about. In SQL:
# every page of a person asks, and it took longer to make out of expressions than to answer.
MAY_BE_ABOUT = """
SELECT EXISTS (SELECT FROM tasks_mention AS mention JOIN tasks_task AS task ON task.id = task_id
               WHERE mention.owner_id = %(owner)s AND contact_id = %(contact)s)
    OR EXISTS (SELECT FROM tasks_occurrence AS occurrence
               JOIN tasks_reminder AS reminder ON reminder.id = reminder_id
               JOIN tasks_task AS task ON task.id = reminder.task_id
               WHERE occurrence.owner_id = %(owner)s AND contact_id = %(contact)s)
    OR EXISTS (SELECT FROM contacts_interactionperson AS part
               JOIN contacts_interaction AS entry ON entry.id = interaction_id
               WHERE part.owner_id = %(owner)s AND contact_id = %(contact)s AND kind = %(event)s)
   AND EXISTS (SELECT FROM tasks_occurrence AS occurrence
               JOIN tasks_reminder AS reminder ON reminder.id = reminder_id
               WHERE occurrence.owner_id = %(owner)s AND reminder.kind = %(about_event)s)"""

# In SQL too, and in one statement: four that are made out of expressions took as long as all the
# tasks of Today. What the last mail is, `latest()` says, and what is confirmed, the user.
ON_TODAY = """
SELECT EXISTS (SELECT FROM account_emailaddress AS mine WHERE mine.user_id = %(owner)s
               AND mine.verified AND upper(mine.email) = upper(%(address)s)),
  digest.next_local_date, stopped.reason, stopped.at, mail.state, mail.reason, mail.created_at
FROM (SELECT) AS today
LEFT JOIN tasks_reminder AS digest ON digest.owner_id = %(owner)s AND digest.kind = 'digest'
  AND digest.task_id IS NULL AND digest.next_at IS NOT NULL
LEFT JOIN tasks_suppressedaddress AS stopped ON lower(stopped.address) = lower(%(address)s)
LEFT JOIN LATERAL (
  SELECT state, reason, created_at FROM tasks_outboundemail WHERE owner_id = %(owner)s
    AND state NOT IN ('cancelled', 'pending', 'claimed', 'sending')
  ORDER BY CASE WHEN state = 'in_doubt' THEN greatest(next_attempt_at, created_at)
                ELSE coalesce(sent_at, created_at) END DESC, created_at DESC LIMIT 1
) AS mail ON true"""


@dataclass(frozen=True)
class OnToday:
    """What Today says of mails."""

    is_confirmed: bool  # the address
    next_digest: date | None
    trouble: Trouble | None  # only what somebody would otherwise wait for in vain


@dataclass(frozen=True)
class Told:
    """A mail as a page tells of it."""

    kind: str
    subject: str
    day: date
    standing: str
    lines: list[Line]


def latest(user: User) -> QuerySet[OutboundEmail]:
    """Those whose time on the page is the latest come first."""
    return _of(user).annotate(shown_at=SHOWN_AT).order_by("-shown_at", "-created_at")


def about_task(user: User, task: Task, now: datetime) -> list[Told]:
    mentions = Mention.objects.filter(owner=user, task=task)
    occurrences = Occurrence.objects.filter(owner=user, reminder__task=task)
    return _about(user, mentions, occurrences, now)


def may_be_about(user: User, contact: Contact) -> bool:
    """Whether it is worth looking for mails about this person."""
    with connection.cursor() as cursor:
        kinds = {"event": Kind.EVENT, "about_event": Reminder.Kind.EVENT}
        cursor.execute(MAY_BE_ABOUT, kinds | {"owner": user.pk, "contact": contact.pk})
        return bool(cursor.fetchone()[0])


def about_contact(user: User, contact: Contact, now: datetime) -> list[Told]:
    mentions = Mention.objects.filter(owner=user, task__contact=contact)
    which = Q(reminder__task__contact=contact) | _after_events(user, contact)
    return _about(user, mentions, Occurrence.objects.filter(which, owner=user), now)


def _after_events(user: User, contact: Contact) -> Q:
    """The times this person was among those met at an event, and left to be written to.

    With one query for their events. An e-mail names the first of those left, and counts the rest.
    """
    at = Coalesce(OuterRef("email__created_at"), OuterRef("due_at"))
    which = Q(pk=None)
    there = Q(kind=Kind.EVENT, participants__contact=contact)
    for event in user.interactions.filter(there).order_by("-day")[:SHOWN]:
        event.owner = user
        if slot := morning_after(event):
            since = met.since(contact, event.day, event.created_at)
            since = since.filter(interaction__created_at__lt=at)
            which |= Q(~Exists(since), reminder__kind=Reminder.Kind.EVENT, local_date=slot.day)
    open_then = (Q(completed_at=None) | Q(completed_at__gt=at)) & (
        Q(dropped_at=None) | Q(dropped_at__gt=at)
    )
    planned = Task.objects.follow_ups().filter(open_then, contact=contact, created_at__lt=at)
    return which & Q(~Exists(planned))


def _about(
    user: User, mentions: QuerySet[Mention], occurrences: QuerySet[Occurrence], now: datetime
) -> list[Told]:
    """The newest few. A time that got no mail of its own is told of as well."""
    mails = latest(user).filter(
        Q(pk__in=mentions.values("email")) | Q(pk__in=occurrences.values("email"))
    )
    newest = list(mails[:SHOWN])
    pairs = zip(newest, tell(newest, user, now), strict=True)
    told = [(history.moment(mail), it) for mail, it in pairs]
    clock = Clock(now, user.zone)
    alone = occurrences.filter(email=None).select_related("reminder").order_by("-due_at")
    for occurrence in alone[:SHOWN]:
        words = history.missing(occurrence, clock)
        kind = occurrence.reminder.get_kind_display()
        told.append((occurrence.due_at, Told(kind, "", occurrence.local_date, words, [])))
    return [it for _, it in sorted(told, key=lambda pair: pair[0], reverse=True)[:SHOWN]]


def tell(mails: list[OutboundEmail], user: User, now: datetime) -> list[Told]:
    """With two queries for all of them."""
    if not mails:
        return []
    clock = Clock(now, user.zone)
    events = defaultdict(list)
    for event in MailEvent.objects.filter(message_id__in=[mail.message_id for mail in mails]):
        events[event.message_id].append(event)
    attempts = defaultdict(list)
    for attempt in user.attempts.filter(email__in=mails).order_by("at"):
        attempts[attempt.email_id].append(attempt)
    return [
        Told(
            mail.get_kind_display(),
            mail.subject,
            user.today(history.moment(mail)),
            history.outcome(mail, events[mail.message_id], clock),
            history.lines(mail, attempts[mail.pk], events[mail.message_id], clock),
        )
        for mail in mails
    ]


def troubles(user: User, now: datetime) -> list[Trouble]:
    """Whatever keeps mail from this person, the most personal first."""
    clock = Clock(now, user.zone)
    server = history.of_server(MailServer.objects.first(), clock)
    return [*_address(user, clock), *server, *_last_mail(user, clock)]


def on_today(user: User, now: datetime) -> OnToday:
    with connection.cursor() as cursor:
        cursor.execute(ON_TODAY, {"owner": user.pk, "address": user.email})
        is_confirmed, next_digest, stopped, stopped_at, *last = cursor.fetchone()
    clock, trouble = Clock(now, user.zone), None
    if stopped:
        trouble = _stopped(user, stopped, stopped_at, clock)
    elif last[0] == OutboundEmail.State.FAILED:
        state, reason, created_at = last
        trouble = _not_gone(OutboundEmail(state=state, reason=reason, created_at=created_at), clock)
    return OnToday(is_confirmed, next_digest, trouble)


def _address(user: User, clock: Clock) -> list[Trouble]:
    row = SuppressedAddress.objects.of(user.email).first()
    return [_stopped(user, row.reason, row.at, clock)] if row else []


def _stopped(user: User, reason: str, at: datetime, clock: Clock) -> Trouble:
    if reason == SuppressedAddress.Reason.COMPLAINED:
        words = f"One was marked as unwanted {clock.says(at)}, so we stopped."
    else:
        came_back = f"The last one came back {clock.says(at)}"
        words = f"{came_back}: the address does not exist or takes no mail."
    words += " Your tasks and reminders are as they were."
    return Trouble(f"No e-mail goes to {user.email}", words, "address")


def _last_mail(user: User, clock: Clock) -> list[Trouble]:
    newest = latest(user).exclude(state__in=["cancelled", "pending", "claimed", "sending"]).first()
    if newest is None or newest.state != OutboundEmail.State.FAILED:
        return []
    return [_not_gone(newest, clock)]


def _not_gone(mail: OutboundEmail, clock: Clock) -> Trouble:
    day = clock.says(mail.created_at).rpartition(" at ")[0].removeprefix("on ")
    words = (
        f"{history.standing(mail, clock)}. The task itself stays where it is. If the next one "
        "does not go either, show these words to whoever runs this Foothold."
    )
    return Trouble(f"The last e-mail, of {day}, did not go", words, "mail")


def _of(user: User) -> QuerySet[OutboundEmail]:
    return OutboundEmail.objects.filter(owner=user).defer("mime")
