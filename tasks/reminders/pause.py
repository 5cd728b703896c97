"""An operator's stop, and going on after it: above all when a backup was brought back.

A backup does not know what went out after it was made. So it starts paused, and goes on with a
cut-off: whatever fell due before that counts as done with, and nobody gets it a second time.
"""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction

from tasks.models import MailServer, Occurrence, OutboundEmail
from tasks.reminders import schedule
from tasks.reminders.clock import instant

BEFORE = "before the pause"
Mail = OutboundEmail.State


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
    # What fell due while nothing ran gets its row first, so that it stays on record.
    schedule.materialise(now)
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
    OutboundEmail.objects.filter(pk__in=ended.values("pk")).update(
        state=Mail.CANCELLED, reason=BEFORE, lease_token=None
    )
    return len(over)


def _fell_due(occurrence: Occurrence) -> datetime:
    """When it was wanted: quiet hours and downtime may have put off when it would go."""
    reminder, owner = occurrence.reminder, occurrence.owner
    regular = time(reminder.daily_time.hour) if reminder.is_regular else None
    wall_time = reminder.wall_time or regular
    if wall_time is None:
        return occurrence.due_at
    return min(occurrence.due_at, instant(occurrence.local_date, wall_time, owner.zone))
