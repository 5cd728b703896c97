"""How fast mail goes when everybody's is due at once, beside a bare loop: `make bench-reminders`.

    python -m tests.bench.reminders [--mails 100000] [--workers 2 4]

Starts its own Postgres (with fsync, as shipped), mail server and web server; prints one table.
Somebody asks the web server for a page ten times a second, beside the loops as beside the senders.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from jobsearch.local import place, postgres
from jobsearch.local.process import wait_for
from tests.ports import free_port

LOOP_MAILS = 3000  # of each loop
PATIENCE = 60  # seconds for what is started
PROJECT = Path(__file__).parent.parent.parent


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mails", type=int, default=100_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[2, 4])
    options = parser.parse_args()
    where = place.throw_away()
    database = postgres.start(where)
    try:
        os.environ |= {
            "DATABASE_URL": postgres.url(where),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "TICK_SECONDS": "5",
        }
        print(HEAD, flush=True)
        for workers in options.workers:
            print(one_run(options.mails, workers), flush=True)
    finally:
        database.stop()
        shutil.rmtree(where.var, ignore_errors=True)


HEAD = (
    "workers   mails  sent  mails/s  loop/s  share  web p95 before  during  MB at 10 %  at the end"
)


def one_run(mails, workers):
    prepare(mails)
    with started("tests.bench.sink", stdout=subprocess.PIPE) as sink:
        port = int(sink.stdout.readline())
        os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
        with web_server() as url:
            before = p95(latencies(url, 10))
            with visitor(url):
                floor = loop(port, workers, mails=LOOP_MAILS)
            rate, during, memory = send_all(mails, workers, url)
    share = rate / floor
    return (
        f"{workers:7} {mails:7} {memory['sent']:5} {rate:8.0f} {floor:7.0f} {share:6.0%}"
        f" {before * 1000:14.0f} ms {during * 1000:4.0f} ms"
        f" {memory['early']:8.0f} {memory['late']:9.0f}"
    )


def prepare(mails):
    """A database with nothing but these people, in this process."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    from tests.bench import crowd

    crowd.make(mails)


def loop(port, workers, mails):
    """Mails a second of as many bare loops side by side."""
    command = [sys.executable, "-m", "tests.bench.loop", str(port), str(mails)]
    loops = [
        subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
        for _ in range(workers)
    ]
    return sum(float(each.communicate()[0]) for each in loops)


def send_all(mails, workers, url):
    from tests.bench import crowd

    def senders():
        return [
            subprocess.Popen([sys.executable, "manage.py", "send_due", "--loop"], cwd=PROJECT)
            for _ in range(workers)
        ]

    running = senders()
    memory = {"early": 0, "late": 0, "sent": 0}
    try:
        if not wait_for(lambda: ticks() >= 1, PATIENCE):
            raise TimeoutError("No sender has started.")
        with visitor(url) as web:
            began = time.monotonic()
            crowd.fall_due()
            while (sent := count_sent()) < mails:
                largest = max(megabytes(each.pid) for each in running)
                memory["late"] = largest
                if sent < mails / 10:
                    memory["early"] = largest
                time.sleep(1)  # counting more often would take part in the race
            took = time.monotonic() - began
    finally:
        for each in running:
            each.terminate()
        for each in running:
            each.wait()
    memory["sent"] = count_sent()
    return mails / took, p95(web), memory


def ticks():
    from tasks.models import Heartbeat

    return Heartbeat.objects.filter(name=Heartbeat.TICK).count()


def count_sent():
    from tasks.models import OutboundEmail

    return OutboundEmail.objects.filter(state="sent").count()


def megabytes(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def latencies(url, count, stop=None):
    """Seconds for the Today page of somebody, asked for ten times a second."""
    took = []
    while not (stop.is_set() if stop else len(took) >= count * 10):
        began = time.monotonic()
        with urllib.request.urlopen(url) as answer:  # noqa: S310 (our own server)
            assert b"Send the portfolio" in answer.read()
        took.append(time.monotonic() - began)
        time.sleep(max(0, 0.1 - took[-1]))  # ten times a second, as somebody in a hurry
    return took


@contextmanager
def visitor(url):
    """Gives the seconds that each page took, when it has left."""
    took, stop = [], threading.Event()
    asking = threading.Thread(target=lambda: took.extend(latencies(url, None, stop)))
    asking.start()
    try:
        yield took
    finally:
        stop.set()
        asking.join()


def p95(values):
    return statistics.quantiles(values, n=20)[-1]


@contextmanager
def web_server():
    port = free_port()
    with started(
        "gunicorn",
        *["jobsearch.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4"],
        *["--log-level", "error"],
    ):
        if not wait_for(lambda: answers(f"http://localhost:{port}/healthz"), PATIENCE):
            raise TimeoutError("The web server does not answer.")
        yield urllib.request.Request(  # noqa: S310 (our own server)
            f"http://localhost:{port}/", headers={"Cookie": f"session={session()}"}
        )


def session():
    """Of somebody who is signed in and looks at Today."""
    from django.test import Client

    from jobsearch.models import User

    client = Client()
    client.force_login(User.objects.order_by("pk").first())
    return client.cookies["session"].value


def answers(url):
    try:
        with urllib.request.urlopen(url):  # noqa: S310 (our own server)
            return True
    except OSError:
        return False


@contextmanager
def started(module, *arguments, **options):
    process = subprocess.Popen([sys.executable, "-m", module, *arguments], cwd=PROJECT, **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
