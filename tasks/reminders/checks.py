import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from tasks.reminders.message import sender

# What else a worker may wait for between two renewals of its lease, one time-out each.
OTHER_WAITS = 4


@register
def lease_outlasts_the_wait(**options: Any) -> list[CheckMessage]:
    """A lease that ends while a worker still waits for an answer makes twins."""
    longest = settings.MAIL_ANSWER_SECONDS + OTHER_WAITS * settings.EMAIL_TIMEOUT
    if longest <= settings.MAIL_LEASE_SECONDS:
        return []
    words = f"MAIL_LEASE_SECONDS is shorter than a worker may wait for a mail server: {longest}."
    return [Warning(words, id="tasks.W001")]


@register
def secrets_of_webhooks_are_secrets(**options: Any) -> list[CheckMessage]:
    """Whoever guesses it can make mail to people stop."""
    weak = [
        text for text in settings.ANYMAIL["WEBHOOK_SECRET"] if ":" not in text or len(text) < 20
    ]
    words = "ANYMAIL_WEBHOOK_SECRET must be user:password, 20 characters or more."
    return [Error(words, id="tasks.E001")] if weak else []


@register
def mail_has_a_sender(**options: Any) -> list[CheckMessage]:
    """Without one no mail server takes any."""
    name, _, place = sender().rpartition("@")
    words = "DEFAULT_FROM_EMAIL must hold an e-mail address, such as Foothold <me@example.com>."
    return [] if name and place else [Error(words, id="tasks.E002")]


@register
def the_log_of_the_mail_server_can_be_read(**options: Any) -> list[CheckMessage]:
    """Otherwise each mail in doubt goes once more, and nobody knows why."""
    log = settings.MAIL_EVIDENCE_LOG
    if not log or os.access(log, os.R_OK):
        return []
    words = f"MAIL_EVIDENCE_LOG cannot be read by this process: {log}"
    return [Warning(words, id="tasks.W002")]
