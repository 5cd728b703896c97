"""Where one installation keeps its things, and which account its servers run as."""

from __future__ import annotations

import hashlib
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

SHARED_STATE = Path("/var/lib/foothold")


class Trouble(Exception):
    """Something the person at the keyboard can act on: shown as it is, without a traceback."""


@dataclass(frozen=True)
class Account:
    """Postgres refuses to run as root, so root's servers run as another user of the machine."""

    uid: int
    gid: int

    def popen(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may_enter(self, folder: Path) -> bool:
        return self._succeeds(["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)])

    def may_run(self, program: Path) -> bool:
        return self._succeeds([str(program), "--version"])

    def _succeeds(self, command: list[str]) -> bool:
        try:
            done = subprocess.run(
                command, cwd="/", env=bare_environment(), capture_output=True, **self.popen()
            )
        except PermissionError:
            return False
        return done.returncode == 0


def bare_environment() -> dict[str, str]:
    """All a server needs: anything more (a locale, PG* settings) only changes how it behaves."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Place:
    var: Path  # logs, the mailbox, keys
    data: Path  # what Postgres and Valkey store
    sockets: Path  # short, because a socket's path may have 103 bytes on macOS
    account: Account | None  # None: the servers run as whoever started them

    def server_options(self) -> dict[str, Any]:
        options = {"cwd": "/", "env": bare_environment()}
        return options | (self.account.popen() if self.account else {})

    def own(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)

    def own_folder(self, folder: Path) -> Path:
        """Make the folder, and make it private to whoever runs the servers."""
        folder.mkdir(parents=True, exist_ok=True)
        self.own(folder)
        folder.chmod(0o700)
        return folder


def for_project(project: Path) -> Place:
    project = project.resolve()
    var = project / "var"
    var.mkdir(exist_ok=True)
    if not os.access(var, os.W_OK):
        owner = pwd.getpwuid(var.stat().st_uid).pw_name
        raise Trouble(f"{var} belongs to {owner}. Run as {owner}, or: sudo chown -R $USER '{var}'")
    key = hashlib.sha256(os.fsencode(project)).hexdigest()[:8]
    account = _server_account(var) if os.geteuid() == 0 else None
    data = _data_folder(var, key, account)
    uid = account.uid if account else os.geteuid()
    return Place(var, data, Path(f"/tmp/foothold-{uid}-{key}"), account)


def throw_away() -> Place:
    """A place for one run of the tests; whoever asked for it removes `var`."""
    folder = Path(tempfile.mkdtemp(prefix="foothold-"))
    account = _server_account(folder) if os.geteuid() == 0 else None
    if account:
        folder.chmod(0o711)
    return Place(folder, folder / "data", folder / "s", account)


def _server_account(var: Path) -> Account:
    """The account that owns the data already, so that root and a user can take turns."""
    for name in (_owner(var / "postgres"), "postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name) if name else None
        except KeyError:
            entry = None
        if entry and entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid)
    raise Trouble(
        "Postgres cannot run as root, and this machine has neither a user 'postgres' nor 'nobody'. "
        "Run as an ordinary user, or add one: useradd --system postgres"
    )


def _owner(path: Path) -> str | None:
    try:
        return pwd.getpwuid(path.stat().st_uid).pw_name
    except (FileNotFoundError, KeyError):
        return None


def _data_folder(var: Path, key: str, account: Account | None) -> Path:
    if account is None:
        var.chmod(0o700)
        _refuse_foreign_data(var / "postgres")
        return var
    var.chmod(0o711)  # the servers pass through to their own folders and can list nothing
    shared = SHARED_STATE / key
    if not (shared / "postgres").exists() and account.may_enter(var):
        return var
    if (var / "postgres").exists():
        raise Trouble(
            f"Postgres can no longer reach its data in {var}, because a folder above it is closed. "
            f"Open that folder, or: mkdir -p {shared} && mv '{var / 'postgres'}' {shared}/"
        )
    SHARED_STATE.mkdir(parents=True, exist_ok=True)
    SHARED_STATE.chmod(0o755)
    shared.mkdir(exist_ok=True)
    shared.chmod(0o711)
    return shared


def _refuse_foreign_data(folder: Path) -> None:
    if folder.exists() and folder.stat().st_uid != os.geteuid():
        raise Trouble(
            f"{folder} belongs to {_owner(folder)}: Foothold was first run as root here. "
            f"Run it as root again, or: sudo chown -R $USER '{folder.parent}'"
        )


def open_sockets(place: Place) -> None:
    """Only the servers' account may reach the sockets: this folder is their password."""
    folder = place.sockets
    uid = place.account.uid if place.account else os.geteuid()
    try:
        folder.mkdir(mode=0o700)
        place.own(folder)
    except FileExistsError:
        pass
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid:
        raise Trouble(f"{folder} was made by somebody else. Remove it and try again.")
    folder.chmod(0o700)


def secret_key(var: Path) -> str:
    path = var / "secret-key"
    if not path.exists():
        fresh = var / "secret-key.new"
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        fresh.replace(path)
    path.chmod(0o600)
    return path.read_text().strip()


def reachable_program(place: Place, program: Path, packages: Path, name: str) -> Path:
    """The program itself, or a copy near the data when the servers' account cannot run it.

    The whole package is copied, and its `.libs` beside it: that is where its programs look.
    """
    if place.account is None or place.account.may_run(program):
        return program
    home = place.data / f"{name}-{version(name)}"
    if not home.exists():
        unfinished = place.data / f"{home.name}.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        for folder in packages.glob(f"{program.relative_to(packages).parts[0]}*"):
            if not folder.name.endswith(".dist-info"):
                shutil.copytree(folder, unfinished / folder.name, symlinks=True)
        _open_to_all(unfinished)
        unfinished.replace(home)
    copy = home / program.relative_to(packages)
    if not place.account.may_run(copy):
        raise Trouble(f"{copy} cannot be run by the account that the servers use.")
    return copy


def _open_to_all(root: Path) -> None:
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            runs = path.is_dir() or os.access(path, os.X_OK)
            path.chmod(0o755 if runs else 0o644)
