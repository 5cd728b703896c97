"""What became of a mail, in words for the person it was for. No database, no addresses, no tokens.

Each step of its way is a line with its moment; the last words say how it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tasks.models import Attempt, MailEvent, MailServer, Occurrence, OutboundEmail
from tasks.reminders.suppression import nameless
from tasks.reminders.words import plain

State = OutboundEmail.State
LONGEST_ANSWER = 90
_NUMBERS = re.compile(r"^[245]\d\d[ -]+|^[245]\.\d{1,3}\.\d{1,3}\s+")
_PASSWORD = re.compile(r"\b53[0458]\b|5\.7\.8")
EVENTS = {
    MailEvent.Kind.ACCEPTED: "Your mail provider took it",
    MailEvent.Kind.DELIVERED: "Delivered",
    MailEvent.Kind.DEFERRED: "Delayed on its way{said}",
    MailEvent.Kind.BOUNCED: "It came back{said}",
    MailEvent.Kind.REJECTED: "Your mail provider did not send it{said}",
    MailEvent.Kind.COMPLAINED: "It was marked as unwanted",
    MailEvent.Kind.UNSUBSCRIBED: "Unsubscribed at the mail provider",
}
NOT_ARRIVED = {MailEvent.Kind.BOUNCED, MailEvent.Kind.REJECTED}


@dataclass(frozen=True)
class Clock:
    """Where and when somebody is, to say a moment as they would."""

    now: datetime
    zone: ZoneInfo

    def says(self, moment: datetime) -> str:
        """ "at 08:04" today, "on Tuesday at 08:04" this week, with the date further away."""
        local, here = moment.astimezone(self.zone), self.now.astimezone(self.zone)
        days = (local.date() - here.date()).days
        at = f"at {local:%H:%M}"
        if days == 0:
            return f"today {at}"
        if days in (-1, 1):
            return f"{'tomorrow' if days > 0 else 'yesterday'} {at}"
        if abs(days) < 7:
            return f"on {local:%A} {at}"
        year = "" if local.year == here.year else f" {local.year}"
        return f"on {local:%A} {local.day} {local:%B}{year} {at}"


@dataclass(frozen=True)
class Line:
    at: datetime
    words: str


def lines(
    mail: OutboundEmail, attempts: Iterable[Attempt], events: Iterable[MailEvent], clock: Clock
) -> list[Line]:
    """Its way so far, oldest first, and last what it waits for or how it ended."""
    told = sorted([*_tried(attempts, clock), *_reported(events, clock)], key=lambda line: line.at)
    handed_over = any(line.words.startswith(("Handed", "Sent once more: handed")) for line in told)
    if mail.state == State.SENT and not handed_over:
        at = mail.sent_at or mail.created_at
        found = "The log of your mail server, or a report, shows that it has it"
        told.append(Line(at, f"{found} (seen {clock.says(at)})"))
    elif mail.state != State.SENT:
        refused = mail.reason.startswith("refused") and told
        told.append(Line(clock.now, "Not sent" if refused else standing(mail, clock)))
    return told


def outcome(mail: OutboundEmail, events: Iterable[MailEvent], clock: Clock) -> str:
    """How it stands, in one line, also when a provider knows that it never arrived."""
    lost = [event for event in events if event.kind in NOT_ARRIVED]
    return next((line.words for line in _reported(lost[:1], clock)), standing(mail, clock))


def moment(mail: OutboundEmail) -> datetime:
    """What its one line tells of: when it went, or when it will."""
    if mail.state in (State.PENDING, State.IN_DOUBT):
        return max(mail.next_attempt_at, mail.created_at)
    return mail.sent_at or mail.created_at


def standing(mail: OutboundEmail, clock: Clock) -> str:
    """How far we brought it, in one line."""
    if mail.state == State.SENT:
        at = mail.sent_at or mail.created_at
        return f"Handed to your mail server {clock.says(at)}"
    if mail.state == State.PENDING:
        return _waiting(mail, clock)
    if mail.state == State.IN_DOUBT:
        is_over = mail.next_attempt_at <= clock.now
        when = "soon" if is_over else clock.says(mail.next_attempt_at)
        return f"Your mail server did not say whether it took it; Foothold decides {when}"
    if mail.state in (State.CLAIMED, State.SENDING):
        return "On its way to your mail server"
    return f"Not sent: {reason(mail.reason)}"


def _waiting(mail: OutboundEmail, clock: Clock) -> str:
    is_later = mail.next_attempt_at > clock.now + timedelta(seconds=90)
    following = f"next try {clock.says(mail.next_attempt_at)}" if is_later else "next try soon"
    if mail.doubts:
        return f"Waiting to be sent once more; {following}"
    if mail.reason[:3].isdecimal():
        return f"Waiting: your mail server said {quoted(mail.reason)}; {following}"
    if mail.reason:
        return f"Waiting: it could not be handed over yet; {following}"
    return f"Waiting to be sent, {clock.says(mail.next_attempt_at)}" if is_later else "On its way"


def _tried(attempts: Iterable[Attempt], clock: Clock) -> Iterable[Line]:
    doubted = False
    for attempt in attempts:
        words = f"{_step(attempt)} {clock.says(attempt.at)}"
        if doubted:
            words = f"Sent once more: {words[0].lower()}{words[1:]}"
        doubted = doubted or attempt.outcome == "in-doubt"
        yield Line(attempt.at, words)


def _step(attempt: Attempt) -> str:
    said = quoted(attempt.detail)
    if attempt.phase == "write":
        return "It could not be written"
    if attempt.outcome == "accepted":
        return "Handed to your mail server"
    if attempt.outcome == "in-doubt":
        return "Your mail server did not say whether it took it,"
    if attempt.outcome == "no-server":
        if is_about_the_password(f"{attempt.code} {attempt.detail}"):
            return "Your mail server did not accept Foothold’s password,"
        return "Your mail server could not be reached,"
    if attempt.outcome == "refused":
        return f"Your mail server refused it with {said},"
    return f"Your mail server said {said}," if attempt.detail else "Your mail server broke off,"


def _reported(events: Iterable[MailEvent], clock: Clock) -> Iterable[Line]:
    for event in events:
        said = f": {quoted(event.detail)}," if event.detail else ""
        words = EVENTS[MailEvent.Kind(event.kind)].format(said=said)
        yield Line(event.at, f"{words} {clock.says(event.at)}")


def missing(occurrence: Occurrence, clock: Clock) -> str:
    """Of a time something fell due and no mail of its own was made."""
    if occurrence.state == Occurrence.State.DUE:
        return f"Waiting to be sent, due {clock.says(occurrence.due_at)}"
    if occurrence.state == Occurrence.State.SENT:
        return f"Sent, due {clock.says(occurrence.due_at)}"
    words = reason(occurrence.reason)
    return f"{words[0].upper()}{words[1:]}; it was due {clock.says(occurrence.due_at)}"


def reason(text: str) -> str:
    """Why something was not sent; our own short words, or what a mail server said."""
    kind, colon, said = text.partition(": ")
    if text[:3].isdecimal():
        kind, colon, said = "refused", ":", text
    if colon and kind in ("refused", "given up"):
        lead = "your mail server refused it" if kind == "refused" else "tried for long enough"
        return f"{lead} ({quoted(said)})"
    return nameless(plain(text)) or "no longer needed"


def quoted(text: str) -> str:
    """What a mail server said, without its numbers and without anybody's address."""
    words = nameless(plain(text))
    while match := _NUMBERS.match(words):
        words = words[match.end() :]
    if len(words) > LONGEST_ANSWER:
        words = f"{words[:LONGEST_ANSWER].rstrip()}…"
    return f"“{words or 'no'}”"


def is_about_the_password(trouble: str) -> bool:
    return bool(_PASSWORD.search(trouble))


@dataclass(frozen=True)
class Trouble:
    title: str
    words: str
    about: str  # "address", "operator" or "mail": what its buttons are


def of_server(server: MailServer | None, clock: Clock) -> Sequence[Trouble]:
    """What keeps all mail from going, whoever it is for."""
    if server is None:
        return []
    if server.paused_at:
        title = f"E-mails have been paused since {_since(server.paused_at, clock)}"
        words = "Whoever runs this Foothold paused them. What is due is on Today."
        return [Trouble(title, words, "operator")]
    if not (server.failures and server.trouble_since):
        return []
    since = _since(server.trouble_since, clock)
    if is_about_the_password(server.trouble):
        title = f"Your mail server has not accepted Foothold’s password since {since}"
        words = (
            "Whoever runs this Foothold can correct it in EMAIL_URL. E-mails wait for that, and "
            "what is due is on Today."
        )
    else:
        title = f"Your mail server has not been reached since {since}"
        words = "Foothold tries again by itself. What is due is on Today."
    return [Trouble(title, words, "operator")]


def _since(moment: datetime, clock: Clock) -> str:
    return clock.says(moment).removeprefix("on ")
