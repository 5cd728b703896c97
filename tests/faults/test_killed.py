"""Workers are killed, at random and at every step, and nothing is lost or doubled."""

from datetime import timedelta

import pytest

from tests.faults.conftest import TABLE
from tests.faults.oracle import STARTS
from tests.faults.oracle import plan as make_plan
from tests.faults.runs import kill_and_check, prepare
from tests.faults.server import Unlucky
from tests.faults.workers import Pool


def run(plan, start_clock, start_server, folder, record_property, **settings):
    seed = plan.seed
    server = start_server(Unlucky(seed))
    clock = start_clock(plan.start)
    prepare(plan, clock)
    with Pool(folder, server.port, 4, MAIL_EVIDENCE_LOG=server.log.path, **settings) as pool:
        clock.set(plan.start)
        made = kill_and_check(plan, clock, server, pool)
    record_property(TABLE, made.line)
    return made


def short_plan(seed, mails=200):
    """Some seconds long, around the full hour at which most of the digests are due."""
    start = STARTS[seed % len(STARTS)].replace(minute=55)
    return make_plan(seed, mails, start, timedelta(minutes=15))


@pytest.mark.parametrize("seed", [1, 6])
def test_killed_at_random_nothing_is_lost_or_doubled(
    seed, start_clock, start_server, tmp_path, record_property
):
    made = run(short_plan(seed), start_clock, start_server, tmp_path, record_property)
    assert made.is_clean, made
    assert not made.doubled_in_doubt, made
