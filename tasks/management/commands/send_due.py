import os
import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections
from django.utils import timezone

from contacts import waiting
from jobsearch import account_mail
from tasks.reminders import delivery


class Command(BaseCommand):
    help = (
        "Sends the reminders that are due and brings in waiting files, without Celery or a broker."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until stopped")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["loop"]:
            account_mail.send_waiting(timezone.now())
            waiting.take_up(timezone.now())
            self.stdout.write(f"Sent: {delivery.turn()}")
            return
        os.nice(settings.WORKER_NICENESS)
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        self.stdout.write(f"Sending what is due, every {settings.TICK_SECONDS:g} seconds.")
        self.stdout.flush()  # a log shows it before anything is sent
        while not stopped.is_set():
            close_old_connections()
            try:
                account_mail.send_waiting(timezone.now())
                waiting.take_up(timezone.now())
                if delivery.turn(stopped.is_set):
                    continue  # there may be more
            except Error as error:  # the database is away: come back at the next turn
                self.stderr.write(f"The database does not answer: {type(error).__name__}")
            stopped.wait(settings.TICK_SECONDS)
