"""Telling the news that you got the job: whom, and a task for each (/help/method/#follow-ups)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Exists, F, OuterRef, Q

from contacts.boxes import Box
from contacts.models.queries import IN_TOUCH, ContactQuerySet
from tasks.followups import TABLE, What
from tasks.known import KNOWN_DAYS
from tasks.models import Task
from tasks.models.board import find_a_place
from tasks.models.querysets import OPEN
from tasks.positions import between

if TYPE_CHECKING:
    from jobsearch.models import User

(STEP,) = TABLE[What.JOB]
# On one page; the others follow when these are planned.
MOST = 200


def close_people(user: User) -> ContactQuerySet:
    """In touch or closer, but for those who are left alone; also who rests."""
    return user.contacts.active().filter(level__gte=IN_TOUCH, do_not_contact=False)


def to_tell(user: User, today: date) -> ContactQuerySet:
    """Those with whom it is neither planned nor done, the closest first."""
    lately = Q(completed_on__gt=today - timedelta(days=KNOWN_DAYS))
    told = user.tasks.filter(OPEN | lately, contact=OuterRef("pk"), reason=STEP.reason)
    people = close_people(user).exclude(Exists(told))
    return people.order_by("-level", "search_name", "pk")


def day(user: User, today: date) -> date:
    return STEP.wait.after(today, user.working_day_after)


def plan(user: User, who: Collection[UUID], today: date) -> list[Task]:
    """A task for each, in a few statements. Twice, in whatever windows, is once."""
    return find_a_place(lambda crowded: _plan(user, who, today))


def _plan(user: User, who: Collection[UUID], today: date) -> list[Task]:
    # One window at a time: the next one finds what this one made.
    get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)
    on, box = day(user, today), Box.MAKE_TIME
    there = user.tasks.open().in_box(box).order_by("position")
    place = there.values_list("position", flat=True).first()
    tasks = []
    for contact in reversed(to_tell(user, today).filter(pk__in=who)[:MOST]):
        place = between(None, place)
        tasks.append(
            Task(
                owner=user,
                title=STEP.title.format(name=contact.given_name)[:200],
                kind=STEP.kind,
                reason=STEP.reason,
                contact=contact,
                due_on=on,
                first_due_on=on,
                urgent=box.urgent,
                important=box.important,
                position=place,
            )
        )
    return Task.objects.bulk_create(tasks)


def take_back(user: User, first: datetime, last: datetime, now: datetime) -> int:
    """Those planned together that nobody has had in hand since, as if they had never been."""
    made = user.tasks.open().filter(reason=STEP.reason, created_at__range=(first, last))
    untouched = made.filter(version=1, chosen_for=None, reminder=None)
    return untouched.update(
        dropped_at=F("created_at"), taken_back=True, version=F("version") + 1, updated_at=now
    )
