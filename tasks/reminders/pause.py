"""An operator's stop, and going on after it: above all when a backup was brought back.

A backup does not know what went out after it was made. So it starts paused, and goes on with a
cut-off: whatever fell due before that counts as done with, and nobody gets it a second time.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction

from tasks.models import MailServer, Occurrence, OutboundEmail
from tasks.models.reminders import Kind
from tasks.reminders import occasions, outbox, schedule
from tasks.reminders.clock import instant

BEFORE = "before the pause"
Mail = OutboundEmail.State
LAST_DAYS = 4  # with a weekend between


def pause(now: datetime) -> None:
    """No mail is taken up from now on; one that is being handed over is still finished."""
    MailServer.objects.get_or_create(pk=1)
    MailServer.objects.filter(pk=1, paused_at=None).update(paused_at=now)


def resume(now: datetime, since: datetime | None = None) -> int:
    """Goes on; says how much had fallen due before `since` and is left out."""
    left_out = _leave_out(since, now) if since else 0
    MailServer.objects.filter(pk=1).update(paused_at=None)
    return left_out


@transaction.atomic
def _leave_out(since: datetime, now: datetime) -> int:
    _find_all(since, now)
    waiting = OutboundEmail.objects.filter(state__in=[Mail.PENDING, Mail.IN_DOUBT])
    # The mails first: everybody who locks both does it in this order.
    mails = list(waiting.order_by("pk").select_for_update().values_list("pk", flat=True))
    due = Occurrence.objects.filter(state=Occurrence.State.DUE)
    each = due.select_related("reminder", "owner").iterator(chunk_size=1000)
    over = [occurrence.pk for occurrence in each if _fell_due(occurrence) < since]
    due.filter(pk__in=over).update(state=Occurrence.State.SUPERSEDED, reason=BEFORE)
    # One that also tells of something newer stays, and is written anew.
    needed = due.filter(email__in=mails).values("email")
    ended = OutboundEmail.objects.filter(pk__in=mails, occurrences__in=over).exclude(pk__in=needed)
    outbox.cancel(list(ended.defer("mime")), BEFORE)
    return len(over)


def _find_all(since: datetime, now: datetime) -> None:
    """What fell due while nothing ran gets its row, so that leaving it out is on record."""
    schedule.ensure_regular(now)
    occasions.promises(now)
    occasions.events(now)
    # Two weeks away is said once and not by the day, so each hour of the last days is asked for.
    for hours in range(LAST_DAYS * 24):
        occasions.quiet(since - timedelta(hours=hours))
    schedule.materialise(now)


def _fell_due(occurrence: Occurrence) -> datetime:
    """When it was wanted: quiet hours, downtime and looking late put off when it would go."""
    reminder, owner = occurrence.reminder, occurrence.owner
    hours = {Kind.REVIEW: owner.review_hour, Kind.PROMISE: occasions.PROMISE_HOUR}
    wanted = reminder.wall_time or time(hours.get(Kind(reminder.kind), owner.digest_hour))
    return min(occurrence.due_at, instant(occurrence.local_date, wanted, owner.zone))
