"""The whole way with real processes: beats, workers, Postgres, Valkey and a mail server."""

import os
import re
import signal
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from contacts.models import Interaction
from jobsearch.local.process import wait_for
from tasks.models import Heartbeat, Occurrence, OutboundEmail, Reminder
from tasks.reminders.database import database_now
from tests.factories import make_contact, make_task, make_user

PEOPLE = 15


@pytest.fixture
def everybody_is_due(transactional_db):
    now = database_now()
    for number in range(PEOPLE):
        user = make_user(f"user{number}@example.com", digest_days=list(range(7)))
        contact = make_contact(user, "Ana", family_name="Ruiz")
        make_task(user, kind="followed-up", contact=contact, due_on=user.today(now))
        Reminder.objects.create(
            owner=user, kind="digest", next_local_date=user.today(now), next_at=now
        )


def all_sent():
    return OutboundEmail.objects.filter(state="sent").count() == PEOPLE


def ticks(since):
    return Heartbeat.objects.filter(name="tick", at__gt=since).exists()


def assert_one_each(inbox):
    recipients = sorted(mail["To"] for mail in inbox.mails)
    assert recipients == sorted(f"user{number}@example.com" for number in range(PEOPLE))
    assert len({mail["Message-ID"] for mail in inbox.mails}) == PEOPLE
    assert set(Occurrence.objects.values_list("state", flat=True)) == {"sent"}


def test_two_beats_and_two_workers_send_one_mail_each(everybody_is_due, processes, inbox, client):
    for _ in range(2):
        processes.worker()
        processes.beat(every=1)
    assert wait_for(all_sent, 60), list(OutboundEmail.objects.values_list("state", "reason"))
    later = database_now() + timedelta(seconds=3)
    assert wait_for(lambda: ticks(later), 30)  # and some more ticks send nothing more
    assert_one_each(inbox)
    assert client.get("/healthz").json()["seconds_since_last_tick"] < 30

    text = inbox.mails[0].get_body(("plain",)).get_content()
    done = urlsplit(re.search(r"Done:\s+(\S+)", text).group(1)).path
    for _ in range(10):
        assert client.get(done).status_code == 200
    assert not Interaction.objects.exists()
    assert [client.post(done).status_code for _ in range(2)] == [302, 404]
    assert Interaction.objects.count() == 1


def all_ended():
    # Killed in the same moment twice, a mail may end as "the mail server did not say".
    doubted_twice = OutboundEmail.objects.filter(state="failed", doubts=2).count()
    return OutboundEmail.objects.filter(state="sent").count() + doubted_twice == PEOPLE


@pytest.mark.slow
def test_workers_killed_on_the_way_lose_and_double_nothing(everybody_is_due, processes, inbox):
    short = {"MAIL_LEASE_SECONDS": "5", "MAIL_DOUBT_SECONDS": "1"}
    processes.beat(every=1, **short)
    for accepted in (1, 6):
        worker = processes.worker(**short)
        assert wait_for(lambda accepted=accepted: len(inbox.accepted) >= accepted, 60)
        os.killpg(worker.pid, signal.SIGKILL)
    processes.worker(**short)
    assert wait_for(all_ended, 90), list(OutboundEmail.objects.values_list("state", "doubts"))
    doubted = OutboundEmail.objects.filter(doubts__gt=0)
    doubtful = set(doubted.values_list("message_id", flat=True))
    arrived = [mail["Message-ID"] for mail in inbox.mails]
    once = [key for key in arrived if key not in doubtful]
    assert len(once) == len(set(once)) == PEOPLE - len(doubtful)
    assert set(arrived) >= doubtful
    assert all(arrived.count(key) <= 2 for key in doubtful)


def has_begun(process):
    return "Sending what is due, every 1 seconds" in process.log.read_text()


def test_without_celery_or_a_broker_the_command_does_the_same(
    everybody_is_due, processes, inbox, tmp_path
):
    for _ in range(2):
        processes.start(
            "send_due",
            *["django", "send_due", "--loop"],
            TICK_SECONDS="1",
            BROKER_URL=f"redis+socket://{tmp_path}/nobody.sock",
        )
    assert wait_for(all_sent, 60), list(OutboundEmail.objects.values_list("state", "reason"))
    assert_one_each(inbox)
    # One may have sent everything before the other had begun.
    assert wait_for(lambda: all(has_begun(one) for one in processes.started), 60)
    for process in processes.started:
        process.ask_to_stop()
        assert process.popen.wait(10) == 0
