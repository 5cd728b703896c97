"""From a bare Python to an installed .venv."""

import ast
import subprocess
import sys

import pytest

from jobsearch.local import bootstrap
from jobsearch.local.process import wait_for
from tests.local.installation import Installation, descendants, still_there


@pytest.fixture
def project(tmp_path, monkeypatch):
    """An empty project whose installing is only written down."""
    venv = tmp_path / ".venv"
    venv.mkdir()
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text(name)
    for name, value in {"PROJECT": tmp_path, "VENV": venv, "PYTHON": venv / "python"}.items():
        monkeypatch.setattr(bootstrap, name, value)
    done = []
    monkeypatch.setattr(bootstrap, "runs", lambda python: "made" in done)
    monkeypatch.setattr(bootstrap, "make_environment", lambda uv: done.append("made"))
    monkeypatch.setattr(bootstrap, "install", lambda uv, wanted: done.append(wanted))
    bootstrap.prepare(dev=False)
    assert done == ["made", "requirements.txt"]
    del done[1:]
    return done


def test_the_second_start_installs_nothing(project):
    bootstrap.prepare(dev=False)
    assert project == ["made"]


def test_a_changed_lock_is_installed(project):
    bootstrap.PROJECT.joinpath("requirements.txt").write_text("other")
    bootstrap.prepare(dev=False)
    assert project == ["made", "requirements.txt"]


def test_the_development_packages_hold_the_others(project):
    bootstrap.prepare(dev=True)
    bootstrap.prepare(dev=False)
    assert project == ["made", "requirements-dev.txt"]


def test_an_interrupted_install_is_done_again(project, monkeypatch):
    def interrupted(uv, wanted):
        raise KeyboardInterrupt

    bootstrap.PROJECT.joinpath("requirements.txt").write_text("other")
    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(bootstrap, "install", interrupted)
        bootstrap.prepare(dev=False)
    bootstrap.prepare(dev=False)
    assert project == ["made", "requirements.txt"]


def test_a_python_that_is_too_old_gets_a_sentence(project, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(bootstrap, "VENV", bootstrap.VENV / "none")
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="Python 3.11, 3.12 or 3.13, and this is Python 3.9"):
        bootstrap.make_environment(None)


def test_a_python_without_venv_names_the_package(monkeypatch):
    with pytest.raises(SystemExit, match="apt-get install python3-venv"):
        bootstrap.check_venv_module("/bin/false")


def test_an_old_python_can_read_the_file():
    source = bootstrap.Path(bootstrap.__file__).read_text()
    ast.parse(source, feature_version=(3, 7))


def test_every_package_is_pinned_with_its_hashes_and_names_no_server():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (bootstrap.PROJECT / name).read_text()
        entries = [line for line in text.splitlines() if line and line[0] not in " #"]
        assert entries and all("==" in line and line.endswith("\\") for line in entries)
        assert "://" not in text and "--index" not in text


@pytest.mark.slow
def test_an_empty_folder_reaches_a_page(open_folder):
    installation = Installation(open_folder / "empty" / "copy")
    bootstrap_file = "jobsearch/local/bootstrap.py"
    strays = {"VIRTUAL_ENV": "/nowhere", "PYTHONPATH": "/nowhere", "PIP_USER": "1"}
    launcher = subprocess.Popen(
        [sys.executable, "-I", bootstrap_file, "run"],
        cwd=installation.folder,
        env=installation.environment(strays | {"PIP_NO_CACHE_DIR": "1"}),
    )
    try:
        assert wait_for(installation.is_well, 300, pause=0.5)
        running = bootstrap.Path(f"/proc/{launcher.pid}/cmdline").read_text()
        assert running.startswith(f"{installation.folder}/.venv/bin/python")
    finally:
        started = descendants(launcher.pid)
        launcher.terminate()
        launcher.wait(30)
    assert still_there(started) == {}
