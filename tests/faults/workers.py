"""Workers that can be killed by the dozen: one process has Django loaded and forks them.

    python -m tests.faults.workers     reads one JSON line (see `Pool`), then keeps so many alive

Each worker runs `manage.py send_due --loop`, no more and no less, with settings of the test's own.
"""

import importlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

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

    def __init__(self, folder, port, count=1, *, points=None, mutant="", again=True, **settings):
        from django.db import connection

        self.folder = Path(folder)
        self.settings = SHORT | {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port} | settings
        self.job = {
            "count": count,
            "folder": str(self.folder),
            "settings": self.settings,
            "points": points or {},
            "mutant": mutant,
            "again": again,
        }
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "TEST_DATABASE_NAME": connection.settings_dict["NAME"],
        }
        self.kills = 0

    def __enter__(self):
        self.log = self.folder / "workers.log"
        with self.log.open("ab") as log:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.workers"],
                cwd=PROJECT,
                env=self.env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        self.popen.stdin.write(json.dumps(self.job) + "\n")
        self.popen.stdin.flush()
        self.pids = set()
        threading.Thread(target=self._listen, daemon=True).start()
        assert wait_for(lambda: len(self.pids) == self.job["count"], 30), self.log.read_text()
        return self

    def _listen(self):
        for line in self.popen.stdout:
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

    def fired(self, name):
        return (self.folder / name).exists()

    def __exit__(self, *error):
        self.popen.stdin.close()  # it ends them and itself
        try:
            self.popen.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.popen.pid, signal.SIGKILL)
            self.popen.wait()


def main():
    job = json.loads(sys.stdin.readline())
    load()
    alive = set()

    def start():
        pid = os.fork()
        if pid == 0:
            work(job)
            os._exit(0)
        alive.add(pid)
        print(f"+{pid}", flush=True)

    for _ in range(job["count"]):
        start()
    threading.Thread(target=end_with_the_test, args=[alive], daemon=True).start()
    while alive:
        pid, _ = os.wait()
        alive.discard(pid)
        print(f"-{pid}", flush=True)
        if job["again"]:
            start()
    time.sleep(60)


def end_with_the_test(alive):
    sys.stdin.read()
    os.killpg(0, signal.SIGKILL)


def load():
    import django
    from django.template.loader import get_template

    django.setup()
    for module in ("tasks.reminders.delivery", "tasks.management.commands.send_due"):
        importlib.import_module(module)
    for template in (PROJECT / "templates" / "mail").glob("*.*"):
        get_template(f"mail/{template.name}")


def work(job):
    from django.conf import settings
    from django.core.management import call_command

    from tests.faults import mutants
    from tests.faults.points import Points

    os.close(0)
    random.seed(os.getpid())
    for name, value in job["settings"].items():
        setattr(settings, name, value)
    if job["points"]:
        Points(job["points"], job["folder"]).install()
    if job["mutant"]:
        getattr(mutants, job["mutant"])()
    call_command("send_due", loop=True)


if __name__ == "__main__":
    main()
