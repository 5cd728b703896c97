"""The states of a mail, each change one committed step by the clock of the database.

pending → claimed → sending → sent | pending | in doubt | failed, and cancelled before sending.
Whoever claims a mail holds it by a token until its lease runs out; a step without the token that
is in the row does nothing.
"""

from __future__ import annotations

import os
import random
import socket
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Func, QuerySet, Value
from django.db.models.expressions import Combinable

from tasks.models import Attempt, Occurrence, OutboundEmail
from tasks.reminders import evidence, suppression
from tasks.reminders.smtp import Outcome, Phase, Result

State = OutboundEmail.State
RETRY_AFTER = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
RETRY_LATER = timedelta(hours=4)
NO_SERVER_PAUSE = timedelta(minutes=1)
MOST_DOUBTS = 2
NOT_CONFIRMED = "the mail server did not say whether it took the mail"


class DatabaseNow(Func):
    """The database's clock: the only one that all workers share."""

    template = "statement_timestamp()"
    output_field = DateTimeField()


def database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _in(delay: timedelta) -> Combinable:
    return ExpressionWrapper(DatabaseNow() + Value(delay), output_field=DateTimeField())


def _lease_end() -> Combinable:
    return _in(timedelta(seconds=settings.MAIL_LEASE_SECONDS))


@transaction.atomic
def claim(limit: int) -> list[OutboundEmail]:
    """Takes the mails that have waited longest, and none that somebody else is taking."""
    due = OutboundEmail.objects.filter(state=State.PENDING, next_attempt_at__lte=DatabaseNow())
    oldest = due.order_by("next_attempt_at").select_for_update(skip_locked=True)
    mails = list(oldest.only("pk", "owner_id", "next_attempt_at")[:limit])
    token = uuid.uuid4()
    _these(mails).update(state=State.CLAIMED, lease_token=token, lease_until=_lease_end())
    for mail in mails:
        mail.lease_token = token
    return mails


def release(mails: list[OutboundEmail]) -> None:
    """Gives back what was claimed and not begun."""
    for mail in mails:
        held(mail, lock=False).update(state=State.PENDING, lease_token=None, lease_until=None)


def held(mail: OutboundEmail, *, lock: bool = True) -> QuerySet[OutboundEmail]:
    mine = _these([mail]).filter(state=State.CLAIMED, lease_token=mail.lease_token)
    return mine.select_for_update() if lock else mine


def keep(row: OutboundEmail) -> None:
    """Stores what was written, and holds the mail for as long again."""
    _these([row]).update(
        recipient=row.recipient, subject=row.subject, mime=row.mime, lease_until=_lease_end()
    )


def put_back(row: OutboundEmail) -> None:
    """Out of date before it went: written anew at the next claim, which costs no attempt."""
    _these([row]).update(
        state=State.PENDING, lease_token=None, lease_until=None, next_attempt_at=DatabaseNow()
    )


def hand_over(row: OutboundEmail) -> None:
    _these([row]).update(state=State.SENDING, lease_until=_lease_end())


def cancel(row: OutboundEmail, reason: str) -> None:
    _these([row]).update(state=State.CANCELLED, reason=reason, lease_token=None, lease_until=None)
    _close_occurrences(row, Occurrence.State.CANCELLED, reason)


@transaction.atomic
def finish(mail: OutboundEmail, outcome: Outcome) -> None:
    """Records what became of an attempt, if the mail is still ours to say it of."""
    row = _these([mail]).select_for_update().annotate(now=DatabaseNow()).first()
    if row is None or outcome.result == Result.WITHDRAWN:
        return
    _remember(row, outcome, mail.lease_token)
    # Somebody may have found it in doubt while we waited; if it kept our token, we know better.
    ours = row.lease_token == mail.lease_token
    if ours and row.state in (State.CLAIMED, State.SENDING, State.IN_DOUBT):
        _apply(row, outcome, row.now)


