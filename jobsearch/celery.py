import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobsearch.settings")

app = Celery("foothold")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="background")
