"""What a mail says: which tasks, about whom, in which words."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from contacts.models import Contact
from tasks.days import ago, due_words
from tasks.models import Mention, OutboundEmail, Task
from tasks.models.querysets import TaskQuerySet
from tasks.models.reminders import Kind
from tasks.reminders import links
from tasks.reminders.fence import row_version
from tasks.reminders.links import Purpose
from tasks.reminders.words import duration, number, plain

if TYPE_CHECKING:
    from jobsearch.models import User

MOST_PEOPLE = 3
MOST_LINES = 5
MOST_TIMES = 2
UNREAD_OF_CONTACT = ("notes", "emails", "phones", "tags", "profile_url", "profile_key")
SUBJECT_LENGTH = 44


@dataclass(frozen=True)
class Line:
    """One task as it stands in a mail, with the links that belong to it there."""

    task: Task
    mention: Mention
    today: date

    @property
    def person(self) -> str:
        return plain(self.task.contact.discreet_name) if self.task.contact else ""

    @property
    def first_name(self) -> str:
        return plain(self.task.contact.given_name) if self.task.contact else ""

    @property
    def place(self) -> str:
        contact = self.task.contact
        return plain(contact.organisation.name) if contact and contact.organisation else ""

    @property
    def when(self) -> str:
        if self.task.due_on is None:
            return ""
        words = due_words(self.task.due_on, self.today)
        if self.task.due_time and self.task.due_on >= self.today:
            words += f" at {self.task.due_time:%H:%M}"
        return words

    @property
    def is_late(self) -> bool:
        return self.task.due_on is not None and self.task.due_on < self.today

    @property
    def title(self) -> str:
        """As it was typed, but with no more of the person's name than the mail shows elsewhere."""
        contact, title = self.task.contact, plain(self.task.title)
        return title.replace(contact.name, contact.discreet_name) if contact else title

    @property
    def words(self) -> str:
        return f"{self.sentence} {self.reason}".strip()

    @property
    def sentence(self) -> str:
        return self.title if self.title[-1:] in ".?!…" else f"{self.title}."

    @property
    def reason(self) -> str:
        return "You said you would." if self.task.is_promise else ""

    @property
    def spoke(self) -> str:
        day = self.task.contact.last_contact_on if self.task.contact else None
        return f"Last spoke {ago(day, self.today)}." if day and day < self.today else ""

    @property
    def done_url(self) -> str:
        token = links.make(Purpose.DONE, links.short(self.mention.pk))
        return links.signed("tasks:mail_done", token)

    @property
    def later_url(self) -> str:
        token = links.make(Purpose.LATER, links.short(self.mention.pk))
        return links.signed("tasks:mail_later", token)


@dataclass(frozen=True)
class Choice:
    """The tasks of one digest: those of people, the others, and how many had no room."""

    follow_ups: list[Task]
    others: list[Task]
    more: int

    def __iter__(self) -> Iterator[Task]:
        return iter([*self.follow_ups, *self.others])

    def __len__(self) -> int:
        return len(self.follow_ups) + len(self.others)

    @property
    def people(self) -> list[list[Task]]:
        grouped = groupby(self.follow_ups, key=lambda task: task.contact_id)
        return [list(tasks) for _, tasks in grouped]

    @property
    def headline(self) -> str:
        people, others = len(self.people), len(self.others)
        things = f"{number(others)} small thing{'s' if others != 1 else ''}"
        if not people:
            return f"{things} today.".capitalize()
        words = f"{number(people)} {'people' if people != 1 else 'person'}".capitalize()
        return f"{words} and {things} today." if others else f"{words} today."

    @property
    def effort(self) -> str:
        return f"About {duration(sum(task.minutes_expected for task in self))}"

    @property
    def names(self) -> str:
        """ "Ana R. and 2 others today", for those who asked for names in subjects."""
        people = len(self.people)
        if not people:
            return ""
        rest = f" and {people - 1} other{'s' if people > 2 else ''}" if people > 1 else ""
        contact = self.follow_ups[0].contact
        words = f"{plain(contact.discreet_name) if contact else ''}{rest} today"
        return words if len(words) <= SUBJECT_LENGTH else ""


def choose(tasks: list[Task], people: int = MOST_PEOPLE) -> Choice:
    """At most so many people and five lines, what has waited longest first."""
    follow_ups = [task for task in tasks if task.contact_id is not None]
    others = [task for task in tasks if task.contact_id is None]
    order = list(dict.fromkeys(task.contact_id for task in follow_ups))[:people]
    shown = [task for task in follow_ups if task.contact_id in order][:MOST_LINES]
    shown.sort(key=lambda task: order.index(task.contact_id))
    others = others[: MOST_LINES - len(shown)]
    return Choice(shown, others, more=len(tasks) - len(shown) - len(others))


def mailable(days: Mapping[int, date]) -> Iterator[Any]:
    """What the daily e-mails of these owners may mention, each owner's soonest first.

    The same task is mailed at most twice for one day (/help/method/#few).
    """
    handed_over = OutboundEmail.objects.handed_over().filter(kind=Kind.DIGEST)
    earlier = Mention.objects.filter(
        task=OuterRef("pk"), due_on=OuterRef("due_on"), email__in=handed_over
    )
    times = earlier.order_by().values("task").annotate(times=Count("pk")).values("times")
    due = _open().filter(owner__in=days, due_on__lte=max(days.values()))
    due = due.exclude(contact__archived_at__isnull=False)
    tasks: QuerySet[Any] = due.annotate(times_mailed=Coalesce(Subquery(times), 0)).soonest_first()
    for task in tasks:
        if task.due_on <= days[task.owner_id] and task.times_mailed < MOST_TIMES:
            yield task


def of_reminders(owner: User, keys: Sequence[uuid.UUID | None]) -> TaskQuerySet:
    """Those of the tasks that may still be mentioned."""
    tasks = [key for key in keys if key is not None]
    return _open().filter(owner=owner, pk__in=tasks).soonest_first()


def _open() -> TaskQuerySet:
    found = Task.objects.open().exclude(contact__do_not_contact=True)
    return (
        found.select_related("contact__organisation")
        .defer("notes", *(f"contact__{name}" for name in UNREAD_OF_CONTACT))
        .annotate(row_version=row_version(Task), contact_version=row_version(Contact))
    )


class Fact(NamedTuple):
    """What a mail says about a task; if this has changed, the mail is out of date."""

    task: uuid.UUID
    title: str
    due_on: date | None
    contact: uuid.UUID | None


Facts = tuple[Fact, ...]


def facts(tasks: Iterable[Task]) -> Facts:
    return tuple(Fact(task.pk, task.title, task.due_on, task.contact_id) for task in tasks)


def local_hour(owner: User, now: datetime) -> int:
    return now.astimezone(owner.zone).hour
