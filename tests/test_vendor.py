import base64
import hashlib
import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "static" / "vendor"
ENTRIES = json.loads((FOLDER / "vendor.json").read_text())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])
def test_a_vendored_file_is_the_one_that_was_reviewed(entry):
    digest = hashlib.sha384((FOLDER / entry["file"]).read_bytes()).digest()
    assert entry["sha384"] == "sha384-" + base64.b64encode(digest).decode()


def test_every_vendored_file_is_listed_with_its_licence():
    files = {path.name for path in FOLDER.iterdir()} - {"vendor.json"}
    assert {entry["file"] for entry in ENTRIES if entry["licence"]} == files
