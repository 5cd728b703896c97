from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from tasks.models import MailServer, Occurrence, OutboundEmail
from tasks.reminders import delivery, occasions, pause, schedule
from tasks.reminders.database import database_now
from tests.factories import make_task


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def states():
    return sorted(Occurrence.objects.values_list("state", "reason"))


@pytest.fixture
def reminded(maya, now):
    """A digest and a reminder that are due, both a minute ago."""

    def make(title, ago=timedelta(minutes=1)):
        at = (now - ago).astimezone(maya.zone)
        return make_task(maya, title, due_on=at.date()).remind_at(at.date(), at.time())

    return make


def test_while_paused_nothing_goes_and_nothing_is_lost(waiting_mail, server):
    assert "Paused" in run("pause_sending")
    assert delivery.turn() == 0
    run("resume_sending")
    assert delivery.turn() == 1
    assert MailServer.objects.get().paused_at is None


def test_pausing_twice_keeps_the_first_moment(db):
    run("pause_sending")
    first = MailServer.objects.get().paused_at
    run("pause_sending")
    assert MailServer.objects.get().paused_at == first


def test_what_went_after_the_backup_does_not_go_again(maya, waiting_mail, reminded, server, now):
    """The drill: a backup is made, mail goes, the backup comes back."""
    reminded("Call Ana")
    backup = transaction.savepoint()
    schedule.materialise(now)
    assert delivery.turn() == 2
    gone = database_now()
    transaction.savepoint_rollback(backup)  # the rows are as they were then

    run("pause_sending")
    assert delivery.turn() == 0
    assert "due before: 2" in run("resume_sending", "--since", gone.isoformat())
    assert delivery.turn() == 0
    assert len(server.accepted) == 2
    assert states() == [("superseded", "before the pause")] * 2
    assert set(OutboundEmail.objects.values_list("state", "reason")) == {
        ("cancelled", "before the pause")
    }
    reminded("Call Ben", ago=timedelta(0))
    assert delivery.turn() == 1


def test_a_mail_that_was_in_doubt_in_the_backup_does_not_go_again(waiting_mail, server, now):
    for state in ("in_doubt", "pending"):
        OutboundEmail.objects.update(state=state, doubts=1, mime=b"x", next_attempt_at=now)
        Occurrence.objects.update(state="due", reason="")
        run("pause_sending")
        run("resume_sending", "--since", database_now().isoformat())
        assert delivery.turn() == 0
    assert server.accepted == []


def test_what_falls_due_after_the_cut_off_still_goes(maya, waiting_mail, reminded, server, now):
    maya.digest_hour = now.astimezone(maya.zone).hour
    maya.save()
    reminded("Long ago", ago=timedelta(hours=2))
    run("pause_sending")
    run("resume_sending", "--since", (now - timedelta(hours=1)).isoformat())
    assert delivery.turn() == 1
    assert states() == [("sent", ""), ("superseded", "before the pause")]


def test_a_digest_put_off_by_downtime_counts_by_its_own_hour(maya, waiting_mail, server, now):
    """It fell due at its hour, though after a night without power it would only go now."""
    local = now.astimezone(maya.zone)
    if local.hour == 0:
        pytest.skip("no hour of today is over")
    maya.digest_hour = local.hour - 1
    maya.save()
    run("pause_sending")
    run("resume_sending", "--since", (now - timedelta(seconds=1)).isoformat())
    assert states() == [("superseded", "before the pause")]


@pytest.fixture
def at_five(maya, now):
    """A Wednesday, late enough for every kind of mail to have gone that day."""
    moment = datetime(2026, 11, 25, 17, tzinfo=UTC)
    type(maya).objects.update(last_seen_on=date(2026, 11, 25), date_joined=now - timedelta(days=90))
    return moment


def leave_out(since, now):
    pause.pause(now)
    pause.resume(now, since)
    for find in (occasions.promises, occasions.events, occasions.quiet, schedule.materialise):
        find(now)
    return list(Occurrence.objects.values_list("reminder__kind", "state", "reason"))


def test_a_promise_that_was_mailed_before_the_cut_off_is_found_and_left_out(maya, at_five):
    task = make_task(maya, "Send it", is_promise=True, due_on=date(2026, 11, 26))
    type(task).objects.update(created_at=at_five - timedelta(days=3))
    assert leave_out(at_five - timedelta(hours=1), at_five) == [
        ("promise", "superseded", "before the pause")
    ]
    Occurrence.objects.all().delete()
    assert leave_out(at_five - timedelta(hours=3), at_five) == [("promise", "due", "")]


def test_somebody_who_was_told_that_mail_rests_is_not_told_again(maya, at_five):
    type(maya).objects.update(last_seen_on=date(2026, 11, 10))  # told on the 24th
    since = at_five.replace(hour=6)  # of the 25th, before the hour of that day
    assert leave_out(since, at_five) == [("quiet", "superseded", "before the pause")]
    maya.refresh_from_db()
    assert maya.mail_rests_since < since


@pytest.mark.parametrize("words", ["yesterday", "2999-01-01T00:00", "12:00"])
def test_a_moment_that_is_none_or_is_to_come_is_refused(db, words):
    run("pause_sending")
    with pytest.raises(CommandError):
        run("resume_sending", "--since", words)
    assert MailServer.objects.get().paused_at is not None
