"""The embedded mailbox: takes every mail the app sends and keeps it as a file."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import signal
import socket
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

KEPT = 500


class Keeper:
    def __init__(self, folder: Path, kept: int = KEPT) -> None:
        self.folder = folder
        self.kept = kept

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        if isinstance(content, str):
            content = content.encode()
        keep(self.folder, content or b"", self.kept)
        return "250 OK"


def keep(folder: Path, content: bytes, kept: int = KEPT) -> Path:
    """Store one mail whole or not at all, under a name that sorts by arrival."""
    name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
    unfinished = folder / f"{name}.new"
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path = unfinished.with_suffix(".eml")
    unfinished.replace(path)
    for old in sorted(folder.glob("*.eml"))[:-kept]:
        old.unlink(missing_ok=True)
    return path


async def serve(folder: Path, listener: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    keeper = Keeper(folder)
    # A name is given because aiosmtpd would ask the name servers for one, which can take long.
    server = await loop.create_server(
        lambda: SMTP(keeper, hostname="localhost", enable_SMTPUTF8=True), sock=listener
    )
    async with server:
        await ended.wait()


def listen() -> socket.socket:
    """A free port of this machine alone, opened by the launcher so that a restart keeps it."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    return listener


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("listener", type=int, help="the number of an open, listening socket")
    options = parser.parse_args()
    asyncio.run(serve(options.folder, socket.socket(fileno=options.listener)))


if __name__ == "__main__":
    main()
