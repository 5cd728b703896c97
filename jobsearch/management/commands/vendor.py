"""Bring in the scripts of others, at the versions named in static/vendor/vendor.json.

Node is needed for this command alone. To move to a newer version: change it in vendor.json,
run `manage.py vendor`, read the diff, commit.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

FOLDER = Path(settings.BASE_DIR) / "static" / "vendor"


def sha384(content: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


class Command(BaseCommand):
    help = "Fetch the vendored scripts from npm and write their hashes to vendor.json."

    def handle(self, *args: Any, **options: Any) -> None:
        listing = FOLDER / "vendor.json"
        files = json.loads(listing.read_text())
        for entry in files:
            content, licence = fetch(entry["package"], entry["version"], entry["source"])
            (FOLDER / entry["file"]).write_bytes(content)
            entry.update(licence=licence, sha384=sha384(content))
            self.stdout.write(f"{entry['file']}: {entry['package']} {entry['version']}")
        listing.write_text(json.dumps(files, indent=2) + "\n")


def fetch(package: str, version: str, source: str) -> tuple[bytes, str]:
    """One file of a package, and the package's licence; npm's own checksum is compared first."""
    npm = shutil.which("npm")
    if npm is None:
        raise CommandError("npm is not installed; it is needed only to update vendored files.")
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(  # noqa: S603 - no shell, and the arguments are our own file's
            [npm, "pack", "--json", "--ignore-scripts", f"{package}@{version}"],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        )
        report = json.loads(packed.stdout)[0]
        archive = Path(folder) / report["filename"]
        if report["integrity"] != _integrity(archive.read_bytes()):
            raise CommandError(f"{package} {version} does not match npm's checksum.")
        with tarfile.open(archive) as tar:
            manifest = json.loads(_member(tar, "package.json"))
            return _member(tar, source), manifest["license"]


def _integrity(content: bytes) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


def _member(tar: tarfile.TarFile, name: str) -> bytes:
    member = tar.extractfile(f"package/{name}")
    if member is None:
        raise CommandError(f"The package has no file {name}.")
    return member.read()
