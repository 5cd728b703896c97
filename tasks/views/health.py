from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jobsearch.celery import app
from tasks.models import Heartbeat, OutboundEmail
from tasks.reminders.delivery import TICK


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """For whoever watches over the site: 503 only if no page would work."""
    now = timezone.now()
    try:
        mail = _mail(now)
    except DatabaseError:
        return JsonResponse({"database": "down"}, status=503)
    return JsonResponse({"database": "ok", "broker": _broker(), **mail})


def _mail(now: datetime) -> dict[str, Any]:
    mails = OutboundEmail.objects.all()
    late = mails.filter(state="pending", next_attempt_at__lte=now)
    oldest = late.aggregate(oldest=Min("next_attempt_at"))["oldest"]
    tick = Heartbeat.objects.filter(name=TICK).first()
    return {
        "seconds_since_last_tick": _seconds(tick.at if tick else None, now),
        "seconds_oldest_mail_is_overdue": _seconds(oldest, now),
        "mails_in_doubt": mails.filter(state="in_doubt").count(),
        "mails_failed_today": mails.filter(
            state="failed", created_at__gt=now - timedelta(days=1)
        ).count(),
    }


def _seconds(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else max(0, round((now - moment).total_seconds()))


def _broker() -> str:
    """Only reminders wait for the broker; pages do without, so its trouble is said, not raised."""
    try:
        with app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=1)
    except Exception as error:
        return f"down ({type(error).__name__})"
    return "ok"
