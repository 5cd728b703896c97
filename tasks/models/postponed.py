"""Everything that was due, put off to one day by one press, and the way back of that."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils.dateparse import parse_date

from jobsearch.ownership import Owned, SameOwner
from tasks.models.querysets import TaskQuerySet
from tasks.models.reminders import OutboundEmail
from tasks.models.tasks import Task

if TYPE_CHECKING:
    from jobsearch.models import User


class PostponementQuerySet(models.QuerySet["Postponement"]):
    @transaction.atomic
    def put_off(
        self,
        owner: User,
        tasks: TaskQuerySet,
        day: date,
        now: datetime,
        email: OutboundEmail | None = None,
    ) -> Postponement | None:
        """None if there was nothing to put off."""
        before = []
        for task in tasks.order_by("pk").select_for_update(of=("self",), no_key=True):
            before.append([str(task.pk), _text(task.due_on), _text(task.first_due_on)])
            task.plan_for(day)
        if not before:
            return None
        return self.create(owner=owner, at=now, to_day=day, before=before, email=email)


class Postponement(Owned):
    at = models.DateTimeField()
    to_day = models.DateField()
    # Of each task its id, date and earliest date before.
    before = models.JSONField()
    # Whose link did it; that link does it once.
    email = models.ForeignKey(
        OutboundEmail,
        on_delete=models.CASCADE,
        null=True,
        db_constraint=False,
        related_name="postponements",
    )
    undone_at = models.DateTimeField(null=True)

    objects = PostponementQuerySet.as_manager()

    class Meta:
        constraints = [
            SameOwner("email", name="postponement_email_owner"),
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(undone_at=None, email__isnull=False),
                name="postponement_once_a_mail",
            ),
        ]
        indexes = [models.Index(fields=["owner", "-at"], name="postponement_newest")]

    def __str__(self) -> str:
        return f"{self.count} to {self.to_day}"

    @property
    def count(self) -> int:
        return len(self.before)

    def take_back(self, now: datetime) -> int:
        """How many have their date again; those that have moved on since stay as they are."""
        returned = 0
        with transaction.atomic():
            this = type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
            if this.undone_at is not None:
                return 0
            there = Task.objects.filter(owner=this.owner_id, due_on=this.to_day).open()
            for pk, due_on, first_due_on in sorted(this.before):
                if task := there.filter(pk=pk).first():
                    task.plan_as_before(_day(due_on), _day(first_due_on), put_off=1)
                    returned += 1
            this.undone_at = now
            this.save(update_fields=["undone_at"])
        return returned


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> date | None:
    return parse_date(text)
