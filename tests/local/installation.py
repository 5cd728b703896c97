import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from jobsearch.local.process import wait_for
from tests.ports import free_port

PROJECT = Path(__file__).parent.parent.parent
PARTS = (
    "manage.py",
    "requirements.txt",
    "requirements-dev.txt",
    "jobsearch",
    "contacts",
    "tasks",
    "templates",
    "static",
)
# Of this test run; the launcher takes them for services of the person's own.
OURS = ("DATABASE_URL", "BROKER_URL", "CACHE_URL", "EMAIL_URL", "BASE_URL", "SECRET_KEY")


class Installation:
    """A copy of the project in a folder of its own, started as `make run` starts it."""

    collected = None

    def __init__(self, folder, python=sys.executable, user=None):
        self.folder = folder
        self.var = folder / "var"
        self.port = free_port()
        self.python = python
        self.user = user
        self.launchers = []
        folder.mkdir(parents=True, exist_ok=True)
        for part in PARTS:
            copy = shutil.copytree if (PROJECT / part).is_dir() else shutil.copy2
            copy(PROJECT / part, folder / part)
        self._copy_static_files()
        if user:
            subprocess.run(["chown", "-R", user, str(folder)], check=True)

    def _copy_static_files(self):
        """Collecting them takes ten seconds: only this run's first copy does that."""
        if Installation.collected and Installation.collected.exists():
            self.var.mkdir()
            shutil.copy2(Installation.collected / "static.stamp", self.var)
            shutil.copytree(Installation.collected / "static", self.var / "static")

    def command(self, *arguments, **env):
        """Runs the launcher to its end and gives back what it said."""
        process = self._open(arguments, env)
        said, _ = process.communicate(timeout=60)
        process.said = said
        return process

    def start(self, **env):
        launcher = self._open(["run"], env)
        self.launchers.append(launcher)
        launcher.said = ""
        for line in launcher.stdout:
            launcher.said += line
            if "Foothold runs at" in line:
                Installation.collected = Installation.collected or self.var
                return launcher
        raise AssertionError(launcher.said)

    def stop(self, launcher, number=signal.SIGINT):
        launcher.send_signal(number)
        rest, _ = launcher.communicate(timeout=30)
        return rest

    def stop_all(self):
        for launcher in self.launchers:
            if launcher.poll() is None:
                self.stop(launcher)

    def get(self, path):
        connection = http.client.HTTPConnection("localhost", self.port, timeout=20)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def is_well(self):
        try:
            return self.get("/healthz")[0] == 200
        except OSError:
            return False

    def record(self, launcher=None):
        """What the launcher wrote down for a second terminal."""
        return json.loads((self.var / "running.json").read_text())

    def children(self):
        return self.record()["children"]

    def pid_of(self, name):
        return self.children()[name]["pid"]

    def environment(self, env):
        clean = {name: value for name, value in os.environ.items() if name not in OURS}
        return clean | {"PORT": str(self.port)} | env

    def _open(self, arguments, env):
        command = [str(self.python), "-m", "jobsearch.local", *arguments]
        as_user = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment(env),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **as_user,
        )


def descendants(pid):
    """The processes started by a process, by those, and so on: pid -> (name, when it began)."""
    parents, found = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            name, _, rest = (folder / "stat").read_text().partition("(")[2].rpartition(")")
        except (FileNotFoundError, ProcessLookupError):
            continue
        fields = rest.split()
        parents[int(folder.name)] = (int(fields[1]), name, fields[19])
    wanted = {pid}
    while new := {child for child, (parent, *_) in parents.items() if parent in wanted} - wanted:
        wanted |= new
        found |= {child: parents[child][1:] for child in new}
    return found


def still_there(processes):
    """Those of the processes that have not gone within ten seconds."""

    def left():
        alive = {}
        for pid, (name, began) in processes.items():
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if fields[19] == began and fields[0] not in "ZX":
                alive[pid] = name
        return alive

    wait_for(lambda: not left(), 10)
    return left()
