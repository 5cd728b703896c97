"""How long pages take, beside bare views over the same rows: `make bench`.

    python -m tests.bench.pages [--only board] [--times 60] [--crowd 10000] [--json FILE]

Starts its own Postgres (with fsync, as shipped) and two web servers, the product's and the floor's,
asks both by turns and prints a table.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from jobsearch.local import place, postgres, valkey
from jobsearch.local.process import wait_for
from tests.ports import free_port

PROJECT = Path(__file__).parent.parent.parent
PATIENCE = 60  # seconds for a web server to answer
RESULTS = Path(__file__).parent / "results.json"
COLUMNS = [
    "row",
    "at once",
    "p50 ms",
    "p95 ms",
    "floor p50",
    "ratio",
    "limit",
    "queries",
    "on the wire",
    "before",
]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="", help="rows whose name holds this")
    parser.add_argument("--times", type=int, default=60)
    parser.add_argument("--at-once", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--crowd", type=int, default=10_000)
    parser.add_argument("--json", type=Path, default=None)
    options = parser.parse_args()
    where = place.throw_away()
    services = [postgres.start(where), valkey.start(where)]
    try:
        os.environ |= {
            "DATABASE_URL": postgres.url(where),
            "BROKER_URL": valkey.broker_url(where, 0),
            "CACHE_URL": valkey.cache_url(where, 1),
            "STATIC_ROOT": str(where.var / "static"),
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        }
        measured = run(options)
    finally:
        for service in reversed(services):
            service.stop()
        shutil.rmtree(where.var, ignore_errors=True)
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1) + "\n")


def run(options: argparse.Namespace) -> dict[str, dict[str, float]]:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from tests.bench import people
    from tests.bench.rows import rows

    wanted = _names(options)
    began = time.monotonic()
    people.make(date.today(), wanted, crowd=options.crowd)
    print(f"Rows made in {time.monotonic() - began:.0f} s.", flush=True)
    users = {name: user for name in wanted if (user := people.named(name))}
    known = {name: people.keys(user) for name, user in users.items()}
    cookies = {name: people.signed_in(user) for name, user in users.items()}
    before = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    measured = {}
    print(f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|", flush=True)
    with servers() as (product, floor):
        for row in rows(_Every(known)):
            if options.only not in row.name or row.person not in users:
                continue
            for at_once in options.at_once:
                seen = measure(row, at_once, options.times, (product, floor), cookies[row.person])
                name = f"{row.name}, {at_once} at once"
                measured[name] = figures(*seen)
                print(line(name, row, measured[name], before.get(name)), flush=True)
    return measured


class _Every(dict):
    def __missing__(self, name):
        return {"contact": "", "task": "", "floor_task": ""}


def _names(options: argparse.Namespace) -> list[str]:
    from tests.bench.rows import rows

    asked = {row.person for row in rows(_Every()) if options.only in row.name}
    return sorted(asked | {"s", "m"})


def measure(row, at_once, times, ports, signed):
    from tests.bench import client

    visitors = [tuple(client.Visitor(port, *signed) for port in ports) for _ in range(at_once)]
    numbers = client.fresh_numbers()
    floor = row.floor
    if floor is None:
        probe = client.Seen()
        visitors[0][0].ask(row.product, next(numbers), probe)
        floor = client.Ask(lambda number: f"/page/{probe.size}/")
    client.by_turns(visitors, (row.product, floor), 3, numbers)  # warm
    return client.by_turns(visitors, (row.product, floor), max(5, times // at_once), numbers)


def figures(product, floor) -> dict[str, float]:
    return {
        "p50": round(product.p50 * 1000, 2),
        "p95": round(product.p95 * 1000, 2),
        "floor_p50": round(floor.p50 * 1000, 2),
        "floor_p95": round(floor.p95 * 1000, 2),
        "ratio": round(product.p50 / floor.p50, 2),
        "statements": product.statements,
        "wire": product.wire,
        "troubles": product.troubles + floor.troubles,
    }


def line(name, row, seen, before) -> str:
    limit = f"{row.at_most:g}" if row.at_most else ""
    troubles = f" ({seen['troubles']} troubles)" if seen["troubles"] else ""
    return (
        f"| {row.name}{troubles} | {name.rsplit(', ', 1)[1].split()[0]} | {seen['p50']:.1f} | "
        f"{seen['p95']:.1f} | {seen['floor_p50']:.1f} | {seen['ratio']:.1f} | {limit} | "
        f"{seen['statements']} | {seen['wire']} | {before['p50'] if before else ''} |"
    )


@contextmanager
def servers():
    """The ports of the product and of the floor, each as `make run` starts the web."""
    with ExitStack() as stack:
        yield tuple(
            stack.enter_context(server(settings))
            for settings in ("tests.bench.settings", "tests.bench.floor.settings")
        )


@contextmanager
def server(settings: str):
    port = free_port()
    options = f"--bind 127.0.0.1:{port} --worker-class gthread --workers 2 --threads 4"
    command = f"-m gunicorn jobsearch.wsgi:application {options} --no-control-socket"
    process = subprocess.Popen(
        [sys.executable, *command.split(), "--log-level", "error"],
        cwd=PROJECT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": settings},
    )
    try:
        if not wait_for(lambda: answers(port), PATIENCE):
            raise TimeoutError(f"No web server answers with {settings}.")
        yield port
    finally:
        process.terminate()
        process.wait()


def answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://localhost:{port}/healthz")
    except urllib.error.HTTPError:
        return True  # the floor has no such page
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
