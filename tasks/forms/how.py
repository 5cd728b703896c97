"""The tiles of the log form: what each fills in, and when to be in touch again after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from contacts.kinds import Kind
from contacts.models import Interaction
from jobsearch.models import User


@dataclass(frozen=True)
class How:
    """One tile of the log form, and what it fills in."""

    value: str
    label: str
    icon: str
    kind: Kind
    channel: str
    direction: str
    minutes: int | None = None  # None: as the kind says


_CHANNEL, _DIRECTION = Interaction.Channel, Interaction.Direction
HOW = {
    how.value: how
    for how in [
        How("message", "Message", "chat", Kind.FOLLOWED_UP, _CHANNEL.MESSAGE, _DIRECTION.TO_THEM),
        How("email", "Email", "mail", Kind.FOLLOWED_UP, _CHANNEL.EMAIL, _DIRECTION.TO_THEM),
        How("call", "Call", "phone", Kind.CONVERSATION, _CHANNEL.CALL, _DIRECTION.BOTH),
        How("met", "Met", "cup", Kind.CONVERSATION, _CHANNEL.MEETING, _DIRECTION.BOTH),
        How(
            "reply", "They replied", "arrow-in",
            Kind.FOLLOWED_UP, _CHANNEL.MESSAGE, _DIRECTION.FROM_THEM, minutes=0,
        ),
        How("group", "Event", "people", Kind.EVENT, _CHANNEL.GROUP, _DIRECTION.BOTH),
        How("online", "Online", "upload", Kind.ONLINE, _CHANNEL.ONLINE, _DIRECTION.TO_THEM),
    ]
}  # fmt: skip
# Working days until a message without an answer is followed up (/help/method/#follow-ups).
MESSAGE_WORKING_DAYS = 5
TALK_DAYS = 14
REPLY_DAYS = 2


def follow_up_day(how: How, day: date, owner: User) -> date | None:
    """When to be in touch again after this tile."""
    return fitting_day(light=how.kind.facts.light, direction=how.direction, day=day, owner=owner)


def fitting_day(*, light: bool, direction: str, day: date, owner: User) -> date | None:
    """When to be in touch again; None after events and posts."""
    if light:
        return None
    if direction == Interaction.Direction.FROM_THEM:
        return day + timedelta(days=REPLY_DAYS)
    if direction == Interaction.Direction.BOTH:
        return day + timedelta(days=TALK_DAYS)
    return owner.working_day_after(day, MESSAGE_WORKING_DAYS)
