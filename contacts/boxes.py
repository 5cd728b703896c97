"""The four boxes of the board: two yes/no answers, urgent and important."""

from __future__ import annotations

from django.db.models import TextChoices


class Box(TextChoices):
    DO_FIRST = "1", "Do first"
    MAKE_TIME = "2", "Make time"
    KEEP_SHORT = "3", "Keep it short"
    LET_GO = "4", "Let it go"

    @classmethod
    def of(cls, *, urgent: bool, important: bool) -> Box:
        if important:
            return cls.DO_FIRST if urgent else cls.MAKE_TIME
        return cls.KEEP_SHORT if urgent else cls.LET_GO

    @property
    def urgent(self) -> bool:
        return self in (Box.DO_FIRST, Box.KEEP_SHORT)

    @property
    def important(self) -> bool:
        return self in (Box.DO_FIRST, Box.MAKE_TIME)

    @property
    def hint(self) -> str:
        return {
            Box.DO_FIRST: "Urgent and important",
            Box.MAKE_TIME: "Important, no rush",
            Box.KEEP_SHORT: "Urgent, less important",
            Box.LET_GO: "Neither",
        }[self]

    @property
    def when_empty(self) -> str:
        return {
            Box.DO_FIRST: "Nothing is on fire. Good.",
            Box.MAKE_TIME: "Important work with no rush. Most good conversations start here.",
            Box.KEEP_SHORT: "Other people’s hurry goes here, in small doses.",
            Box.LET_GO: "Things to do when everything else is done, or never.",
        }[self]
