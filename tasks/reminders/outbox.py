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
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable

from tasks.models import Attempt, Occurrence, OutboundEmail
from tasks.reminders import breaker, evidence, fence, suppression
from tasks.reminders.clock import PUNCTUAL, QuietHours
from tasks.reminders.database import DatabaseNow, later
from tasks.reminders.smtp import Outcome, Phase, Result

State = OutboundEmail.State
RETRY_AFTER = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
RETRY_LATER = timedelta(hours=4)
MOST_DOUBTS = 2
NOT_CONFIRMED = "the mail server did not say whether it took the mail"
NOT_REACHED = "the mail server could not be reached"
SETTLED_AT_ONCE = 500


def _lease_end() -> Combinable:
    return later(timedelta(seconds=settings.MAIL_LEASE_SECONDS))


@transaction.atomic
def claim(limit: int) -> list[OutboundEmail]:
    """Takes the mails that have waited longest, and none that somebody else is taking."""
    limit = breaker.allowed(limit)
    due = OutboundEmail.objects.filter(state=State.PENDING, next_attempt_at__lte=DatabaseNow())
    oldest = due.order_by("next_attempt_at").select_for_update(skip_locked=True)
    mails = list(oldest.defer("mime")[:limit])
    token = uuid.uuid4()
    _these(mails).update(state=State.CLAIMED, lease_token=token, lease_until=_lease_end())
    for mail in mails:
        mail.lease_token = token
    return mails


def release(mails: list[OutboundEmail]) -> None:
    """Gives back what was claimed and not begun."""
    if mails:
        held(mails, lock=False).update(state=State.PENDING, lease_token=None, lease_until=None)


def held(mails: list[OutboundEmail], *, lock: bool = True) -> QuerySet[OutboundEmail]:
    """Those of the mails, claimed together, that are still ours."""
    tokens = {mail.lease_token for mail in mails}
    mine = _these(mails).filter(state=State.CLAIMED, lease_token__in=tokens)
    return mine.order_by("next_attempt_at", "pk").select_for_update() if lock else mine


def put_back(row: OutboundEmail, *, seconds: int = 0) -> None:
    """Out of date before it went: written anew at the next claim, which costs no attempt."""
    _these([row]).update(
        state=State.PENDING,
        lease_token=None,
        lease_until=None,
        next_attempt_at=later(timedelta(seconds=seconds)),
    )


def hand_over(mail: OutboundEmail) -> None:
    """Stores what goes, as from now on only these bytes may."""
    _these([mail]).update(
        state=State.SENDING,
        lease_until=_lease_end(),
        recipient=mail.recipient,
        subject=mail.subject,
        mime=mail.mime,
    )


def cancel(rows: list[OutboundEmail], reason: str) -> None:
    _these(rows).update(
        state=State.CANCELLED, reason=reason, mime=b"", lease_token=None, lease_until=None
    )
    _close_occurrences(rows, Occurrence.State.CANCELLED, reason)


def finish(mail: OutboundEmail, outcome: Outcome) -> None:
    """Records what became of an attempt, if the mail is still ours to say it of."""
    if outcome.result == Result.ACCEPTED and mail.lease_token is not None:
        fence.record_taken(mail.pk, mail.lease_token, _attempt(outcome))
    elif outcome.result != Result.WITHDRAWN:
        _finish(mail, outcome)


@transaction.atomic
def _finish(mail: OutboundEmail, outcome: Outcome) -> None:
    rows = _these([mail]).select_related("owner").select_for_update(of=("self",))
    row = rows.defer("mime").annotate(now=DatabaseNow()).first()
    if row is None:
        return
    _remember(row, outcome, mail.lease_token)
    # Before the fence nobody had stored what was written.
    row.recipient, row.subject = mail.recipient, mail.subject
    # Somebody may have found it in doubt while we waited; if it kept our token, we know better.
    ours = row.lease_token == mail.lease_token
    if ours and row.state in (State.CLAIMED, State.SENDING, State.IN_DOUBT):
        _apply(row, outcome, row.now)


def _apply(row: OutboundEmail, outcome: Outcome, now: datetime) -> None:
    said = suppression.nameless(f"{outcome.code or ''} {outcome.detail}".strip())[:190]
    if outcome.result == Result.ACCEPTED:
        _end(row, State.SENT, sent_at=DatabaseNow())
    elif outcome.result == Result.REFUSED:
        _end(row, State.FAILED, reason=f"refused: {said}")
        suppression.refused(row.recipient, outcome, now)
    elif outcome.result == Result.IN_DOUBT:
        if row.state != State.IN_DOUBT:
            _doubt(row)
    elif outcome.result == Result.NO_SERVER:
        # The breaker keeps it waiting; when the server is back it is the first to go.
        _wait(row, now, said)
    else:
        _try_again(row, said, now)


