"""Where the time of one page goes: `make profile PAGE=board`.

    python -m tests.bench.profile board [--size m] [--times 30]

Prints the statements of the page with what each took, and the calls that took longest.
"""

from __future__ import annotations

import argparse
import time
from datetime import date
from typing import TYPE_CHECKING, Any

from pyinstrument import Profiler

from tests.bench import servers

if TYPE_CHECKING:
    from django.test import Client

SIZES = ("s", "m", "l")
PAGES = {
    "today": "/",
    "board": "/board/",
    "contacts": "/contacts/",
    "contact": "/contacts/{contact}/",
    "who": "/contacts/who/",
    "organisations": "/organisations/",
    "search": "/search/?q=pri",
    "review": "/review/",
    "year": "/review/year/",
    "log": "/log/",
    "settings": "/settings/",
}
WIDTH = 110  # letters of a statement that are shown


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.profile")
    parser.add_argument("page", choices=PAGES)
    parser.add_argument("--size", choices=SIZES, default="m")
    parser.add_argument("--times", type=int, default=30)
    options = parser.parse_args()
    with servers.services():
        import django

        django.setup()
        _profile(options.page, options.size, options.times)


def _profile(page: str, size: str, times: int) -> None:
    from django.core.management import call_command
    from django.test import Client

    from tests.bench import people
    from tests.bench.client import PASSWORD

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    people.make(date.today(), [size], crowd=0)
    keys = people.Everybody()[size]
    client = Client(headers={"host": "localhost", "accept-encoding": "gzip"})
    client.login(username=keys["email"], password=PASSWORD)
    path = PAGES[page].format(**keys)
    for _ in range(3):  # templates are compiled and plans are made
        client.get(path)
    _print_statements(client, path)
    with Profiler(interval=0.0005) as profiler:
        for _ in range(times):
            client.get(path)
    print(profiler.output_text(unicode=True, show_all=False))


def _print_statements(client: Client, path: str) -> None:
    from django.db import connection

    seen: list[tuple[float, str]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            seen.append((time.perf_counter() - began, sql))

    began = time.perf_counter()
    with connection.execute_wrapper(note):
        response = client.get(path)
    took = time.perf_counter() - began
    database = sum(seconds for seconds, _ in seen)
    print(
        f"{path}: {response.status_code}, {took * 1000:.1f} ms, of which {database * 1000:.1f} ms "
        f"in {len(seen)} statements, {len(response.content):,} bytes on the wire"
    )
    for seconds, sql in seen:
        print(f"{seconds * 1000:8.2f} ms  {sql[:WIDTH]}")


if __name__ == "__main__":
    main()
