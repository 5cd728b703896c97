import sys
from pathlib import Path

from jobsearch.local.process import Process

PROJECT = Path(__file__).parent.parent.parent


class Processes:
    """Worker and beat as they run in earnest; stopped at the end of the test."""

    def __init__(self, folder, env):
        self.folder = folder
        self.env = env
        self.started = []

    def start(self, name, *arguments, **env):
        log = self.folder / f"{name}-{len(self.started)}.log"
        command = [sys.executable, "-m", *arguments]
        process = Process(name, command, log, cwd=PROJECT, env=self.env | env)
        self.started.append(process)
        return process

    def worker(self, **env):
        options = "--loglevel INFO --concurrency 2 --without-gossip --without-mingle"
        return self.start("worker", *f"celery -A jobsearch worker {options}".split(), **env)

    def beat(self, every=1, **env):
        schedule = str(self.folder / f"beat-{len(self.started)}")
        command = f"celery -A jobsearch beat --loglevel INFO --pidfile= -s {schedule}"
        return self.start("beat", *command.split(), TICK_SECONDS=str(every), **env)

    def stop(self):
        for process in self.started:
            process.ask_to_stop()
        for process in self.started:
            process.stop()
