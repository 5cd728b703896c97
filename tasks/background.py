"""Celery's doors. The messages carry nothing: what is to be done is in the database."""

from celery import shared_task

from tasks.reminders import delivery


@shared_task(name="tasks.tick")
def tick() -> None:
    delivery.turn()
