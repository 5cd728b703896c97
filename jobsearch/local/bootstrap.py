"""Make .venv, put the pinned packages in it, and go on inside it.

Runs on whatever Python the machine has, with nothing but its standard library, so that the first
thing a person sees on an old Python is a sentence and not a traceback.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
VERSIONS = ((3, 13), (3, 12), (3, 11))
# Settings of other environments that would send packages or imports somewhere else.
STRAY = (
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "PYTHONHOME",
    "PYTHONPATH",
    "PIP_USER",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_REQUIREMENT",
    "PIP_CONSTRAINT",
    "UV_PYTHON",
    "UV_SYSTEM_PYTHON",
    "UV_PROJECT_ENVIRONMENT",
    "UV_CONSTRAINT",
    "UV_OVERRIDE",
)


def main(arguments: list[str]) -> None:
    for name in STRAY:
        os.environ.pop(name, None)
    os.chdir(str(PROJECT))
    if not arguments:
        sys.exit("usage: bootstrap.py run | manage COMMAND … | install-dev")
    prepare(dev=arguments[0] == "install-dev")
    if arguments[0] != "install-dev":
        command = [str(PYTHON), "-m", "jobsearch.local", *arguments]
        os.execv(str(PYTHON), command)


def prepare(dev: bool) -> None:
    wanted = "requirements-dev.txt" if dev else "requirements.txt"
    made = VENV / "installed"
    state = fingerprint(wanted)
    if runs(PYTHON) and made.exists():
        installed = made.read_text()
        # The development packages contain the others.
        if installed == state or (not dev and installed == fingerprint("requirements-dev.txt")):
            return
        if not dev and installed.startswith("requirements-dev.txt"):
            wanted = "requirements-dev.txt"
            state = fingerprint(wanted)
    made.unlink() if made.exists() else None
    uv = shutil.which("uv")
    if not runs(PYTHON):
        make_environment(uv)
    say("Installing packages (this happens once) …")
    install(uv, wanted)
    made.write_text(state)


def fingerprint(wanted: str) -> str:
    text = (PROJECT / wanted).read_bytes()
    return f"{wanted} {hashlib.sha256(text).hexdigest()}"


def runs(python: Path) -> bool:
    """Is there a Python of a version we know? An upgrade of the machine's Python breaks a .venv."""
    return version_of(str(python)) in VERSIONS


def version_of(python: str) -> tuple[int, ...] | None:
    code = "import sys; print(*sys.version_info[:2])"
    try:
        done = subprocess.run(
            [python, "-I", "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError:
        return None
    return tuple(int(part) for part in done.stdout.split()) if done.returncode == 0 else None


def make_environment(uv: str | None) -> None:
    if VENV.is_symlink() or VENV.is_file():
        sys.exit(f"{VENV} is not a folder. Move it away and run this again.")
    shutil.rmtree(str(VENV), ignore_errors=True)
    python = find_python()
    say("Making .venv …")
    if uv:
        run([uv, "venv", "--quiet", "--python", python or "3.12", str(VENV)])
    elif python is None:
        sys.exit(
            "Foothold runs on Python 3.11, 3.12 or 3.13, and this is Python {}.{}.\n"
            "Install one of them (Debian 12, Ubuntu 24.04 and later have it: "
            "sudo apt-get install python3 python3-venv; macOS: brew install python@3.12), "
            "or name one: make run PYTHON=/path/to/python3.12".format(*sys.version_info)
        )
    else:
        check_venv_module(python)
        run([python, "-I", "-m", "venv", str(VENV)])
    if not runs(PYTHON):
        sys.exit(f"{PYTHON} does not run. Remove {VENV} and run this again.")


def find_python() -> str | None:
    """This Python if it will do, else a newer one beside it."""
    if sys.version_info[:2] in VERSIONS:
        return sys.executable
    for major, minor in VERSIONS:
        found = shutil.which(f"python{major}.{minor}")
        if found and version_of(found) == (major, minor):
            return found
    return None


def check_venv_module(python: str) -> None:
    code = "import venv, ensurepip"
    command = [python, "-I", "-c", code]
    done = subprocess.run(command, stderr=subprocess.DEVNULL)
    if done.returncode:
        sys.exit(
            "This Python cannot make virtual environments. On Debian or Ubuntu:\n"
            "    sudo apt-get install python3-venv\n"
            "Or install uv, which needs nothing else."
        )


def install(uv: str | None, wanted: str) -> None:
    if uv:
        tool = [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
    else:
        tool = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        # Python compiles what it uses; compiling all of it now would only make people wait.
        tool.append("--no-compile")
    # A wheel or nothing: building one would need a compiler and run the package's own code.
    run([*tool, "--require-hashes", "--only-binary", ":all:", "-r", wanted])


def run(command: list[str]) -> None:
    done = subprocess.run(command)
    if done.returncode:
        sys.exit("This did not work: " + " ".join(command))


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
