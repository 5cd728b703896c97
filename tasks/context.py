from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone


def nav_counts(request: HttpRequest) -> dict[str, Any]:
    """The two numbers beside Today and Board, asked for only by pages that show them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"nav_counts": lambda: user.tasks.nav_counts(user.today(timezone.now()))}
