"""What is known about the outside of mailing: the server, addresses, and what providers report."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Value
from django.db.models.functions import Lower


class MailServer(models.Model):
    """The one row about the mail server, shared by all who send: is it worth trying at the moment?

    Trouble that is not about one mail (refused connections, 421, a wrong password) closes it for a
    while, and costs no mail an attempt. Then a single mail tries whether the trouble is over.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    # Troubles in a row; 0 when the last conversation went well.
    failures = models.PositiveIntegerField(default=0)
    closed_until = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True)
    trouble_since = models.DateTimeField(null=True)
    # An operator's stop, as after bringing a backup back: nothing goes until `resume_sending`.
    paused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="mail_server_only_one")
        ]

    def __str__(self) -> str:
        return self.trouble or "no trouble known"


class SuppressedAddressQuerySet(models.QuerySet["SuppressedAddress"]):
    def of(self, address: str) -> SuppressedAddressQuerySet:
        """In any case, as the unique index has it; iexact would read all of them."""
        return self.alias(low=Lower("address")).filter(low=Lower(Value(address)))


class SuppressedAddress(models.Model):
    """An address that mail must not go to, because it does not exist or its owner complained.

    Suppression is of the address, never of a reminder: a new address gets everything again.
    """

    class Reason(models.TextChoices):
        BOUNCED = "bounced", "The address does not exist or takes no mail"
        COMPLAINED = "complained", "Our mail was marked as unwanted"

    address = models.EmailField()
    reason = models.CharField(max_length=10, choices=Reason)
    detail = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    objects = SuppressedAddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "suppressed addresses"
        constraints = [models.UniqueConstraint(Lower("address"), name="suppressed_address_once")]

    def __str__(self) -> str:
        return self.get_reason_display()


class MailEvent(models.Model):
    """What a mail provider reported by webhook; each report counts once, in whatever order."""

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", "Taken by the provider"
        DELIVERED = "delivered", "Delivered"
        DEFERRED = "deferred", "Delayed"
        BOUNCED = "bounced", "Came back"
        REJECTED = "rejected", "Not taken by the provider"
        COMPLAINED = "complained", "Marked as unwanted"
        UNSUBSCRIBED = "unsubscribed", "Unsubscribed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # As the provider names it, with the provider before it: its repeats are the same event.
    key = models.CharField(max_length=250, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    # Of the mail it is about, as we wrote it; None where the provider did not say.
    message_id = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["message_id"], name="mail_event_by_mail")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
