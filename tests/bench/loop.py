"""The floor: renders the digest's two templates and sends the mail, with no database.

    python -m tests.bench.loop PORT MAILS      prints mails a second

One process, one kept connection, what smtplib offers; the same words as the reminders of the run
beside it.
"""

import smtplib
import sys
import time
from datetime import UTC, date, datetime

import django

django.setup()

from contacts.models import Contact, Organisation  # noqa: E402
from jobsearch.models import User  # noqa: E402
from tasks.models import Occurrence, OutboundEmail, Task  # noqa: E402
from tasks.reminders import content, message  # noqa: E402
from tasks.reminders.letters import digest  # noqa: E402
from tasks.reminders.letters.draft import Due  # noqa: E402
from tasks.reminders.links import Purpose  # noqa: E402

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
TODAY = date(2026, 11, 25)


def mail(number):
    owner = User(pk=number, email=f"user{number}@example.com", name="Maya")
    place = Organisation(owner=owner, name="Northwind")
    ana = Contact(owner=owner, given_name="Ana", family_name="Ruiz", organisation=place)
    tasks = [
        Task(
            owner=owner, title="Send the portfolio", contact=ana, due_on=TODAY, kind="followed-up"
        ),
        Task(owner=owner, title="Try on the interview clothes", due_on=TODAY),
    ]
    row = OutboundEmail(owner=owner, recipient=owner.email)
    row.message_id = message.message_id(row.pk)
    due = Due(row, owner, [Occurrence(owner=owner)], NOW)
    draft = digest.draft(due, content.choose(tasks), Purpose.STOP_DIGEST)
    return owner.email, message.build(row, owner, draft, NOW)


def main(port, mails):
    mail(0)
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        began = time.perf_counter()
        for number in range(mails):
            recipient, raw = mail(number)
            smtp.sendmail(message.sender(), [recipient], raw)
        print(mails / (time.perf_counter() - began), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
