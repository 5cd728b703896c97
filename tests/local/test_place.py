"""Where things are kept and who may reach them."""

import os

import pytest

from jobsearch.local import place, postgres
from jobsearch.local.environment import for_children
from jobsearch.local.place import Place, Trouble


@pytest.fixture
def here(tmp_path):
    return Place(tmp_path, tmp_path, tmp_path / "sockets", None)


def test_the_key_is_made_once_and_is_private(here):
    key = place.secret_key(here.var)
    assert len(key) > 50
    assert place.secret_key(here.var) == key
    assert (here.var / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_socket_folder_that_is_a_link_is_refused(here, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    here.sockets.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Trouble, match="made by somebody else"):
        place.open_sockets(here)


def test_a_socket_folder_is_closed_to_others(here):
    here.sockets.mkdir(mode=0o777)
    place.open_sockets(here)
    assert here.sockets.stat().st_mode & 0o777 == 0o700


def test_socket_paths_are_short_enough_for_every_system():
    sockets = place.for_project(place.Path(__file__).parent.parent.parent).sockets
    assert len(f"{sockets}/.s.PGSQL.5432".encode()) < 103


def test_data_of_another_major_version_is_refused_with_what_to_do(here):
    (here.data / "postgres").mkdir()
    (here.data / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(Trouble, match="written by Postgres 16.*PG_BIN"):
        postgres.start(here)


def test_a_pid_that_now_belongs_to_something_else_is_left_alone(here):
    (here.data / "postgres").mkdir()
    (here.data / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    postgres._stop_leftover(here.data / "postgres")  # would raise, or end this test run


def test_settings_of_other_projects_do_not_reach_the_children(here, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    strays = {
        "PGPORT": "1",
        "PYTHONPATH": "/x",
        "CELERY_BROKER_URL": "redis://x",
        "DJANGO_SETTINGS_MODULE": "other.settings",
        "GUNICORN_CMD_ARGS": "--bind 0.0.0.0:80",
        "SECRET_KEY": "x",
        "DEBUG": "1",
    }
    for name, value in strays.items():
        monkeypatch.setenv(name, value)
    env = for_children(here, 8000, 2525)
    assert {name for name, value in strays.items() if env.get(name) == value} == set()
    assert env["DATABASE_URL"] == f"postgres://foothold@/{here.sockets}/foothold"
