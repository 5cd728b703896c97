import importlib
import io

import pytest
from django.core.management import call_command

from tasks import background
from tasks.models import Heartbeat
from tasks.reminders import delivery, outbox, schedule
from tasks.reminders.checks import lease_outlasts_the_wait


def test_the_command_sends_what_is_due_and_says_how_much(waiting_mail, server):
    out = io.StringIO()
    call_command("send_due", stdout=out)
    assert out.getvalue() == "Sent: 1\n"
    assert len(server.accepted) == 1


def test_the_bell_does_a_whole_turn(maya, follow_up, fall_due, server):
    fall_due(maya)
    background.tick()
    assert len(server.accepted) == 1
    assert Heartbeat.objects.filter(name="tick").exists()


def test_the_bell_is_rung_by_a_name_that_does_not_change(settings):
    assert background.tick.name == "tasks.tick"
    [entry] = settings.CELERY_BEAT_SCHEDULE.values()
    assert entry["task"] == "tasks.tick"
    assert entry["options"]["expires"] <= settings.TICK_SECONDS


def test_a_step_that_does_not_work_does_not_stop_the_sending(waiting_mail, server, monkeypatch):
    def broken(*args):
        raise RuntimeError("this step does not work")

    monkeypatch.setattr(schedule, "materialise", broken)
    monkeypatch.setattr(outbox, "reap", broken)
    assert delivery.turn() == 1


@pytest.mark.parametrize("module", ["background", "reminders.delivery", "reminders.schedule"])
def test_no_message_is_put_off_inside_the_broker(module):
    """A broker gives a delayed message out again and again; only rows may wait."""
    source = importlib.util.find_spec(f"tasks.{module}").loader.get_source(f"tasks.{module}")
    assert not {"apply_async", "countdown", "eta="} & set(source.split())


def test_a_lease_shorter_than_the_longest_wait_is_pointed_out(settings):
    assert lease_outlasts_the_wait() == []
    settings.MAIL_LEASE_SECONDS = settings.MAIL_ANSWER_SECONDS
    assert [warning.id for warning in lease_outlasts_the_wait()] == ["tasks.W001"]
