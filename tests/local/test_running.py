"""`make run`, while it runs."""

import os
import signal
from pathlib import Path

import pytest

from jobsearch.local.process import wait_for
from tests.local.installation import descendants


@pytest.fixture(scope="module")
def running(installation):
    return installation.start()


def test_its_last_line_is_the_address(running, installation):
    assert running.said.splitlines(keepends=True)[-1] == (
        f"Foothold runs at http://localhost:{installation.port}/, its mail is at "
        f"http://localhost:{installation.port}/mailbox/. Ctrl-C stops it.\n"
    )


def test_it_is_well(running, installation):
    assert installation.get("/healthz")[0] == 200


def test_a_second_one_in_the_same_folder_is_refused(running, installation):
    second = installation.command("run", PORT="1")
    assert second.returncode == 1
    assert "already running" in second.said
    assert f"pid {running.pid}, http://localhost:{installation.port}/" in second.said


def test_a_command_reaches_the_running_database(running, installation):
    done = installation.command("manage", "migrate", "--check")
    assert (done.returncode, "No module" in done.said) == (0, False), done.said


def test_it_listens_on_this_machine_alone(running):
    mine = {
        link
        for pid in descendants(running.pid)
        for link in map(os.readlink, Path(f"/proc/{pid}/fd").iterdir())
    }
    open_to_others = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            address, state, inode = fields[1], fields[3], fields[9]
            if state == "0A" and f"socket:[{inode}]" in mine and address[:8] != "0100007F":
                open_to_others.append(address)
    assert open_to_others == []


def test_a_mail_lands_in_the_mailbox(running, installation):
    sent = installation.command("manage", "sendtestemail", "b@example.com")
    assert sent.returncode == 0, sent.said
    assert "Test email from" in installation.get("/mailbox/")[1]


@pytest.mark.parametrize("name", ["web", "worker", "beat", "mailbox"])
def test_what_dies_is_started_again(running, installation, name):
    before = installation.pid_of(name)
    os.kill(before, signal.SIGKILL)
    assert wait_for(lambda: installation.pid_of(name) != before, 20)
    assert wait_for(installation.is_well, 30)


def test_secrets_and_logs_are_for_their_owner_alone(running, installation):
    for path in installation.var.iterdir():
        if path.is_file():
            assert path.stat().st_mode & 0o077 == 0, path


def test_root_never_runs_a_server(running, installation):
    if os.geteuid() == 0:
        for name in ("postgres", "valkey"):
            pid = installation.pid_of(name)
            assert os.stat(f"/proc/{pid}").st_uid != 0
