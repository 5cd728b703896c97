from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Also:
    """Another way out of the same finding: a page, or a button that sends something."""

    button: str
    url: str
    sends: Sequence[tuple[str, str]] = ()
    posts: bool = True


@dataclass(frozen=True)
class Offer:
    """One thing to do about a finding, and the one button that does it."""

    words: str
    button: str
    sends: Sequence[tuple[str, str]] = ()
    # The one line to fill in before, if there is one.
    asks: str = ""
    asks_for_more: bool = False  # some lines and not one
    also: Sequence[Also] = ()


@dataclass(frozen=True)
class Finding:
    """Something that the numbers say: what happened, and never why."""

    id: str
    icon: str
    text: str
    strong: bool
    because: list[str] = field(default_factory=list)
    offer: Offer | None = None

    @property
    def anchor(self) -> str:
        return self.id.lower()
