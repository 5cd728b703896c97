"""Which setting of a person switches a kind of mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.models.reminders import Kind

if TYPE_CHECKING:
    from jobsearch.models import User

# QUIET has no switch: it goes once when the others begin to rest.
FIELDS: dict[str, str] = {
    Kind.DIGEST: "digest_on",
    Kind.SINGLE: "reminders_on",
    Kind.PROMISE: "promises_on",
    Kind.EVENT: "events_on",
    Kind.REVIEW: "review_on",
}

# What no mail reads of its owner: whoever fetches very many of them leaves it out.
UNREAD = (
    "password", "looking_for", "rhythm_days", "target_rhythm_days", "level_names",
    "ladder_rules_off",
)  # fmt: skip
UNREAD_OF_OWNER = tuple(f"owner__{name}" for name in UNREAD)


def is_wanted(owner: User, kind: str) -> bool:
    """At present: the regular kinds rest while their owner is away (/help/method/#rest)."""
    if kind == Kind.QUIET:
        regular = (getattr(owner, field) for kind, field in FIELDS.items() if kind != Kind.SINGLE)
        return owner.mail_rests_since is not None and any(regular)
    rests = kind != Kind.SINGLE and owner.mail_rests_since is not None
    return getattr(owner, FIELDS[kind]) and not rests