def _try_again(row: OutboundEmail, said: str, now: datetime) -> None:
    row.attempts += 1
    steps = RETRY_AFTER[row.attempts - 1 : row.attempts]
    # Spread out, so that what was refused together does not come back together.
    delay = (steps[0] if steps else RETRY_LATER) * random.uniform(0.8, 1.2)  # noqa: S311 (no secret)
    at = now + delay
    quiet = QuietHours(row.owner.quiet_from, row.owner.quiet_until, row.owner.zone)
    if at - row.created_at > PUNCTUAL and quiet.after(at) > at:
        at = quiet.after(at)
        row.deadline = max(row.deadline, at + PUNCTUAL)
    if at > row.deadline:
        _end(row, State.FAILED, reason=f"given up: {said}", attempts=row.attempts)
    else:
        _wait(row, at, said)


def _wait(row: OutboundEmail, at: datetime, said: str) -> None:
    _these([row]).update(
        state=State.PENDING,
        attempts=row.attempts,
        reason=said,
        next_attempt_at=at,
        deadline=row.deadline,
        lease_token=None,
        lease_until=None,
    )


def _doubt(row: OutboundEmail) -> None:
    """The token stays, so that whoever is still waiting for the answer may yet report it."""
    grace = timedelta(seconds=settings.MAIL_DOUBT_SECONDS)
    _these([row]).update(
        state=State.IN_DOUBT, doubts=F("doubts") + 1, next_attempt_at=later(grace), lease_until=None
    )


def _end(row: OutboundEmail, state: str, **changes: Any) -> None:
    # Its bytes have done their work; what was in them is nobody's business any more.
    ended = {"reason": "", "mime": b"", "lease_token": None, "lease_until": None} | changes
    ended |= {"recipient": row.recipient, "subject": row.subject}
    _these([row]).update(state=state, **ended)
    sent = state == State.SENT
    occurrence = Occurrence.State.SENT if sent else Occurrence.State.FAILED
    _close_occurrences([row], occurrence, ended["reason"])


def _close_occurrences(rows: list[OutboundEmail], state: str, reason: str) -> None:
    waiting = Occurrence.objects.filter(email__in=rows, state=Occurrence.State.DUE)
    waiting.update(state=state, reason=reason)


def reap() -> int:
    """Takes mails away from workers that have not been heard of until the end of their lease."""
    over = OutboundEmail.objects.filter(lease_until__lt=DatabaseNow())
    freed = over.filter(state=State.CLAIMED).update(
        state=State.PENDING, lease_token=None, lease_until=None
    )
    with transaction.atomic():
        lost = over.filter(state=State.SENDING).select_for_update(skip_locked=True)
        for row in lost.defer("mime"):
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
    rows = list(doubtful.defer("mime").select_for_update(skip_locked=True)[:SETTLED_AT_ONCE])
    known = evidence.accepted({row.message_id for row in rows})
    for row in rows:
        if row.message_id in known:
            _end(row, State.SENT, sent_at=DatabaseNow())
        elif row.doubts >= MOST_DOUBTS or settings.MAIL_ON_DOUBT == "hold":
            _end(row, State.FAILED, reason=NOT_CONFIRMED)
        else:
            put_back(row)
    return len(rows)


def was_taken(row: OutboundEmail) -> bool:
    """Ends a mail whose answer came after somebody had called it in doubt."""
    if not row.history.filter(outcome=Result.ACCEPTED).exists():
        return False
    _end(row, State.SENT, sent_at=DatabaseNow())
    return True


def give_up() -> int:
    """Ends what the mail server did not take until it was of no use any more.

    What nobody could try, in a pause or while nothing ran, still goes.
    """
    stale = OutboundEmail.objects.filter(state=State.PENDING, deadline__lt=DatabaseNow())
    if breaker.is_paused():
        return 0
    if not breaker.is_in_trouble():
        stale = stale.filter(attempts__gt=0)
    with transaction.atomic():
        rows = list(stale.defer("mime").select_for_update(skip_locked=True)[:SETTLED_AT_ONCE])
        for row in rows:
            _end(row, State.FAILED, reason=f"given up: {row.reason or NOT_REACHED}"[:200])
    return len(rows)


def _remember(row: OutboundEmail, outcome: Outcome, token: uuid.UUID | None) -> None:
    Attempt.objects.create(
        owner_id=row.owner_id,
        email=row,
        at=DatabaseNow(),
        lease_token=token or uuid.uuid4(),
        **_attempt(outcome),
    )


def _attempt(outcome: Outcome) -> dict[str, Any]:
    return {
        "phase": outcome.phase,
        "code": outcome.code,
        "outcome": outcome.result,
        "detail": suppression.nameless(outcome.detail)[:300],
        "worker": f"{socket.gethostname()[:60]}:{os.getpid()}",
    }


def _these(mails: list[OutboundEmail]) -> QuerySet[OutboundEmail]:
    return OutboundEmail.objects.filter(pk__in=[mail.pk for mail in mails])
