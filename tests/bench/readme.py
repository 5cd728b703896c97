"""The README's tables of speed, made of what was kept (tests/bench/results.json)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.bench import importing, moving

README = Path(__file__).parent.parent.parent / "README.md"
BEGIN, END = "<!-- measured by make bench ARGS=--keep -->", "<!-- end -->"
PLACE = re.compile(f"{BEGIN}.*{END}", re.DOTALL)
PAGES = {
    "Board, 60 cards": "board, 60 cards",
    "Board, 200 cards": "board, 200 cards",
    "Board, 1,000 cards": "board, 1000 cards",
    "A card moved, 100 on the board": "move, 100 cards",
    "A card moved, 10,000 on the board": "move, 10000 cards",
    "Search as typed, 3 letters, 100,000 names": "search “pri”, names-100000",
    "Search as typed, a typo, 100,000 names": "search “preya”, names-100000",
    "Today": "Today, l",
    "A person’s page": "contact, l",
    "Weekly review": "review, l",
    "Who can help": "who can help, l",
    "Contacts, first page": "contacts, l",
    "A call logged": "log a call, m",
    "Signing in (Argon2)": "sign in, s",
}
BROWSER = {
    "First load of the board, 60 cards": "first load, board, 60 cards",
    "The board again": "repeat load, board, 60 cards",
    "A card dropped, 200 on the board": "drop, board, 200 cards",
    "A card moved by its key, 200 on the board": "key, board, 200 cards",
    "Contacts searched, last letter to result": "contacts search as typed",
}
Rows = dict[str, dict[str, float]]


def write(kept: dict[str, Any]) -> None:
    text = PLACE.sub(lambda found: f"{BEGIN}\n{tables(kept)}\n{END}", README.read_text())
    README.write_text(text)


def tables(kept: dict[str, Any]) -> str:
    rows = kept["rows"]
    parts = [f"On {kept['machine']}:", _pages(rows), _browser(rows), "\n".join(_others(rows))]
    return "\n\n".join(parts)


def _pages(rows: Rows) -> str:
    lines = [
        "| | p50 | p95, 8 at once | bare view, p50 | ratio | queries | on the wire |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for label, name in PAGES.items():
        alone, together = rows[f"{name}, 1 at once"], rows[f"{name}, 8 at once"]
        lines.append(
            f"| {label} | {alone['p50']:.1f} ms | {together['p95']:.0f} ms "
            f"| {alone['floor_p50']:.1f} ms | {alone['ratio']:.1f} | {alone['queries']:.0f} "
            f"| {alone['bytes'] / 1024:.1f} KB |"
        )
    return "\n".join(lines)


def _browser(rows: Rows) -> str:
    lines = [
        "| In Chromium | as it is | a quarter of the processor, 1.6 Mbit/s, 150 ms |",
        "|---|---|---|",
    ]
    for label, name in BROWSER.items():
        verb = "answered" if "search" in name else "saved"
        both = (name, f"{name}, slow")
        fast, slow = (_seen(rows[one], verb) if one in rows else "–" for one in both)
        lines.append(f"| {label} | {fast} | {slow} |")
    return "\n".join(lines)


def _seen(row: dict[str, float], verb: str) -> str:
    if "LCP" in row:
        several = "s" if row["requests"] > 1 else ""
        return (
            f"{row['requests']:.0f} request{several}, {row['KB']:.0f} KB, LCP {row['LCP']:.0f} ms "
            f"({row['ratio']:.2f} × a static page), CLS {row['CLS']:.3g}"
        )
    return f"{verb} {row['saved']:.0f} ms, settled {row['settled']:.0f} ms"


def _others(rows: Rows) -> list[str]:
    brought, moved = rows[importing.NAME], rows[moving.NAME]
    grown = {name: row for name, row in rows.items() if "X beside S" in name}
    worst = max(grown, key=lambda name: grown[name]["ratio"])
    return [
        f"- An import of 10,000 people: {brought['rows_a_second']:,.0f} a second (a bare "
        f"`bulk_create` {brought['floor_rows_a_second']:,.0f}), {brought['memory_mb']:.0f} MB.",
        f"- {moved['runs']:.0f} times 304 moves by eight windows in one box: "
        f"{moved['deadlocks']:.0f} deadlocks, {moved['lost']:.0f} lost, "
        f"{moved['not answered 200']:.0f} errors, {moved['doubled places']:.0f} doubled places.",
        f"- For one of 10,000 people beside one alone, the page that slows most ("
        f"{worst.split(',')[0]}) takes {grown[worst]['ratio']:.2f} times as long.",
    ]
