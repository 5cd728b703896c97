"""The web process does not look for garbage among what it keeps for good."""

import os
import subprocess
import sys


def test_what_is_loaded_at_the_start_is_not_looked_through_again():
    count = "import gc, jobsearch.wsgi; print(gc.get_freeze_count())"
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run([sys.executable, "-c", count], env=env, capture_output=True, text=True)
    assert int(done.stdout) > 50_000, done.stderr
