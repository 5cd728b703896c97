"""How long the daily e-mail of one person takes to write, beside the least that does the same.

    python -m tests.bench.digest [--times 60]

Prints size S, M and L. The floor is one query for the same tasks, and one plain template.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import time
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

NAMES = ("s", "m", "l")
TITLE = "digest composed, {}"
WARM = 3


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=60)
    options = parser.parse_args()
    from jobsearch.local import place, postgres

    where = place.throw_away()
    database = postgres.start(where)
    try:
        os.environ |= {
            "DATABASE_URL": postgres.url(where),
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        }
        run(options.times)
    finally:
        database.stop()
        shutil.rmtree(where.var, ignore_errors=True)


def run(times: int) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from jobsearch.models import User
    from tests.bench import people

    people.make(date.today(), NAMES, crowd=0)
    for name in NAMES:
        user = User.objects.get(email=f"{name}@example.com")
        print(f"{name}: {measure(user, times)}", flush=True)


def measure(user: Any, times: int) -> dict[str, float]:
    """Medians in ms of writing one mail, and the statements it takes; by turns with the floor."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    mail, now = _claimed(user)
    product, floor = _writing(mail, now), _plain(user, now)
    seen: dict[str, list[float]] = {"product": [], "floor": []}
    for number in range(WARM + times):
        for name, write in (("product", product), ("floor", floor)):
            began = time.perf_counter()
            write()
            if number >= WARM:
                seen[name].append(1000 * (time.perf_counter() - began))
    with CaptureQueriesContext(connection) as asked:
        product()
    counted = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")
    statements = sum(one["sql"].lstrip("( \n").startswith(counted) for one in asked)
    mail.delete()
    p50, floor_p50 = (statistics.median(seen[name]) for name in ("product", "floor"))
    return {
        "p50": round(p50, 2),
        "floor_p50": round(floor_p50, 2),
        "ratio": round(p50 / floor_p50, 2),
        "statements": statements,
    }


def _claimed(user: Any) -> tuple[Any, Any]:
    """A mail of today that a worker has just taken, with the occurrence that asks for it."""
    from tasks.models import Occurrence, OutboundEmail, Reminder
    from tasks.reminders import message
    from tasks.reminders.database import database_now

    now, key = database_now(), uuid.uuid4()
    mail = OutboundEmail.objects.create(
        pk=key,
        owner=user,
        kind="digest",
        dedupe_key=f"bench:{key}",
        message_id=message.message_id(key),
        recipient=user.email,
        mime=b"",
        state=OutboundEmail.State.CLAIMED,
        lease_token=uuid.uuid4(),
        lease_until=now + timedelta(hours=1),
        next_attempt_at=now,
        deadline=now + timedelta(hours=1),
    )
    reminder, _ = Reminder.objects.get_or_create(owner=user, kind="digest", task=None)
    Occurrence.objects.create(
        owner=user, reminder=reminder, local_date=user.today(now), due_at=now, email=mail
    )
    return mail, now


def _writing(mail: Any, now: Any) -> Callable[[], None]:
    from tasks.reminders import writing

    def write() -> None:
        (letter,) = writing.write([mail], now)
        assert letter.message

    return write


def _plain(user: Any, now: Any) -> Callable[[], None]:
    from django.template import Context, Engine

    from tasks.models import Task

    template = Engine().from_string(
        "{% for task in tasks %}<p>{{ task.title }}, {{ task.contact.given_name }}: "
        "{{ task.due_on }}</p>{% endfor %}"
    )

    def write() -> None:
        due = Task.objects.open().filter(owner=user, due_on__lte=user.today(now))
        rows = due.select_related("contact__organisation").order_by("due_on")
        template.render(Context({"tasks": rows}))

    return write


if __name__ == "__main__":
    main()
