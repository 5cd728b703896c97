from django.db import models

from jobsearch.ownership import Owned, owner_and_id


class ContactImport(Owned):
    """A file of people: read, shown for choosing, then imported in one go, and undoable."""

    file_name = models.CharField(max_length=200)
    format = models.CharField(max_length=20)
    # What was read, until it is imported: people as dictionaries, and skipped rows with reasons.
    people = models.JSONField(default=list)
    skipped = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    # What the import did: who each row became, what was filled in, which organisations were made.
    outcome = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    imported_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    added_count = models.PositiveIntegerField(default=0)
    filled_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [owner_and_id("contact_import")]
        indexes = [models.Index(fields=["owner", "-created_at"], name="contact_import_newest")]

    def __str__(self) -> str:
        return self.file_name
