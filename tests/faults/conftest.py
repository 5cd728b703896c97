import pytest

from tests.faults.clock import SPEED, clock
from tests.faults.ledger import Ledger
from tests.faults.server import Calm, Server

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
