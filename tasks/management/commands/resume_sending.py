from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tasks.reminders import pause
from tasks.reminders.database import database_now


class Command(BaseCommand):
    help = "Lets mail go again after pause_sending."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--since",
            metavar="WHEN",
            help="leave out what fell due before, such as 2026-11-23T12:00 (UTC), or with +01:00",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = database_now()
        since = _moment(options["since"], now) if options["since"] else None
        left_out = pause.resume(now, since)
        self.stdout.write(f"Mail goes again. Left out, as due before: {left_out}")


def _moment(text: str, now: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError("Write the moment as 2026-11-23T12:00.") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if moment > now:
        raise CommandError("That moment is still to come.")
    return moment
