import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from tests.local.installation import Installation


@pytest.fixture(scope="session")
def open_folder():
    """pytest's own folders are closed to the account that runs root's Postgres."""
    folder = Path(tempfile.mkdtemp(prefix="foothold-copies-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def installation(request, open_folder):
    """One copy for the tests of a file; a file's first start makes its data and static files."""
    made = Installation(open_folder / request.module.__name__)
    yield made
    made.stop_all()


@pytest.fixture(autouse=True)
def _stop_launchers(request):
    yield
    if "installation" in request.fixturenames and "running" not in request.fixturenames:
        request.getfixturevalue("installation").stop_all()


def pytest_collection_modifyitems(items):
    if sys.platform != "linux":
        for item in items:
            if "/local/" in str(item.path):
                item.add_marker(pytest.mark.skip(reason="looks into /proc"))
