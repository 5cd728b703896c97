"""Whether a page slows for somebody when thousands of others come: size S alone, and within size X.

The floor here is the product itself, over a database copied before the others came.
"""

from __future__ import annotations

from tests.bench import client
from tests.bench.people import Everybody
from tests.bench.results import PAGES, Table
from tests.bench.rows import Row, of_size, writing

AT_MOST = 1.5
COLUMNS = ["", "at once", "p50 ms in X", "p95 ms", "p50 alone", *PAGES[5:]]


def measure(ports: tuple[int, int], known: Everybody, times: int, table: Table) -> None:
    """`ports` are of the product over size X and over size S."""
    names = "x-s", "s"
    signed_in = [
        client.sign_in(port, known[name]["email"]) for port, name in zip(ports, names, strict=True)
    ]
    table.heading(COLUMNS)
    for in_crowd, alone in zip(*(_rows(known, name) for name in names), strict=True):
        name = f"{in_crowd.name.rsplit(',')[0]}, X beside S"
        if table.wants(name):
            cookies = signed_in if alone.signed_in else [client.no_session()] * 2
            visitors = tuple(map(client.Visitor, ports, *zip(*cookies, strict=True)))
            asks = in_crowd.product, alone.product
            client.by_turns([visitors], asks, client.WARM)
            table.add(name, 1, *client.by_turns([visitors], asks, times), at_most=AT_MOST)


def _rows(known: Everybody, name: str) -> list[Row]:
    return [*of_size(name, known[name]), *writing(name, known[name])]
