"""Workers are killed, at random and at every step, and nothing is lost or doubled."""

from datetime import timedelta

import pytest

from tasks.models import Occurrence, OutboundEmail
from tests.faults.conftest import TABLE
from tests.faults.oracle import STARTS
from tests.faults.oracle import plan as make_plan
from tests.faults.runs import Scene, kill_and_check
from tests.faults.server import Unlucky


def run(plan, start_clock, start_server, folder, record_property, **how):
    server = start_server(Unlucky(plan.seed))
    clock = start_clock(plan.start)
    scene = Scene(plan, clock, server, folder)
    # Who lives for a second on average should not take more than they can send.
    with scene.workers(4, patches={"tasks.reminders.delivery.CLAIMED_AT_ONCE": 10}, **how) as pool:
        made = kill_and_check(plan, clock, server, pool, most=len(plan.expected) / 2)
    record_property(TABLE, made.line)
    return made


def short_plan(seed, mails=100):
    """Some seconds long, around the full hour at which most of the digests are due."""
    start = STARTS[seed % len(STARTS)].replace(minute=55)
    return make_plan(seed, mails, start, timedelta(minutes=15))


@pytest.mark.parametrize("seed", [1])
def test_killed_at_random_nothing_is_lost_or_doubled(
    seed, start_clock, start_server, tmp_path, record_property
):
    made = run(short_plan(seed), start_clock, start_server, tmp_path, record_property)
    assert made.is_clean, made
    assert not made.doubled_in_doubt, made


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 120))
def test_killed_at_random_for_longer_nothing_is_lost_or_doubled(
    seed, start_clock, start_server, tmp_path, record_property
):
    plan = make_plan(seed, 4000, length=timedelta(minutes=45))
    made = run(plan, start_clock, start_server, tmp_path, record_property)
    assert made.is_clean, made
    assert not made.doubled_in_doubt, made


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(200, 203))
def test_without_evidence_a_mail_goes_once_more_and_only_after_a_doubt(
    seed, start_clock, start_server, tmp_path, record_property
):
    plan = make_plan(seed, 4000, length=timedelta(minutes=45))
    made = run(plan, start_clock, start_server, tmp_path, record_property, MAIL_EVIDENCE_LOG="")
    assert made.is_clean, made


# One row of the matrix each: where the worker is killed, and how often the mail arrives then.
@pytest.mark.parametrize(
    "point",
    [
        *(
            pytest.param(point, marks=pytest.mark.slow)
            for point in (
                "before materialise",
                "after materialise",
                "before enqueue",
                "after enqueue",
                "before claim",
                "after sent",
            )
        ),
        "after claim",
        "before fence",
        "after fence",
        "before sent",
    ],
)
def test_killed_at_a_step_each_mail_goes_once(point, a_scene):
    scene = a_scene()
    with scene.workers(points={point: "kill"}) as pool:
        made = scene.come_to_an_end()
        assert pool.reached(point)
    assert made.is_clean, made
    assert made.accepted == 3, made
    in_doubt = {"after fence": 1, "before sent": 1}
    assert made.doubts == in_doubt.get(point, 0)


def test_killed_after_the_recipient_no_message_was_begun_and_it_is_sent_later(a_scene):
    scene = a_scene(people=1)
    with scene.workers() as pool:
        scene.server.then["rcpt"] = once(pool.kill_all)
        made = scene.come_to_an_end()
        assert pool.kills == 1
    assert made.is_clean and made.accepted == 1 and made.doubts == 0, made
    assert scene.server.commands.count("DATA") + scene.server.commands.count("data") == 1


def test_killed_before_the_answer_is_read_evidence_ends_the_doubt(a_scene):
    scene = a_scene(people=1)
    with scene.workers() as pool:
        scene.server.then["taken"] = once(pool.kill_all)
        made = scene.come_to_an_end()
        assert pool.kills == 1
    assert made.is_clean and made.accepted == 1 and made.doubts == 1, made
    assert set(Occurrence.objects.values_list("state", flat=True)) == {"sent"}


def test_killed_before_the_answer_is_read_without_evidence_the_same_bytes_go_once_more(a_scene):
    scene = a_scene(people=1)
    with scene.workers(MAIL_EVIDENCE_LOG="") as pool:
        scene.server.then["taken"] = once(pool.kill_all)
        made = scene.come_to_an_end()
    assert made.is_clean and made.accepted == 2, made
    [mail] = OutboundEmail.objects.all()
    assert made.doubled_in_doubt == [mail.message_id]
    assert mail.state == "sent"


def once(action):
    """The first time only."""
    waiting = [action]

    def go():
        if waiting:
            waiting.pop()()

    return go
