"""Lighthouse on pages as somebody signed in sees them: `make lighthouse`.

    python -m tests.bench.lighthouse [--pages /board/ /] [--as desktop]

Needs node; npx fetches Lighthouse from npm into its own cache. The board has 60 cards. Prints the
four scores of each page with Lighthouse's own throttling, once as a phone and once as a desktop
computer, and what kept a score under 100; then it ends with an error.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench import client, servers
from tests.bench.browser import fill
from tests.browser import chromium

LIGHTHOUSE = "lighthouse@12.8.2"  # the newest for node 20
PERSON = "cards-60"
LOOKS: dict[str, list[str]] = {"phone": [], "desktop": ["--preset=desktop"]}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.lighthouse")
    parser.add_argument("--pages", nargs="+", default=["/board/"])
    parser.add_argument("--as", dest="look", nargs="+", choices=LOOKS, default=list(LOOKS))
    options = parser.parse_args()
    with servers.services():
        fill({PERSON})
        with servers.web() as port:
            cookies = client.sign_in(port, f"{PERSON}@example.com")[0]
            lacking = [
                f"{page} as {look}: {one}"
                for page in options.pages
                for look in options.look
                for one in lacks(report(port, page, cookies, look), f"{page} as {look}")
            ]
    sys.exit("\n".join(lacking) or None)


def report(port: int, page: str, cookies: str, look: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "report.json"
        command = [
            *("npx", "--yes", LIGHTHOUSE, f"http://localhost:{port}{page}", "--quiet"),
            f"--extra-headers={json.dumps({'Cookie': cookies})}",
            f"--chrome-flags=--headless=new{' --no-sandbox' if os.geteuid() == 0 else ''}",
            *("--output=json", f"--output-path={written}", *LOOKS[look]),
        ]
        # Not in the project's folder, so that npm looks for no package.json there.
        env = os.environ | {"CHROME_PATH": chromium.find() or ""}
        subprocess.run(command, cwd=folder, env=env, check=True)
        found: dict[str, Any] = json.loads(written.read_text())
    if found["finalDisplayedUrl"] != found["requestedUrl"]:
        sys.exit(f"{page} led to {found['finalDisplayedUrl']}")
    return found


def lacks(found: dict[str, Any], name: str) -> list[str]:
    """Prints the scores; in words, what kept one under 100."""
    categories = found["categories"].values()
    scores = ", ".join(f"{one['title']} {round(one['score'] * 100)}" for one in categories)
    seen = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time")
    figures = ", ".join(f"{found['audits'][one]['displayValue']} {one}" for one in seen)
    print(f"{name}: {scores}; {figures}", flush=True)
    return [
        f"{one['title']}: {found['audits'][audit['id']]['title']}"
        for one in categories
        if one["score"] < 1
        for audit in one["auditRefs"]
        if audit["weight"] and (found["audits"][audit["id"]]["score"] or 0) < 1
    ]


if __name__ == "__main__":
    main()
