"""All tables, one after another."""

from __future__ import annotations

import time
from argparse import Namespace
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from jobsearch.local import postgres
from jobsearch.local.place import Place
from tests.bench import browser, copies, growth, moving, pages, people, results, servers
from tests.bench.rows import rows


def measure(options: Namespace, where: Place) -> results.Table:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    table = results.Table(options.only)
    wanted = {row.person for row in rows(people.Nobody()) if table.wants(row.name)}
    in_browser = any(map(table.wants, browser.names()))
    if in_browser:
        wanted |= browser.PEOPLE
    began = time.monotonic()
    people.make(date.today(), wanted | {moving.PERSON}, crowd=options.crowd)
    print(f"{results.machine()}. Rows made in {time.monotonic() - began:.0f} s.", flush=True)
    known = people.Everybody()
    if in_browser:
        browser.write_plain_pages(Path(settings.STATIC_ROOT))
    with servers.web() as product, servers.web(servers.FLOOR) as floor:
        table.heading(results.PAGES)
        for row in rows(known):
            if table.wants(row.name) and row.person in known:
                for at_once in options.at_once:
                    pages.measure(row, at_once, options.times, (product, floor), known, table)
        if table.wants(moving.NAME):
            moving.measure(product, known[moving.PERSON], table)
        if options.crowd:
            small = postgres.url(where, copies.SMALL)
            with servers.web(DATABASE_URL=small) as alone:
                growth.measure((product, alone), known, options.times, table)
        if in_browser:
            for name, figures in browser.measure(product, floor, only=options.only).items():
                table.write(name, figures)
    return table
