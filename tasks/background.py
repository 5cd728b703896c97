"""Celery's doors. The messages carry nothing: what is to be done is in the database."""

from celery import shared_task
from django.utils import timezone

from jobsearch import account_mail
from tasks.reminders import delivery


@shared_task(name="tasks.tick")
def tick() -> None:
    account_mail.send_waiting(timezone.now())
    delivery.turn()
