"""A new browser window in which somebody is signed in, and what comes over its wire."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

WATCHING = Path(__file__).parent / "watching.js"
SLOW = {  # the slow phone of Lighthouse
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 750e3 / 8,
}
Figures = dict[str, float]


class Visitor:
    """`cookies` are those of a session by the name of the person."""

    def __init__(
        self, browser: Any, *, port: int, person: str, cookies: dict[str, str], slow: bool = False
    ) -> None:
        self.url = f"http://localhost:{port}"
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.context.set_default_timeout(60_000)
        pairs = (one.split("=", 1) for one in cookies[person].split("; "))
        self.context.add_cookies(
            [{"name": name, "value": value, "url": self.url} for name, value in pairs]
        )
        self.context.add_init_script(path=WATCHING)
        self.page = self.context.new_page()
        self.wire = Wire(self.page)
        if slow:
            self.wire.protocol.send("Network.emulateNetworkConditions", SLOW)
            self.wire.protocol.send("Emulation.setCPUThrottlingRate", {"rate": 4})

    def load(self, path: str) -> Figures:
        self.page.goto("about:blank")
        self.wire.forget()
        self.page.goto(f"{self.url}{path}", wait_until="networkidle")
        seen = self.page.evaluate("() => watching.painted()")
        return {**self.wire.weighed(), **seen}

    def settled(self, event: str, address: str) -> Figures:
        """From the last such event of the person until the answer, and until all stands still."""
        asked = "([event, path]) => watching.settled(event, path)"
        return self.page.evaluate(asked, [event, address])


class Wire:
    """What a page asks of the network, by Chromium's own count of bytes."""

    def __init__(self, page: Any) -> None:
        self.protocol = page.context.new_cdp_session(page)
        self.protocol.send("Network.enable")
        self.forget()
        self.protocol.on("Network.responseReceived", self._came)
        self.protocol.on("Network.loadingFinished", self._ended)

    def forget(self) -> None:
        self.asked: dict[str, tuple[str, str]] = {}
        self.sizes: dict[str, int] = {}

    def _came(self, event: dict[str, Any]) -> None:
        answer = event["response"]
        # Chromium draws its own controls with images of its own, and keeps what it was given.
        kept = answer.get("fromDiskCache") or answer.get("fromPrefetchCache")
        if answer["url"].startswith("http") and not kept:
            self.asked[event["requestId"]] = event["type"], answer["url"]

    def _ended(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = event["encodedDataLength"]

    def by_kind(self) -> dict[str, float]:
        """Kilobytes of documents, style sheets, scripts and the rest."""
        weight: dict[str, float] = defaultdict(float)
        for request, (kind, _) in self._on_the_wire():
            weight[kind] += self.sizes[request] / 1024
        return weight

    def addresses(self) -> list[str]:
        return [address for _, (_, address) in self._on_the_wire()]

    def _on_the_wire(self) -> list[tuple[str, tuple[str, str]]]:
        """What the memory cache had took no byte."""
        return [(one, what) for one, what in self.asked.items() if self.sizes.get(one)]

    def weighed(self) -> Figures:
        return {"requests": len(self.addresses()), "KB": sum(self.by_kind().values())}
