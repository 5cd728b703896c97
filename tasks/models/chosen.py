"""The tasks somebody chose for a day: three of them, and a fourth takes the place of one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import models, transaction

from tasks.models.board import OnBoard

MOST = 3


class Chosen(OnBoard):
    chosen_for = models.DateField(null=True, editable=False)

    class Meta:
        abstract = True

    def choose_for(self, day: date, *, instead: UUID | None = None) -> bool:
        """Puts it on the day's list, in the place of `instead` if that is full. False if not."""
        with transaction.atomic():
            # One choice at a time, or two windows would make four.
            get_user_model().objects.select_for_update(no_key=True).get(pk=self.owner_id)
            chosen = self._siblings().filter(chosen_for=day, dropped_at=None).exclude(pk=self.pk)
            ids = set(chosen.values_list("pk", flat=True))
            if len(ids) >= MOST:
                if instead is None or instead not in ids:
                    return False
                chosen.filter(pk=instead).update(chosen_for=None)
            self._choose(day)
        return True

    def take_off_the_day(self) -> None:
        self._choose(None)

    def _choose(self, day: date | None) -> None:
        self.chosen_for = day
        self._siblings().filter(pk=self.pk).update(chosen_for=day)
