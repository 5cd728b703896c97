"""The drill of README's "Backup": the database as it was, brought back after more mail had gone."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from tasks.models import Reminder
from tasks.reminders import schedule
from tasks.reminders.database import database_now
from tests.factories import make_task, make_user
from tests.live.processes import PROJECT

pytestmark = pytest.mark.slow


@pytest.fixture
def manage(processes):
    """Runs a command in a process of its own, against the database of that name."""

    def run(database, *words):
        env = os.environ | processes.env | {"TEST_DATABASE_NAME": database}
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


@pytest.fixture
def copies(transactional_db):
    """Copies of the whole database, each as a backup brought back would be."""
    made = []

    def copy(name):
        original = connection.settings_dict["NAME"]
        made.append(f"{original}_{name}")
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {made[-1]} TEMPLATE {original}")
        return made[-1]

    yield copy
    with connection._nodb_cursor() as cursor:
        for name in made:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_what_went_after_the_backup_goes_again_only_without_a_cut_off(manage, copies, inbox):
    now = database_now()
    maya = make_user("maya@example.com", digest_days=list(range(7)))
    schedule.ensure_regular(now)
    day = maya.today(now)
    Reminder.objects.update(next_local_date=day, next_at=now)
    make_task(maya, "Call Ana", due_on=day)
    original = connection.settings_dict["NAME"]
    careful, careless = copies("careful"), copies("careless")

    assert manage(original, "send_due") == "Sent: 1"
    stopped = database_now().isoformat()
    for database, since in ((careful, ["--since", stopped]), (careless, [])):
        manage(database, "pause_sending")
        assert manage(database, "send_due") == "Sent: 0"
        manage(database, "resume_sending", *since)
        assert manage(database, "send_due") == ("Sent: 0" if since else "Sent: 1")
    assert len(inbox.mails) == 2  # the first one, and its twin by the careless
