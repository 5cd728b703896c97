"""How sending is going, in figures without a name: for /healthz, the staff page, Prometheus."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from jobsearch.models import AccountMail
from tasks.models import Attempt, Heartbeat, MailServer, OutboundEmail
from tasks.reminders.suppression import nameless

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Figures:
    last_tick_seconds: int | None
    oldest_overdue_seconds: int | None
    waiting: int
    in_doubt: int
    failed_today: int
    account_mails_waiting: int
    paused_at: datetime | None
    server_closed_since: datetime | None
    server_trouble: str


def figures(now: datetime) -> Figures:
    # Only states that have an index of their own: this is asked every few seconds.
    waiting = OutboundEmail.objects.filter(state__in=["pending", "in_doubt"]).aggregate(
        pending=Count("pk", filter=Q(state="pending")),
        in_doubt=Count("pk", filter=Q(state="in_doubt")),
        oldest=Min("next_attempt_at", filter=Q(state="pending", next_attempt_at__lte=now)),
    )
    failed = OutboundEmail.objects.filter(state="failed", created_at__gt=now - DAY)
    tick = Heartbeat.objects.filter(name=Heartbeat.TICK).first()
    server = MailServer.objects.first() or MailServer()
    return Figures(
        last_tick_seconds=_age(tick.at if tick else None, now),
        oldest_overdue_seconds=_age(waiting["oldest"], now),
        waiting=waiting["pending"],
        in_doubt=waiting["in_doubt"],
        failed_today=failed.count(),
        account_mails_waiting=AccountMail.objects.count(),
        paused_at=server.paused_at,
        server_closed_since=server.trouble_since,
        server_trouble=nameless(server.trouble),
    )


def attempts_today(now: datetime) -> list[Any]:
    """How often each outcome came at each step of the conversation, most frequent first."""
    attempts = Attempt.objects.filter(at__gt=now - DAY).values("outcome", "phase", "code")
    return list(attempts.annotate(count=Count("pk")).order_by("-count", "outcome", "phase", "code"))


def exposition(found: Figures) -> str:
    """The same in the text format of Prometheus; what is not known is left out."""
    gauges = {
        "last_tick_age_seconds": (found.last_tick_seconds, "Since the last turn of the reminders"),
        "oldest_overdue_seconds": (found.oldest_overdue_seconds or 0, "Of the mail due longest"),
        "mails_waiting": (found.waiting, "Mails that wait to be sent"),
        "mails_in_doubt": (found.in_doubt, "Mails whose answer was lost"),
        "mails_failed_day": (found.failed_today, "Mails of the last day that did not go"),
        "account_mails_waiting": (found.account_mails_waiting, "Confirmations and resets to send"),
        "sending_paused": (int(found.paused_at is not None), "1 while an operator holds all mail"),
        "mail_server_closed": (
            int(found.server_closed_since is not None),
            "1 while the mail server is given a rest",
        ),
    }
    lines = []
    for name, (value, words) in gauges.items():
        if value is not None:
            lines += [f"# HELP foothold_{name} {words}", f"# TYPE foothold_{name} gauge"]
            lines.append(f"foothold_{name} {value}")
    return "\n".join(lines) + "\n"


def _age(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else max(0, round((now - moment).total_seconds()))
