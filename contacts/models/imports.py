from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from jobsearch.ownership import Owned, owner_and_id

# A worker says several times a second how far it is; after so long without a word it has gone.
SILENCE = timedelta(seconds=5)
# What is so large, and not needed to say how an import stands.
LARGE = ("people", "skipped", "warnings", "outcome", "choices")


class ContactImportQuerySet(models.QuerySet["ContactImport"]):
    def unfinished(self) -> ContactImportQuerySet:
        """Still to be chosen from, and not left to a worker."""
        return self.filter(imported_at=None, wanted_at=None)

    def waiting(self) -> ContactImportQuerySet:
        """Left to a worker, and no worker is at it; the one that waits longest first."""
        unheard = Q(heard_at=None) | Q(heard_at__lt=Now() - SILENCE)
        return self.filter(unheard, wanted_at__isnull=False).order_by("wanted_at")


class ContactImport(Owned):
    """A file of people: read, shown for choosing, then imported in one go, and undoable."""

    file_name = models.CharField(max_length=200)
    format = models.CharField(max_length=20)
    # What was read, until it is imported: people as dictionaries, and skipped rows with reasons.
    people = models.JSONField(default=list)
    skipped = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    people_count = models.PositiveIntegerField(default=0)
    # What the import did: who each row became, what was filled in, which organisations were made.
    outcome = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    imported_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    added_count = models.PositiveIntegerField(default=0)
    filled_count = models.PositiveIntegerField(default=0)
    # What was ticked, and since when that is left to a worker; neither outlasts the import.
    choices = models.JSONField(null=True, blank=True)
    wanted_at = models.DateTimeField(null=True, blank=True)
    # What the worker says meanwhile: that it is there, the how manieth it is, and how far it is.
    heard_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    chosen_count = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)

    objects = ContactImportQuerySet.as_manager()

    class Meta:
        constraints = [owner_and_id("contact_import")]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="contact_import_newest"),
            # Looked for every half minute; as a rule there is none.
            models.Index(
                fields=["wanted_at"],
                condition=Q(wanted_at__isnull=False),
                name="contact_import_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def was_given_up(self) -> bool:
        return bool(self.attempts and not self.wanted_at and not self.imported_at)

    def is_cut_off(self, now: datetime) -> bool:
        """A worker had begun, and has gone."""
        return self.heard_at is not None and self.heard_at < now - SILENCE

    def ask_for(self, choices: dict[str, object], now: datetime) -> bool:
        """Leaves it to a worker; False if that was done before, or it is brought in already."""
        mine = type(self).objects.unfinished().filter(pk=self.pk)
        fresh = {"heard_at": None, "attempts": 0, "chosen_count": 0, "done_count": 0}
        return bool(mine.update(choices=choices, wanted_at=now, **fresh))

    def cancel(self) -> bool:
        """Takes it away from the worker, so that it can be chosen from again."""
        mine = type(self).objects.filter(pk=self.pk, wanted_at__isnull=False)
        return bool(mine.update(wanted_at=None, heard_at=None, attempts=0))

    def give_up(self) -> None:
        """Its workers went one after the other. What was chosen is kept."""
        mine = type(self).objects.filter(pk=self.pk, wanted_at=self.wanted_at)
        mine.update(wanted_at=None, heard_at=None)
