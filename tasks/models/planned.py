"""When a task is due, and what its earlier dates left behind."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import models, transaction

from tasks.models.board import OnBoard


class Plan(NamedTuple):
    due_on: date | None
    first_due_on: date | None
    times_moved: int


class Planned(OnBoard):
    due_on = models.DateField("date", null=True, blank=True)
    due_time = models.TimeField("fixed time", null=True, blank=True)
    # The earliest date it ever had, so that postponing does not hide a fire that was avoidable.
    first_due_on = models.DateField(null=True, editable=False)

    class Meta:
        abstract = True

    def plan_for(self, due_on: date | None) -> None:
        """Gives it another date; a later one counts as putting it off."""
        with transaction.atomic():
            before = self._locked()
            later = bool(before.due_on and due_on and due_on > before.due_on)
            days = [day for day in (before.first_due_on, before.due_on, due_on) if day]
            first = min(days, default=None)
            self._save_plan(Plan(due_on, first, before.times_moved + later), before.version)

    def plan_as_before(self, due_on: date | None, first: date | None, put_off: int) -> None:
        """Takes back a change of date that counted as so many times of putting off."""
        with transaction.atomic():
            now = self._locked()
            plan = Plan(due_on, first, max(0, now.times_moved - put_off))
            self._save_plan(plan, now.version)

    @property
    def plan(self) -> Plan:
        return Plan(self.due_on, self.first_due_on, self.times_moved)

    def _save_plan(self, plan: Plan, version: int) -> None:
        self.due_on, self.first_due_on, self.times_moved = plan
        self.version = version + 1
        self.save(update_fields=["due_on", "first_due_on", "times_moved", "version", "updated_at"])

    def remember_first_due(self) -> None:
        if self.due_on and (self.first_due_on is None or self.due_on < self.first_due_on):
            self.first_due_on = self.due_on
