"""Celery's door of the account pages. The message carries nothing: the mails are rows."""

import logging

from celery import shared_task
from django.utils import timezone

from jobsearch import account_mail

logger = logging.getLogger(__name__)


@shared_task(name="jobsearch.send_account_mail")
def send_account_mail() -> None:
    account_mail.send_waiting(timezone.now())


def ring() -> None:
    """Nobody has to hear it: the next tick looks for waiting mail too."""
    try:
        send_account_mail.delay()
    except Exception as error:
        logger.warning("The broker does not take messages: %s", type(error).__name__)
