from typing import Any

from django.core.management.base import BaseCommand

from tasks.reminders import pause
from tasks.reminders.database import database_now


class Command(BaseCommand):
    help = "Holds all reminders until resume_sending, as after bringing a backup back."

    def handle(self, *args: Any, **options: Any) -> None:
        pause.pause(database_now())
        self.stdout.write("Paused. No reminder goes out until: manage.py resume_sending")
