"""Finds the Chromium that the browser tests run in, and installs one where there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The first has no windows and menus of its own, which take longer than the page in a window.
WITHOUT_WINDOWS = "chromium-headless-shell"
NAMES = (
    WITHOUT_WINDOWS,
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find():
    """The path of a Chromium, or None."""
    if given := os.environ.get("CHROMIUM"):
        return given
    for name in NAMES:
        if found := shutil.which(name):
            return found
    if MAC.exists():
        return str(MAC)
    return _playwrights_own()


def _playwrights_own():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install():
    if find():
        return
    if shutil.which("apt-get") and _is_debian():
        _install_with_apt()
    else:
        needs = ["--with-deps"] if sys.platform == "linux" and os.geteuid() == 0 else []
        command = [sys.executable, "-m", "playwright", "install", *needs, "chromium"]
        subprocess.run(command, check=True)
    if not find():
        sys.exit("No Chromium was found after installing one. Set CHROMIUM=/path/to/chromium")


def _is_debian():
    """Ubuntu's package is a snap, which does not run everywhere; Playwright's own build does."""
    text = Path("/etc/os-release").read_text()
    return "ID=debian" in text.splitlines()


def _install_with_apt():
    if os.geteuid() != 0:
        sys.exit(
            f"The browser tests need Chromium: sudo apt-get install {WITHOUT_WINDOWS}\n"
            "or name another one: make test CHROMIUM=/path/to/chrome"
        )
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    _run(["apt-get", "update", "-qq"], env)
    known = subprocess.run(
        ["apt-cache", "show", WITHOUT_WINDOWS], capture_output=True, check=False, env=env
    )
    package = WITHOUT_WINDOWS if known.returncode == 0 else "chromium"
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    _run([*install, package, "fonts-dejavu"], env)


def _run(command, env):
    print("+", *command, flush=True)
    subprocess.run(command, check=True, env=env, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    install()
