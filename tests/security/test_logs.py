"""The logs say what happened and where, and name nobody."""

import io
import logging

import pytest
from django.core import mail
from django.db import IntegrityError
from django.urls import reverse

from jobsearch.logs import PrivateFilter, PrivateFormatter
from tests.security.world import SECRET

WORD = f"{SECRET}Priya"
UUID = "1f0e8b1c-6a45-4e3b-9d3c-0a1b2c3d4e5f"
TOKEN = "WyJYIl0.aBcDeFgHiJkLmNoPqRsTuVwXyZ.0123456789-_aBcDeFgHiJ"  # noqa: S105


@pytest.fixture
def log(monkeypatch):
    """What the handler of the shipped settings writes from now on."""
    (handler,) = [
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler.formatter, PrivateFormatter)
    ]
    written = io.StringIO()
    monkeypatch.setattr(handler, "stream", written)
    return written.getvalue


def line(message, *args, exc_info=None):
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, message, args, exc_info)
    assert PrivateFilter().filter(record)
    return PrivateFormatter("{message}", style="{").format(record)


def raised(error):
    try:
        raise error
    except type(error) as caught:
        return type(caught), caught, caught.__traceback__


def test_every_logger_writes_through_the_private_handler():
    open_loggers = [logging.getLogger(), logging.getLogger("django")]
    for handler in [handler for logger in open_loggers for handler in logger.handlers]:
        if type(handler) is logging.StreamHandler:
            assert isinstance(handler.formatter, PrivateFormatter)
            assert [type(each) for each in handler.filters] == [PrivateFilter]


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        (f"GET /contacts/?q={WORD} 200", "GET /contacts/?… 200"),
        (f"Not Found: /f/{TOKEN}/done/", "Not Found: /f/…/done/"),
        (f"Not Found: /u/{TOKEN}/", "Not Found: /u/…/"),
        (f"GET /accounts/confirm-email/{TOKEN}/", "GET /accounts/confirm-email/…/"),
        (f"GET /accounts/password/reset/key/1-{TOKEN}/", "GET /accounts/password/reset/key/…/"),
        (f"Not Found: /contacts/{UUID}/edit/", f"Not Found: /contacts/{UUID}/edit/"),
        ("refused: <priya@example.com>", "refused: <…@…>"),
        ("{'priya@example.com': (550, b'no')}", "{'…@…': (550, b'no')}"),
        ("Tick took 3 s at http://localhost:8000/", "Tick took 3 s at http://localhost:8000/"),
    ],
)
def test_a_line_keeps_what_happened_and_loses_who(message, kept):
    assert line(message) == kept


def test_values_put_into_a_message_are_looked_at_too():
    assert line("GET %s", f"/contacts/?q={WORD}") == "GET /contacts/?…"


def test_arguments_that_do_not_fit_are_no_error():
    assert line("%d people", WORD) == "%d people"


def test_a_traceback_has_its_lines_and_not_its_words():
    written = line("Internal Server Error", exc_info=raised(ValueError(WORD)))
    assert "raise error" in written
    assert written.endswith("builtins.ValueError")
    assert WORD not in written


def test_the_errors_behind_an_error_lose_their_words_too():
    try:
        try:
            raise KeyError(WORD)
        except KeyError as first:
            raise IntegrityError(f"Key (name)=({WORD}) exists") from first
    except IntegrityError as error:
        written = line("x", exc_info=(type(error), error, error.__traceback__))
    assert "builtins.KeyError" in written
    assert "django.db.utils.IntegrityError" in written
    assert WORD not in written


def test_a_message_that_quotes_its_error_loses_the_quotation():
    """As Celery's do: "Task x raised unexpected: ValueError('…')"."""
    error = ValueError(WORD)
    written = line("Task x raised unexpected: %r", error, exc_info=raised(error))
    assert WORD not in written
    assert "Task x raised unexpected: ValueError" in written


def test_using_it_leaves_nobody_in_the_logs(log, client, ana, sent_mail, monkeypatch):
    client.force_login(ana)
    form = {"given_name": WORD, "family_name": WORD, "level": "1", "emails": f"{WORD}@example.com"}
    assert client.post(reverse("contacts:new"), form).status_code == 302
    assert ana.contacts.get().given_name == WORD
    client.get(reverse("contacts:list"), {"q": WORD})
    client.get(f"/contacts/nowhere/?q={WORD}")
    client.post("/accounts/login/", {"login": f"{WORD}@example.com", "password": WORD})
    client.post("/accounts/password/reset/", {"email": ana.email})
    (message,) = mail.outbox
    client.get(sent_mail.link())
    client.get(f"/f/{TOKEN}/done/")
    fail = raising(IntegrityError(f"Key (given_name)=({WORD}) already exists"))
    monkeypatch.setattr("contacts.views.people.Listed", fail)
    client.raise_request_exception = False
    assert client.get(reverse("contacts:list"), {"q": WORD}).status_code == 500
    client.post("/accounts/logout/")
    written = log()
    assert "Internal Server Error: /contacts/" in written
    assert "django.db.utils.IntegrityError" in written
    key = message.body.split("/key/")[1].split("/")[0]
    for private in (SECRET, ana.email, TOKEN, key):
        assert private not in written


def raising(error):
    def fail(*args, **kwargs):
        raise error

    return fail


def test_what_matters_to_safety_is_kept_without_names(log, client, db, sent_mail):
    form = {"email": "maya@example.com", "time_zone": "UTC", "password1": "seven green kettles"}
    client.post("/accounts/signup/", form)
    user = client.session["_auth_user_id"]
    new = {"password1": "nine blue teapots", "password2": "nine blue teapots"}
    client.post("/accounts/password/change/", {"oldpassword": form["password1"], **new})
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": "maya@example.com", "password": "guess"})
    said = [
        line.split("foothold.security ")[1] for line in log().splitlines() if "security" in line
    ]
    assert said == [
        f"User {user} signed in from 127.0.0.1",
        f"User {user} has a new password",
        f"User {user} signed out",
        "A sign-in from 127.0.0.1 failed",
    ]
