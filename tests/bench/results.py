"""What was measured: printed as Markdown beside what was kept last, and kept as JSON."""

from __future__ import annotations

import json
import os
import platform
import re
from pathlib import Path
from typing import Any

from tests.bench.client import Seen

KEPT = Path(__file__).parent / "results.json"
PAGES = ["", "at once", "p50 ms", "p95 ms", "floor p50", "ratio", "limit"]
PAGES += ["queries", "bytes", "before"]
Figures = dict[str, float]


class Table:
    def __init__(self, only: str = "") -> None:
        self.only = only.casefold()
        self.before = json.loads(KEPT.read_text()) if KEPT.exists() else {"rows": {}}
        self.rows: dict[str, Figures] = {}

    def wants(self, name: str) -> bool:
        return self.only in name.casefold()

    def heading(self, columns: list[str]) -> None:
        print(f"\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}", flush=True)

    def add(
        self, name: str, at_once: int, seen: Seen, floor: Seen, at_most: float | None = None
    ) -> None:
        figures = _figures(seen, floor, by="p95" if at_once > 1 else "p50")
        before = self.write(f"{name}, {at_once} at once", figures)
        troubles = seen.troubles + floor.troubles
        cells = [
            f"{name}{f' ({troubles} TROUBLES)' if troubles else ''}",
            f"{at_once}",
            *(f"{figures[column]:.1f}" for column in ("p50", "p95", "floor_p50")),
            f"{figures['ratio']:.2f}",
            f"{at_most:g}{' EXCEEDED' if figures['ratio'] > at_most else ''}" if at_most else "",
            f"{seen.statements}",
            f"{seen.wire:,}",
            f"{before['p50']:.1f}" if before else "",
        ]
        print(f"| {' | '.join(cells)} |", flush=True)

    def write(self, name: str, figures: Figures) -> Figures | None:
        """Writes down a row; what was kept of it last."""
        self.rows[name] = figures
        return self.before["rows"].get(name)

    def tell(self, name: str, figures: Figures) -> None:
        """Prints a row with columns of its own, and writes it down."""
        before = self.write(name, figures) or {}
        told = (
            f"{what.replace('_', ' ')} {value:g}"
            + (f" (before: {before[what]:g})" if what in before else "")
            for what, value in figures.items()
        )
        print(f"\n{name}: {', '.join(told)}", flush=True)

    def keep(self) -> dict[str, Any]:
        """Rows that were not asked for stay as they were."""
        rows = self.before["rows"] | self.rows if self.only else self.rows
        kept = {"machine": machine(), "rows": rows}
        KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
        return kept


def _figures(seen: Seen, floor: Seen, by: str) -> Figures:
    """The ratio is of medians; of many at once, of what the slowest twentieth waits."""
    return {
        "p50": round(seen.p50 * 1000, 2),
        "p95": round(seen.p95 * 1000, 2),
        "floor_p50": round(floor.p50 * 1000, 2),
        "floor_p95": round(floor.p95 * 1000, 2),
        "ratio": round(getattr(seen, by) / getattr(floor, by), 2),
        "queries": seen.statements,
        "bytes": seen.wire,
    }


def machine() -> str:
    """Such as "2 × AMD EPYC, 16 GB, Linux 6.1, Python 3.11.9"."""
    try:
        model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    except OSError:
        model = None
    name = " ".join((model[1] if model else platform.machine()).split())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return (
        f"{os.cpu_count()} × {name}, {memory:.0f} GB, {platform.system()} "
        f"{platform.release().split('-')[0]}, Python {platform.python_version()}"
    )
