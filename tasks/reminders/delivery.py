"""Sends what is due, and everything else that one turn of the reminders does."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from tasks.models import Heartbeat, OutboundEmail
from tasks.reminders import letters, message, outbox, schedule
from tasks.reminders.outbox import database_now
from tasks.reminders.smtp import Conversation, Outcome, Phase, Result

logger = logging.getLogger(__name__)

CLAIMED_AT_ONCE = 10
TICK = "tick"


def never() -> bool:
    return False


def turn(stop: Callable[[], bool] = never) -> int:
    """One round of everything; any number of these may run side by side."""
    now = database_now()
    Heartbeat.beat(TICK, now)
    steps = (
        partial(schedule.ensure_digests, now),
        partial(schedule.materialise, now),
        partial(schedule.enqueue, now),
        partial(schedule.give_up_unconfirmed, now),
        outbox.reap,
        outbox.settle,
    )
    for step in steps:
        try:
            step()
        except Exception:
            # What can be sent is sent, whatever is wrong with the step before.
            logger.exception("A step of the reminders did not work")
            if not connection.in_atomic_block:
                close_old_connections()
    return send_due(stop)


def send_due(stop: Callable[[], bool] = never) -> int:
    """Sends until nothing is due or the mail server is out of reach; says how many went."""
    sent = 0
    with Conversation() as conversation:
        while not stop() and (mails := outbox.claim(CLAIMED_AT_ONCE)):
            now = database_now()
            try:
                while mails and not stop():
                    result = _deliver(conversation, mails.pop(0), now)
                    sent += result == Result.ACCEPTED
                    if result == Result.NO_SERVER:
                        return sent
            finally:
                outbox.release(mails)
    return sent


def _deliver(conversation: Conversation, mail: OutboundEmail, now: datetime) -> Result:
    try:
        letter = letters.write(mail, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        # A mail that cannot be written must not keep the others waiting.
        logger.exception("Mail %s could not be written", mail.pk)
        outcome = Outcome(Result.LATER, Phase.WRITE, detail=type(error).__name__)
        outbox.finish(mail, outcome)
        return outcome.result
    if letter is None:
        return Result.WITHDRAWN

    def fence() -> bool:
        return letters.fence(mail, letter)

    outcome = conversation.send(message.sender(), letter.recipient, letter.message, fence)
    _insist(lambda: outbox.finish(mail, outcome))
    _log(mail, outcome)
    return outcome.result


def _insist(step: Callable[[], None]) -> None:
    """What the mail server said is known only here, so the database is asked until it is back."""
    deadline = time.monotonic() + settings.MAIL_LEASE_SECONDS
    pause = 0.1
    while True:
        try:
            return step()
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
