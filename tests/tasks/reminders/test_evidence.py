import os

import pytest

from tasks.models import MailEvent
from tasks.reminders import evidence
from tasks.reminders.checks import (
    mail_has_a_sender,
    secrets_of_webhooks_are_secrets,
    the_log_of_the_mail_server_can_be_read,
)
from tasks.reminders.database import database_now

OURS = "<r.0b5c5c00-0000-4000-8000-000000000000@example.com>"
OTHER = "<r.1b5c5c00-0000-4000-8000-000000000000@example.com>"
BARE = OURS.strip("<>")
POSTFIX = "Nov 23 08:04:01 relay postfix"
NAMED = f"{POSTFIX}/cleanup[12]: 4Xk2Yz1qWbz: message-id={OURS}\n"
TAKEN = f"{POSTFIX}/qmgr[9]: 4Xk2Yz1qWbz: from=<hi@example.com>, size=9, nrcpt=1 (queue active)\n"


@pytest.fixture
def log(settings, tmp_path):
    path = tmp_path / "mail.log"
    settings.MAIL_EVIDENCE_LOG = str(path)

    def write(text, name="mail.log"):
        (tmp_path / name).write_bytes(text.encode())

    return write


@pytest.fixture(autouse=True)
def database(db):
    pass


def is_known(*ids):
    return evidence.accepted(ids or [OURS])


def test_without_a_source_nothing_is_known():
    assert is_known() == set()


def test_postfix_has_a_mail_once_its_queue_took_it_over(log):
    log(NAMED + TAKEN)
    assert is_known(OURS, OTHER) == {OURS}


@pytest.mark.parametrize(
    "after",
    [
        "",
        f"{POSTFIX}/cleanup[12]: 4Xk2Yz1qWbz: milter-reject: END-OF-MESSAGE from x: 5.7.1 no\n",
        # The queue id was given to the next mail after ours was broken off.
        f"{POSTFIX}/cleanup[12]: 4Xk2Yz1qWbz: message-id={OTHER}\n" + TAKEN,
        TAKEN.replace("4Xk2Yz1qWbz", "5Xk2Yz1qWbz"),
    ],
)
def test_a_message_that_postfix_only_began_to_read_is_not_known(log, after):
    log(NAMED + after)
    assert is_known() == set()


def test_exim_says_it_in_one_line(log):
    log(f"2026-11-23 08:04:01 1rABCD-0001-XY <= hi@example.com H=x P=esmtps S=1234 id={BARE}\n")
    assert is_known() == {OURS}


def test_a_list_of_message_ids_will_do(log):
    log(f"{OTHER}\n{OURS} 250 ok\n")
    assert is_known() == {OURS}


def test_the_log_before_the_last_rotation_counts_too(log):
    log(NAMED, "mail.log.1")
    log(TAKEN)
    assert is_known() == {OURS}


def test_only_the_end_of_a_long_log_is_read(log, monkeypatch):
    monkeypatch.setattr(evidence, "MOST_BYTES", 4000)
    log(f"{OURS}\n" + "x" * 5000 + f"\n{OTHER}\n")
    assert is_known(OURS, OTHER) == {OTHER}


def test_one_endless_line_is_read_in_pieces(log):
    log("<" * 200_000 + f"\n{OURS}\n")
    assert is_known() == {OURS}


def test_what_is_no_log_is_no_evidence_and_no_error(log, settings, tmp_path):
    os.mkfifo(tmp_path / "pipe")  # reading it would wait for ever
    (tmp_path / "bytes").write_bytes(os.urandom(100_000))
    for path in ("pipe", ".", "bytes", "gone", "x\0y"):
        settings.MAIL_EVIDENCE_LOG = str(tmp_path / path)
        assert is_known() == set()


def test_what_a_provider_reported_is_evidence(log):
    MailEvent.objects.create(key="1", kind="bounced", message_id=OURS, at=database_now())
    assert is_known(OURS, OTHER) == {OURS}


def test_many_are_looked_up_with_one_query(log, django_assert_num_queries):
    with django_assert_num_queries(1):
        is_known(OURS, OTHER)


def test_a_log_that_cannot_be_read_is_pointed_out(log, settings):
    assert [warning.id for warning in the_log_of_the_mail_server_can_be_read()] == ["tasks.W002"]
    log(NAMED)
    assert the_log_of_the_mail_server_can_be_read() == []
    settings.MAIL_EVIDENCE_LOG = ""
    assert the_log_of_the_mail_server_can_be_read() == []


@pytest.mark.parametrize(
    ("secret", "is_refused"),
    [("reports:short", True), ("x" * 40, True), ("reports:" + "x" * 20, False)],
)
def test_a_secret_that_can_be_guessed_is_refused(settings, secret, is_refused):
    settings.ANYMAIL = {"WEBHOOK_SECRET": [secret]}
    assert bool(secrets_of_webhooks_are_secrets()) == is_refused


@pytest.mark.parametrize(
    ("sender", "is_refused"),
    [("Foothold <me@example.com>", False), ("me@localhost", False), ("Foothold", True), ("", True)],
)
def test_a_sender_that_is_no_address_is_refused(settings, sender, is_refused):
    settings.DEFAULT_FROM_EMAIL = sender
    assert bool(mail_has_a_sender()) == is_refused
