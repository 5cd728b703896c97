"""How things stand with people, and what to do next: what is known of them, by the rules."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from contacts.kinds import Kind
from contacts.models import Contact
from contacts.models.promises import CHECK_AFTER
from tasks import known, soonest
from tasks.chains import Proposal, Standing, key_of
from tasks.judged import FOLLOW_UP, IN_TIME, Judged, Waiting, task_id
from tasks.known import SHOWN_DAYS, Row
from tasks.reasons import Reason

if TYPE_CHECKING:
    from jobsearch.models import User

__all__ = ["FOLLOW_UP", "Situation", "Soonest", "task_id"]
OVER_SHOWN = 3


class Situation(Judged):
    """`without` are tasks to leave out of account, as if they had not been planned."""

    def __init__(
        self,
        user: User,
        today: date,
        contact: Contact | None = None,
        without: Collection[UUID] = (),
    ) -> None:
        left_out = {str(pk) for pk in without}
        rows = (row for row in known.rows(user, today, contact) if row.source not in left_out)
        super().__init__(user, today, rows, cache(user.calendar))
        self.contact = str(contact.pk) if contact else None

    @property
    def about_promises(self) -> bool:
        return bool(self.mine or self.waiting)

    @property
    def standings(self) -> dict[UUID, Standing]:
        return {UUID(pk): standing for pk, standing in self._standings.items()}

    @cached_property
    def proposals(self) -> list[Proposal]:
        """The next first; of one reason only one to each person, which stands for the others."""
        return self._proposed_from(date.min)

    @property
    def listed(self) -> list[Proposal]:
        """But for questions about promises, which stand beside each promise."""
        return [one for one in self.proposals if one.reason != Reason.CHECK]

    @cached_property
    def recent(self) -> list[Proposal]:
        first = self.today - timedelta(days=SHOWN_DAYS)
        return self._proposed_from(first, but="promise")

    @cached_property
    def waiting(self) -> list[Waiting]:
        return self._waiting(self._of("promise"))

    @cached_property
    def mine(self) -> list[Row]:
        """What the user promised: the open ones by date, then the last ones that are over."""
        mine = [row for row in self._of("promise") if row.met]
        over = [row for row in mine if row.direction]
        return [row for row in mine if not row.direction] + over[: -OVER_SHOWN - 1 : -1]

    @cached_property
    def debt(self) -> list[Row]:
        """Whom the user met at the last event and has not written to or talked with since."""
        events = [row for row in self._of("entry") if row.kind == Kind.EVENT]
        if not events:
            return []
        last = events[-1].entry
        return [
            row
            for row in events
            if row.entry == last
            and row.met
            and row.person
            and not _after(self._standings[row.person].wrote, row)
            and (FOLLOW_UP, key_of(Reason.HELLO, row.source)) not in self.away
        ]


def _after(moment: tuple[date, datetime] | None, row: Row) -> bool:
    return moment is not None and moment > row.moment


class Soonest(Judged):
    """The first `most` of what fits next, as Situation has them, and of what others promised.

    Whoever can only come after these is not looked at; so it says nothing of anybody else.
    """

    def __init__(self, user: User, today: date, most: int) -> None:
        self.most, self.first = most, today - timedelta(days=SHOWN_DAYS)
        rows, self.border = soonest.rows(user, today, self.first, self.looked_into)
        super().__init__(user, today, rows, cache(user.calendar))

    @property
    def looked_into(self) -> int:
        """Happenings, many of which propose nothing or the same again; and so many promises."""
        return 3 * self.most

    @cached_property
    def recent(self) -> list[Proposal]:
        found = self._proposed_from(self.first, but="promise")
        if self.border:
            found = [one for one in found if one.day < self.border]
            if len(found) < self.most:
                found = Situation(self.user, self.today).recent
        return found[: self.most]

    @cached_property
    def waiting(self) -> list[Waiting]:
        soon = self._of("promise")
        if len(soon) >= self.looked_into:
            # Others may be due later, and to be asked about as soon as the last of these.
            last = self.calendar(soon[-1].day, CHECK_AFTER)
            soon = [row for row in soon if self.calendar(row.day, CHECK_AFTER) < last]
            if len(soon) < self.most:
                soon = sorted(soonest.promised(self.user, self.today), key=IN_TIME)
        return self._waiting(soon)[: self.most]
