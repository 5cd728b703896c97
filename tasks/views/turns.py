"""Two windows of one person change the log one after the other."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpResponse

from contacts.batches import one_at_a_time

View = Callable[..., HttpResponse]


def in_turn(view: View) -> View:
    """Ahead of any lock of a task or a person, as finishing a task has it."""

    @wraps(view)
    def respond(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            one_at_a_time(request.user)
            return view(request, *args, **kwargs)

    return respond
