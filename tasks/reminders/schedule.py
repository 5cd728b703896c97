"""From reminders to mails that wait to be sent: rows only, each step safe to repeat or to share."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tasks.models import Occurrence, OutboundEmail, Reminder, Task
from tasks.models.reminders import Kind
from tasks.reminders.clock import EVERY_DAY, DailyTime, QuietHours, Slot, instant
from tasks.reminders.content import MOST_LINES
from tasks.reminders.database import store
from tasks.reminders.message import message_id
from tasks.reminders.switches import FIELDS, UNREAD_OF_OWNER, is_wanted

if TYPE_CHECKING:
    from jobsearch.models import User

logger = logging.getLogger(__name__)

BATCH = 200
# Longer than anybody's downtime; it only keeps a clock set wrongly from filling the table.
MOST_MISSED = 100
# A late digest is left to the next one if that comes this soon after it.
NEAR = timedelta(hours=12)
# How long a mail is tried for before it would be of no use any more.
PATIENCE: dict[str, timedelta] = {
    Kind.DIGEST: timedelta(hours=12),
    Kind.SINGLE: timedelta(hours=24),
    Kind.PROMISE: timedelta(hours=12),
    Kind.EVENT: timedelta(hours=24),
    Kind.REVIEW: timedelta(hours=48),
    Kind.QUIET: timedelta(hours=48),
}
# Between two mails to one person, so that nobody waits behind somebody else's hundred.
APART = timedelta(seconds=1)

State = Occurrence.State
Mail = OutboundEmail.State
TAKEN_BACK = "taken back"
LATER_MAIL = "part of a later mail"
HAD_ONE = "the day had its mail already"


def ensure_regular(now: datetime) -> None:
    """Gives everybody who wants regular mail and has no row for it yet their reminder."""
    for kind in (Kind.DIGEST, Kind.REVIEW):
        has_one = Reminder.objects.filter(owner=OuterRef("pk"), kind=kind)
        wanting = get_user_model().objects.filter(**{FIELDS[kind]: True}, is_active=True)
        made = [Reminder(owner=user, kind=kind) for user in wanting.filter(~Exists(has_one))]
        for reminder in made:
            reminder.next_slot = _next_slot(reminder, now)
        Reminder.objects.bulk_create(made, ignore_conflicts=True, batch_size=1000)


def _next_slot(reminder: Reminder, now: datetime) -> Slot | None:
    try:
        return reminder.daily_time.after(now)
    except Exception:  # a zone that this machine does not know, say
        logger.exception("The digest of user %s has no next time", reminder.owner_id)
        return None


def remind(task: Task, day: date, at: time) -> Reminder:
    """Sets the one reminder of a task, or moves it."""
    with transaction.atomic():
        reminder, _ = Reminder.objects.select_for_update(of=("self",)).get_or_create(
            task=task,
            defaults={"owner": task.owner, "kind": Reminder.Kind.SINGLE, "wall_time": at},
        )
        reminder.occurrences.withdraw(State.CANCELLED, "moved to another time")
        reminder.wall_time = at
        reminder.next_slot = Slot(day, instant(day, at, task.owner.zone))
        reminder.generation += 1
        reminder.save()
    return reminder


def forget(task: Task) -> None:
    """Takes the reminder of a task back; what it sent before stays on record."""
    with transaction.atomic():
        reminder = Reminder.objects.select_for_update().filter(task=task).first()
        if reminder is not None:
            reminder.occurrences.withdraw(State.CANCELLED, TAKEN_BACK)
            reminder.next_slot = None
            reminder.save(update_fields=["next_local_date", "next_at"])


def carry_over(task: Task, following: Task, now: datetime) -> None:
    """The next one of a repeating task is reminded of as this one was, on its own day."""
    reminder = Reminder.objects.filter(task=task).first()
    if reminder is None or reminder.wall_time is None or following.due_on is None:
        return
    sent = reminder.occurrences.filter(generation=reminder.generation).exclude(reason=TAKEN_BACK)
    day = reminder.next_local_date or sent.values_list("local_date", flat=True).first()
    if day is None:
        return
    planned = task.first_due_on or day
    again = following.due_on + (day - planned)
    if instant(again, reminder.wall_time, task.owner.zone) <= now:
        again = following.due_on
    remind(following, again, reminder.wall_time)


def materialise(now: datetime) -> int:
    """Makes an occurrence of every reminder that has fallen due, and sets each to its next time."""
    total = 0
    while count := _materialise_batch(now):
        total += count
    return total


@transaction.atomic
def _materialise_batch(now: datetime) -> int:
    due = Reminder.objects.due(now).select_related("owner").defer(*UNREAD_OF_OWNER)
    reminders = list(due.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    occurrences: list[Occurrence] = []
    for reminder in reminders:
        try:
            occurrences += _fall_due(reminder, now)
        except Exception:
            # One row that cannot be worked out must not hold up everybody else's.
            logger.exception("Reminder %s was put off by an hour", reminder.pk)
            reminder.next_at = now + timedelta(hours=1)
    regular = [reminder for reminder in reminders if reminder.is_regular]
    earlier = Occurrence.objects.filter(reminder__in=regular)
    earlier.withdraw(State.SUPERSEDED, LATER_MAIL)
    Occurrence.objects.bulk_create(occurrences, ignore_conflicts=True)
    store(reminders, ["next_local_date", "next_at"])
    return len(reminders)


def _fall_due(reminder: Reminder, now: datetime) -> list[Occurrence]:
    slot = reminder.next_slot
    assert slot is not None  # noqa: S101 (it was selected by it)
    if not reminder.is_regular:
        at = _quiet(reminder.owner).kind_time(slot.at, now)
        reminder.next_slot = None
        return [_occurrence(reminder, Slot(slot.day, at))]
    daily = reminder.daily_time
    if not (reminder.owner.is_active and is_wanted(reminder.owner, reminder.kind)):
        reminder.next_slot = daily.after(now)
        return []
    slots = [slot]
    while len(slots) < MOST_MISSED and (following := daily.after(slots[-1].at)):
        if following.at > now:
            break
        slots.append(following)
    reminder.next_slot = daily.after(now)
    missed = [_superseded(reminder, old) for old in slots[:-1]]
    return [*missed, _catch_up(reminder, daily, slots[-1], now)]


def _catch_up(reminder: Reminder, daily: DailyTime, slot: Slot, now: datetime) -> Occurrence:
    days = daily.weekdays | frozenset(reminder.owner.working_days)
    at = _quiet(reminder.owner, days).kind_time(slot.at, now)
    following = reminder.next_slot
    if at > now and following is not None and following.at <= at + NEAR:
        return _superseded(reminder, slot)
    return _occurrence(reminder, Slot(slot.day, at))


def _quiet(owner: User, days: frozenset[int] = EVERY_DAY) -> QuietHours:
    return QuietHours(owner.quiet_from, owner.quiet_until, owner.zone, days)


def _superseded(reminder: Reminder, slot: Slot) -> Occurrence:
    occurrence = _occurrence(reminder, slot)
    occurrence.state, occurrence.reason = State.SUPERSEDED, LATER_MAIL
    return occurrence


def _occurrence(reminder: Reminder, slot: Slot) -> Occurrence:
    return Occurrence(
        owner_id=reminder.owner_id,
        reminder=reminder,
        local_date=slot.day,
        generation=reminder.generation,
        due_at=slot.at,
    )


def enqueue(now: datetime) -> int:
    """Makes the mails for what is due, of people whose address is confirmed."""
    total = 0
    while count := _enqueue_batch(now):
        total += count
    return total


def _waiting(now: datetime) -> QuerySet[Occurrence]:
    return Occurrence.objects.filter(state=State.DUE, email=None, due_at__lte=now)


def _confirmed() -> Exists:
    return Exists(
        EmailAddress.objects.filter(
            user=OuterRef("owner"), verified=True, email__iexact=OuterRef("owner__email")
        )
    )


@transaction.atomic
def _enqueue_batch(now: datetime) -> int:
    waiting = _waiting(now).filter(_confirmed()).select_related("reminder", "owner")
    waiting = waiting.defer(*UNREAD_OF_OWNER)
    locked = waiting.order_by("due_at").select_for_update(skip_locked=True, of=("self",))
    occurrences = list(locked[:BATCH])
    keys = _keys(occurrences, now)
    mails = {key: _mail_for(key, those, now) for key, those in keys.items()}
    _space_out(mails.values())
    OutboundEmail.objects.bulk_create([mails[key] for key in sorted(mails)], ignore_conflicts=True)
    there = OutboundEmail.objects.filter(dedupe_key__in=mails).order_by("dedupe_key")
    # A digest that had nothing to say at eight may have something at ten, when the hour was moved.
    back = {"state": Mail.PENDING, "reason": "", "attempts": 0, "next_attempt_at": now}
    for kind, patience in PATIENCE.items():
        there.cancelled().filter(kind=kind).update(**back, deadline=now + patience)
    found = {mail.dedupe_key: mail for mail in there.defer("mime").select_for_update()}
    for key, those in keys.items():
        for occurrence in those:
            if found[key].state == Mail.PENDING:
                occurrence.email = found[key]
            elif occurrence.reminder.kind != Kind.SINGLE:
                occurrence.state, occurrence.reason = State.SUPERSEDED, HAD_ONE
    store(occurrences, ["email", "state", "reason", "due_at"])
    # What found no mail to go with is left to the next turn, or this would go on for ever.
    return sum(each.email_id is not None or each.state != State.DUE for each in occurrences)


def _keys(occurrences: list[Occurrence], now: datetime) -> dict[str, list[Occurrence]]:
    """Which of them share a mail, by the key that lets each mail exist once."""
    keys: dict[str, list[Occurrence]] = {}
    singles: defaultdict[int, list[Occurrence]] = defaultdict(list)
    for each in occurrences:
        if each.reminder.kind == Kind.SINGLE:
            singles[each.owner_id].append(each)
        else:
            keys[f"{each.reminder.kind}:{each.owner_id}:{each.local_date}"] = [each]
    room = _room(singles, now)
    for owner, those in singles.items():
        allowed = those[: max(room[owner], 0) * MOST_LINES]
        for start in range(0, len(allowed), MOST_LINES):
            some = allowed[start : start + MOST_LINES]
            keys[f"single:{some[0].pk}"] = some
        for each in those[len(allowed) :]:
            # More than the day's limit: a day later, and not dropped.
            each.due_at = now + timedelta(days=1)
    return keys


def _room(owners: Collection[int], now: datetime) -> Counter[int]:
    """How many more mails each of them may get today (a day is any 24 hours)."""
    recent = OutboundEmail.objects.filter(
        owner__in=owners, created_at__gt=now - timedelta(days=1)
    ).exclude(state=Mail.CANCELLED)
    counts = recent.order_by().values_list("owner").annotate(Count("pk")) if owners else ()
    room = Counter(dict.fromkeys(owners, settings.MAIL_MOST_A_DAY))
    room.subtract(dict(counts))
    return room


def _mail_for(key: str, occurrences: list[Occurrence], now: datetime) -> OutboundEmail:
    first = occurrences[0]
    mail = OutboundEmail(
        owner_id=first.owner_id,
        kind=first.reminder.kind,
        dedupe_key=key,
        recipient=first.owner.email,
        mime=b"",
        next_attempt_at=now,
        deadline=now + PATIENCE[first.reminder.kind],
    )
    mail.message_id = message_id(mail.pk)
    return mail


def _space_out(mails: Iterable[OutboundEmail]) -> None:
    before: Counter[int] = Counter()
    for mail in mails:
        mail.next_attempt_at += before[mail.owner_id] * APART
        before[mail.owner_id] += 1


def give_up_unconfirmed(now: datetime) -> int:
    """Cancels what has waited too long for its owner to confirm their address."""
    late = Q()
    for kind, patience in PATIENCE.items():
        late |= Q(reminder__kind=kind, due_at__lte=now - patience)
    waiting = _waiting(now).filter(late).exclude(_confirmed())
    return waiting.update(state=State.CANCELLED, reason="address not confirmed")
