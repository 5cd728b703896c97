"""The settings Foothold is shipped with, in a program of its own: no test setting helps."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.factories import make_user

PROJECT = Path(__file__).parent.parent.parent
KEY = "k7Qm2x9Wc4Rt8Vb1Np6Zs3Hd5Fj0Gy_long_enough_to_start"
HOST = "jobs.example.org"
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
ASK = f"""
import json, sys, django
from django.conf import settings
django.setup()
# No collectstatic for this: it has nothing to do with headers.
plain = {{"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
settings.STORAGES = settings.STORAGES | {{"staticfiles": plain}}
from django.test import Client
client = Client(headers={{"host": "{HOST}"}})
answers = []
for method, path, secure, data in json.load(sys.stdin):
    answer = getattr(client, method)(path, data, secure=secure)
    cookies = {{name: dict(morsel) for name, morsel in answer.cookies.items()}}
    answers.append([answer.status_code, dict(answer.items()), cookies])
print(json.dumps(answers))
"""


def run(*command, stdin="", **changed):
    """Like a server: nothing of this test run, only what the README tells to set."""
    env = {name: os.environ[name] for name in ("PATH", "DATABASE_URL", "CACHE_URL", "BROKER_URL")}
    env |= {"DJANGO_SETTINGS_MODULE": "jobsearch.settings", "SECRET_KEY": KEY}
    env |= {"ALLOWED_HOSTS": HOST, "BASE_URL": f"https://{HOST}", "EMAIL_URL": "smtp://localhost:1"}
    env = {name: value for name, value in (env | changed).items() if value is not None}
    return subprocess.run(
        [sys.executable, *command],
        cwd=PROJECT,
        env=env,
        input=stdin,
        capture_output=True,
        text=True,
    )


def ask(*requests, **changed):
    done = run("-c", ASK, stdin=json.dumps(requests), **changed)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def answer():
    return ask(["get", "/accounts/login/", True, {}])[0]


def test_the_page_came(answer):
    assert answer[0] == 200


@pytest.mark.parametrize(
    ("name", "value"),
    {
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Robots-Tag": "noindex",
    }.items(),
)
def test_each_page_has_the_header(answer, name, value):
    assert answer[1][name] == value


def test_pages_may_load_and_send_only_here(answer):
    parts = answer[1]["Content-Security-Policy"].split(";")
    assert dict(part.strip().split(" ", 1) for part in parts) == POLICY


def test_no_page_is_kept_by_a_cache(answer):
    assert "no-store" in answer[1]["Cache-Control"]


def test_the_server_does_not_say_what_it_runs(answer):
    assert not {"Server", "X-Powered-By", "X-Foothold-Instance"} & set(answer[1])


def of_this_test():
    database, _ = os.environ["DATABASE_URL"].rsplit("/", 1)
    return {"DATABASE_URL": f"{database}/{connection.settings_dict['NAME']}"}


def test_wrong_passwords_are_counted_over_all_processes(transactional_db):
    wrong = ["post", "/accounts/login/", True, {"login": "maya@example.com", "password": "guess"}]
    answers = ask(wrong, wrong, wrong, **of_this_test()) + ask(
        wrong, wrong, wrong, **of_this_test()
    )
    assert [status for status, _, _ in answers] == [422] * 5 + [429]


def test_the_cookies_stay_with_this_host_and_away_from_scripts(transactional_db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    make_user("maya@example.com", password="seven green kettles")
    form = {"login": "maya@example.com", "password": "seven green kettles"}
    (_, _, asked), (status, _, given) = ask(
        ["get", "/accounts/login/", True, {}],
        ["post", "/accounts/login/", True, form],
        **of_this_test(),
    )
    assert status == 302
    cookies = asked | given
    assert set(cookies) == {"__Host-csrf", "__Host-session"}
    for cookie in cookies.values():
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
        assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_plain_http_leads_to_https():
    ((status, headers, _),) = ask(["get", "/board/", False, {}])
    assert (status, headers["Location"]) == (301, f"https://{HOST}/board/")


def test_a_host_that_is_not_ours_is_refused():
    ((status, _, _),) = ask(["get", "/accounts/login/", True, {}], ALLOWED_HOSTS="other.example")
    assert status == 400


def test_the_mailbox_of_make_run_is_not_there():
    ((status, _, _),) = ask(["get", "/mailbox/", True, {}], MAILBOX_DIR="/tmp")  # noqa: S108
    assert status == 404


@pytest.mark.parametrize(
    "key",
    [
        None,
        "",
        "short",
        KEY[:31],
        "x" * 60,
        "ab" * 30,
        "django-insecure-k7Qm2x9Wc4Rt8Vb1Np6Zs3Hd5Fj0Gyk7Qm2x9Wc4Rt8Vb1",
    ],
)
def test_without_a_real_secret_key_nothing_starts(key):
    done = run("-c", "import jobsearch.settings", SECRET_KEY=key)
    assert done.returncode != 0
    assert "SECRET_KEY must be set to a long random text" in done.stderr


def test_the_key_is_not_in_the_refusal():
    done = run("-c", "import jobsearch.settings", SECRET_KEY="hunter2hunter2")
    assert done.returncode != 0
    assert "hunter2" not in done.stdout + done.stderr


@pytest.mark.parametrize("value", ["1", "True"])
def test_with_debug_asked_for_nothing_starts(value):
    done = run("-c", "import jobsearch.settings", DEBUG=value)
    assert done.returncode != 0
    assert "Unset DEBUG" in done.stderr


def test_debug_said_to_be_off_is_fine():
    assert run("-c", "import jobsearch.settings", DEBUG="False").returncode == 0


def test_the_key_may_be_in_a_file(tmp_path):
    (tmp_path / "key").write_text(KEY + "\n")
    show = "from django.conf import settings; print(settings.SECRET_KEY)"
    done = run("-c", show, SECRET_KEY=None, SECRET_KEY_FILE=str(tmp_path / "key"))
    assert done.stdout == KEY + "\n"


def test_a_link_signed_with_the_key_of_before_still_holds():
    sign = "import django; django.setup(); from tasks.reminders import links; "
    token = run("-c", sign + "print(links.make(links.Purpose.DONE, 'x'))").stdout.strip()
    read = sign + f"print(links.read(links.Purpose.DONE, {token!r}))"
    new = KEY[::-1]
    assert run("-c", read, SECRET_KEY=new, SECRET_KEY_FALLBACKS=KEY).stdout == "['x']\n"
    assert run("-c", read, SECRET_KEY=new).returncode != 0


def test_passwords_are_kept_as_argon2id_with_enough_memory():
    make = "import django; django.setup(); from django.contrib.auth.hashers import make_password; "
    kind, version, costs = run("-c", make + "print(make_password('x'))").stdout.split("$")[1:4]
    assert (kind, version) == ("argon2id", "v=19")
    memory, rounds, lanes = (int(cost.split("=")[1]) for cost in costs.split(","))
    assert memory >= 19 * 1024 and rounds >= 2 and lanes >= 1


def test_django_itself_finds_nothing_to_say_before_deployment():
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
