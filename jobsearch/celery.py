import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobsearch.settings")

app = Celery("foothold")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="background")


@worker_process_init.connect
def let_pages_go_first(**signal: Any) -> None:
    """A hundred thousand mails must not keep somebody waiting for a page on the same machine."""
    os.nice(settings.WORKER_NICENESS)
