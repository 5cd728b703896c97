from django.db import models

from contacts.models.people import Contact
from jobsearch.ownership import Owned, SameOwner


class Promise(Owned):
    """Something said that will be done: mine to them, or theirs to me (never graded)."""

    class Outcome(models.TextChoices):
        OPEN = "", "Open"
        KEPT = "kept", "Kept"
        LATE = "late", "Kept late"
        BROKEN = "broken", "Not kept"
        RELEASED = "released", "No longer needed"

    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, db_constraint=False, related_name="promises"
    )
    mine = models.BooleanField()
    what = models.CharField(max_length=200)
    due_on = models.DateField()
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True, default=Outcome.OPEN)
    closed_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [SameOwner("contact", name="promise_contact_owner")]
        indexes = [models.Index(fields=["owner", "due_on"], name="promise_by_due")]

    def __str__(self) -> str:
        return self.what


class Ask(Owned):
    """Something asked of a contact: a rung of the ladder (/help/method/#ladder), and the answer."""

    class KnowsTarget(models.TextChoices):
        NOT = "not", "Not at all"
        SLIGHTLY = "slightly", "Slightly"
        WELL = "well", "Well"
        CLOSELY = "closely", "Closely"

    class Outcome(models.TextChoices):
        NONE = "", "No answer yet"
        YES = "yes", "They said yes"
        NO = "no", "They said no"
        SILENT = "silent", "No answer"

    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, db_constraint=False, related_name="asks"
    )
    rung = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=200, blank=True)
    knows_target = models.CharField(max_length=8, choices=KnowsTarget, blank=True)
    made_on = models.DateField()
    outcome = models.CharField(max_length=6, choices=Outcome, blank=True, default=Outcome.NONE)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [SameOwner("contact", name="ask_contact_owner")]
        indexes = [models.Index(fields=["owner", "-made_on"], name="ask_by_day")]

    def __str__(self) -> str:
        return self.what or f"Rung {self.rung}"