def _apply(row: OutboundEmail, outcome: Outcome, now: datetime) -> None:
    said = f"{outcome.code or ''} {outcome.detail}".strip()[:190]
    if outcome.result == Result.ACCEPTED:
        _end(row, State.SENT, sent_at=DatabaseNow())
    elif outcome.result == Result.REFUSED:
        _end(row, State.FAILED, reason=f"refused: {said}")
        suppression.refused(row.recipient, outcome, now)
    elif outcome.result == Result.IN_DOUBT:
        if row.state != State.IN_DOUBT:
            _doubt(row)
    else:
        _try_again(row, outcome, said, now)


def _try_again(row: OutboundEmail, outcome: Outcome, said: str, now: datetime) -> None:
    delay = NO_SERVER_PAUSE
    if outcome.result == Result.LATER:
        row.attempts += 1
        steps = RETRY_AFTER[row.attempts - 1 : row.attempts]
        delay = steps[0] if steps else RETRY_LATER
    # Spread out, so that what was refused together does not come back together.
    delay *= random.uniform(0.8, 1.2)  # noqa: S311
    if now + delay > row.deadline:
        _end(row, State.FAILED, reason=f"given up: {said}", attempts=row.attempts)
        return
    _these([row]).update(
        state=State.PENDING,
        attempts=row.attempts,
        reason=said,
        next_attempt_at=_in(delay),
        lease_token=None,
        lease_until=None,
    )


def _doubt(row: OutboundEmail) -> None:
    """The token stays, so that whoever is still waiting for the answer may yet report it."""
    grace = timedelta(seconds=settings.MAIL_DOUBT_SECONDS)
    _these([row]).update(
        state=State.IN_DOUBT, doubts=F("doubts") + 1, next_attempt_at=_in(grace), lease_until=None
    )


def _end(row: OutboundEmail, state: str, **changes: Any) -> None:
    ended = {"reason": "", "lease_token": None, "lease_until": None} | changes
    _these([row]).update(state=state, **ended)
    sent = state == State.SENT
    occurrence = Occurrence.State.SENT if sent else Occurrence.State.FAILED
    _close_occurrences(row, occurrence, ended["reason"])


def _close_occurrences(row: OutboundEmail, state: str, reason: str) -> None:
    waiting = Occurrence.objects.filter(email=row, state=Occurrence.State.DUE)
    waiting.update(state=state, reason=reason)


def reap() -> int:
    """Takes mails away from workers that have not been heard of until the end of their lease."""
    over = OutboundEmail.objects.filter(lease_until__lt=DatabaseNow())
    freed = over.filter(state=State.CLAIMED).update(
        state=State.PENDING, lease_token=None, lease_until=None
    )
    with transaction.atomic():
        lost = over.filter(state=State.SENDING).select_for_update(skip_locked=True)
        for row in lost:
            unheard = Outcome(Result.IN_DOUBT, Phase.ANSWER, detail="The worker did not come back")
            _remember(row, unheard, row.lease_token)
            _doubt(row)
            freed += 1
    return freed


@transaction.atomic
def settle() -> int:
    """Decides about mails in doubt whose time to wait is over: evidence, or once more, or over."""
    doubtful = OutboundEmail.objects.filter(
        state=State.IN_DOUBT, next_attempt_at__lte=DatabaseNow()
    )
    rows = list(doubtful.select_for_update(skip_locked=True))
    known = evidence.accepted([row.message_id for row in rows])
    for row in rows:
        if row.message_id in known:
            _end(row, State.SENT, sent_at=DatabaseNow())
        elif row.doubts >= MOST_DOUBTS or settings.MAIL_ON_DOUBT == "hold":
            _end(row, State.FAILED, reason=NOT_CONFIRMED)
        else:
            put_back(row)
    return len(rows)


def _remember(row: OutboundEmail, outcome: Outcome, token: uuid.UUID | None) -> None:
    Attempt.objects.create(
        owner_id=row.owner_id,
        email=row,
        at=DatabaseNow(),
        phase=outcome.phase,
        code=outcome.code,
        outcome=outcome.result,
        detail=outcome.detail[:300],
        worker=f"{socket.gethostname()[:60]}:{os.getpid()}",
        lease_token=token or uuid.uuid4(),
    )


def _these(mails: list[OutboundEmail]) -> QuerySet[OutboundEmail]:
    return OutboundEmail.objects.filter(pk__in=[mail.pk for mail in mails])
