"""Celery's door of imports. The message carries nothing: what is wanted is on the rows."""

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from contacts import waiting
from contacts.models import ContactImport

logger = logging.getLogger(__name__)

# No file that may be read takes as long; what does is ended, and counts as an attempt.
LONGEST = 600


@shared_task(name="contacts.bring_in_waiting", time_limit=LONGEST)
def bring_in_waiting() -> None:
    waiting.take_up(timezone.now(), ring)


def ring() -> None:
    """Nobody has to hear it: each tick looks for rows that wait."""
    try:
        bring_in_waiting.apply_async(expires=settings.TICK_SECONDS)
    except Exception as error:
        logger.warning("The broker does not take messages: %s", type(error).__name__)


def ring_for_waiting() -> None:
    """What a lost message or a dead worker left; its own message, so that mail does not wait."""
    if ContactImport.objects.waiting().exists():
        ring()
