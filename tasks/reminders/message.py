"""The mail itself: three templates in, bytes out."""

from __future__ import annotations

import uuid
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string

from tasks.models import OutboundEmail
from tasks.reminders import links
from tasks.reminders.content import Choice, Line, local_hour
from tasks.reminders.links import Purpose
from tasks.reminders.words import greeting, plain

if TYPE_CHECKING:
    from jobsearch.models import User


class WholeLines(EmailPolicy):
    """Leaves alone the headers that Python would fold in the middle of an address."""

    whole = frozenset({"list-unsubscribe", "message-id"})

    def fold(self, name: str, value: Any) -> str:
        if name.lower() in self.whole:
            return f"{name}: {value}{self.linesep}"
        return super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in self.whole:
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)


POLICY = WholeLines(linesep=SMTP.linesep)


def message_id(key: uuid.UUID) -> str:
    return f"<r.{key}@{links.domain()}>"


def sender() -> str:
    """The address a bounce goes back to."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def digest(
    mail: OutboundEmail, owner: User, choice: Choice, lines: list[Line], now: datetime
) -> bytes:
    people = [line for line in lines if line.task.contact_id is not None]
    context = {
        "greeting": _greeting(owner, now),
        "choice": choice,
        "names": "" if owner.discreet_subjects else choice.names,
        "weekday": f"{owner.today(now):%A}",
        "people": _grouped(people),
        "others": [line for line in lines if line.task.contact_id is None],
        "hour": f"{owner.digest_hour}:00",
        **_footer(owner, Purpose.STOP_DIGEST),
    }
    return _message(mail, "digest", context, now)


def single(mail: OutboundEmail, owner: User, line: Line, now: datetime) -> bytes:
    context = {
        "greeting": _greeting(owner, now),
        "line": line,
        "names": "" if owner.discreet_subjects else line.person,
        **_footer(owner, Purpose.STOP_REMINDERS),
    }
    return _message(mail, "single", context, now)


def _grouped(lines: list[Line]) -> list[list[Line]]:
    people: dict[object, list[Line]] = {}
    for line in lines:
        people.setdefault(line.task.contact_id, []).append(line)
    return list(people.values())


def _greeting(owner: User, now: datetime) -> str:
    words, name = greeting(local_hour(owner, now)), plain(owner.name)
    return f"{words}, {name}" if name else words


def _footer(owner: User, stop: Purpose) -> dict[str, str]:
    zone = owner.zone.key
    return {
        "today_url": links.page("tasks:today"),
        "settings_url": links.page("settings"),
        "stop_url": links.page("tasks:mail_stop", links.make(stop, str(owner.pk))),
        "zone": f"{zone.rsplit('/')[-1].replace('_', ' ')} time" if "/" in zone else zone,
    }


def _message(mail: OutboundEmail, template: str, context: dict[str, Any], now: datetime) -> bytes:
    subject = plain(render_to_string(f"mail/{template}-subject.txt", context))
    context["subject"] = mail.subject = subject
    message = EmailMessage(policy=POLICY)
    message["Subject"] = subject
    message["From"] = _address(settings.DEFAULT_FROM_EMAIL)
    message["To"] = _address(mail.recipient)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = mail.message_id
    # Some relays write a Message-ID of their own; this one stays.
    message["X-Foothold-Mail"] = str(mail.pk)
    message["List-Unsubscribe"] = f"<{context['stop_url']}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    text = render_to_string(f"mail/{template}.txt", context)
    html = render_to_string(f"mail/{template}.html", context)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message.as_bytes()


def _address(text: str) -> Address:
    name, address = parseaddr(text)
    user, _, place = address.rpartition("@")
    return Address(display_name=plain(name), username=user, domain=place.encode("idna").decode())
