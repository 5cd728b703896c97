from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from jobsearch.celery import app
from tasks.reminders.figures import exposition, figures


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """For whoever watches over the site: 503 only if no page would work."""
    try:
        found = figures(timezone.now())
    except DatabaseError:
        return JsonResponse({"database": "down"}, status=503)
    since = found.server_closed_since
    return JsonResponse(
        {
            "database": "ok",
            "broker": _broker(),
            "seconds_since_last_tick": found.last_tick_seconds,
            "seconds_oldest_mail_is_overdue": found.oldest_overdue_seconds,
            "mails_waiting": found.waiting,
            "mails_in_doubt": found.in_doubt,
            "mails_failed_today": found.failed_today,
            "account_mails_waiting": found.account_mails_waiting,
            "paused": found.paused_at is not None,
            "mail_server_closed_since": since and since.isoformat(timespec="seconds"),
        }
    )


@require_safe
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, which brings the token; where none is set, nothing is here."""
    if not settings.METRICS_TOKEN:
        raise Http404
    said = request.headers.get("Authorization", "")
    if not constant_time_compare(said, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    text = exposition(figures(timezone.now()))
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def _broker() -> str:
    """Only reminders wait for the broker; pages do without, so its trouble is said, not raised."""
    try:
        with app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=1)
    except Exception as error:
        # Kombu hides what happened inside an error of its own.
        return f"down ({type(error.__cause__ or error).__name__})"
    return "ok"
