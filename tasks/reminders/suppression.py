"""Addresses that no mail must go to: the address rests, never a reminder or a task."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from tasks.models import SuppressedAddress
from tasks.reminders.smtp import Outcome, Phase

_ADDRESS = re.compile(r"<?[^\s<>\"'(:=]+@[^\s<>\"'),:;]+>?")
# 5.1.7 and 5.1.8 are about the sender, who is us.
_NO_SUCH_ADDRESS = re.compile(r"5\.1\.(?![78]\b)\d{1,3}\b")
Reason = SuppressedAddress.Reason


def suppress(address: str, reason: str, detail: str, at: datetime) -> None:
    """From now on nothing goes there. A complaint outweighs a bounce, and never the other way."""
    row = SuppressedAddress(address=address, reason=reason, detail=nameless(detail)[:200], at=at)
    SuppressedAddress.objects.bulk_create([row], ignore_conflicts=True)
    if reason == Reason.COMPLAINED:
        bounced = SuppressedAddress.objects.of(address).filter(reason=Reason.BOUNCED)
        bounced.update(reason=reason, detail=row.detail, at=at)


def refused(address: str, outcome: Outcome, now: datetime) -> None:
    """Our own server's answer: only "no such address" (5.1.x) is about the address.

    A refusal by some policy (5.7.x), or one without such a number, is not.
    """
    if outcome.phase == Phase.RCPT and _NO_SUCH_ADDRESS.match(outcome.detail):
        suppress(address, Reason.BOUNCED, f"{outcome.code} {outcome.detail}", now)


def lift(address: str) -> bool:
    """Its owner asks for it: they confirmed it anew, or want it tried again."""
    return bool(SuppressedAddress.objects.of(address).delete()[0])


def lift_confirmed(email_address: Any, **signal: Any) -> None:
    """allauth says that somebody opened the link we mailed: mail does arrive there."""
    lift(email_address.email)


def nameless(text: str) -> str:
    """Without the addresses that mail servers put into their answers."""
    return _ADDRESS.sub("…", text)
