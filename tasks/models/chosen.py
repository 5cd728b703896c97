"""The tasks somebody chose for a day: three of them, and a fourth takes the place of one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import models, transaction

from tasks.models.board import OnBoard

if TYPE_CHECKING:
    from tasks.models.querysets import TaskQuerySet

MOST = 3


class Chosen(OnBoard):
    chosen_for = models.DateField(null=True, editable=False)

    class Meta:
        abstract = True

    def choose_for(self, day: date, *, instead: UUID | None = None) -> bool:
        """Puts it on the day's list, in the place of `instead` if that is full. False if not."""
        with transaction.atomic():
            self._one_at_a_time()
            chosen = self._others_chosen_for(day)
            ids = set(chosen.values_list("pk", flat=True))
            if len(ids) >= MOST:
                if instead is None or instead not in ids:
                    return False
                chosen.filter(pk=instead).update(chosen_for=None)
            self._choose(day)
        return True

    def take_off_the_day(self) -> None:
        self._choose(None)

    def leave_a_full_day(self) -> None:
        """Before one that was let go is opened again: another may have taken its place."""
        if self.chosen_for and self._others_chosen_for(self.chosen_for).count() >= MOST:
            self.chosen_for = None

    def _one_at_a_time(self) -> None:
        """Or two windows would choose a fourth, say; ahead of any lock of a task."""
        get_user_model().objects.select_for_update(no_key=True).get(pk=self.owner_id)

    def _others_chosen_for(self, day: date) -> TaskQuerySet:
        return self._siblings().filter(chosen_for=day, dropped_at=None).exclude(pk=self.pk)

    def _choose(self, day: date | None) -> None:
        self.chosen_for = day
        self._siblings().filter(pk=self.pk).update(chosen_for=day)
