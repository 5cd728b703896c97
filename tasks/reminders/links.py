"""Addresses in mails: signed for one purpose, and never a way to sign in."""

from __future__ import annotations

import base64
import binascii
import uuid
from datetime import timedelta
from enum import StrEnum
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse


class Purpose(StrEnum):
    DONE = "done"
    LATER = "later"
    UNDO = "undo"
    STOP_DIGEST = "stop-digest"
    STOP_REMINDERS = "stop-reminders"
    STOP_PROMISES = "stop-promises"
    STOP_EVENTS = "stop-events"
    STOP_REVIEW = "stop-review"
    PAUSE = "pause"
    MOVE_ALL = "move-all"
    MOVED = "moved"
    SKIP = "skip"

    @property
    def life(self) -> timedelta:
        # Stopping must work from an old mail too.
        return STOP_LIFE if self.startswith("stop-") else LIFE


LIFE = timedelta(days=30)
STOP_LIFE = timedelta(days=400)


class BadLink(Exception):
    """Forged, too old, used, or for something else: nobody is told which."""


def make(purpose: Purpose, *parts: str) -> str:
    return _signer(purpose).sign_object(list(parts), compress=False)


def read(purpose: Purpose, token: str, count: int = 1) -> list[str]:
    try:
        parts = _signer(purpose).unsign_object(token, max_age=purpose.life)
    except (BadSignature, ValueError, binascii.Error) as error:
        raise BadLink from error
    if not isinstance(parts, list) or len(parts) != count:
        raise BadLink
    return [str(part) for part in parts]


def _signer(purpose: Purpose) -> TimestampSigner:
    # A dot, because some mail programs end a link at a colon.
    return TimestampSigner(salt=f"foothold.mail.{purpose}", sep=".")


def short(key: uuid.UUID) -> str:
    return base64.urlsafe_b64encode(key.bytes).decode().rstrip("=")


def key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(bytes=base64.urlsafe_b64decode(text + "=="))
    except (ValueError, binascii.Error) as error:
        raise BadLink from error


def page(name: str, *args: str) -> str:
    """The full address of one of our pages."""
    return f"{settings.BASE_URL}{reverse(name, args=args)}"


def signed(name: str, token: str) -> str:
    """The full address of a page that is opened by a token, and by no session."""
    return f"{settings.BASE_URL}{_path(name).replace(TOKEN, token)}"


TOKEN = "TOKEN"  # noqa: S105 (it stands for one)


@cache
def _path(name: str) -> str:
    """Django takes its time to find an address, and a mail has a dozen of these."""
    return reverse(name, args=[TOKEN])


def domain() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"
