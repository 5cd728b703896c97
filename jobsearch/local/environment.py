"""What the launcher tells the processes it starts, and how a second terminal finds out."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from jobsearch.local import postgres, valkey
from jobsearch.local.place import Place, Trouble, secret_key

EMBEDDED = ("DATABASE_URL", "BROKER_URL", "EMAIL_URL")
# Of another project or an older day; each would change what our processes do.
_STRAY = (
    "VIRTUAL_ENV",
    "PYTHONHOME",
    "PYTHONPATH",
    "GUNICORN_CMD_ARGS",
    "WEB_CONCURRENCY",
    "DEBUG",
    "SECRET_KEY_FILE",
    "STATIC_ROOT",
    "MAILBOX_DIR",
    "DEBUG",
)
_STRAY_FAMILIES = ("DJANGO_", "CELERY_")


def replaced(name: str, given: Mapping[str, str] = os.environ) -> bool:
    """Has the person named a service of their own, so that the embedded one stays off?"""
    return bool(given.get(name) or given.get(f"{name}_FILE"))


def for_children(place: Place, port: int, mail_port: int | None) -> dict[str, str]:
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in _STRAY and not name.startswith(_STRAY_FAMILIES)
    }
    env |= {
        "DJANGO_SETTINGS_MODULE": "jobsearch.local.settings",
        "SECRET_KEY": secret_key(place.var),
        "BASE_URL": f"http://localhost:{port}",
        "PYTHONUNBUFFERED": "1",
    }
    if not replaced("DATABASE_URL"):
        env = {name: value for name, value in env.items() if not name.startswith("PG")}
        env["DATABASE_URL"] = postgres.url(place)
    if not replaced("BROKER_URL"):
        env["BROKER_URL"] = valkey.broker_url(place)
        env["CACHE_URL"] = valkey.cache_url(place)
    if mail_port is not None:
        env["EMAIL_URL"] = f"smtp://127.0.0.1:{mail_port}"
        env["MAILBOX_DIR"] = str(place.var / "mailbox")
    return env


class Running:
    """`var/lock`: held while Foothold runs here, freed by the kernel however it ends."""

    def __init__(self, var: Path) -> None:
        self.lock = var / "lock"
        self.record = var / "running.json"
        self._file: IO[str] | None = None

    def take(self, port: int) -> None:
        file = self.lock.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Trouble(f"Foothold is already running here ({file.read().strip()}).") from None
        file.truncate(0)
        file.write(f"pid {os.getpid()}, http://localhost:{port}/")
        file.flush()
        self._file = file

    def is_taken(self) -> bool:
        if not self.lock.exists():
            return False
        with self.lock.open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def write(self, record: dict[str, Any]) -> None:
        fresh = self.record.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(record))
        fresh.replace(self.record)

    def read(self) -> dict[str, Any]:
        try:
            found = json.loads(self.record.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def forget(self) -> None:
        self.record.unlink(missing_ok=True)
