"""Web servers as `make run` starts them, with a Postgres and a Valkey of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jobsearch.local import place, postgres, valkey
from jobsearch.local.process import wait_for
from tests.ports import free_port

PROJECT = Path(__file__).parent.parent.parent
PATIENCE = 60  # seconds for a web server to answer
PRODUCT, FLOOR = "tests.bench.settings", "tests.bench.floor.settings"


@contextmanager
def services() -> Iterator[place.Place]:
    """A Postgres (with fsync, as shipped) and a Valkey; the environment names them."""
    where = place.throw_away()
    started = []
    try:
        started += [postgres.start(where), valkey.start(where)]
        os.environ |= {
            "DATABASE_URL": postgres.url(where),
            "BROKER_URL": valkey.broker_url(where, 0),
            "CACHE_URL": valkey.cache_url(where, 1),
            "STATIC_ROOT": str(where.var / "static"),
            "DJANGO_SETTINGS_MODULE": PRODUCT,
        }
        yield where
    finally:
        for service in reversed(started):
            service.stop()
        shutil.rmtree(where.var, ignore_errors=True)


@contextmanager
def web(settings: str = PRODUCT, **env: str) -> Iterator[int]:
    """The port of a web server with these settings."""
    port = free_port()
    options = f"--bind 127.0.0.1:{port} --worker-class gthread --workers 2 --threads 4"
    command = f"-m gunicorn jobsearch.wsgi:application {options} --no-control-socket"
    process = subprocess.Popen(
        [sys.executable, *command.split(), "--log-level", "error"],
        cwd=PROJECT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": settings} | env,
    )
    try:
        if not wait_for(lambda: _answers(port), PATIENCE):
            raise TimeoutError(f"No web server answers with {settings}.")
        yield port
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://localhost:{port}/healthz")
    except urllib.error.HTTPError:
        return True  # the floor has no such page
    except OSError:
        return False
    return True
