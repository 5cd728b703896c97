"""Nothing of all this can be switched on in what is shipped."""

import ast

import pytest
from django.conf import settings

PRODUCT = [
    path
    for folder in ("jobsearch", "contacts", "tasks")
    for path in (settings.BASE_DIR / folder).rglob("*.py")
]


def imported(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_no_module_of_the_product_imports_the_tests():
    assert len(PRODUCT) > 100
    for path in PRODUCT:
        names = set(imported(path.read_text()))
        assert not [name for name in names if name.split(".")[0] in ("tests", "pytest")], path


@pytest.mark.parametrize("word", ["SIGKILL", "SIGSTOP", "kill_point", "tests.faults"])
def test_nobody_who_sends_can_end_or_stop_themselves(word):
    sending = [path for path in PRODUCT if path.parent.name != "local"]
    assert not [path for path in sending if word in path.read_text()]


def test_the_settings_have_no_name_for_it():
    words = {word for name in dir(settings) if name.isupper() for word in name.split("_")}
    assert not words & {"FAULT", "FAULTS", "KILL", "CRASH", "MUTANT"}
