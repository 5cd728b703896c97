"""How far an import is, in words and for the bar. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from contacts.models import ContactImport

# After so long somebody may well wonder whether anything happens at all.
LONG = timedelta(minutes=2)


@dataclass(frozen=True)
class Progress:
    batch: ContactImport
    now: datetime

    @property
    def is_cut_off(self) -> bool:
        return self.batch.is_cut_off(self.now)

    @property
    def has_begun(self) -> bool:
        return self.batch.heard_at is not None and not self.is_cut_off

    @property
    def waits_long(self) -> bool:
        """Nobody has come to it, or not again."""
        since = self.batch.heard_at or self.batch.wanted_at
        return since is not None and self.now - since > LONG

    @property
    def done(self) -> int:
        return self.batch.done_count if self.has_begun else 0

    @property
    def total(self) -> int:
        return self.batch.chosen_count if self.has_begun else 0

    @property
    def words(self) -> str:
        if self.is_cut_off:
            return "It was cut off, and nobody was added. It starts again on its own."
        if not self.has_begun:
            return "Waiting for its turn."
        if not self.total:
            return "Comparing the file with the people you have."
        if self.done == self.total:
            return "All in. One moment."
        return f"{self.done:,} of {self.total:,}"

    @property
    def stage(self) -> str:
        """Changes when it is worth saying aloud: at each quarter."""
        if self.is_cut_off:
            return "cut"
        if not self.has_begun:
            return "waits"
        return f"q{4 * self.done // self.total}" if self.total else "reads"
