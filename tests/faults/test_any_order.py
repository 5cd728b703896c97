"""Orders of events that nobody listed: people, ticks, crashes, lost answers and clocks, at random.

The engine itself, turn by turn, with a mail server made of words; a crash is an exception that
nobody catches, after which nothing of that turn is done but what was committed.
"""

import sys
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.db import connection, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from jobsearch.models import User
from tasks.models import Occurrence, OutboundEmail, Task
from tasks.reminders import delivery, outbox, schedule
from tasks.reminders.smtp import Outcome, Phase, Result
from tests.factories import make_task, make_user
from tests.faults.oracle import zones

pytestmark = pytest.mark.slow

START = datetime(2026, 3, 28, 7, tzinfo=UTC)
FINAL = ("sent", "failed", "cancelled")


class Crash(BaseException):
    """kill -9."""


class Server:
    """Takes mails as it is told to, and remembers each."""

    def __init__(self):
        self.taken = Counter()
        self.bytes = {}
        self.next = []

    def __call__(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def send(self, sender, recipient, message, fence):
        what = self.next.pop(0) if self.next else "take"
        if what == "crash before fence":
            raise Crash
        if what in ("later", "refuse", "no server"):
            result = {
                "later": Result.LATER,
                "refuse": Result.REFUSED,
                "no server": Result.NO_SERVER,
            }
            return Outcome(result[what], Phase.RCPT, 450)
        if not fence():
            return Outcome(Result.WITHDRAWN, Phase.RCPT)
        if what == "crash after fence":
            raise Crash
        if what == "lost and not taken":
            return Outcome(Result.IN_DOUBT, Phase.ANSWER)
        self.take(message)
        if what == "crash after taking":
            raise Crash
        if what == "lost and taken":
            return Outcome(Result.IN_DOUBT, Phase.ANSWER)
        return Outcome(Result.ACCEPTED, Phase.ANSWER, 250)

    def take(self, message):
        [name] = [
            line.partition(b":")[2].strip().decode()
            for line in message.split(b"\r\n")
            if line.lower().startswith(b"message-id:")
        ]
        self.taken[name] += 1
        assert self.bytes.setdefault(name, message) == message, "other bytes under the same name"


EVENTS = [
    "take",
    "later",
    "refuse",
    "no server",
    "lost and taken",
    "lost and not taken",
    "crash before fence",
    "crash after fence",
    "crash after taking",
]


ZONES = st.sampled_from(zones()[::20])
# How many minutes later the next turn is, and what the mail server does then, mail by mail.
LATER = st.tuples(
    st.sampled_from([0, 20, 60, 300, 1440]), st.lists(st.sampled_from(EVENTS), max_size=3)
)


class AnyOrder(RuleBasedStateMachine):
    people = Bundle("people")

    def __init__(self):
        super().__init__()
        self.server = Server()
        self.now = START
        # Each example is taken back at its end.
        self.example = transaction.atomic()
        self.example.__enter__()
        with connection.cursor() as cursor:
            cursor.execute(CLOCK)
        self.set_clock()
        self.patches = [
            mock.patch.object(delivery, "Conversation", self.server),
            mock.patch.object(outbox, "release", self.release),
        ]
        self.released = outbox.release
        for patch in self.patches:
            patch.start()

    def teardown(self):
        try:
            self.come_to_an_end()
        finally:
            for patch in self.patches:
                patch.stop()
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)

    def release(self, mails):
        """Who was killed gives nothing back."""

        if not isinstance(
            sys.exception() if hasattr(sys, "exception") else sys.exc_info()[1], Crash
        ):
            self.released(mails)

    def set_clock(self):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE faults.clock SET reads = %s", [self.now])

    @initialize(target=people, zone=ZONES, then=LATER)
    def somebody_is_there(self, zone, then):
        return self.somebody_comes(zone, 8, then)

    @rule(target=people, zone=ZONES, hour=st.integers(6, 10), then=LATER)
    def another_comes(self, zone, hour, then):
        return self.somebody_comes(zone, hour, then)

    def somebody_comes(self, zone, hour, then):
        user = make_user(
            time_zone=zone, digest_hour=hour, digest_days=list(range(7)), review_on=False
        )
        make_task(user, due_on=START.date() - timedelta(days=1))
        schedule.ensure_regular(self.now)
        self.go_on(*then)
        return user.pk

    @rule(who=people, hours=st.integers(0, 30), then=LATER)
    def sets_a_reminder(self, who, hours, then):
        user = User.objects.get(pk=who)
        task = make_task(user)
        wall = (self.now + timedelta(hours=hours)).astimezone(user.zone)
        schedule.remind(task, wall.date(), wall.time().replace(second=0, microsecond=0))
        self.go_on(*then)

    @rule(who=people, then=LATER)
    def finishes_everything(self, who, then):
        for task in Task.objects.filter(owner=who, completed_at=None, dropped_at=None):
            task.complete(self.now)
        self.go_on(*then)

    @rule(who=people, days=st.integers(0, 3), then=LATER)
    def puts_it_off(self, who, days, then):
        task = Task.objects.filter(owner=who, completed_at=None).first()
        if task is not None:
            task.plan_for(task.owner.today(self.now) + timedelta(days=days))
        self.go_on(*then)

    @rule(who=people, zone=ZONES, hour=st.integers(0, 23), then=LATER)
    def moves(self, who, zone, hour, then):
        user = User.objects.get(pk=who)
        user.time_zone, user.digest_hour = zone, hour
        user.save()
        user.reminders.reschedule(self.now)
        self.go_on(*then)

    @rule(minutes=st.sampled_from([5, 60]), then=LATER)
    def the_clock_is_set_back(self, minutes, then):
        self.now -= timedelta(minutes=minutes)
        self.go_on(*then)

    @rule(then=LATER)
    def nothing_else_happens(self, then):
        self.go_on(*then)

    def go_on(self, minutes, events):
        """Some time later a worker does a turn, and this is what the mail server answers."""
        self.now += timedelta(minutes=minutes)
        self.set_clock()
        self.server.next = list(events)
        with suppress(Crash):
            delivery.turn()
        self.server.next = []

    @invariant()
    def nothing_is_taken_twice_but_after_a_doubt(self):
        for name, times in self.server.taken.items():
            if times > 1:
                doubts = OutboundEmail.objects.get(message_id=name).doubts
                assert times == 2 and doubts >= 1, (name, times, doubts)

    @invariant()
    def nobody_has_two_daily_mails_of_one_date(self):
        mails = OutboundEmail.objects.filter(
            message_id__in=self.server.taken, occurrences__reminder__kind="digest"
        )
        dates = Counter(mails.values_list("owner", "occurrences__local_date", "pk").distinct())
        days = Counter((owner, day) for owner, day, _ in dates)
        assert not [key for key, count in days.items() if count > 1]

    @invariant()
    def what_is_called_sent_was_taken(self):
        for name in OutboundEmail.objects.filter(state="sent").values_list("message_id", flat=True):
            assert self.server.taken[name], name

    @invariant()
    def what_was_taken_is_never_called_taken_back(self):
        ends = OutboundEmail.objects.filter(message_id__in=self.server.taken, state="cancelled")
        assert not ends.filter(doubts=0).exists()

    def come_to_an_end(self):
        """With a server that takes everything, everything has an end within some days."""
        waiting = OutboundEmail.objects.exclude(state__in=FINAL)
        for _ in range(24):
            self.go_on(240, [])
        assert not waiting.filter(deadline__lt=self.now - timedelta(hours=24)).exists()
        old = Occurrence.objects.filter(state="due", due_at__lt=self.now - timedelta(hours=60))
        assert not old.exists(), list(old.values_list("due_at", "email__state"))
        self.nothing_is_taken_twice_but_after_a_doubt()
        self.what_is_called_sent_was_taken()
        self.nobody_has_two_daily_mails_of_one_date()


CLOCK = """
    CREATE SCHEMA IF NOT EXISTS faults;
    CREATE TABLE IF NOT EXISTS faults.clock (reads timestamptz);
    DELETE FROM faults.clock;
    INSERT INTO faults.clock VALUES (pg_catalog.now());
    CREATE OR REPLACE FUNCTION faults.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
        AS 'SELECT reads FROM faults.clock';
    CREATE OR REPLACE FUNCTION faults.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
        AS 'SELECT reads FROM faults.clock';
    SET search_path = faults, pg_catalog, public;
"""


def test_in_any_order_nothing_is_lost_or_doubled(db):
    run_state_machine_as_test(
        AnyOrder,
        settings=settings(max_examples=3, stateful_step_count=12, deadline=None, database=None),
    )


@pytest.mark.soak
def test_in_a_great_many_orders_nothing_is_lost_or_doubled(db):
    run_state_machine_as_test(
        AnyOrder,
        settings=settings(max_examples=150, stateful_step_count=40, deadline=None, database=None),
    )
