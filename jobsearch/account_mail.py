"""Mail of the account pages: a row until it went, so that nothing is lost with the broker.

It does without the outbox of the reminders, whose fence keeps a mail from coming twice: here twice
does no harm, since the link works once. The row holds that link, so it goes when the mail went.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from jobsearch.models import AccountMail

logger = logging.getLogger(__name__)

AT_ONCE = 20
# Longer than one mail can take, so that nobody else sends it at the same time.
HELD_FOR = timedelta(minutes=15)
RETRY_AFTER = [timedelta(seconds=seconds) for seconds in (20, 60, 120, 300, 900)]
RETRY_LATER = timedelta(hours=1)
# By then somebody has asked for another link.
LIFE = timedelta(days=1)


def send_waiting(now: datetime) -> int:
    """Sends what waits; says how much went."""
    old, _ = AccountMail.objects.filter(created_at__lt=now - LIFE).delete()
    if old:
        logger.error("Account mails given up after a day: %s", old)
    sent, is_reachable = 0, True
    for mail in _claim(now):
        try:
            if is_reachable:
                _send(mail)
                mail.delete()
                sent += 1
                continue
        except Exception as error:  # whatever it is, the others must not wait for it
            logger.warning("Account mail %s did not go: %s", mail.pk, type(error).__name__)
            # Without a server each would wait until its time is out.
            is_reachable = not isinstance(error, OSError) or isinstance(
                error, SMTPRecipientsRefused
            )
        _put_off(mail, now)
    return sent


@transaction.atomic
def _claim(now: datetime) -> list[AccountMail]:
    due = AccountMail.objects.filter(next_attempt_at__lte=now).order_by("next_attempt_at")
    mails = list(due.select_for_update(skip_locked=True)[:AT_ONCE])
    keys = [mail.pk for mail in mails]
    AccountMail.objects.filter(pk__in=keys).update(next_attempt_at=now + HELD_FOR)
    return mails


def _send(mail: AccountMail) -> None:
    headers = {"Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.recipient], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    message.send()


def _put_off(mail: AccountMail, now: datetime) -> None:
    steps = RETRY_AFTER[mail.attempts : mail.attempts + 1]
    mail.attempts += 1
    mail.next_attempt_at = now + (steps[0] if steps else RETRY_LATER)
    mail.save(update_fields=["attempts", "next_attempt_at"])
