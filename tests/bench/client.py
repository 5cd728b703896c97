"""Asks two servers for the same thing by turns, over kept connections, and writes down how long."""

from __future__ import annotations

import gzip
import http.client
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode


@dataclass(frozen=True)
class Ask:
    """One request: an address, or a form sent to it; `number` makes each one different."""

    path: Callable[[int], str]
    form: Callable[[int], dict[str, str]] | None = None


@dataclass
class Seen:
    seconds: list[float] = field(default_factory=list)
    statements: int = 0
    wire: int = 0
    size: int = 0
    troubles: int = 0

    @property
    def p50(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.seconds, n=20)[-1]


class Visitor:
    """Somebody signed in at one server, with a connection of their own."""

    def __init__(self, port: int, cookies: str, token: str) -> None:
        self.port, self.cookies, self.token = port, cookies, token
        self.connection = http.client.HTTPConnection("localhost", port, timeout=60)

    def ask(self, ask: Ask, number: int, seen: Seen) -> None:
        headers = {"Cookie": self.cookies, "Accept-Encoding": "gzip", "HX-Request": "true"}
        method, body = "GET", None
        if ask.form is None:
            del headers["HX-Request"]
        else:
            method, body = "POST", urlencode(ask.form(number))
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self.token,
            }
        began = time.perf_counter()
        self.connection.request(method, ask.path(number), body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        seen.seconds.append(time.perf_counter() - began)
        seen.troubles += answer.status not in (200, 204)
        seen.statements = int(answer.headers["X-Statements"] or 0)
        is_packed = answer.headers["Content-Encoding"] == "gzip"
        seen.wire = len(content)
        seen.size = len(gzip.decompress(content)) if is_packed else len(content)


def by_turns(
    visitors: list[tuple[Visitor, Visitor]],
    asks: tuple[Ask, Ask],
    times: int,
    numbers: Iterator[int],
) -> tuple[Seen, Seen]:
    """Each pair of visitors asks the product, then the floor, so many times, all at once."""
    seen = Seen(), Seen()
    started = threading.Barrier(len(visitors))

    def visit(pair: tuple[Visitor, Visitor]) -> None:
        started.wait()
        for _ in range(times):
            for visitor, ask, written in zip(pair, asks, seen, strict=True):
                visitor.ask(ask, next(numbers), written)

    threads = [threading.Thread(target=visit, args=[pair]) for pair in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def fresh_numbers() -> Iterator[int]:
    return count(1)
