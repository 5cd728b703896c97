"""Sends what is due, and everything else that one turn of the reminders does."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import (
    IntegrityError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
)

from tasks.models import Heartbeat, OutboundEmail
from tasks.reminders import breaker, message, occasions, outbox, schedule, writing
from tasks.reminders.database import database_now
from tasks.reminders.smtp import Conversation, Outcome, Result
from tasks.reminders.writing import Letter

logger = logging.getLogger(__name__)

CLAIMED_AT_ONCE = 50
REGULAR_EVERY = timedelta(minutes=1)


def never() -> bool:
    return False


def nobody() -> None:
    """Nobody else is there to help."""


def turn(stop: Callable[[], bool] = never, ring: Callable[[], None] = nobody) -> int:
    """One round of everything; any number of these may run side by side."""
    now = database_now()
    Heartbeat.beat(Heartbeat.TICK, now)
    steps = (
        partial(_ensure_regular, now),
        partial(occasions.wake_rested, now),
        partial(occasions.promises, now),
        partial(occasions.events, now),
        partial(occasions.quiet, now),
        partial(schedule.materialise, now),
        partial(schedule.enqueue, now),
        partial(schedule.give_up_unconfirmed, now),
        outbox.reap,
        outbox.settle,
        outbox.give_up,
    )
    for step in steps:
        try:
            step()
        except Exception:
            # What can be sent is sent, whatever is wrong with the step before.
            logger.exception("A step of the reminders did not work")
            if not connection.in_atomic_block:
                close_old_connections()
    return send_due(stop, ring)


def _ensure_regular(now: datetime) -> None:
    """It looks at everybody, so those who share the work do it once a minute together."""
    if Heartbeat.is_time(Heartbeat.REGULAR, now, REGULAR_EVERY):
        schedule.ensure_regular(now)


def send_due(stop: Callable[[], bool] = never, ring: Callable[[], None] = nobody) -> int:
    """Sends until nothing is due, the mail server is out of reach, or a tick's time is over.

    Says how many went. Where there is more to do than one can claim, `ring` calls for help.
    """
    sent, end = 0, time.monotonic() + settings.TICK_SECONDS
    rung = False
    with Conversation() as conversation:
        while not stop() and (mails := outbox.claim(CLAIMED_AT_ONCE)):
            if len(mails) == CLAIMED_AT_ONCE and not rung:
                rung = True
                ring()
            results = _deliver_all(conversation, mails, stop)
            sent += results.count(Result.ACCEPTED)
            if Result.NO_SERVER in results:
                break
            if results:
                breaker.open_again()
            if time.monotonic() > end:
                ring()
                break
    return sent


def _deliver_all(
    conversation: Conversation, mails: list[OutboundEmail], stop: Callable[[], bool]
) -> list[Result]:
    results: list[Result] = []
    begun: set[object] = set()
    end = time.monotonic() + settings.MAIL_LEASE_SECONDS / 4
    try:
        for letter in writing.write(mails, database_now()):
            # What waits behind a slow answer goes back to those who are quicker.
            if stop() or time.monotonic() > end:
                break
            begun.add(letter.mail.pk)
            results.append(_deliver(conversation, letter))
            if results[-1] == Result.NO_SERVER:
                break
    finally:
        outbox.release([mail for mail in mails if mail.pk not in begun])
    return results


def _deliver(conversation: Conversation, letter: Letter) -> Result:
    mail = letter.mail
    outcome = conversation.send(
        message.sender(), mail.recipient, letter.message, lambda: writing.fence(letter)
    )
    _insist(lambda: outbox.finish(mail, outcome))
    if outcome.result == Result.NO_SERVER:
        breaker.close(f"{outcome.code or ''} {outcome.detail}".strip())
    _log(mail, outcome)
    return outcome.result


def _insist(step: Callable[[], None]) -> None:
    """What the mail server said is known only here, so the database is asked until it is back."""
    deadline = time.monotonic() + settings.MAIL_LEASE_SECONDS
    pause = 0.1
    while True:
        try:
            return step()
        except IntegrityError:
            # The account was deleted while its last mail was under way: nobody is left to tell.
            return logger.warning("The mail that was handed over has gone")
        except (OperationalError, InterfaceError):
            if time.monotonic() + pause > deadline or connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(pause)
            pause = min(pause * 2, 10)


def _log(mail: OutboundEmail, outcome: Outcome) -> None:
    if outcome.result not in (Result.ACCEPTED, Result.WITHDRAWN):
        logger.warning(
            "Mail %s: %s at %s (%s)", mail.pk, outcome.result, outcome.phase, outcome.code
        )
