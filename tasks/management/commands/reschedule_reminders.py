from typing import Any

from django.core.management.base import BaseCommand

from tasks.models import Reminder
from tasks.reminders.database import database_now

AT_ONCE = 1000


class Command(BaseCommand):
    help = "Works out again when reminders fall due, after the rules of time zones have changed."

    def handle(self, *args: Any, **options: Any) -> None:
        keys = list(Reminder.objects.exclude(next_at=None).values_list("pk", flat=True))
        for start in range(0, len(keys), AT_ONCE):
            some = Reminder.objects.filter(pk__in=keys[start : start + AT_ONCE])
            some.reschedule(database_now())
        self.stdout.write(f"Looked at: {len(keys)}")
