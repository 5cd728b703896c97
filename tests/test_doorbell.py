"""Celery only rings: a message carries nothing, and nothing waits inside the broker.

A message put off by the broker is given out again and again, and one that it loses is lost; so
whatever has to wait is a row with a time, and a message may go missing or come twice.
"""

import ast
from pathlib import Path

import pytest
from django.conf import settings

FORBIDDEN = {
    "eta",
    "countdown",
    "autoretry_for",
    "default_retry_delay",
    "retry_backoff",
    "retry_backoff_max",
    "retry_jitter",
    "retry_policy",
}
PUBLISHING = {"delay", "delay_on_commit", "apply_async", "apply_async_on_commit", "send_task"}
ALLOWED = {"expires", "retry"}


def faults(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            keywords = {keyword.arg for keyword in node.keywords}
            if name in PUBLISHING and (node.args or keywords - ALLOWED):
                yield node.lineno, f"{name} with something in it"
            if name in ("retry", "signature", "s", "si", "chord", "chain"):
                yield node.lineno, f".{name}()"
            for word in keywords & FORBIDDEN:
                yield node.lineno, f"{word}="
        elif isinstance(node, ast.FunctionDef) and rings(node) and node.args.args:
            yield node.lineno, f"the message of {node.name} carries something"


def rings(function):
    return any("shared_task" in ast.unparse(decorator) for decorator in function.decorator_list)


def product():
    folders = ("jobsearch", "contacts", "tasks")
    return [path for folder in folders for path in (settings.BASE_DIR / folder).rglob("*.py")]


def test_nothing_is_put_off_or_carried_by_the_broker():
    found = {path: list(faults(path.read_text())) for path in product()}
    assert {str(path): lines for path, lines in found.items() if lines} == {}


def test_the_rule_looks_at_the_whole_product():
    names = {Path(path).name for path in product()}
    assert {"background.py", "delivery.py", "accounts.py"} <= names


@pytest.mark.parametrize(
    "source",
    [
        "tick.apply_async(countdown=5)",
        "tick.apply_async(eta=later)",
        "tick.apply_async((mail.pk,))",
        "tick.delay(mail.pk)",
        "transaction.on_commit(partial(tick.apply_async, countdown=5))",
        "@shared_task(name='x', autoretry_for=(OSError,))\ndef x(): pass",
        "@shared_task(name='x')\ndef x(pk): pass",
        "self.retry(countdown=5)",
        "self.retry()",
        "tick.s().delay()",
    ],
)
def test_the_rule_sees_it(source):
    assert list(faults(source))


@pytest.mark.parametrize("source", ["tick.apply_async(expires=30, retry=False)", "tick.delay()"])
def test_ringing_alone_is_allowed(source):
    assert not list(faults(source))


def test_how_celery_is_set_up():
    assert settings.CELERY_TASK_IGNORE_RESULT is True
    assert (settings.CELERY_TIMEZONE, settings.CELERY_ENABLE_UTC) == ("UTC", True)
    assert settings.CELERY_WORKER_PREFETCH_MULTIPLIER == 1
    assert not getattr(settings, "CELERY_TASK_ACKS_LATE", False)
