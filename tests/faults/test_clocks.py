"""Clocks that are wrong, ticks that do not come, and workers that stood still."""

import os
import signal
from datetime import timedelta

import pytest

from jobsearch.local.process import wait_for
from tasks.models import Occurrence, OutboundEmail

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)


def test_two_machines_whose_clocks_are_ten_minutes_off_send_each_mail_once_and_in_time(a_scene):
    scene = a_scene(people=20)
    with scene.workers(2, skew=600), scene.more_workers(2, skew=-600):
        made = scene.come_to_an_end()
    assert made.is_clean and made.accepted == 20, made
    first = min(line["at"] for line in scene.server.log.lines())
    assert first >= scene.clock.real(scene.plan.expected[0].due_at), "early"


def test_eight_workers_send_each_mail_once(a_scene):
    scene = a_scene(people=24)
    with scene.workers(8, MAIL_LEASE_SECONDS=6000):
        made = scene.come_to_an_end()
    assert made.is_clean and made.accepted == 24 and made.doubts == 0, made


def test_ticks_that_did_not_come_for_an_hour_are_made_up_for_in_one_mail(a_scene):
    scene = a_scene()
    made = scene.play(scene.plan.start + timedelta(hours=1))
    assert made.is_clean and made.accepted == 3, made


def test_after_three_days_of_downtime_one_mail_goes_and_the_other_days_are_on_record(a_scene):
    scene = a_scene(length=3 * DAY + timedelta(minutes=3))
    made = scene.play()
    assert made.accepted == 3, made
    assert not made.doubled and not made.stuck and not made.lost, made
    # The newest of the four days went; the other three each have their row and its reason.
    assert made.expected == 3 * 4
    states = [
        (row.local_date, row.state)
        for row in Occurrence.objects.filter(owner__email__startswith="user1")
    ]
    days = sorted(expected.local_date for expected in scene.plan.expected)
    assert sorted(states) == [
        (day, "sent" if day == days[-1] else "superseded") for day in sorted(set(days))
    ]


def test_a_clock_set_forward_sends_what_is_due_then_once_and_set_back_repeats_nothing(a_scene):
    scene = a_scene()
    assert scene.play().accepted == 3
    tomorrow = scene.clock.now + DAY
    assert scene.play(tomorrow).accepted == 6  # early, because the only clock says so
    for moment in (tomorrow - DAY, tomorrow - timedelta(hours=1), tomorrow):
        assert scene.play(moment).accepted == 6


def test_a_clock_set_back_in_the_middle_repeats_nothing_and_keeps_nobody_waiting(a_scene):
    scene = a_scene(people=20)
    with scene.workers(2):
        scene.accepted(3)
        scene.clock.step(hours=-1)
        assert wait_for(lambda: scene.clock.now > scene.plan.end, 30)
        made = scene.come_to_an_end()
    assert made.is_clean and made.accepted == 20, made


def test_a_worker_that_stood_still_past_its_lease_is_stopped_at_the_fence(a_scene):
    scene = a_scene(people=1)
    with scene.workers(again=False) as pool:
        [pid] = pool.pids
        scene.server.then["rcpt"] = only_once(lambda: os.kill(pid, signal.SIGSTOP))
        assert wait_for(lambda: not scene.server.then["rcpt"].waiting, 20)
        with scene.more_workers():
            scene.accepted(1)
            os.kill(pid, signal.SIGCONT)
            made = scene.come_to_an_end()
            # It has said RSET, or has gone, but it has not sent.
            wait_for(lambda: "rset" in [line.lower() for line in scene.server.commands], 3)
            made = scene.check()
    assert made.is_clean and made.accepted == 1 and made.doubts == 0, made


def test_a_worker_that_stood_still_behind_the_fence_leaves_a_doubt_and_changes_nothing_later(
    a_scene,
):
    scene = a_scene(people=1)
    with scene.workers(again=False, points={"after fence": "stop"}) as pool:
        assert wait_for(lambda: pool.reached("after fence"), 20)
        with scene.more_workers():
            scene.accepted(1)
            assert wait_for(lambda: OutboundEmail.objects.get().state == "sent", 10)
            os.kill(pool.reached("after fence"), signal.SIGCONT)
            scene.accepted(2)
            made = scene.come_to_an_end()
    assert made.is_clean and made.doubts == 1, made
    assert len(made.doubled_in_doubt) == 1  # the one case that nobody can prevent
    assert OutboundEmail.objects.get().state == "sent"


def test_a_worker_that_stands_still_in_the_middle_of_the_fence_keeps_nobody_waiting(a_scene):
    scene = a_scene(people=20)
    patches = {"tasks.reminders.delivery.CLAIMED_AT_ONCE": 5}
    how = {"points": {"before fence": "stop"}, "patches": patches}
    with scene.workers(2, **how) as pool:
        assert wait_for(lambda: pool.reached("before fence"), 20)
        scene.accepted(15)
        os.kill(pool.reached("before fence"), signal.SIGKILL)
        made = scene.come_to_an_end()
    assert made.is_clean, made


class only_once:  # noqa: N801 (used like a function)
    def __init__(self, action):
        self.waiting = [action]

    def __call__(self):
        if self.waiting:
            self.waiting.pop()()
