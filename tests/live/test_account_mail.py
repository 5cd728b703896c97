"""Account mail with a real worker, a real broker and a real mail server."""

from jobsearch.celery import app
from jobsearch.local.process import wait_for
from jobsearch.models import AccountMail
from tests.factories import make_user


def ask_for_a_link(client, email):
    make_user(email)
    assert client.post("/accounts/password/reset/", {"email": email}).status_code == 302


def test_it_comes_when_the_bell_rings_and_also_when_nobody_heard_it(client, processes, inbox):
    ask_for_a_link(client, "first@example.com")
    app.control.purge()  # the broker has lost the message
    processes.worker()
    beat = processes.beat()
    inbox.wait_for(1, 60)
    beat.stop()
    ask_for_a_link(client, "second@example.com")
    inbox.wait_for(2, 60)
    assert [mail["To"] for mail in inbox.mails] == ["first@example.com", "second@example.com"]
    assert wait_for(lambda: not AccountMail.objects.exists(), 10)
