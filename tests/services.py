"""A throw-away Postgres, Valkey and mailbox for one test run.

This is a pytest plugin (`-p tests.services`) because Django reads its settings before any
conftest.py is read: what they need has to be there when this module is imported.
"""

import atexit
import os
import shutil
import threading
from pathlib import Path

from jobsearch.local import place, postgres, valkey
from jobsearch.local.place import Place

# As fast as it goes: what is in here does not have to outlive a power cut.
UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
# A disk that is slow to write its log would make Valkey stand still for seconds.
FORGETFUL = {"appendonly": "no"}


def worker_number() -> int:
    """0 without pytest-xdist, else 1, 2, … in its workers."""
    name = os.environ.get("PYTEST_XDIST_WORKER", "")
    return int(name.removeprefix("gw")) + 1 if name else 0


def start() -> None:
    where = place.throw_away()
    processes = []

    def stop() -> None:
        for process in reversed(processes):
            process.stop()
        shutil.rmtree(where.var, ignore_errors=True)

    atexit.register(stop)
    processes.append(postgres.start(where, settings=UNSAFE))
    processes.append(valkey.start(where, settings=FORGETFUL))
    os.environ["TEST_PLACE"] = f"{where.data}:{where.sockets}"
    os.environ["DATABASE_URL"] = postgres.url(where)


def use(number: int) -> None:
    """One Valkey database each for broker and cache, for each worker of pytest-xdist."""
    data, sockets = os.environ["TEST_PLACE"].split(":")
    where = Place(Path(data).parent, Path(data), Path(sockets), None)
    os.environ["BROKER_URL"] = valkey.broker_url(where, 2 * number)
    os.environ["CACHE_URL"] = valkey.cache_url(where, 2 * number + 1)


# Sync Playwright runs an event loop, and Django would refuse the ORM inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
assert threading.current_thread() is threading.main_thread()  # the servers end with their starter
if "TEST_PLACE" not in os.environ:
    start()
use(worker_number())
