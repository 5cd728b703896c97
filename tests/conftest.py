import os
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.core.cache import cache
from django.db import connection, transaction
from django.test import TransactionTestCase

from jobsearch.local.process import wait_for
from tests.contacts.first_days import days_that_differ, first_days, kept_days
from tests.factories import make_user
from tests.ports import free_port


def pytest_addoption(parser):
    parser.addoption("--slow", action="store_true", help="run the slow tests too")
    parser.addoption("--soak", action="store_true", help="run those that take very long too")


# Folders whose files take long: begun first, or one of them is waited for alone at the end.
LONG = ("local", "browser", "live", "faults", "security")


def pytest_collection_modifyitems(config, items):
    begun = {folder: number for number, folder in enumerate(LONG)}
    items.sort(key=lambda item: begun.get(item.path.relative_to(config.rootpath).parts[1], 9))
    for item in items:
        folder = item.path.relative_to(config.rootpath).parts[1]
        if folder in ("browser", "live"):
            item.add_marker(getattr(pytest.mark, folder))
        if "slow" in item.keywords and not config.getoption("--slow"):
            item.add_marker(pytest.mark.skip(reason="slow: run by make test-all"))
        if "soak" in item.keywords and not config.getoption("--soak"):
            item.add_marker(pytest.mark.skip(reason="soak: run by make faults"))


KINDS = {
    "browser": "in Chromium",
    "live": "with real workers",
    "local": "of the launcher",
}


def pytest_terminal_summary(terminalreporter):
    reports = terminalreporter.getreports("passed")
    folders = [report.nodeid.split("/")[1] for report in reports]
    counts = [f"{folders.count(folder)} {words}" for folder, words in KINDS.items()]
    others = sum(folder not in KINDS for folder in folders)
    terminalreporter.write_line(f"Passed: {others} unit and integration, {', '.join(counts)}")


@pytest.fixture(autouse=True)
def _empty_cache():
    """Rate limits are counted in the cache: one test must not lock out the next."""
    cache.clear()


@pytest.fixture
def _first_days_hold(db):
    """Whatever a test did to the log: what is kept of it says the same as a slow count."""
    yield
    assert kept_days() == first_days()
    assert not days_that_differ()


@pytest.fixture
def ana(db):
    return make_user("ana@example.com", name="Ana")


@pytest.fixture
def ben(db):
    return make_user("ben@example.com", name="Ben")


@pytest.fixture
def as_ana(client, ana):
    client.force_login(ana)
    return client


# Of the program and not of a person: no test changes them.
KEPT = ("django_content_type", "auth_permission")


def delete_all_rows(test):
    """After a test that commits. Django's flush makes every table anew, twenty times as long."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    deletes = [f'DELETE FROM "{table}"' for table in tables if table not in KEPT]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # in any order
        cursor.execute(";".join(deletes))


TransactionTestCase._fixture_teardown = delete_all_rows


class Inbox:
    """What a real SMTP server accepted."""

    def __init__(self):
        self.accepted = []  # (recipients, bytes)

    async def handle_DATA(self, server, session, envelope):
        self.accepted.append((envelope.rcpt_tos, envelope.original_content))
        return "250 OK"

    @property
    def mails(self):
        return [message_from_bytes(raw, policy=policy.default) for _, raw in self.accepted]

    def wait_for(self, count, seconds=30):
        assert wait_for(lambda: len(self.accepted) >= count, seconds), f"{len(self.mails)} mails"
        return self.mails


@pytest.fixture
def inbox(settings):
    """A mail server of this test's own; mail goes to it over SMTP instead of into memory."""
    box = Inbox()
    port = free_port()
    server = Controller(box, hostname="127.0.0.1", port=port, server_hostname="localhost")
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    box.url = f"smtp://127.0.0.1:{port}"
    yield box
    server.stop()


@pytest.fixture
def processes(tmp_path, transactional_db, inbox):
    """Starts real processes of this project that share the test's database, broker and inbox."""
    from jobsearch.celery import app
    from tests.live.processes import Processes

    app.control.purge()  # what earlier tests sent off is not for this test's workers

    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TEST_DATABASE_NAME": connection.settings_dict["NAME"],
        "EMAIL_URL": inbox.url,
    }
    running = Processes(tmp_path, env)
    yield running
    running.stop()
