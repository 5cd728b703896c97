"""Celery's doors. The messages carry nothing: what is to be done is in the database."""

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from contacts import background as imports
from jobsearch import account_mail
from tasks.models import Removal
from tasks.reminders import delivery

logger = logging.getLogger(__name__)


@shared_task(name="tasks.tick")
def tick() -> None:
    account_mail.send_waiting(timezone.now())
    Removal.objects.forget_old(timezone.now())
    imports.ring_for_waiting()
    delivery.turn(ring=call_for_help)


@shared_task(name="tasks.send_due")
def send_due() -> None:
    delivery.send_due(ring=call_for_help)


def call_for_help() -> None:
    """Rings for another worker. If nobody hears it the next tick does the same, only later."""
    try:
        send_due.apply_async(expires=settings.TICK_SECONDS)
    except Exception as error:
        logger.warning("The broker does not take messages: %s", type(error).__name__)
