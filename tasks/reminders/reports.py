"""What mail providers report by webhook: each report counts once, in whatever order they come.

A report only ever adds: an event to the history (which is evidence for a mail in doubt), an address
to those that rest, a switch turned off. So a late "delivered" cannot take back a complaint.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.db import transaction
from django.utils import timezone

from tasks.models import MailEvent, OutboundEmail, SuppressedAddress
from tasks.reminders.suppression import nameless, suppress
from tasks.reminders.switches import FIELDS
from tasks.reminders.words import plain

if TYPE_CHECKING:
    from jobsearch.models import User

Kind = MailEvent.Kind
KINDS = {
    EventType.QUEUED: Kind.ACCEPTED,
    EventType.SENT: Kind.ACCEPTED,
    EventType.DELIVERED: Kind.DELIVERED,
    EventType.DEFERRED: Kind.DEFERRED,
    EventType.BOUNCED: Kind.BOUNCED,
    EventType.REJECTED: Kind.REJECTED,
    EventType.FAILED: Kind.REJECTED,
    EventType.COMPLAINED: Kind.COMPLAINED,
    EventType.UNSUBSCRIBED: Kind.UNSUBSCRIBED,
}
# Providers keep lists of their own; this is why they would not even try an address. Any other
# reason of theirs is about the mail or about us.
REJECTED_FOR = {
    RejectReason.SPAM: Kind.COMPLAINED,
    RejectReason.UNSUBSCRIBED: Kind.UNSUBSCRIBED,
    RejectReason.INVALID: Kind.BOUNCED,
    RejectReason.BOUNCED: Kind.BOUNCED,
}
REJECTED_ADDRESS = {"blocked", "ManuallyDeactivated"}  # Brevo, Postmark
# What providers call a bounce without meaning that the address takes no mail.
SOFT = {"soft_bounce", "SoftBounce", "VirusNotification", "blocked"}
# SES's words for it; a refusal for now; a full mailbox; a refusal of what we are, not of them.
_SOFT_WORDS = re.compile(
    r"^(?:Transient|Undetermined)\b|(?<![\d.])(?:4\.\d{1,3}\.\d{1,3}|5\.2\.2|5\.7\.\d{1,3})(?![\d.])"
)
_UUID = r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
# Our Message-ID; or our own header, however a provider repeats it, because some write another id.
_OURS = re.compile(rf"\br\.{_UUID}@|X-Foothold-Mail\W+(?:value\W+)?{_UUID}", re.IGNORECASE)


def received(event: AnymailTrackingEvent, esp_name: str, **signal: Any) -> None:
    """anymail's signal: one event about one recipient of one mail."""
    kind = _kind(event)
    mail = _mail(event)
    address = mail.recipient if mail else _address_of_somebody_here(event.recipient)
    if kind and address:
        _record(event, esp_name, kind, mail, address)


@transaction.atomic
def _record(
    event: AnymailTrackingEvent, provider: str, kind: str, mail: OutboundEmail | None, address: str
) -> None:
    now = timezone.now()
    at = min(event.timestamp, now) if _is_moment(event.timestamp) else now
    row, is_new = MailEvent.objects.get_or_create(
        key=_key(event, provider, kind, address),
        defaults={
            "kind": kind,
            "message_id": mail.message_id if mail else "",
            "at": at,
            "detail": nameless(_said(event))[:200],
        },
    )
    if not is_new:
        return
    if kind == Kind.COMPLAINED:
        suppress(address, SuppressedAddress.Reason.COMPLAINED, row.detail, at)
    elif kind == Kind.BOUNCED and _is_hard(event):
        suppress(address, SuppressedAddress.Reason.BOUNCED, row.detail, at)
    elif kind == Kind.UNSUBSCRIBED and mail is not None:
        _switch_off(mail.owner, mail.kind, now)


def _switch_off(owner: User, kind: str, now: datetime) -> None:
    if field := FIELDS.get(kind):
        setattr(owner, field, False)
        owner.save(update_fields=[field])
        owner.reminders.reschedule(now)


def _kind(event: AnymailTrackingEvent) -> str | None:
    kind = KINDS.get(event.event_type)
    if event.event_type == EventType.REJECTED:
        if _named(event) & REJECTED_ADDRESS:
            return Kind.BOUNCED
        return REJECTED_FOR.get(event.reject_reason, kind)
    return kind


def _is_hard(event: AnymailTrackingEvent) -> bool:
    """Does it mean that this address takes no mail, and not only that this mail was not taken?"""
    if event.event_type == EventType.BOUNCED and _named(event) & SOFT:
        return False
    words = (str(event.mta_response or ""), str(event.description or ""))
    return not any(_SOFT_WORDS.search(text) for text in words)


def _named(event: AnymailTrackingEvent) -> set[str]:
    """What the provider itself calls this, wherever it says so."""
    raw = event.esp_event if isinstance(event.esp_event, dict) else {}
    soft = {"soft_bounce"} if raw.get("hard_bounce") is False else set()  # Mailjet
    names = (raw.get(key) for key in ("event", "Type", "type"))
    return soft | {name for name in names if isinstance(name, str)}


def _said(event: AnymailTrackingEvent) -> str:
    said = event.mta_response or event.description or event.reject_reason or ""
    return plain(str(said))


def _mail(event: AnymailTrackingEvent) -> OutboundEmail | None:
    text = f"{event.message_id} {json.dumps(event.esp_event, default=str)}"
    if (found := _OURS.search(text)) is None:
        return None
    mails = OutboundEmail.objects.select_related("owner")
    return mails.filter(pk=found[1] or found[2]).first()


def _address_of_somebody_here(recipient: object) -> str:
    """Other mail goes through the same provider, and who gets that is none of our business."""
    address = plain(recipient) if isinstance(recipient, str) else ""
    known = EmailAddress.objects.filter(email__iexact=address)
    return address if address and known.exists() else ""


def _key(event: AnymailTrackingEvent, provider: str, kind: str, address: str) -> str:
    """The same for a report that is repeated; no provider's own id is the same each time."""
    if _is_moment(event.timestamp):
        moment = event.timestamp.isoformat()
    else:
        moment = event.event_id or json.dumps(event.esp_event, default=str, sort_keys=True)
    parts = [provider, kind, str(event.message_id), address.lower(), moment]
    return f"{provider}:{hashlib.sha256(json.dumps(parts).encode()).hexdigest()}"


def _is_moment(value: object) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None
