"""Links that are about more than one task: stopping a sort of mail, putting all off, skipping."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction

from jobsearch.models import User
from tasks.models import OutboundEmail, Postponement
from tasks.models.querysets import TaskQuerySet
from tasks.models.reviews import REVIEW, DismissalQuerySet
from tasks.reminders import links
from tasks.reminders.links import BadLink, Purpose
from tasks.weeks import Week


class Sort(NamedTuple):
    """A sort of mail: its switch, what it is called, and what is so once it is off."""

    field: str
    name: str
    off: str


SORTS = {
    Purpose.STOP_DIGEST: Sort("digest_on", "the daily e-mail", "You get no daily e-mail any more."),
    Purpose.STOP_PROMISES: Sort(
        "promises_on", "the reminders of promises", "Promises are not mailed any more."
    ),
    Purpose.STOP_EVENTS: Sort(
        "events_on", "the e-mails after events", "You get no e-mail after events any more."
    ),
    Purpose.STOP_REVIEW: Sort(
        "review_on", "the invitation to the review", "The review does not invite you any more."
    ),
    Purpose.STOP_REMINDERS: Sort(
        "reminders_on", "the reminders you set", "The reminders you set are not mailed any more."
    ),
}


def owner_by(purpose: Purpose, token: str, count: int = 1) -> tuple[User, list[str]]:
    """Whose mail a link is about, and what else the link says."""
    key, *rest = links.read(purpose, token, count)
    owner = User.objects.filter(pk=key, is_active=True).first() if key.isdecimal() else None
    if owner is None:
        raise BadLink
    return owner, rest


@dataclass(frozen=True)
class Subscription:
    """One sort of mail to one person, as the link to stop it knows it."""

    owner: User
    purpose: Purpose

    @classmethod
    def find(cls, token: str) -> Subscription:
        for purpose in SORTS:
            try:
                return cls(owner_by(purpose, token)[0], purpose)
            except BadLink:
                continue
        raise BadLink

    @property
    def sort(self) -> Sort:
        return SORTS[self.purpose]

    @property
    def is_on(self) -> bool:
        return bool(getattr(self.owner, self.sort.field))

    @property
    def others(self) -> list[Subscription]:
        return [Subscription(self.owner, each) for each in SORTS if each != self.purpose]

    def named(self, purpose: str) -> Subscription:
        """Another sort of mail to the same person; this one for a name that is none."""
        return next((each for each in self.others if each.purpose == purpose), self)

    def switch(self, on: bool, now: datetime) -> None:
        setattr(self.owner, self.sort.field, on)
        self.owner.save(update_fields=[self.sort.field])
        self.owner.reminders.reschedule(now)


@dataclass(frozen=True)
class MoveAll:
    """Everything that is due by now, to be put off by the link of one mail."""

    mail: OutboundEmail
    tasks: TaskQuerySet
    day: date

    @classmethod
    def find(cls, token: str, now: datetime) -> MoveAll:
        key = links.key(links.read(Purpose.MOVE_ALL, token)[0])
        mails = OutboundEmail.objects.filter(pk=key, owner__is_active=True)
        found = mails.select_related("owner").first()
        if found is None or found.postponements.filter(undone_at=None).exists():
            raise BadLink
        today = found.owner.today(now)
        tasks = found.owner.tasks.can_wait(today)
        if not tasks.exists():
            raise BadLink
        return cls(found, tasks, found.owner.working_day_after(today, 1))

    def do(self, now: datetime) -> Postponement:
        owner = self.mail.owner
        try:
            with transaction.atomic():
                made = Postponement.objects.put_off(owner, self.tasks, self.day, now, self.mail)
        except IntegrityError as error:  # the button was pressed twice in the same moment
            raise BadLink from error
        if made is None:
            raise BadLink
        return made


def put_off_by(token: str) -> Postponement:
    """What a link to take it back is about, while there is something to take back."""
    key = links.key(links.read(Purpose.MOVED, token)[0])
    made = Postponement.objects.filter(pk=key, undone_at=None, owner__is_active=True).first()
    if made is None:
        raise BadLink
    return made


@dataclass(frozen=True)
class ReviewOf:
    """The review of one week, as the link to skip it knows it."""

    owner: User
    week: Week

    @classmethod
    def find(cls, token: str) -> ReviewOf:
        owner, [day] = owner_by(Purpose.SKIP, token, 2)
        try:
            return cls(owner, Week(date.fromisoformat(day)))
        except ValueError as error:
            raise BadLink from error

    @property
    def token(self) -> str:
        return links.make(Purpose.SKIP, str(self.owner.pk), self.week.first.isoformat())

    @property
    def is_skipped(self) -> bool:
        return self._dismissed.exists()

    @property
    def _dismissed(self) -> DismissalQuerySet:
        return self.owner.dismissals.filter(what=REVIEW, about=self.week.first.isoformat())

    def skip(self) -> None:
        about, until = self.week.first.isoformat(), self.week.after + timedelta(days=7)
        self.owner.dismissals.dismiss(self.owner, REVIEW, about, until)

    def bring_back(self) -> None:
        self._dismissed.delete()
