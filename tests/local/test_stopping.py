"""How `make run` ends, and begins again."""

import os
import signal
import socket

import pytest

from tests.local.installation import descendants, still_there


@pytest.mark.parametrize(
    "number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)]
)
def test_nothing_is_left_when_it_is_stopped(installation, number):
    launcher = installation.start()
    started = descendants(launcher.pid)
    assert {"postgres", "valkey-server"} <= {name for name, _ in started.values()}
    assert installation.stop(launcher, number) == ""
    assert launcher.returncode == 0
    assert still_there(started) == {}


def test_it_stops_while_it_is_still_starting(installation):
    launcher = installation._open(["run"], {})
    lock = installation.var / "lock"
    os.kill(launcher.pid, 0)
    while not lock.exists() or str(launcher.pid) not in lock.read_text():
        pass
    started = descendants(launcher.pid)
    installation.stop(launcher)
    assert still_there(started) == {}


def test_nothing_but_postgres_data_is_left_when_the_launcher_is_killed(installation):
    launcher = installation.start()
    started = descendants(launcher.pid)
    launcher.kill()
    launcher.communicate()
    assert still_there(started) == {}
    installation.stop(installation.start())


@pytest.mark.parametrize("name", ["postgres", pytest.param("valkey", marks=pytest.mark.slow)])
def test_the_end_of_a_server_ends_everything_and_the_next_start_recovers(installation, name):
    launcher = installation.start()
    started = descendants(launcher.pid)
    code = "from jobsearch.models import User; print(User.objects.get_or_create(email='a@b.cd')[1])"
    made = installation.command("manage", "shell", "--verbosity=0", "-c", code)
    assert made.said.split()[-1] in ("True", "False")
    os.kill(installation.pid_of(name), signal.SIGKILL)
    said, _ = launcher.communicate(timeout=40)
    assert launcher.returncode == 1
    assert f"{name.capitalize()} was ended by SIGKILL, so everything was stopped" in said
    assert still_there(started) == {}

    launcher = installation.start()
    kept = installation.command("manage", "shell", "--verbosity=0", "-c", code)
    assert kept.said.split()[-1] == "False"
    installation.stop(launcher)


def test_a_taken_port_is_a_sentence(installation):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = installation.command("run", PORT=str(port))
    assert done.returncode == 1
    assert f"Port {port} is used by another program" in done.said


@pytest.mark.parametrize("port", ["x", "0", "70000", "-1", ""])
def test_a_port_that_is_none_is_a_sentence(installation, port):
    done = installation.command("run", PORT=port)
    assert done.returncode == 1
    assert "is not a port" in done.said
