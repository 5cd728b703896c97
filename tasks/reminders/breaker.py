"""Is the mail server worth trying? One answer for all who send, kept in the database.

Trouble that is not about one mail costs no mail an attempt. It closes the way for everybody, a
little longer each time; then one mail tries whether the trouble is over.
"""

from __future__ import annotations

import random
from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from tasks.models import MailServer
from tasks.reminders.database import DatabaseNow, later
from tasks.reminders.suppression import nameless

LONGEST = timedelta(minutes=10)


def allowed(limit: int) -> int:
    """How many mails may be claimed now, up to `limit`: one while a trouble may be over."""
    server = MailServer.objects.first()
    if server is None or (server.failures == 0 and server.paused_at is None):
        return limit
    if server.paused_at is not None:
        return 0
    return min(limit, 1) if _may_try() else 0


def is_paused() -> bool:
    """By an operator."""
    return MailServer.objects.filter(paused_at__isnull=False).exists()


def is_in_trouble() -> bool:
    return MailServer.objects.filter(failures__gt=0).exists()


def _may_try() -> bool:
    """Of those who ask when the pause is over, one may; the others wait for what it finds."""
    over = MailServer.objects.filter(paused_at=None).filter(
        Q(closed_until=None) | Q(closed_until__lte=DatabaseNow())
    )
    pause = timedelta(seconds=settings.MAIL_BREAKER_SECONDS)
    return bool(over.update(closed_until=later(pause)))


def close(trouble: str) -> None:
    """The server is in trouble: nobody tries for a while, a little longer each time."""
    server, _ = MailServer.objects.get_or_create(pk=1)
    first = timedelta(seconds=settings.MAIL_BREAKER_SECONDS)
    pause = min(first * 2 ** min(server.failures, 10), max(LONGEST, first))
    pause *= random.uniform(0.8, 1.2)  # noqa: S311 (no secret)
    MailServer.objects.filter(pk=1).update(
        failures=F("failures") + 1,
        closed_until=later(pause),
        trouble=nameless(trouble)[:200],
        trouble_since=Coalesce(F("trouble_since"), DatabaseNow()),
    )


def open_again() -> None:
    """The server talked to us as it should."""
    MailServer.objects.filter(failures__gt=0).update(
        failures=0, closed_until=None, trouble="", trouble_since=None
    )
