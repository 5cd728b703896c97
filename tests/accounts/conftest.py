import re

import pytest
from django.core import mail

from jobsearch.celery import app


@pytest.fixture
def eager_tasks(monkeypatch):
    """Background tasks run at once, and do not wait for the test's transaction to end."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda run, *args, **kwargs: run())
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


class SentMail:
    def __len__(self):
        return len(mail.outbox)

    def __iter__(self):
        return iter(mail.outbox)

    def link(self):
        """The path of the only link in the newest mail."""
        (link,) = re.findall(r"http://localhost(/\S+)", mail.outbox[-1].body)
        return link


@pytest.fixture
def sent_mail(eager_tasks):
    return SentMail()
