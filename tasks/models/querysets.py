from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, models, transaction
from django.db.models import Case, Count, F, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.text import capfirst

from contacts.boxes import Box
from contacts.kinds import NETWORKING_KINDS, Kind
from contacts.models import Ask
from contacts.models.organisations import Folded
from tasks.feelings import Feeling
from tasks.positions import between, somewhere_between
from tasks.reasons import Reason
from tasks.review.measures.standing import KEPT_MOVING_TIMES
from tasks.urgency import AHEAD_DAYS, Appointment

if TYPE_CHECKING:
    from contacts.models import Contact, Interaction
    from jobsearch.models import User
    from tasks.models.board import OnBoard
    from tasks.models.tasks import Task
    from tasks.weeks import Week

APPOINTMENTS = (Kind.EVENT, Kind.INTERVIEW)
OPEN = Q(completed_at=None, dropped_at=None)
WORDS_SOUGHT = 8
LATE_ARRIVALS = timedelta(seconds=10)


class Stale(Exception):
    """The card, or the one it was put behind, has changed since the sender last saw it."""


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> TaskQuerySet:
        return self.filter(OPEN)

    def in_box(self, box: Box) -> TaskQuerySet:
        return self.filter(urgent=box.urgent, important=box.important)

    def in_order(self) -> TaskQuerySet:
        return self.order_by("position", "pk")

    def on_board(self) -> TaskQuerySet:
        return self.open().in_order().as_cards()

    def as_cards(self) -> TaskQuerySet:
        """With everything that a card on the board shows, and of the person no more than that."""
        # Few cards are about an ask: one query more when there is one, and four joins less.
        asks = Ask.objects.select_related("contact__organisation", "contact__met_through")
        own = [field.name for field in self.model._meta.concrete_fields]
        names = [f"contact__{name}" for name in ("given_name", "family_name", "search_name")]
        shown = self.only(*own, *names)
        return shown.select_related("contact").prefetch_related(Prefetch("ask", asks))

    def networking(self) -> TaskQuerySet:
        return self.filter(kind__in=NETWORKING_KINDS)

    def other_work(self) -> TaskQuerySet:
        return self.exclude(kind__in=NETWORKING_KINDS)

    def put_off(self) -> TaskQuerySet:
        """Those the user says they put off."""
        return self.filter(feeling=self.model.Feeling.PUT_OFF)

    def changed_since(self, moment: datetime) -> TaskQuerySet:
        """Open or closed, whatever changed; a little more, as changes take a moment to arrive."""
        return self.filter(updated_at__gt=moment - LATE_ARRIVALS)

    def box_counts(self) -> dict[Box, int]:
        counts = dict.fromkeys(Box, 0)
        rows = self.order_by().values_list("urgent", "important").annotate(count=Count("*"))
        for urgent, important, count in rows:
            counts[Box.of(urgent=urgent, important=important)] = count
        return counts

    def follow_ups(self) -> TaskQuerySet:
        return self.exclude(contact=None).exclude(due_on=None)

    def due_by(self, day: date) -> TaskQuerySet:
        return self.filter(due_on__lte=day)

    def can_wait(self, day: date) -> TaskQuerySet:
        """Due by the day and at no fixed time: what may be put off together."""
        return self.open().due_by(day).filter(due_time=None).exclude(kind__in=APPOINTMENTS)

    def soonest_first(self) -> TaskQuerySet:
        return self.order_by(F("due_on").asc(nulls_last=True), "due_time", "created_at", "pk")

    def ahead(self, today: date) -> list[Appointment]:
        """Events and interviews so near that what they need looks urgent, soonest first."""
        last = today + timedelta(days=AHEAD_DAYS)
        near = self.open().filter(kind__in=APPOINTMENTS, due_on__range=(today, last))
        return [task.as_appointment() for task in near.order_by("due_on", "pk")]

    def completed_between(self, first: date, after: date) -> TaskQuerySet:
        """Finished on the days from `first` up to, not including, `after`."""
        return self.filter(completed_on__gte=first, completed_on__lt=after)

    def expected_between(self, first: date, last: date) -> TaskQuerySet:
        """Still open, though they had their hour or day: perhaps it is not written down."""
        fixed = Q(kind__in=APPOINTMENTS) | Q(due_time__isnull=False)
        return self.open().filter(fixed, due_on__range=(first, last)).soonest_first()

    def newest_done_first(self) -> TaskQuerySet:
        return self.order_by("-completed_at", "-pk")

    def to_be_named(self, week: Week, today: date, *, since: date) -> TaskQuerySet:
        """What a review may name: what keeps waiting, fires of the week, what one felt about."""
        felt = Q(important=True, feeling__in=(Feeling.FORWARD, Feeling.PUT_OFF))
        waiting = Q(OPEN, times_moved__gte=KEPT_MOVING_TIMES) | Q(OPEN, felt)
        lately = felt & Q(due_on__gte=since, due_on__lt=today, dropped_at=None)
        fires = Q(important=True, due_time=None) & (
            Q(completed_on__range=(week.first, week.last), urgent_when_done=True)
            | Q(OPEN, due_on__range=(week.first, min(week.last, today - timedelta(days=1))))
        )
        found = self.filter(waiting | lately | fires).select_related("contact")
        return found.order_by("-times_moved", "created_at", "pk").defer("notes", "contact__notes")

    def plan_follow_up(
        self, owner: User, contact: Contact, day: date, reason: str = Reason.STAY_IN_TOUCH
    ) -> Task:
        """The open follow-up that keeps in touch with them, on this day; made if there is none."""
        if task := self.open().filter(contact=contact, reason=reason).first():
            task.plan_for(day)
            return task
        task = self.model(
            owner=owner,
            title=f"Follow up with {contact.given_name}"[:200],
            kind=Kind.FOLLOWED_UP,
            contact=contact,
            reason=reason,
            due_on=day,
            first_due_on=day,
        )
        try:
            with transaction.atomic():
                task.add_to_box(Box.MAKE_TIME)
        except IntegrityError:
            # Another window planned it in the same moment: move that one.
            task = self.open().get(contact=contact, reason=reason)
            task.plan_for(day)
        return task

    def promise(
        self,
        owner: User,
        contact: Contact,
        what: str,
        *,
        due_on: date | None = None,
        interaction: Interaction | None = None,
        today: date,
    ) -> Task:
        """A promise of the user, and the task that keeps it; `interaction` is where it was made."""
        task = self.model(
            owner=owner,
            title=capfirst(what)[:200],
            kind=Kind.KEPT_PROMISE,
            contact=contact,
            is_promise=True,
            raised_by=interaction,
        )
        with transaction.atomic():
            task.promise = owner.promises.make(
                owner,
                contact,
                mine=True,
                what=what,
                due_on=due_on,
                interaction=interaction,
                today=today,
            )
            task.due_on = task.first_due_on = task.promise.due_on
            urgent = task.looks_urgent(today, owner.urgency_days)
            task.add_to_box(Box.of(urgent=urgent, important=True))
        return task

    def nav_counts(self, today: date, **more: Q) -> dict[str, int]:
        """Open tasks, how many people are waiting to be written to today, and what is asked for."""
        wanted = {"today": Q(contact__isnull=False, due_on__lte=today), **more}
        counts = {name: Count("pk", filter=which) for name, which in wanted.items()}
        return self.open().aggregate(board=Count("pk"), **counts)

    def finished(self) -> TaskQuerySet:
        """Done or dropped, newest first."""
        closed_at = Coalesce("completed_at", "dropped_at")
        closed = self.exclude(OPEN).filter(taken_back=False)
        return closed.annotate(closed_at=closed_at).order_by("-closed_at", "pk")

    def search(self, text: str) -> TaskQuerySet:
        """Whose title holds each of the words; those that begin with them first."""
        words = text.split()[:WORDS_SOUGHT]
        found = self.alias(folded=Folded("title"))
        for word in words:
            found = found.filter(folded__contains=Folded(Value(word)))
        begins = When(folded__startswith=Folded(Value(" ".join(words))), then=Value(0))
        soonest = F("due_on").asc(nulls_last=True)
        return found.order_by(Case(begins, default=Value(1)), soonest, "-created_at", "pk")

    def forget_interaction(self) -> None:
        """Their log entry goes: they stay done, and its minutes no longer count."""
        self.update(interaction=None, minutes_spent=0)

    def minutes(self) -> int:
        """Minutes spent; those of an interaction count once, as the log has them."""
        rows = self.values_list("pk", "interaction", "interaction__minutes", "minutes_spent")
        return sum({linked or pk: (logged if linked else spent) or 0
                    for pk, linked, logged, spent in rows}.values())  # fmt: skip

    def place(self, box: Box, after: OnBoard | None = None, *, crowded: bool = False) -> str:
        """A free place in the box: behind `after`, or at the top; Stale if it is not there."""
        there = self.open().in_box(box).order_by("position")
        if after is None:
            return self._gap(None, there, crowded)
        its = there.filter(pk=after.pk).values("position")
        beyond = there.filter(position__gte=Subquery(its)).values_list("pk", "position")[:2]
        found = list(beyond)
        if not found or found[0][0] != after.pk:
            raise Stale
        following = found[1][1] if len(found) > 1 else None
        return _middle(found[0][1], following, crowded)

    def place_at(self, box: Box, position: str, *, crowded: bool = False) -> str:
        """This very place if it is free, otherwise the next one behind it."""
        there = self.open().in_box(box)
        if not there.filter(position=position).exists():
            return position
        beyond = there.filter(position__gt=position).order_by("position")
        return self._gap(position, beyond, crowded)

    def _gap(self, before: str | None, beyond: TaskQuerySet, crowded: bool) -> str:
        return _middle(before, beyond.values_list("position", flat=True).first(), crowded)


def _middle(before: str | None, following: str | None, crowded: bool) -> str:
    return (somewhere_between if crowded else between)(before, following)
