"""Occasions for mail that nobody set: a promise is near, an event was yesterday, two quiet weeks.

Each is one question about everybody, asked again and again; what it finds is a reminder with an
occurrence of a certain day, which the database lets in once. /help/method/#mail says the same.
"""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from contacts.kinds import Kind as Doing
from contacts.models import Interaction
from tasks.models import Occurrence, Reminder, Task
from tasks.models.reminders import Kind
from tasks.reminders import met
from tasks.reminders.clock import QuietHours, Slot, instant

if TYPE_CHECKING:
    from jobsearch.models import User

logger = logging.getLogger(__name__)

PROMISE_HOUR = 15
AWAY = timedelta(days=14)
# While somebody still remembers whom they met.
FRESH = timedelta(days=2)
# A day begins somewhere up to a day before or after it begins in UTC.
A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
# For so long after one of a kind was found nobody is looked at again; it only saves work.
JUST_HAD = timedelta(hours=9)
REGULAR = Q(digest_on=True) | Q(promises_on=True) | Q(events_on=True) | Q(review_on=True)
# So many begin to rest in one turn; the others in the next.
AT_ONCE = 5000
# What an owner is asked for here.
OWNER = ("time_zone", "working_days", "digest_hour", "quiet_from", "quiet_until")

Found = dict[int, Slot]
Rows = TypeVar("Rows", bound=QuerySet[Any])


def promises(now: datetime) -> int:
    """In the afternoon of the last working day before a promise is due."""
    tasks = Task.objects.open().filter(_due_next(now), is_promise=True)
    tasks = tasks.exclude(contact__do_not_contact=True).exclude(contact__archived_at__isnull=False)
    found: Found = {}
    for task in _of_those_who_want(tasks, Kind.PROMISE, now).only("created_at", "due_on", *_OWNER):
        owner, slot = task.owner, _eve(task)
        if (
            slot
            and task.created_at < slot.at <= now
            and owner.today(now) < (task.due_on or slot.day)
        ):
            found[task.owner_id] = Slot(slot.day, _quiet(owner).after(now))
    return _add(Kind.PROMISE, found)


def events(now: datetime) -> int:
    """In the morning after an event, if there were people whom nobody has written to since."""
    days = (now.date() - A_WEEK - FRESH - A_DAY, now.date() + A_DAY)
    happened = Interaction.objects.filter(kind=Doing.EVENT, day__range=days)
    due: dict[Interaction, Slot] = {}
    for event in _of_those_who_want(happened, Kind.EVENT, now).only("created_at", "day", *_OWNER):
        slot = morning_after(event)
        if slot and slot.at <= now < slot.at + FRESH:
            due[event] = slot
    left = met.left(due).values_list("interaction", flat=True) if due else ()
    waiting = set(left)
    found: Found = {}
    for event, slot in due.items():
        if event.pk in waiting:
            found[event.owner_id] = Slot(slot.day, _quiet(event.owner).kind_time(slot.at, now))
    return _add(Kind.EVENT, found)


def quiet(now: datetime) -> int:
    """Two weeks without a visit: one mail that says so, and from then on the others rest."""
    long_ago = now - AWAY + A_DAY
    away = Q(last_seen_on__lte=long_ago.date()) | Q(last_seen_on=None, date_joined__lte=long_ago)
    users = get_user_model().objects.filter(away, REGULAR, is_active=True, mail_rests_since=None)
    slots = ((user.pk, _time_to_say_so(user, now)) for user in users)
    gone = dict(islice(((pk, slot) for pk, slot in slots if slot), AT_ONCE))
    with transaction.atomic():
        here = users.filter(pk__in=gone).select_for_update(no_key=True, skip_locked=True)
        resting = list(here.values_list("pk", flat=True))
        get_user_model().objects.filter(pk__in=resting).update(
            mail_rests_since=now, mail_rests_until=None
        )
        return _add(Kind.QUIET, {pk: gone[pk] for pk in resting})


