"""Workers that can be killed by the dozen: one process has Django loaded and forks them.

    python -m tests.faults.workers SOCKET

Whoever connects sends a job as one line of JSON (`Pool`), and so many workers are kept alive until
they hang up. Each worker runs `manage.py send_due --loop`, no more and no less, with settings of
the test's own.
"""

import atexit
import gc
import importlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

import time_machine

from jobsearch.local.process import wait_for

PROJECT = Path(__file__).parent.parent.parent
# Waits by the clock of the mail server's network, so not by the database's. A lease of 900 seconds
# lasts 3 at 300 times the speed, which is longer than all of these together.
SHORT = {
    "TICK_SECONDS": 0.05,
    "EMAIL_TIMEOUT": 0.4,
    "MAIL_ANSWER_SECONDS": 0.6,
}


class Pool:
    """So many workers, as seen by a test; one that ends is replaced at once."""

    def __init__(self, folder, port, count=1, *, again=True, **how):
        """`how`: settings in capitals, and points, mutant, patches and skew (see `work`)."""
        from django.db import connection

        self.folder = Path(folder)
        settings = {name: how.pop(name) for name in list(how) if name.isupper()}
        self.settings = SHORT | {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port} | settings
        self.job = {
            "count": count,
            "folder": str(self.folder),
            "settings": self.settings,
            "again": again,
            "database": {name: connection.settings_dict[name] for name in ("HOST", "NAME")},
            **how,
        }
        self.kills = 0
        self.pids = set()

    def __enter__(self):
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.connect(loader())
        self.connection.sendall(json.dumps(self.job).encode() + b"\n")
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()
        assert wait_for(lambda: len(self.pids) >= self.job["count"], 30), self.job
        return self

    def _listen(self):
        with suppress(OSError), self.connection.makefile() as lines:
            for line in lines:
                sign, pid = line[0], int(line[1:])
                (self.pids.add if sign == "+" else self.pids.discard)(pid)

    def kill_one(self, chance=random):
        """A random one of them, as the kernel would when memory is short."""
        self.signal(chance.choice(sorted(self.pids) or [0]), signal.SIGKILL)

    def kill_all(self):
        for pid in sorted(self.pids):
            self.signal(pid, signal.SIGKILL)

    def signal(self, pid, number):
        if pid in self.pids:
            os.kill(pid, number)
            self.kills += number == signal.SIGKILL

    def reached(self, point):
        """The worker that came to a point first, or None."""
        path = self.folder / point
        return int(path.read_text() or 0) or None if path.exists() else None

    def __exit__(self, *error):
        self.connection.shutdown(socket.SHUT_WR)
        # The end of the last of them ends the conversation.
        assert wait_for(lambda: not self.listener.is_alive(), 10)
        self.connection.close()


@cache
def loader():
    """The socket of a process that has Django loaded; it ends with this one."""
    from django.db import connection

    folder = Path(tempfile.mkdtemp(prefix="foothold-workers-"))
    with (folder / "log").open("ab") as log:
        started = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.workers", folder / "socket"],
            cwd=PROJECT,
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "TEST_DATABASE_NAME": connection.settings_dict["NAME"],
            },
            stdin=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(started.wait)
    atexit.register(started.stdin.close)
    assert wait_for((folder / "socket").exists, 60), (folder / "log").read_text()
    return str(folder / "socket")


def main():
    load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(sys.argv[1] + ".new")
    listener.listen()
    os.rename(sys.argv[1] + ".new", sys.argv[1])
    threading.Thread(target=end_with_the_tests, daemon=True).start()
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            manage(connection)
        connection.close()


def end_with_the_tests():
    sys.stdin.read()
    os._exit(0)


def manage(connection):
    """Keeps the workers of one job alive."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    job = json.loads(connection.makefile().readline())

    def end_with_the_test():
        connection.recv(1)
        os.killpg(0, signal.SIGKILL)

    def start():
        pid = os.fork()
        if pid == 0:
            connection.close()
            work(job)
            os._exit(0)
        connection.sendall(f"+{pid}\n".encode())

    for _ in range(job["count"]):
        start()
    threading.Thread(target=end_with_the_test, daemon=True).start()
    while True:
        with suppress(ChildProcessError):
            connection.sendall(f"-{os.wait()[0]}\n".encode())
            if job["again"]:
                start()
            continue
        time.sleep(0.1)


def load():
    """Everything that a worker would read from the disk at its first mail."""
    import django
    from django.template.loader import get_template
    from django.urls import reverse

    django.setup()
    for module in ("tasks.reminders.delivery", "tasks.management.commands.send_due"):
        importlib.import_module(module)
    reverse("tasks:today")
    "example.com".encode("idna")
    for template in (PROJECT / "templates" / "mail").glob("*.*"):
        with suppress(Exception):  # what it extends and includes is read when it is drawn
            get_template(f"mail/{template.name}").render({})
    gc.freeze()


def work(job):
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from tests.faults import mutants
    from tests.faults.points import Points

    random.seed(os.getpid())
    connection.settings_dict.update(job["database"])
    for name, value in job["settings"].items():
        setattr(settings, name, value)
    for name, value in job.get("patches", {}).items():  # constants that are no settings
        module, _, constant = name.rpartition(".")
        assert hasattr(importlib.import_module(module), constant), name
        setattr(importlib.import_module(module), constant, value)
    if points := job.get("points"):
        Points(points, job["folder"]).install()
    if mutant := job.get("mutant"):
        getattr(mutants, mutant)()
    if skew := job.get("skew"):  # a machine whose clock is wrong by so many seconds
        time_machine.travel(time.time() + skew, tick=True).start()
    call_command("send_due", loop=True)


if __name__ == "__main__":
    main()
