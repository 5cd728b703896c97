"""Starts everything in order, keeps it running, and stops everything."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from jobsearch.local import mailbox, postgres, valkey
from jobsearch.local.environment import Running, for_children, replaced
from jobsearch.local.place import Place, Trouble, for_project
from jobsearch.local.process import Process, end_leftovers
from jobsearch.local.web import Collected, check_port, is_ours_and_well

PROJECT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 120
LONGEST_PAUSE = 30.0
CALM_SECONDS = 60


class Asked(Exception):
    """Somebody pressed Ctrl-C, or the machine is shutting down."""


@dataclass
class Kept:
    """A process that is started again when it dies, a little later each time."""

    start: Callable[[], Process]
    process: Process
    pause: float = 1.0
    again_at: float | None = None
    began: float = field(default_factory=time.monotonic)

    def look_after(self, now: float) -> str | None:
        if self.process.is_alive():
            return None
        if self.again_at is None:
            self.process.end_group()
            self.pause = 1.0 if now - self.began > CALM_SECONDS else self.pause
            self.again_at = now + self.pause
            return f"{self.process.name} {self.process.how_it_ended()}; starting it again"
        if now >= self.again_at:
            self.process, self.began, self.again_at = self.start(), now, None
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        return None


class Supervisor:
    def __init__(self, place: Place, port: int) -> None:
        self.place = place
        self.port = port
        self.running = Running(place.var)
        self.instance = secrets.token_hex(8)
        self.asked = False
        self.servers: list[Process] = []  # their end is the end of everything
        self.kept: list[Kept] = []
        self.passing: list[Process] = []  # migrate and its like
        self.listener: socket.socket | None = None
        self.env: dict[str, str] = {}

    def run(self) -> None:
        """Returns when asked to stop; raises Trouble if it cannot go on."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)
        end_leftovers(self.running.read().get("children", {}))
        try:
            self._start()
            self._announce()
            self._watch()
        except Asked:
            pass
        finally:
            self._stop()

    def _ask(self, number: int, frame: object) -> None:
        self.asked = True

    def _go_on(self) -> bool:
        return not self.asked

    def _start(self) -> None:
        if not replaced("EMAIL_URL"):
            self.listener = mailbox.listen()
        mail_port = self.listener.getsockname()[1] if self.listener else None
        self.env = for_children(self.place, self.port, mail_port)
        self.env["FOOTHOLD_INSTANCE"] = self.instance
        collected = Collected(PROJECT, self.place.var)
        static = None
        if not collected.is_current():
            say("Preparing the first start; the next ones are quicker …")
            static = self._manage("collectstatic", "--noinput")
        if not replaced("DATABASE_URL"):
            self._serve(postgres.start)
        if not replaced("BROKER_URL"):
            self._serve(valkey.start)
        self._finish(self._manage("migrate", "--noinput"))
        if static:
            self._finish(static)
            collected.mark()
        if self.listener:
            self._keep(self._mailbox)
        self._keep(self._web)
        self._wait_until_well()
        self._keep(self._worker)
        self._keep(self._beat)

    def _keep(self, start: Callable[[], Process]) -> None:
        self.kept.append(Kept(start, start()))
        self._write_record()

    def _serve(self, start: Callable[..., Process]) -> None:
        try:
            self.servers.append(start(self.place, go_on=self._go_on))
        except Trouble:
            if self.asked:
                raise Asked from None
            raise
        self._write_record()
        self._check_asked()

    def _check_asked(self) -> None:
        if self.asked:
            raise Asked

    def _finish(self, process: Process) -> None:
        while process.is_alive():
            self._check_asked()
            self._check_servers()
            time.sleep(0.05)
        self.passing.remove(process)
        if process.popen.returncode:
            raise Trouble(f"{process.name} did not work:\n{process.last_lines(30)}")

    def _wait_until_well(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        web = next(kept for kept in self.kept if kept.process.name == "web")
        while not is_ours_and_well(self.port, self.instance):
            self._check_asked()
            self._check_servers()
            if not web.process.is_alive() or time.monotonic() > deadline:
                raise Trouble(
                    f"The web server did not start ({web.process.log}):\n{web.process.last_lines()}"
                )
            time.sleep(0.1)

    def _announce(self) -> None:
        address = f"http://localhost:{self.port}/"
        mail = f", its mail is at {address}mailbox/" if self.listener else ""
        say(f"Foothold runs at {address}{mail}. Ctrl-C stops it.")

    def _watch(self) -> None:
        while True:
            self._check_asked()
            self._check_servers()
            for kept in self.kept:
                before = kept.process
                if event := kept.look_after(time.monotonic()):
                    say(f"{event} (see {kept.process.log})")
                if kept.process is not before:
                    self._write_record()
            time.sleep(0.2)

    def _check_servers(self) -> None:
        for server in self.servers:
            if not server.is_alive():
                raise Trouble(
                    f"{server.name.capitalize()} {server.how_it_ended()}, so everything was "
                    f"stopped. The end of {server.log}:\n{server.last_lines()}\n"
                    f"`make run` starts again; what was saved is still there."
                )

    def _stop(self) -> None:
        """Apps first, so that the servers have nobody to wait for."""
        apps = [*self.passing, *(kept.process for kept in self.kept)]
        for process in apps:
            process.ask_to_stop()
        for process in apps:
            process.stop()
        for server in reversed(self.servers):
            server.stop()
        if self.listener:
            self.listener.close()
        with suppress(OSError):  # it is made again, and stays if something is still in it
            self.place.sockets.rmdir()
        self.running.forget()

    def _write_record(self) -> None:
        processes = [*self.servers, *(kept.process for kept in self.kept)]
        children = {p.name: {"pid": p.pid, "started": p.started} for p in processes}
        self.running.write({"env": changed(self.env), "children": children})

    def _manage(self, *arguments: str) -> Process:
        process = self._python(arguments[0], "manage.py", *arguments)
        self.passing.append(process)
        return process

    def _python(self, name: str, *arguments: str, fds: tuple[int, ...] = ()) -> Process:
        return Process(
            name,
            [sys.executable, *arguments],
            self.place.var / f"{name}.log",
            cwd=PROJECT,
            env=self.env,
            pass_fds=fds,
        )

    def _mailbox(self) -> Process:
        folder = self.place.var / "mailbox"
        folder.mkdir(exist_ok=True)
        number = self.listener.fileno() if self.listener else -1
        arguments = ("-m", "jobsearch.local.mailbox", str(folder), str(number))
        return self._python("mailbox", *arguments, fds=(number,))

    def _web(self) -> Process:
        options = f"--bind 127.0.0.1:{self.port} --worker-class gthread --workers 2 --threads 4"
        # Its control socket would be one in the home folder, shared by every gunicorn.
        quiet = "--no-control-socket --graceful-timeout 3"
        command = f"-m gunicorn jobsearch.wsgi:application {options} {quiet}"
        return self._python("web", *command.split())

    def _worker(self) -> Process:
        options = "--loglevel INFO --concurrency 2 --without-gossip --without-mingle"
        return self._python("worker", *f"-m celery -A jobsearch worker {options}".split())

    def _beat(self) -> Process:
        schedule = str(self.place.var / "beat-schedule")
        command = "-m celery -A jobsearch beat --loglevel INFO --pidfile="
        return self._python("beat", *command.split(), "-s", schedule)


def changed(env: Mapping[str, str]) -> dict[str, str]:
    """Only what the launcher set or was given: a second terminal has the rest."""
    names = {"DATABASE_URL", "BROKER_URL", "CACHE_URL", "EMAIL_URL"}
    names |= {name for name in env if os.environ.get(name) != env[name]}
    names |= {f"{name}_FILE" for name in names}
    return {name: env[name] for name in sorted(names & set(env))}


def say(text: str) -> None:
    with suppress(OSError):  # the terminal may be gone
        print(text, flush=True)


def run(port: str) -> None:
    place = for_project(PROJECT)
    os.umask(0o077)
    running = Running(place.var)
    number = int(port) if port.isdigit() else 0
    running.take(number)
    check_port(port)
    supervisor = Supervisor(place, number)
    supervisor.running = running
    supervisor.run()
