"""Asks two servers for the same thing by turns, over kept connections, and writes down how long."""

from __future__ import annotations

import gzip
import http.client
import re
import secrets
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from math import ceil
from urllib.parse import urlencode

PASSWORD = "correct horse battery"  # noqa: S105  of everybody there
SESSION, CSRF = "session", "csrf"
WARM = 3  # times that are not counted
IN_A_ROW = 5  # times that one of many asks one server before all turn to the other
NUMBERS = count(1)  # one for each request, whoever asks


@dataclass(frozen=True)
class Ask:
    """One request: an address, or a form sent to it; `number` makes each one different."""

    path: Callable[[int], str]
    form: Callable[[int], dict[str, str]] | None = None
    by_script: bool = False


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

    def connect_anew(self) -> None:
        self.connection.close()
        self.connection.connect()

    def ask(self, ask: Ask, seen: Seen) -> None:
        began = time.perf_counter()
        answer = self.send(ask, next(NUMBERS))
        content = answer.read()
        seen.seconds.append(time.perf_counter() - began)
        seen.troubles += answer.status not in (200, 204, 302)
        seen.statements = int(answer.headers["X-Statements"] or 0)
        is_packed = answer.headers["Content-Encoding"] == "gzip"
        seen.wire = len(content)
        seen.size = len(gzip.decompress(content)) if is_packed else len(content)

    def send(self, ask: Ask, number: int) -> http.client.HTTPResponse:
        headers = {
            "Cookie": self.cookies,
            "Accept-Encoding": "gzip",
            "X-Forwarded-For": _address(number),
        }
        method, body = "GET", None
        if ask.by_script:
            headers |= {"HX-Request": "true", "Sec-Fetch-Dest": "empty"}
        if ask.form:
            method, body = "POST", urlencode(ask.form(number))
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self.token,
            }
        try:
            self.connection.request(method, ask.path(number), body, headers)
            return self.connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError):
            # The server does not keep a connection for long that nobody uses.
            self.connection.close()
            self.connection.request(method, ask.path(number), body, headers)
            return self.connection.getresponse()


def sign_in(port: int, email: str) -> tuple[str, str]:
    """The cookies of a new session, and the token that forms need."""
    cookies, token = no_session()
    form = {"login": email, "password": PASSWORD}
    visitor = Visitor(port, cookies, token)
    answer = visitor.send(
        Ask(lambda number: "/accounts/login/", lambda number: form), next(NUMBERS)
    )
    answer.read()
    session = re.search(f"{SESSION}=[^;]+", str(answer.headers))
    if not session:
        raise ValueError(f"{email} could not sign in: {answer.status}")
    return f"{cookies}; {session[0]}", token


def no_session() -> tuple[str, str]:
    token = secrets.token_hex(16)
    return f"{CSRF}={token}", token


def by_turns(
    visitors: list[tuple[Visitor, Visitor]], asks: tuple[Ask, Ask], times: int
) -> tuple[Seen, Seen]:
    """All visitors ask the product at once, then all the floor, by turns, each so many times.

    Many ask a few times in a row, so that each server is asked by all of them together, and over
    new connections in each turn, since it is chance how a server's processes share those.
    """
    seen = Seen(), Seen()
    together = threading.Barrier(len(visitors))
    in_a_row = IN_A_ROW if len(visitors) > 1 else 1

    def visit(pair: tuple[Visitor, Visitor]) -> None:
        for _ in range(ceil(times / in_a_row)):
            for visitor, ask, written in zip(pair, asks, seen, strict=True):
                if len(visitors) > 1:
                    visitor.connect_anew()
                together.wait()
                for _ in range(in_a_row):
                    visitor.ask(ask, written)

    threads = [threading.Thread(target=visit, args=[pair]) for pair in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def _address(number: int) -> str:
    """Somebody else each time, or the limit on tries to sign in would be measured."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
