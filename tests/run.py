"""What `make test` does: every check, then the tests; all of them, whatever fails on the way."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests import services  # starts the servers that the checks and the tests share
from tests.browser import chromium

PROJECT = Path(__file__).parent.parent
# What a deployment sets; the values are made up, the settings are the shipped ones.
DEPLOYED = {
    "DJANGO_SETTINGS_MODULE": "jobsearch.settings",
    "SECRET_KEY": "not-a-secret-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMN",
    "ALLOWED_HOSTS": "foothold.example.com",
    "BASE_URL": "https://foothold.example.com",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.com:587",
}
CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
}
MANAGED = {
    "migrations": ["makemigrations", "--check", "--dry-run"],
    "deployment": ["check", "--deploy", "--fail-level", "WARNING"],
}


# A file's tests stay together: some share a started Foothold. One more at a time than there are
# processors, because some wait for the programs they started; in the order of tests/conftest.py.
WORKERS = min((os.cpu_count() or 1) + 1, 4)
PARALLEL = ["-n", str(WORKERS), "--dist", "loadfile", "--no-loadscope-reorder"]


def main(arguments):
    failed = []
    for name, command in CHECKS.items():
        step(name, [sys.executable, "-m", *command], failed)
    for name, command in MANAGED.items():
        step(name, [sys.executable, "manage.py", *command], failed, DEPLOYED)
    chromium.install()
    step("tests", [sys.executable, "-m", "pytest", *PARALLEL, *arguments], failed)
    if failed:
        sys.exit(f"Not right yet: {', '.join(failed)}")


def step(name, command, failed, env=()):
    began = time.monotonic()
    print(f"— {name}", flush=True)
    # The checks are the developer's own commands; nothing here comes from outside.
    env = os.environ | dict(env)
    if name == "deployment":
        del env["DJANGO_ALLOW_ASYNC_UNSAFE"]  # the browser tests' alone
    done = subprocess.run(command, cwd=PROJECT, env=env)
    if done.returncode:
        failed.append(name)
    if name != "tests":  # pytest's own closing line comes last
        print(f"  {time.monotonic() - began:.1f} s", flush=True)


if __name__ == "__main__":
    assert services
    main(sys.argv[1:])
