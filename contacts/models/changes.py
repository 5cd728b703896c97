"""One thing changed for one person or for ten thousand in one go, and the way back of that."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import F, Value

from contacts.models.people import Contact
from contacts.models.queries import ContactQuerySet
from jobsearch.ownership import Owned

if TYPE_CHECKING:
    from jobsearch.models import User


class ChangeQuerySet(models.QuerySet["Change"]):
    @transaction.atomic
    def make(
        self, owner: User, people: ContactQuerySet, what: str, value: Any, now: datetime
    ) -> Change | None:
        """A few statements, however many people. None if all of them are like that already."""
        change = self.model(owner=owner, what=what, after=value, made_at=now)
        chosen = owner.contacts.filter(pk__in=people.order_by().values("pk"))
        before: dict[Any, list[UUID]] = defaultdict(list)
        affected = change.affected(chosen).order_by("pk").select_for_update(no_key=True)
        for pk, earlier in affected.values_list("pk", change.field):
            before[None if change.is_of_tags else earlier].append(pk)
        if not before:
            return None
        everybody = [pk for ids in before.values() for pk in ids]
        change.carry_out(owner.contacts.filter(pk__in=everybody), now)
        change.before = list(before.items())
        change.save(force_insert=True)
        return change


class Change(Owned):
    """What was set for whom, and what stood there before."""

    class What(models.TextChoices):
        RHYTHM = "rhythm_days", "Rhythm"
        REST = "resting_until", "Rest"
        QUIET = "do_not_contact", "Do not contact"
        TOLD = "told_on", "Knows what I look for"
        ARCHIVE = "archived_at", "Archived"
        TAG = "tag", "Tag added"
        UNTAG = "untag", "Tag taken off"

    what = models.CharField(max_length=16, choices=What)
    # The value that was set, or the tag.
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    # Pairs of an earlier value and the ids of those who had it.
    before = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "-made_at"], name="change_newest")]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.count}"

    @property
    def count(self) -> int:
        return sum(len(ids) for _, ids in self.before)

    @property
    def is_of_tags(self) -> bool:
        return self.what in (self.What.TAG, self.What.UNTAG)

    @property
    def field(self) -> str:
        return "tags" if self.is_of_tags else self.what

    @property
    def tag(self) -> str:
        return str(self.after)

    def affected(self, people: ContactQuerySet) -> ContactQuerySet:
        """Those who are not like that already."""
        if self.what == self.What.TAG:
            return people.with_room_for(self.tag)
        if self.what == self.What.UNTAG:
            return people.tagged(self.tag)
        return people.exclude(**{self.field: self.after})

    def carry_out(self, people: ContactQuerySet, now: datetime) -> int:
        if self.is_of_tags:
            return self._change_tags(people, now, adding=self.what == self.What.TAG)
        return people.update(**{self.field: self.after}, updated_at=now)

    def take_back(self, now: datetime) -> int:
        """How many are as before; whoever was changed again since stays as they are."""
        with transaction.atomic():
            this = type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
            if this.undone_at is not None:
                return 0
            returned = sum(this._put_back(value, ids, now) for value, ids in this.before)
            this.undone_at = now
            this.save(update_fields=["undone_at"])
        return returned

    def _put_back(self, value: Any, ids: list[str], now: datetime) -> int:
        people = Contact.objects.filter(owner=self.owner_id, pk__in=ids)
        if self.what == self.What.TAG:
            return self._change_tags(people.tagged(self.tag), now, adding=False)
        if self.what == self.What.UNTAG:
            return self._change_tags(people.with_room_for(self.tag), now, adding=True)
        unchanged = people.filter(**{self.field: self.after})
        return unchanged.update(**{self.field: value}, updated_at=now)

    def _change_tags(self, people: ContactQuerySet, now: datetime, *, adding: bool) -> int:
        tags = models.Func(
            F("tags"),
            Value(self.tag),
            function="array_append" if adding else "array_remove",
            output_field=Contact._meta.get_field("tags"),
        )
        return people.update(tags=tags, updated_at=now)
