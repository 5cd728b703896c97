from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import connection, transaction
from django.template import Template
from django.test import Client
from django.test.utils import _TestState
from django.urls import reverse, set_urlconf

from jobsearch.local.mailbox import keep
from tasks.reminders import links
from tests.accounts.conftest import eager_tasks, sent_mail  # noqa: F401
from tests.security.urls import URLCONF
from tests.security.world import fill, make_people

MAIL = b"From: f@example.com\nTo: ana@example.com\nSubject: Hello\n\nHello\n"


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    """Ana, Ben and Sam with a row in every table, for all the tests of a file; taken back after."""
    with django_db_blocker.unblock(), rolled_back():
        yield [(person, fill(person), session(person)) for person in make_people()]


@pytest.fixture
def world(people, db, settings, tmp_path, monkeypatch):
    """The three of them, each with a browser of their own, and a mailbox page with a mail."""
    # Nobody here asks what a template was given, and keeping copies of it doubles the time.
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)
    settings.ROOT_URLCONF = URLCONF
    settings.MAILBOX_DIR = str(tmp_path)
    settings.ACCOUNT_RATE_LIMITS = False  # have tests of their own
    (ana, _, _), (ben, _, _), (sam, _, _) = people
    yield SimpleNamespace(
        ana=ana,
        ben=ben,
        sam=sam,
        of={person: rows for person, rows, _ in people},
        anonymous=browser(),
        as_ana=browser(people[0][2]),
        as_ben=browser(people[1][2]),
        as_sam=browser(people[2][2]),
        strict=browser(people[2][2], enforce_csrf_checks=True),
        mail_name=keep(tmp_path, MAIL).stem,
    )
    set_urlconf(None)


def session(user):
    client = Client()
    client.force_login(user)
    return client.cookies["session"].value


def browser(session_key="", **options):
    client = Client(raise_request_exception=False, **options)
    if session_key:
        client.cookies["session"] = session_key
    return client


def address(world, url, whose):
    """The path of a URL, filled in with what belongs to `whose`."""
    rows = world.of[whose]
    arguments = {}
    for name, value in url.rule.arguments.items():
        if value == "mail":
            value = world.mail_name
        elif value.startswith("token:"):
            value = token(value.removeprefix("token:"), rows, whose)
        arguments[name] = str(rows[value].pk) if value in rows else value
    if url.name.startswith("admin:"):
        return admin_address(world, url, whose)
    return reverse(url.name, kwargs=arguments)


def token(purpose, rows, whose):
    if purpose == "shared-week":
        return rows["sharedweek"].token
    return signed(links.Purpose(purpose), rows, whose)


def signed(purpose, rows, whose):
    """A good link in a mail to them."""
    about = {"move-all": "outboundemail", "moved": "postponement"}.get(purpose, "mention")
    of_all_mail = {"stop-digest": [], "pause": [], "skip": ["2026-11-23"]}
    if purpose in of_all_mail:
        return links.make(purpose, str(whose.pk), *of_all_mail[purpose])
    return links.make(purpose, links.short(rows[about].pk))


def admin_address(world, url, whose):
    sample = {
        "object_id": str(whose.pk),
        "id": str(whose.pk),
        "app_label": "tasks",
        "content_type_id": "1",
        "url": "nothing",
    }
    wanted = url.pattern.pattern.regex.groupindex or url.pattern.pattern.converters
    model = url.name.removeprefix("admin:").rsplit("_", 1)[0].split("_")[-1]
    if model in world.of[whose]:
        sample["object_id"] = str(world.of[whose][model].pk)
    if not url.pattern.name:
        return reverse("admin:index") + "nothing/"
    return reverse(url.name, kwargs={name: sample[name] for name in wanted})


class rolled_back:
    """What happens inside leaves the database as it was, and no mail behind.

    The composite foreign keys are looked at when a transaction ends, and this one never does.
    """

    def __enter__(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        mail.outbox = []

    def __exit__(self, kind, *error):
        try:
            if kind is None:
                connection.check_constraints()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
