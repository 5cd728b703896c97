"""Imports that are left to a worker: taken up, told of while they run, and given up in the end.

The row says what is wanted, so nothing is lost with a message. An import is one transaction that
holds its owner's row from the start: when its worker dies Postgres takes all of it back, and only
then can another worker have its turn. How far it is goes by a connection of its own, or nobody
would see it before the end.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, connections, transaction
from django.db.models import F
from django.db.models.functions import Now

from contacts.batches import Withdrawn, bring_in
from contacts.choices import Choices
from contacts.models import ContactImport

logger = logging.getLogger(__name__)

# Whoever takes three workers with them would take the fourth.
MOST_ATTEMPTS = 3
# How often it is said how far an import is.
TOLD_EVERY = 0.2
# A worker that stands still must not hold its owner's row for ever: Postgres ends it.
LONGEST_PAUSE = 10
TELLING = "telling"


def take_up(now: datetime, ring: Callable[[], None] = lambda: None) -> None:
    """One after the other until none waits, or a tick's time is over and another goes on."""
    end = time.monotonic() + settings.TICK_SECONDS
    waiting = ContactImport.objects.waiting().values_list("pk", flat=True)
    for pk in list(waiting):
        if time.monotonic() > end:
            return ring()
        # Somebody else may have been quicker.
        batch = ContactImport.objects.waiting().select_related("owner").filter(pk=pk).first()
        if batch is None:
            continue
        try:
            _take_up(batch, now)
        except Exception:
            # It is tried again; the others must not wait for it.
            logger.exception("An import did not work")


def _take_up(batch: ContactImport, now: datetime) -> None:
    if batch.attempts >= MOST_ATTEMPTS:
        logger.error("An import was given up after %s attempts", batch.attempts)
        return batch.give_up()
    try:
        with Telling(batch) as tell, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{LONGEST_PAUSE}s'")
            bring_in(batch, Choices.from_json(batch.choices or {}), now, tell)
    except Withdrawn:
        logger.info("An import was cancelled")


class Telling:
    """Says on the row how far an import is, while its own transaction is still open."""

    def __init__(self, batch: ContactImport) -> None:
        self.batch = batch
        self.told = 0.0

    def __enter__(self) -> Telling:
        connections[TELLING] = connection.copy(TELLING)
        return self

    def __exit__(self, *error: Any) -> None:
        connections[TELLING].close()
        del connections[TELLING]

    def __call__(self, done: int, of: int) -> None:
        first, last = not self.told, bool(of) and done == of
        if not (first or last) and time.monotonic() - self.told < TOLD_EVERY:
            return
        rows = ContactImport.objects.using(TELLING)
        mine = rows.filter(pk=self.batch.pk, wanted_at=self.batch.wanted_at)
        if not mine.update(
            heard_at=Now(), done_count=done, chosen_count=of, attempts=F("attempts") + int(first)
        ):
            raise Withdrawn
        self.told = time.monotonic()
