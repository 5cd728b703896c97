"""The mail itself: three templates in, bytes out."""

from __future__ import annotations

import binascii
import uuid
from collections.abc import Iterator
from datetime import datetime
from email.header import Header
from email.message import Message
from email.policy import compat32
from email.utils import format_datetime, formataddr, parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string

from tasks.days import next_words
from tasks.models import OutboundEmail
from tasks.reminders import links
from tasks.reminders.content import local_hour
from tasks.reminders.letters.draft import Draft
from tasks.reminders.links import Purpose
from tasks.reminders.words import greeting, plain

if TYPE_CHECKING:
    from jobsearch.models import User


# Long addresses in headers stay whole; the lines of the body are short already.
LINES = compat32.clone(linesep="\r\n", max_line_length=None)
SUBJECT_LENGTH = 180


def message_id(key: uuid.UUID) -> str:
    return f"<r.{key}@{links.domain()}>"


def sender() -> str:
    """The address a bounce goes back to."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def build(mail: OutboundEmail, owner: User, draft: Draft, now: datetime) -> bytes:
    """The whole mail as it goes over the line; sets the subject of its row."""
    context = {
        "greeting": _greeting(owner, now),
        "owner": owner,
        **draft.context,
        **_footer(owner, draft.stop),
        **_ways_out(mail, owner, now),
    }
    name = f"mail/{draft.template}"
    mail.subject = plain(render_to_string(f"{name}-subject.txt", context))[:SUBJECT_LENGTH]
    context["subject"] = mail.subject
    parts: list[Message | str] = [
        _part("plain", render_to_string(f"{name}.txt", context)),
        _part("html", render_to_string(f"{name}.html", context)),
    ]
    message = _multipart("alternative", parts)
    if draft.calendar:
        message = _multipart("mixed", [message, _calendar(draft.calendar)])
    for header, value in _headers(mail, str(context["stop_url"]), now):
        message[header] = value
    return message.as_bytes(policy=LINES)


def _headers(mail: OutboundEmail, stop_url: str, now: datetime) -> Iterator[tuple[str, str]]:
    yield "Subject", _encoded(mail.subject)
    yield "From", _address(settings.DEFAULT_FROM_EMAIL)
    yield "To", _address(mail.recipient)
    yield "Date", format_datetime(now)
    yield "Message-ID", mail.message_id
    # Some relays write a Message-ID of their own; this one stays.
    yield "X-Foothold-Mail", str(mail.pk)
    if (settings.EMAIL_HOST or "").endswith(".postmarkapp.com"):
        # Postmark's reports repeat what it calls metadata, and no other header.
        yield "X-PM-Metadata-X-Foothold-Mail", str(mail.pk)
    yield "List-Unsubscribe", f"<{stop_url}>"
    yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
    yield "Auto-Submitted", "auto-generated"
    yield "X-Auto-Response-Suppress", "All"
    yield "MIME-Version", "1.0"


def _multipart(subtype: str, parts: list[Message | str]) -> Message:
    whole = Message()
    # The boundary is our own: Python would look for one by reading every part.
    boundary = f"={uuid.uuid4().hex}="
    whole.add_header("Content-Type", f"multipart/{subtype}", boundary=boundary)
    whole.set_payload(parts)
    return whole


def _part(subtype: str, text: str, **parameters: str) -> Message:
    """Coded by the standard library's C code: its newer interface takes ten times as long."""
    part = Message()
    part.add_header("Content-Type", f"text/{subtype}", charset="utf-8", **parameters)
    part["Content-Transfer-Encoding"] = "quoted-printable"
    lines = text.replace("\r\n", "\n").encode()
    part.set_payload(binascii.b2a_qp(lines, istext=True).decode("ascii"))
    return part


def _calendar(text: str) -> Message:
    part = _part("calendar", text, method="PUBLISH")
    part.add_header("Content-Disposition", "attachment", filename="reminder.ics")
    return part


def _encoded(text: str) -> str:
    """A header's words; what is not ASCII as RFC 2047 wants it. `text` is one line."""
    return text if text.isascii() else Header(text, "utf-8").encode()


def _greeting(owner: User, now: datetime) -> str:
    words, name = greeting(local_hour(owner, now)), plain(owner.name)
    return f"{words}, {name}" if name else words


def _footer(owner: User, stop: Purpose) -> dict[str, str]:
    zone = owner.zone.key
    return {
        "today_url": links.page("tasks:today"),
        "settings_url": links.page("settings"),
        "stop_url": links.signed("tasks:mail_stop", links.make(stop, str(owner.pk))),
        "zone": f"{zone.rsplit('/')[-1].replace('_', ' ')} time" if "/" in zone else zone,
    }


def _ways_out(mail: OutboundEmail, owner: User, now: datetime) -> dict[str, object]:
    """Signed only for the templates that show them."""
    today = owner.today(now)
    day = owner.working_day_after(today, 1)

    def pause_url() -> str:
        return links.signed("tasks:mail_pause", links.make(Purpose.PAUSE, str(owner.pk)))

    def move_url() -> str:
        token = links.make(Purpose.MOVE_ALL, links.short(mail.pk))
        return links.signed("tasks:mail_move_all", token)

    return {"pause_url": pause_url, "move_url": move_url, "move_to": next_words(day, today)}


def _address(text: str) -> str:
    """One address, whatever the name before it holds."""
    name, address = parseaddr(text)
    user, _, place = plain(address).rpartition("@")
    return formataddr((plain(name), f"{user}@{place.encode('idna').decode()}"), "utf-8")
