"""Rows to test with. Everything that does not matter to a test has a default here."""

import itertools

from allauth.account.models import EmailAddress

from contacts.boxes import Box
from contacts.models import Contact, Organisation
from jobsearch.models import User
from tasks.models import Mention, OutboundEmail, Task
from tasks.reminders.database import database_now

_numbers = itertools.count(1)


def make_user(email=None, *, password=None, confirmed=True, **fields):
    email = email or f"user{next(_numbers)}@example.com"
    user = User.objects.create_user(email, password, **fields)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=confirmed)
    return user


def make_organisation(owner, name=None, **fields):
    return Organisation.objects.create(
        owner=owner, name=name or f"Organisation {next(_numbers)}", **fields
    )


def make_contact(owner, given_name=None, **fields):
    return Contact.objects.create(
        owner=owner, given_name=given_name or f"Person {next(_numbers)}", **fields
    )


def make_task(owner, title=None, *, box=Box.MAKE_TIME, **fields):
    task = Task(owner=owner, title=title or f"Task {next(_numbers)}", **fields)
    task.add_to_box(box)
    return task


def make_mail(task, state="sent", **fields):
    """A daily e-mail that told of this task."""
    now, number = database_now(), next(_numbers)
    fields = {
        "kind": "digest",
        "dedupe_key": f"mail:{number}",
        "message_id": f"<r.{number}@example.com>",
        "subject": "Two small things",
        "recipient": task.owner.email,
        "mime": b"the words of the mail",
        "next_attempt_at": now,
        "deadline": now,
        "sent_at": now if state == "sent" else None,
        **fields,
    }
    mail = OutboundEmail.objects.create(owner=task.owner, state=state, **fields)
    Mention.objects.create(owner=task.owner, email=mail, task=task)
    return mail
