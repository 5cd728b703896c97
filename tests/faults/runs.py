"""One run: a plan, workers that are killed on the way, and the ledger when all is quiet."""

import random
import time
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection

from jobsearch.local.process import wait_for
from tasks.reminders import delivery, schedule
from tests.faults import ledger
from tests.faults.workers import Pool
from tests.faults.world import populate

NOT_YET_OCCURRENCES = "SELECT count(*) FROM tasks_reminder WHERE next_at <= %s"
PATIENCE = 120  # seconds for everything to come to an end, once nobody is killed any more
BUSY = 1  # seconds
WAITING = """
    SELECT count(*), min(next_attempt_at) FROM tasks_outboundemail
    WHERE state NOT IN ('sent', 'failed', 'cancelled')
"""
NEXT = """
    SELECT min(least(greatest(m.next_attempt_at, s.closed_until), m.lease_until))
    FROM tasks_outboundemail m LEFT JOIN tasks_mailserver s ON s.closed_until > m.next_attempt_at
    WHERE state NOT IN ('sent', 'failed', 'cancelled')
"""
NOT_YET_MAILS = """
    SELECT count(*) FROM tasks_occurrence o JOIN jobsearch_user u ON u.id = o.owner_id
    WHERE o.state = 'due' AND o.email_id IS NULL AND o.due_at <= %s
      AND EXISTS (SELECT 1 FROM account_emailaddress a WHERE a.user_id = u.id AND a.verified)
"""


def kill_and_check(plan, clock, server, pool, every=0.25, most=240):
    """Kills a random worker so often until nearly all has gone, and looks when all has ended.

    On a machine that is busy with something else nobody would live long enough to send anything;
    there the next kill waits for a mail, though not for long.
    """
    chance = random.Random(plan.seed)
    latest = time.monotonic() + most
    nearly_all = 0.98 * len(plan.expected)
    while clock.now < plan.end or len(server.log) < nearly_all:
        gone = len(server.log)
        time.sleep(every)  # the beat of the kills, and no wait for anything
        wait_for(lambda gone=gone: len(server.log) > gone, BUSY)
        pool.kill_one(chance)
        if time.monotonic() > latest:
            break
    come_to_rest(clock)
    return ledger.check(plan, clock, server.log, pool.kills)


def come_to_rest(clock, patience=PATIENCE):
    """Waits until nothing waits. What waits for hours is not waited for: the clock goes on."""

    def quiet():
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            waiting, soonest = cursor.fetchone()
            cursor.execute(NOT_YET_MAILS, [clock.now])
            unmade = cursor.fetchone()[0]
            cursor.execute(NOT_YET_OCCURRENCES, [clock.now])
            unmade += cursor.fetchone()[0]
        if waiting and not unmade and soonest - clock.now > timedelta(hours=1):
            clock.skipped = getattr(clock, "skipped", timedelta()) + (soonest - clock.now)
            clock.set(soonest)
        return not waiting and not unmade

    return wait_for(quiet, patience)


class Scene:
    """A few people, a clock, a mail server, and workers as they are needed."""

    def __init__(self, plan, clock, server, folder):
        self.plan, self.clock, self.server, self.folder = plan, clock, server, folder
        self.evidence = server.log.path
        self.kills = 0
        self.clock.stand_still(plan.start)
        populate(plan)
        # Whoever wants a daily e-mail has wanted it for long: the first hour may come at once.
        schedule.ensure_regular(plan.start)

    @contextmanager
    def workers(self, count=1, **how):
        """From the beginning of the plan. Who has no evidence says `MAIL_EVIDENCE_LOG=""`."""
        self.clock.stand_still(self.plan.start)
        with self.more_workers(count, **how) as pool:
            self.clock.set(self.plan.start)
            yield pool

    def more_workers(self, count=1, **how):
        return Pool(
            self.folder, self.server.port, count, **{"MAIL_EVIDENCE_LOG": self.evidence} | how
        )

    def accepted(self, count, seconds=30):
        assert wait_for(lambda: len(self.server.log) >= count, seconds), self.check()
        return self.server.log.lines()

    def come_to_an_end(self, seconds=30):
        """All that was expected has ended, in one way or another; returns the ledger."""
        wait_for(lambda: self.clock.now > self.plan.end, seconds)
        wait_for(lambda: not self.check().lost, seconds)
        come_to_rest(self.clock, seconds)
        return self.check()

    def play(self, until=None, turns=60):
        """Turn after turn in this process; between them the clock goes to what is next."""
        self.clock.speed = 0
        self.clock.set(until or self.plan.end)
        for _ in range(turns):
            delivery.turn()
            with connection.cursor() as cursor:
                cursor.execute(NEXT)
                [soonest] = cursor.fetchone()
            if soonest is None:
                break
            self.clock.set(max(self.clock.now, soonest) + timedelta(seconds=1))
        return self.check()

    def check(self, **changed):
        return ledger.check(self.plan, self.clock, self.server.log, self.kills, **changed)
