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
from tests.bench import (
    browser,
    copies,
    digest,
    growth,
    importing,
    moving,
    pages,
    people,
    results,
    servers,
)
from tests.bench.rows import rows


def measure(options: Namespace, where: Place) -> results.Table:
    table = results.Table(options.only)
    _fill(table, options.crowd)
    known = people.Everybody()
    with servers.web() as product, servers.web(servers.FLOOR) as floor:
        _measure_pages(table, options, (product, floor), known)
        if table.wants(moving.NAME):
            moving.measure(product, known[moving.PERSON], table)
        if options.crowd:
            small = postgres.url(where, copies.SMALL)
            with servers.web(DATABASE_URL=small) as alone:
                growth.measure((product, alone), known, options.times, table)
        if _in_browser(table):
            seen = browser.measure(product, floor, times=options.visits, only=options.only)
            for name, figures in seen.items():
                table.write(name, figures)
    _measure_background(table, options.times, known)
    return table


def _fill(table: results.Table, crowd: int) -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    wanted = {row.person for row in rows(people.Nobody()) if table.wants(row.name)}
    wanted |= {name for name in digest.NAMES if table.wants(digest.TITLE.format(name))}
    if table.wants(moving.NAME):
        wanted.add(moving.PERSON)
    if _in_browser(table):
        wanted |= browser.PEOPLE
    began = time.monotonic()
    people.make(date.today(), wanted, crowd=crowd)
    print(f"{results.machine()}. Rows made in {time.monotonic() - began:.0f} s.", flush=True)
    if _in_browser(table):
        browser.write_plain_pages(Path(settings.STATIC_ROOT))


def _in_browser(table: results.Table) -> bool:
    return any(map(table.wants, browser.names()))


def _measure_pages(
    table: results.Table, options: Namespace, ports: tuple[int, int], known: people.Everybody
) -> None:
    asked = [row for row in rows(known) if table.wants(row.name) and row.person in known]
    if asked:
        table.heading(results.PAGES)
    for row in asked:
        for at_once in options.at_once:
            pages.measure(row, at_once, options.times, ports, known, table)


def _measure_background(table: results.Table, times: int, known: people.Everybody) -> None:
    for name in digest.NAMES:
        title = digest.TITLE.format(name)
        if table.wants(title) and name in known:
            table.tell(title, digest.measure(known.users[name], times))
    if table.wants(importing.NAME):
        table.tell(importing.NAME, importing.measure())
