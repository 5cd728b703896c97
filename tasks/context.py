from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject


def nav_counts(request: HttpRequest) -> dict[str, Any]:
    """What any page may show, asked for only by pages that do show it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    now = timezone.now()
    today = user.today(now)
    return {
        "nav_counts": lambda: user.tasks.nav_counts(today),
        # Asked for once, by those who have timers on.
        "timer": SimpleLazyObject(lambda: user.timers.running().first() if user.timer_on else None),
        "now": now,
    }
