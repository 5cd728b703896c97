"""Our own conversation with a mail server.

Django's backend raises the same exception for a connection lost before the message as for one lost
after it. Only the second may have been accepted, so the conversation remembers how far it came.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from tasks.reminders.links import domain
from tasks.reminders.words import plain

SERVICE_CLOSING = 421


class Phase(StrEnum):
    WRITE = "write"
    CONNECT = "connect"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    ANSWER = "answer"


class Result(StrEnum):
    ACCEPTED = "accepted"
    LATER = "later"  # refused for now: try again
    REFUSED = "refused"
    NO_SERVER = "no-server"  # trouble that is not about this mail
    IN_DOUBT = "in-doubt"
    WITHDRAWN = "withdrawn"  # we changed our mind before the message


@dataclass(frozen=True)
class Outcome:
    result: Result
    phase: Phase
    code: int | None = None
    detail: str = ""


class Lost(Exception):
    """The connection broke, or the server said something that is no answer."""


class Conversation:
    """One connection, opened when it is needed and used for several mails."""

    def __init__(self) -> None:
        self.smtp: smtplib.SMTP | None = None
        self.phase = Phase.CONNECT

    def __enter__(self) -> Conversation:
        return self

    def __exit__(self, *error: object) -> None:
        if self.smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self.smtp.quit()
        self._hang_up()

    def send(
        self, sender: str, recipient: str, message: bytes, fence: Callable[[], bool]
    ) -> Outcome:
        """Hand one mail over; `fence` is asked at the last moment at which it can be held back."""
        try:
            sender = _ascii(sender)
        except ValueError:
            # Ours, so it is no fault of this mail.
            detail = "DEFAULT_FROM_EMAIL is no e-mail address"
            return Outcome(Result.NO_SERVER, Phase.CONNECT, detail=detail)
        try:
            recipient = _ascii(recipient)
        except ValueError:
            return Outcome(Result.REFUSED, Phase.RCPT, detail="This is no e-mail address")
        reused = self.smtp is not None
        outcome = self._send_once(sender, recipient, message, fence)
        idle = outcome.phase == Phase.MAIL and outcome.code in (None, SERVICE_CLOSING)
        if reused and idle:
            # The server had closed the connection we kept: that says nothing about this mail.
            outcome = self._send_once(sender, recipient, message, fence)
        return outcome

    def _send_once(
        self, sender: str, recipient: str, message: bytes, fence: Callable[[], bool]
    ) -> Outcome:
        self.phase = Phase.CONNECT
        try:
            if self.smtp is None:
                self.smtp = _connect()
            return self._talk(self.smtp, sender, recipient, message, fence)
        except (smtplib.SMTPException, OSError, Lost) as error:
            self._hang_up()
            return self._broken(error)

    def _talk(
        self,
        smtp: smtplib.SMTP,
        sender: str,
        recipient: str,
        message: bytes,
        fence: Callable[[], bool],
    ) -> Outcome:
        steps = ((Phase.MAIL, f"MAIL FROM:<{sender}>"), (Phase.RCPT, f"RCPT TO:<{recipient}>"))
        for self.phase, command in steps:
            code, text = smtp.docmd(command)
            if code // 100 != 2:
                return self._refused(code, text)
        if not fence():
            self._reset()
            return Outcome(Result.WITHDRAWN, self.phase)
        self.phase = Phase.DATA
        code, text = smtp.docmd("DATA")
        if code != 354:
            return self._refused(code, text)
        smtp.send(_stuffed(message))
        return self._end(smtp)

    def _end(self, smtp: smtplib.SMTP) -> Outcome:
        # From here on the server may have the mail, whatever we hear.
        self.phase = Phase.ANSWER
        _be_patient(smtp, settings.MAIL_ANSWER_SECONDS)
        smtp.send(b".\r\n")
        code, text = smtp.getreply()
        _be_patient(smtp, settings.EMAIL_TIMEOUT)
        if code // 100 == 2:
            return Outcome(Result.ACCEPTED, self.phase, code, _words(text))
        return self._refused(code, text)

    def _refused(self, code: int, text: bytes) -> Outcome:
        if code // 100 not in (4, 5):
            raise Lost(f"{code} {_words(text)}")
        self._reset()
        result = Result.LATER if code // 100 == 4 else Result.REFUSED
        if code == SERVICE_CLOSING:
            self._hang_up()
            result = Result.NO_SERVER
        return Outcome(result, self.phase, code, _words(text))

    def _broken(self, error: Exception) -> Outcome:
        if self.phase == Phase.CONNECT:
            result = Result.NO_SERVER
        elif self.phase == Phase.ANSWER:
            result = Result.IN_DOUBT
        else:
            result = Result.LATER
        code = getattr(error, "smtp_code", None)
        return Outcome(result, self.phase, code if code in range(1000) else None, _cause(error))

    def _reset(self) -> None:
        if self.smtp is not None:
            try:
                self.smtp.rset()
            except (smtplib.SMTPException, OSError):
                self._hang_up()

    def _hang_up(self) -> None:
        if self.smtp is not None:
            self.smtp.close()
            self.smtp = None


def _connect() -> smtplib.SMTP:
    if not settings.EMAIL_HOST:
        raise Lost("EMAIL_URL names no mail server")
    context = _tls()
    server = (settings.EMAIL_HOST, settings.EMAIL_PORT, domain())
    if settings.EMAIL_USE_SSL:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            *server, timeout=settings.EMAIL_TIMEOUT, context=context
        )
    else:
        smtp = smtplib.SMTP(*server, timeout=settings.EMAIL_TIMEOUT)
    try:
        # The dot follows the message in a packet of its own: it must not wait 40 ms for an answer
        # to the one before.
        if smtp.sock is not None:
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS:
            smtp.starttls(context=context)
            smtp.ehlo()
        if settings.EMAIL_HOST_USER:
            smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _be_patient(smtp: smtplib.SMTP, seconds: int) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _tls() -> ssl.SSLContext | None:
    if not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        return None
    context = ssl.create_default_context()
    if settings.EMAIL_SSL_CERTFILE:
        context.load_cert_chain(settings.EMAIL_SSL_CERTFILE, settings.EMAIL_SSL_KEYFILE)
    return context


def _ascii(address: str) -> str:
    """With the domain as name servers know it; a ValueError for what cannot be an address."""
    name, at, place = address.rpartition("@")
    if not at or plain(address) != address or set(address) & set(" <>"):
        raise ValueError(address)
    return f"{name.encode('ascii').decode()}@{place.encode('idna').decode()}"


def _stuffed(message: bytes) -> bytes:
    """With the dots doubled that a server would take for the end, and closed by a line end."""
    stuffed = re.sub(rb"(?m)^\.", b"..", message)
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


def _words(text: bytes) -> str:
    return plain(text.decode("utf-8", "replace"))[:200]


def _cause(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return _words(said if isinstance(said, bytes) else str(said).encode())
    if isinstance(error, socket.gaierror):
        return "The name of the mail server is not known"
    if isinstance(error, TimeoutError):
        return "No answer in time"
    return plain(str(error) or type(error).__name__)[:200]
