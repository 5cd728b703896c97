"""An entry that was deleted, for as long as its deletion can be taken back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core import serializers
from django.db import models, transaction
from django.db.models import Q

from contacts.models import Contact, Interaction, Promise
from contacts.models.interactions import InteractionPerson
from jobsearch.ownership import Owned
from tasks.models.effects import Effect
from tasks.models.querysets import TaskQuerySet
from tasks.models.tasks import Task

KEPT = timedelta(days=1)
# What taking an entry out changes in a task, and bringing it back puts back.
LINKS = {"interaction_id": Interaction, "raised_by_id": Interaction, "promise_id": Promise}
STATE = (
    "completed_at", "completed_on", "dropped_at", "taken_back", "minutes_spent", "reason",
    "urgent_when_done", "due_on", "first_due_on", "times_moved", "repeat",
)  # fmt: skip
# What somebody may say of a person whom an entry brought.
SAID = (
    "emails", "phones", "notes", "role", "organisation_id", "profile_url", "known_note", "tags",
    "starting_level", "rhythm_days", "resting_until", "do_not_contact", "told_on", "archived_at",
)  # fmt: skip


def _tasks_of(entry: Interaction) -> TaskQuerySet:
    """All that the entry finished, changed or led to."""
    linked = Q(interaction=entry) | Q(effects__interaction=entry)
    return _mine(entry).filter(linked | _led_to(entry)).distinct()


def _led_to(entry: Interaction) -> Q:
    return Q(raised_by=entry) | Q(promise__interaction=entry)


def _mine(entry: Interaction | Removal) -> TaskQuerySet:
    return Task.objects.filter(owner=entry.owner_id)


def _rows_of(entry: Interaction) -> list[dict[str, Any]]:
    """With all that goes with it, whatever tables there are."""
    rows: list[models.Model] = [entry]
    for relation in Interaction._meta.related_objects:
        if relation.on_delete is models.CASCADE:
            there = relation.related_model._base_manager
            rows += there.filter(**{relation.field.name: entry})
    heirs = [effect.heir for effect in entry.effects.all()]
    rows += [heir for heir in heirs if heir and heir.interaction_id != entry.pk]
    # Not Django's encoder: it cuts moments down to thousandths of a second.
    return json.loads(json.dumps(serializers.serialize("python", rows), default=str))


def _state(task: Task) -> dict[str, Any]:
    kept = {name: _field(name).value_to_string(task) for name in (*LINKS, *STATE)}
    kept = {name: None if getattr(task, name) is None else text for name, text in kept.items()}
    reminder = getattr(task, "reminder", None)
    if reminder and reminder.next_local_date and task.is_open:
        kept["remind"] = [str(reminder.next_local_date), str(reminder.wall_time)]
    return kept


def _was_closed(kept: dict[str, Any]) -> bool:
    return bool(kept["before"]["completed_at"] or kept["before"]["dropped_at"])


def _field(attname: str) -> Any:
    return next(one for one in Task._meta.concrete_fields if one.attname == attname)


class RemovalQuerySet(models.QuerySet["Removal"]):
    def forget_old(self, now: datetime) -> None:
        self.filter(created_at__lt=now - KEPT).delete()

    def about(self, people: Iterable[UUID]) -> RemovalQuerySet:
        return self.filter(people__overlap=list(people))

    def take_out(self, entry: Interaction, now: datetime) -> Removal:
        """Deletes the entry and all that followed from it, and keeps what brings it back."""
        self.forget_old(now)
        with transaction.atomic():
            tasks = list(_tasks_of(entry))
            removal = Removal(owner_id=entry.owner_id, entry=entry.pk, rows=_rows_of(entry))
            removal.people = list(entry.participants.values_list("contact_id", flat=True))
            removal.introduced = entry.forget_introductions()
            removal.answers = entry.forget_answers()
            before = {task.pk: _state(task) for task in tasks}
            entry.effects.all().take_back()
            for task in _mine(entry).open().filter(_led_to(entry)):
                if not task.holds_words:
                    task.take_back()
            _mine(entry).filter(interaction=entry).forget_interaction()
            entry.delete_and_recount()
            left = dict(_mine(removal).filter(pk__in=before).values_list("pk", "version"))
            removal.tasks = [
                {"pk": str(pk), "before": state, "version": left[pk]}
                for pk, state in before.items()
            ]
            removal.save(force_insert=True)
        return removal

    def take_back(self, entry: Interaction, now: datetime) -> None:
        """Takes it out as if it had never been logged: with the people whom only it brought."""
        with transaction.atomic():
            brought = Contact.objects.filter(
                Q(introduced_in=entry) | Q(participations__interaction=entry),
                owner=entry.owner_id,
                source=Contact.Source.LOG,
                created_at__gte=entry.created_at,
            )
            named = list(brought.values_list("pk", flat=True))
            self.take_out(entry, now)
            for contact in Contact.objects.filter(pk__in=named):
                if _is_unused(contact):
                    contact.delete()


def _is_unused(contact: Contact) -> bool:
    """Nothing is known of them but the name, and nothing else names them."""
    if contact.level > 1 or any(getattr(contact, name) for name in SAID):
        return False
    others = (contact.participations, contact.promises, contact.asks, contact.keepsakes)
    merged = contact.owner.merges.standing().filter(kept=contact.pk)
    rows = (*others, contact.brought, contact.tasks.filter(taken_back=False), merged)
    return not any(these.exists() for these in rows)


class Removal(Owned):
    # The id of the entry, which is gone.
    entry = models.UUIDField()
    people = ArrayField(models.UUIDField(), default=list)
    # Whom the user was introduced to in it, and by whom.
    introduced = models.JSONField(default=dict)
    # Asks that it answered, how and when.
    answers = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    tasks = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)

    objects = RemovalQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "created_at"], name="removal_oldest")]

    def __str__(self) -> str:
        return f"Entry {self.entry}"

    def bring_back(self, now: datetime) -> Interaction | None:
        """The entry with all that went with it; None if it is back already."""
        with transaction.atomic():
            here = Removal.objects.filter(pk=self.pk, undone_at=None).update(undone_at=now)
            if not here or Interaction.objects.filter(pk=self.entry).exists():
                return None
            self._bring_back_rows()
            # Those that were closed first: of each reason one may be open.
            for kept in sorted(self.tasks, key=lambda kept: not _was_closed(kept)):
                self._bring_back_task(kept, now)
            entry = Interaction.objects.get(pk=self.entry)
            entry.introduce_again(self.introduced)
            entry.answer_again(self.answers)
            took_part = entry.participants.values("contact")
            Contact.objects.filter(owner=self.owner_id, pk__in=took_part).recount()
        return entry

    def _bring_back_rows(self) -> None:
        """Not those of people, or about tasks, that are gone themselves."""
        found = [row.object for row in serializers.deserialize("python", self.rows)]
        rows = [row for row in found if getattr(row, "interaction_id", self.entry) == self.entry]
        heirs: list[Any] = [row for row in found if row not in rows]
        self._name_as_they_are_now(rows)
        for name, model in (("contact_id", Contact), ("task_id", Task)):
            named = {getattr(row, name) for row in rows if hasattr(row, name)}
            there = model.objects.filter(owner=self.owner_id, pk__in=named)
            here = set(there.values_list("pk", flat=True))
            rows = [row for row in rows if getattr(row, name, None) in {*here, None}]
        took_part: set[Any] = set()
        for row in rows:
            if isinstance(row, InteractionPerson):
                if row.contact_id in took_part:
                    continue
                took_part.add(row.contact_id)
            row.save_base(raw=True, force_insert=True)
        effects = [row for row in rows if isinstance(row, Effect)]
        for effect in effects:
            for heir in (one for one in heirs if one.task_id == effect.task_id):
                inherited = Effect.objects.filter(pk=heir.pk, **effect.before)
                inherited.update(**heir.before)

    def _name_as_they_are_now(self, rows: list[Any]) -> None:
        """Two may have become one since."""
        people = [row for row in rows if isinstance(row, InteractionPerson | Promise)]
        here = self.owner.contacts.in_bulk([row.contact_id for row in people])
        for row in people:
            if row.contact_id not in here:
                now = self.owner.merges.now_of(self.owner, row.contact_id)
                row.contact_id = now or row.contact_id

    def _bring_back_task(self, kept: dict[str, Any], now: datetime) -> None:
        mine = _mine(self)
        task = mine.select_for_update(no_key=True).filter(pk=kept["pk"]).first()
        if task is None:
            return
        before, untouched = kept["before"], task.version == kept["version"]
        if untouched:
            for name in STATE:
                value = before[name]
                setattr(task, name, None if value is None else _field(name).to_python(value))
        self._link(task, before)
        siblings = mine.open().filter(contact=task.contact_id, reason=task.reason)
        if task.is_open and task.reason and siblings.exclude(pk=task.pk).exists():
            task.reason = Task.Reason.OTHER
        task.version += 1
        task.end_as_task()
        if task.is_open:
            task.add_back()
        else:
            task.save()
        if untouched and task.repeat and task.completed_on:
            task.plan_next(task.completed_on, now)
        if task.is_open and (remind := before.get("remind")):
            task.remind_at(date.fromisoformat(remind[0]), time.fromisoformat(remind[1]))

    def _link(self, task: Task, before: dict[str, Any]) -> None:
        """To what is there again, unless it has another by now."""
        for name, model in LINKS.items():
            if name == "interaction_id" and task.is_open:
                continue  # opened since: it is not what finished it
            there = model.objects.filter(owner=self.owner_id, pk=before[name])  # type: ignore[attr-defined]
            if before[name] and getattr(task, name) is None and there.exists():
                setattr(task, name, there.get().pk)
