"""One row of the table: the product and its floor, asked by turns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.bench import client
from tests.bench.results import Table
from tests.bench.rows import Row

FEWEST = 30  # times that each of many asks, or the slowest twentieth would be a matter of chance


def measure(
    row: Row,
    at_once: int,
    times: int,
    ports: tuple[int, int],
    known: Mapping[str, Mapping[str, Any]],
    table: Table,
) -> None:
    """`ports` are of the product and of the floor, which read one database."""
    cookies = client.no_session()
    if row.signed_in:
        cookies = client.sign_in(ports[0], known[row.person]["email"])
    visitors = [tuple(client.Visitor(port, *cookies) for port in ports) for _ in range(at_once)]
    asks = row.product, row.floor or same_bytes(row, visitors[0][0])
    client.by_turns(visitors, asks, client.WARM)
    seen = client.by_turns(visitors, asks, max(FEWEST, times // at_once))
    at_most = row.at_most if at_once == 1 else row.at_most_together
    table.add(row.name, at_once, *seen, at_most=at_most)


def same_bytes(row: Row, visitor: client.Visitor) -> client.Ask:
    """A page of the floor that is as long as the product's."""
    probe = client.Seen()
    visitor.ask(row.product, probe)
    return client.Ask(lambda number: f"/page/{probe.size}/")
