from django.db import models

from jobsearch.ownership import Owned


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

    class Meta:
        indexes = [models.Index(fields=["owner", "-created_at"], name="merge_newest")]

    def __str__(self) -> str:
        return f"{self.get_of_display()} into {self.kept}"
