"""`make run` with services of one's own, in odd places, and as other users."""

import os
import pwd
import shutil
import subprocess

import pytest

from jobsearch.local import place
from tests.local.installation import Installation, descendants, still_there

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be other users")


@pytest.fixture
def make_installation(open_folder, request):
    made = []

    def make(*path, **options):
        made.append(Installation(open_folder.joinpath(request.node.name, *path), **options))
        return made[-1]

    yield make
    for installation in made:
        installation.stop_all()


def test_a_mail_server_of_ones_own_replaces_the_mailbox(make_installation):
    installation = make_installation()
    launcher = installation.start(EMAIL_URL="smtp://127.0.0.1:9")
    assert "mailbox" not in launcher.said
    assert "mailbox" not in installation.children()
    assert installation.get("/mailbox/")[0] == 404


@pytest.mark.slow
def test_servers_of_ones_own_replace_the_embedded_ones(make_installation):
    others = make_installation("others")
    theirs = others.record(others.start())["env"]
    installation = make_installation("ours")
    ours = {"DATABASE_URL": theirs["DATABASE_URL"], "BROKER_URL": theirs["BROKER_URL"]}
    launcher = installation.start(**ours, CACHE_URL=theirs["CACHE_URL"])
    names = {name for name, _ in descendants(launcher.pid).values()}
    assert names.isdisjoint({"postgres", "valkey-server"})


@pytest.mark.slow
def test_two_copies_run_side_by_side(make_installation):
    one, two = make_installation("one"), make_installation("two")
    one.start()
    two.start()
    assert one.get("/healthz")[0] == two.get("/healthz")[0] == 200
    assert one.record()["env"]["DATABASE_URL"] != two.record()["env"]["DATABASE_URL"]


@pytest.mark.slow
def test_a_path_may_hold_spaces_and_accents(make_installation):
    installation = make_installation("My Dócuments", "job search's")
    installation.start()
    assert installation.get("/healthz")[0] == 200


@pytest.mark.slow
@root_only
def test_root_in_a_closed_folder_keeps_its_data_elsewhere(make_installation):
    installation = make_installation("closed", "copy")
    installation.folder.parent.chmod(0o700)
    where = place.for_project(installation.folder)
    try:
        assert where.data.parent == place.SHARED_STATE
        installation.start()
        assert (where.data / "postgres" / "PG_VERSION").exists()
        installation.stop_all()
        installation.start()
        assert installation.get("/healthz")[0] == 200
        assert installation.folder.parent.stat().st_mode & 0o777 == 0o700
    finally:
        installation.stop_all()
        shutil.rmtree(where.data)


@pytest.fixture
def visitor():
    """An ordinary user of this machine, for one test."""
    name = "foothold-test"
    subprocess.run(["useradd", "--system", "--user-group", "--no-create-home", name], check=True)
    yield name
    subprocess.run(["userdel", name], check=True)


@pytest.mark.slow
@root_only
def test_an_ordinary_user_needs_nothing_of_root(make_installation, visitor, system_python):
    installation = make_installation(user=visitor, python=system_python)
    launcher = installation.start()
    started = descendants(launcher.pid)
    owners = {pwd.getpwuid(os.stat(f"/proc/{pid}").st_uid).pw_name for pid in started}
    assert owners == {visitor}
    installation.stop(launcher)
    assert still_there(started) == {}


@pytest.fixture
def system_python(open_folder):
    """This run's packages under a Python that everybody may run (root's own may be closed)."""
    folder = open_folder / "python"
    if not folder.exists():
        subprocess.run(["/usr/bin/python3", "-m", "venv", str(folder)], check=True)
        requirements = "requirements.txt"
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "-r", requirements]
        subprocess.run([*pip, "--disable-pip-version-check"], check=True)
    return folder / "bin" / "python"
