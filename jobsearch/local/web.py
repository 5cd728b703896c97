"""The web server's port, its static files, and whether it answers."""

from __future__ import annotations

import errno
import hashlib
import http.client
import socket
from contextlib import closing
from pathlib import Path

from jobsearch.local.place import Trouble


def check_port(text: str) -> int:
    """The port as a number, if it is free; another program there would be taken for us."""
    port = int(text) if text.isdigit() else 0
    if not 1 <= port <= 65535:
        raise Trouble(f"PORT={text} is not a port. Use a number from 1024 to 65535.")
    # A server on all addresses does not stop us binding one address on macOS: ask as well.
    if any(_answers(host, port) for host in ("127.0.0.1", "::1")):
        raise Trouble(_taken(port))
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise Trouble(f"Port {port} is for root only. Try: make run PORT=8000") from error
            raise Trouble(_taken(port)) from error
    return port


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=0.5).close()
    except OSError:
        return False
    return True


def _taken(port: int) -> str:
    other = port + 1 if port < 65535 else 8000
    return f"Port {port} is used by another program. Try another one: make run PORT={other}"


def is_ours_and_well(port: int, instance: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        answer = connection.getresponse()
        return answer.status == 200 and answer.headers["X-Foothold-Instance"] == instance
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


class Collected:
    """Collecting and compressing takes ten seconds, so it is done only when something changed."""

    def __init__(self, project: Path, var: Path) -> None:
        self.project = project
        self.stamp = var / "static.stamp"

    def is_current(self) -> bool:
        return self.stamp.exists() and self.stamp.read_text() == self._state()

    def mark(self) -> None:
        self.stamp.write_text(self._state())

    def _state(self) -> str:
        state = hashlib.sha256()
        settings = [self.project / "jobsearch" / name for name in ("settings.py", "staticfiles.py")]
        for path in [self.project / "requirements.txt", *settings]:
            state.update(path.read_bytes())
        static = self.project / "static"
        for path in sorted(static.rglob("*")):
            if path.is_file():
                found = path.stat()
                state.update(
                    f"{path.relative_to(static)} {found.st_size} {found.st_mtime_ns}\n".encode()
                )
        return state.hexdigest()
