from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat

from contacts.models import Contact, Organisation
from contacts.models.organisations import Folded
from jobsearch.addresses import address
from jobsearch.ownership import Owned, SameOwner
from tasks.models.tasks import Task

WORDS_SOUGHT = 8


class KeepsakeQuerySet(models.QuerySet["Keepsake"]):
    def newest_first(self) -> KeepsakeQuerySet:
        return self.order_by("-created_at", "-pk")

    def with_what(self) -> KeepsakeQuerySet:
        """With the person, organisation or task of each."""
        return self.select_related("contact", "organisation", "task")

    def search(self, text: str) -> KeepsakeQuerySet:
        """Which hold each of the words, in title, text or link."""
        found = self
        for word in text.split()[:WORDS_SOUGHT]:
            found = found.filter(search_text__contains=Folded(Value(word)))
        return found.newest_first()


class Keepsake(Owned):
    """A link or a text worth keeping, with a person, an organisation, a task, or by itself."""

    title = models.CharField(max_length=200)
    link = models.URLField(max_length=1000, blank=True)
    text = models.TextField(blank=True, max_length=10_000)
    contact = models.ForeignKey(
        Contact,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="keepsakes",
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="keepsakes",
    )
    task = models.ForeignKey(
        Task,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="keepsakes",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    search_text = models.GeneratedField(
        expression=Folded(
            Concat(
                F("title"),
                Value(" "),
                F("text"),
                Value(" "),
                F("link"),
                output_field=models.TextField(),
            )
        ),  # fmt: skip
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = KeepsakeQuerySet.as_manager()

    class Meta:
        constraints = [
            SameOwner("contact", name="keepsake_contact_owner"),
            SameOwner("organisation", name="keepsake_organisation_owner"),
            SameOwner("task", name="keepsake_task_owner"),
        ]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="keepsake_newest"),
            GinIndex(OpClass(F("search_text"), "gin_trgm_ops"), name="keepsake_search"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("tasks:keepsake", self.pk)

    @property
    def about(self) -> Contact | Organisation | Task | None:
        """What it is kept with."""
        return self.contact or self.organisation or self.task

    @property
    def web_address(self) -> str:
        """The link, if it leads to a page and is not a program."""
        return self.link if self.link.startswith(("https://", "http://")) else ""
