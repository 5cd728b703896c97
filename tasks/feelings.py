"""How somebody feels about a task."""

from __future__ import annotations

from django.db.models import TextChoices


class Feeling(TextChoices):
    FORWARD = "forward", "I look forward to it"
    FINE = "fine", "Fine"
    PUT_OFF = "put-off", "I put it off"
