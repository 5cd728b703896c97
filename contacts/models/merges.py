from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models

from jobsearch.ownership import Owned

if TYPE_CHECKING:
    from jobsearch.models import User


class MergeQuerySet(models.QuerySet["Merge"]):
    def standing(self) -> MergeQuerySet:
        """Those that were not undone."""
        return self.filter(undone_at=None)

    def newest_first(self) -> MergeQuerySet:
        return self.order_by("-created_at", "-pk")

    def now_of(self, owner: User, pk: UUID) -> UUID | None:
        """Who the row of this id is now, through however many merges; None if it never went."""
        steps = dict(self.standing().filter(owner=owner).values_list("before__gone__id", "kept"))
        now = pk
        while str(now) in steps:
            now = steps.pop(str(now))
        return now if now != pk else None

    def forget(self, owner: User, pk: UUID) -> list[UUID]:
        """All that is kept of those who became this one: it is deleted, and they with it.

        Gives the ids of all of them.
        """
        mine, ids, everybody = self.filter(owner=owner), [pk], [pk]
        while ids:
            found = mine.filter(kept__in=ids)
            gone = found.values_list("before__gone__id", flat=True)
            ids = [UUID(one) for one in gone if one]
            everybody += ids
            found.delete()
        return everybody


class Merge(Owned):
    """Two people, or two organisations, that were one; and what it takes to undo it."""

    class Of(models.TextChoices):
        CONTACT = "contact", "Two people"
        ORGANISATION = "organisation", "Two organisations"

    of = models.CharField(max_length=12, choices=Of)
    kept = models.UUIDField()
    # The row that went, which rows it had, and what the one that stayed was like before.
    before = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "-created_at"], name="merge_newest")]

    def __str__(self) -> str:
        return f"{self.get_of_display()} into {self.kept}"

    @property
    def gone_name(self) -> str:
        gone: dict[str, Any] = self.before.get("gone", {})
        if self.of == self.Of.ORGANISATION:
            return gone.get("name") or ""
        return f"{gone.get('given_name') or ''} {gone.get('family_name') or ''}".strip()
