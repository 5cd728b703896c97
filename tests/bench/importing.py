"""How fast 10,000 people of a file come in by a real worker, beside a bare bulk_create of them.

    python -m tests.bench.importing [--rows 10000] [--times 3]

By turns, each time for somebody else; the medians count. The time is that from the press of the
button to the last row committed, the memory what the worker has taken above what it has when idle.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jobsearch.local.process import wait_for
from tests.bench import servers
from tests.bench.results import machine

NAME = "import of 10,000 rows"
PATIENCE = 120  # seconds for one import
Figures = dict[str, float]


def measure(rows: int = 10_000, times: int = 3) -> Figures:
    """Figures by name. Django is set up, the tables are there, and the environment names them."""
    reading = _read(rows)
    took, floors = [], []
    with worker() as pid:
        idle = _megabytes(pid, "VmRSS")
        _bring_in(_person("warm"), reading)
        for number in range(times):
            took.append(_bring_in(_person(f"import-{number}"), reading))
            floors.append(_floor(_person(f"floor-{number}"), reading))
        memory = _most_above(idle, _megabytes(pid, "VmHWM"))
    seconds, floor = statistics.median(took), statistics.median(floors)
    return {
        "rows_a_second": round(rows / seconds),
        "floor_rows_a_second": round(rows / floor),
        "ratio": round(seconds / floor, 2),
        "seconds": round(seconds, 2),
        "memory_mb": round(memory, 1),
        "statements": _statements(_person("counted"), reading),
    }


def _read(rows):
    import io

    from contacts.importers import linkedin
    from tests.contacts.bringing import csv
    from tests.contacts.bringing import rows as lines

    return linkedin.read(io.BytesIO(csv(*lines(rows))))


def _person(name):
    from jobsearch.models import User

    user, _ = User.objects.get_or_create(email=f"{name}@example.com")
    user.contacts.all().delete()
    user.contactimports.all().delete()
    return user


def _choose(owner, reading):
    """The file as it stands behind the preview, and what the preview's button sends."""
    from contacts import batches

    return batches.keep_for_choosing(owner, "Connections.csv", reading), {"every": "new"}


def _bring_in(owner, reading) -> float:
    """Seconds from the press of the button until everybody is in."""
    from django.test import Client

    from contacts.models import ContactImport

    batch, choices = _choose(owner, reading)
    client = Client()
    client.force_login(owner)
    mine = ContactImport.objects.filter(pk=batch.pk).exclude(imported_at=None)
    began = time.monotonic()
    assert client.post(f"/import/{batch.pk}/confirm/", choices).status_code == 302
    if not wait_for(mine.exists, PATIENCE, pause=0.02):
        raise TimeoutError("The worker did not bring the file in.")
    took = time.monotonic() - began
    assert owner.contacts.count() == len(reading.candidates)
    return took


def _floor(owner, reading) -> float:
    """The same people without comparing, organisations, progress and a way back."""
    from django.db import transaction

    from contacts.models import Contact

    began = time.monotonic()
    with transaction.atomic():
        Contact.objects.bulk_create(
            Contact(
                owner=owner,
                given_name=person.given_name,
                family_name=person.family_name,
                emails=list(person.emails),
                profile_url=person.profile_url,
                profile_key=person.profile_key,
                role=person.position.role,
                connected_on=person.connected_on,
                source=Contact.Source.LINKEDIN,
            )
            for person in reading.candidates
        )
    return time.monotonic() - began


def _statements(owner, reading) -> int:
    """Of the worker's whole work, done here so that they can be counted."""
    from django.db import connection
    from django.utils import timezone

    from contacts.batches import bring_in
    from contacts.choices import Choices

    batch, choices = _choose(owner, reading)
    count = 0

    def counting(execute, *arguments):
        nonlocal count
        count += 1
        return execute(*arguments)

    with connection.execute_wrapper(counting):
        bring_in(batch, Choices(every=frozenset([choices["every"]])), timezone.now())
    return count


@contextmanager
def worker() -> Iterator[int]:
    """The process of a worker as `make run` starts it, once it has begun to listen."""
    from jobsearch.celery import app

    options = "--loglevel ERROR --concurrency 2 --without-gossip --without-mingle"
    command = [sys.executable, *f"-m celery -A jobsearch worker {options}".split()]
    process = subprocess.Popen(command, cwd=servers.PROJECT, stdout=subprocess.DEVNULL)
    try:
        if not wait_for(lambda: bool(app.control.ping(timeout=1)), servers.PATIENCE):
            raise TimeoutError("No worker answers.")
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def _megabytes(parent: int, line: str) -> Figures:
    """Of a worker's own processes, by their number."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    found = {}
    for pid in children:
        status = Path(f"/proc/{pid}/status").read_text()
        found[pid] = int(status.partition(f"{line}:")[2].split()[0]) / 1024
    return found


def _most_above(idle: Figures, most: Figures) -> float:
    return max(most[pid] - idle[pid] for pid in idle if pid in most)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    with servers.services():
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        found = measure(options.rows, options.times)
    print(f"{machine()}\n\n| {NAME} |  |\n|---|---|")
    for name, value in found.items():
        print(f"| {name.replace('_', ' ')} | {value:g} |")


if __name__ == "__main__":
    main()