def wake_rested(now: datetime) -> int:
    """Ends the rests that somebody asked for until today."""
    users = get_user_model().objects.filter(mail_rests_until__lte=(now + A_DAY).date())
    over = [
        user.pk
        for user in users
        if user.mail_rests_until and _zoned(user) and user.mail_rests_until <= user.today(now)
    ]
    return (
        get_user_model()
        .objects.filter(pk__in=over)
        .update(mail_rests_since=None, mail_rests_until=None, last_seen_on=F("mail_rests_until"))
    )


def morning_after(event: Interaction) -> Slot | None:
    """The digest's hour on the first working day after it that was still to come when logged."""
    owner: User = event.owner
    if not _zoned(owner):
        return None
    slot = Slot(event.day, event.created_at)
    while slot.day == event.day or slot.at <= event.created_at:
        day = owner.working_day_after(slot.day, 1)
        slot = Slot(day, instant(day, time(owner.digest_hour), owner.zone))
    return slot


def _due_next(now: datetime) -> Q:
    """Due before the next working day but one is over: a little more than those of this day.

    An owner's day may be a day ahead of UTC; whatever is due after a working day can wait.
    """
    soon = now.date() + 2 * A_DAY
    due, between = Q(due_on__range=(now.date(), soon)), []
    for days in range(1, 8):
        between.append((soon + (days - 1) * A_DAY).weekday())
        free = ~Q(owner__working_days__overlap=list(between))
        due |= Q(due_on=soon + days * A_DAY) & free
    return due


def _eve(task: Task) -> Slot | None:
    """The afternoon of the last working day before the task is due."""
    owner: User = task.owner
    if task.due_on is None or not _zoned(owner):
        return None
    working = set(owner.working_days) or set(range(7))
    day = task.due_on - A_DAY
    while day.weekday() not in working:
        day -= A_DAY
    return Slot(day, instant(day, time(PROMISE_HOUR), owner.zone))


def _time_to_say_so(user: User, now: datetime) -> Slot | None:
    if not _zoned(user):
        return None
    today = user.today(now)
    seen = user.last_seen_on or user.today(user.date_joined)
    works = not user.working_days or today.weekday() in user.working_days
    if today - seen < AWAY or not works or now < instant(today, time(user.digest_hour), user.zone):
        return None
    return Slot(today, _quiet(user).after(now))


def _zoned(user: User) -> bool:
    """False for a zone that this machine does not know: it must not keep everybody waiting."""
    try:
        return bool(user.zone)
    except (ValueError, OSError, LookupError):
        logger.warning("The zone of user %s is not known here", user.pk)
        return False


def _quiet(owner: User) -> QuietHours:
    return QuietHours(owner.quiet_from, owner.quiet_until, owner.zone)


_OWNER = tuple(f"owner__{name}" for name in OWNER)
_SWITCH = {Kind.PROMISE: "owner__promises_on", Kind.EVENT: "owner__events_on"}


def _of_those_who_want(rows: Rows, kind: Kind, now: datetime) -> Rows:
    """Rows of owners who may be mailed about them, and were not a moment ago."""
    had = Occurrence.objects.filter(
        owner=OuterRef("owner"), reminder__kind=kind, due_at__gt=now - JUST_HAD
    )
    wanted = {_SWITCH[kind]: True, "owner__mail_rests_since": None, "owner__is_active": True}
    return rows.filter(~Exists(had), **wanted).select_related("owner")


def _add(kind: Kind, found: Found) -> int:
    """Makes the occurrences that are not there yet; whoever comes second makes none."""
    if not found:
        return 0
    made = [Reminder(owner_id=owner, kind=kind) for owner in found]
    Reminder.objects.bulk_create(made, ignore_conflicts=True, batch_size=1000)
    reminders = Reminder.objects.filter(kind=kind, owner__in=found)
    occurrences = [_occurrence(reminder, found[reminder.owner_id]) for reminder in reminders]
    before = Occurrence.objects.filter(reminder__in=reminders).count()
    Occurrence.objects.bulk_create(occurrences, ignore_conflicts=True, batch_size=1000)
    return Occurrence.objects.filter(reminder__in=reminders).count() - before


def _occurrence(reminder: Reminder, slot: Slot) -> Occurrence:
    return Occurrence(
        owner_id=reminder.owner_id, reminder=reminder, local_date=slot.day, due_at=slot.at
    )
