"""One child process: its log, its end, and what is left of an earlier run."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

LOG_LIMIT = 5 * 1024 * 1024
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Process:
    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        log: Path,
        *,
        stop_signal: signal.Signals = signal.SIGTERM,
        patience: float = 5,
        **options: Any,
    ) -> None:
        self.name = name
        self.log = log
        self.stop_signal = stop_signal
        self.patience = patience
        _keep_short(log)
        with log.open("ab") as output:
            self.popen = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # A session of its own: Ctrl-C in the terminal reaches the launcher alone, which
                # then stops everything in order.
                start_new_session=True,
                preexec_fn=_die_with(os.getpid(), stop_signal),
                **options,
            )
        self.started = started_at(self.pid)

    @property
    def pid(self) -> int:
        return self.popen.pid

    def is_alive(self) -> bool:
        return self.popen.poll() is None

    def ask_to_stop(self) -> None:
        if self.is_alive():
            self.popen.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Ask, wait, insist; and leave nothing of its process group behind."""
        self.ask_to_stop()
        try:
            self.popen.wait(self.patience)
        except subprocess.TimeoutExpired:
            self.popen.kill()
        self.end_group()
        self.popen.wait()

    def end_group(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def how_it_ended(self) -> str:
        code = self.popen.returncode
        if code is not None and code < 0:
            return f"was ended by {signal.Signals(-code).name}"
        return f"ended with exit code {code}"

    def last_lines(self, count: int = 15) -> str:
        lines = self.log.read_bytes()[-8000:].decode(errors="replace").splitlines()
        return "\n".join(f"    {line}" for line in lines[-count:])


def _keep_short(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(log.suffix + ".1"))


def _die_with(parent: int, number: signal.Signals) -> Callable[[], None] | None:
    """On Linux a child also ends when the launcher is killed outright."""
    if _libc is None:
        return None
    libc = _libc

    def set_signal() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # it was killed before we asked
            os._exit(1)

    return set_signal


def started_at(pid: int) -> str | None:
    """When a process began, in whatever words the system has; None if there is no such process.

    Numbers are used again, so a pid alone does not say that it is still the same process.
    """
    if sys.platform == "linux":
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return None if fields[0] in "ZX" else fields[19]
    return _ps(pid, "lstart=")


def command_of(pid: int) -> str:
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (FileNotFoundError, ProcessLookupError):
            return ""
    return _ps(pid, "command=") or ""


def _ps(pid: int, column: str) -> str | None:
    command = ["ps", "-o", column, "-p", str(pid)]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout.strip() or None


def end_leftovers(recorded: Mapping[str, Mapping[str, Any]]) -> None:
    """Kill what a launcher that was itself killed left running (where the kernel did not)."""
    for name, child in recorded.items():
        if name == "postgres":  # it is asked to stop, in its own way, before it starts again
            continue
        if child["started"] and started_at(child["pid"]) == child["started"]:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child["pid"], signal.SIGKILL)


def wait_for(condition: Callable[[], bool], seconds: float, pause: float = 0.05) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True
