from datetime import UTC, datetime, timedelta

import pytest

from tests.faults.clock import SPEED, clock
from tests.faults.ledger import Ledger
from tests.faults.oracle import Person, Plan
from tests.faults.runs import Scene
from tests.faults.server import Calm, Server
from tests.faults.workers import SHORT

TABLE = "ledger"


def pytest_terminal_summary(terminalreporter):
    """The runs under random kills, as one table."""
    lines = [
        value
        for status in ("passed", "failed")
        for report in terminalreporter.getreports(status)
        if report.when == "call"
        for name, value in report.user_properties
        if name == TABLE
    ]
    if lines:
        terminalreporter.write_line(Ledger.HEAD)
    for line in sorted(lines):
        terminalreporter.write_line(line)


@pytest.fixture
def start_clock(transactional_db):
    """Sets the database's clock to any time, at any speed, until the end of the test."""
    running = []

    def start(moment, speed=SPEED):
        context = clock(moment, speed)
        running.append(context)
        return context.__enter__()

    yield start
    for context in reversed(running):
        context.__exit__(None, None, None)


@pytest.fixture
def start_server(tmp_path):
    running = []

    def start(luck=None):
        server = Server(tmp_path / "accepted.log", luck or Calm())
        running.append(server)
        return server.__enter__()

    yield start
    for server in running:
        server.__exit__()


# A lease of 900 seconds lasts 2, a little longer than all the short waits together.
QUICK = 450
EIGHT = datetime(2026, 7, 15, 8, tzinfo=UTC)


@pytest.fixture
def a_scene(start_clock, start_server, tmp_path, settings):
    """Some people whose digest is due at eight, a minute from now; `Scene` says what to do then."""

    patience = {}  # other time-outs of a whole file

    def make(people=3, start=EIGHT - timedelta(minutes=1), length=timedelta(minutes=3), **fields):
        server = start_server()
        here = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": server.port}
        here["MAIL_EVIDENCE_LOG"] = server.log.path
        for name, value in (SHORT | here | patience).items():
            setattr(settings, name, value)
        plan = Plan(0, start, length)
        for number in range(1, people + 1):
            plan.add(Person(number, **fields))
        return Scene(plan, start_clock(start, QUICK), server, tmp_path)

    make.patience = patience
    return make
