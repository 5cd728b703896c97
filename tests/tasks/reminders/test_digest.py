"""From a follow-up that is due to a mail, through every step but Celery's bell."""

from datetime import timedelta

from tasks.reminders import delivery, schedule
from tasks.reminders.outbox import database_now
from tests.factories import make_contact, make_task, make_user


def test_a_follow_up_that_is_due_becomes_one_mail(transactional_db, inbox):
    now = database_now()
    maya = make_user(
        "maya@example.com", name="Maya", digest_days=list(range(7)), digest_hour=now.hour
    )
    contact = make_contact(maya, "Ana", family_name="Ruiz")
    make_task(
        maya,
        "Send the portfolio to Ana Ruiz",
        contact=contact,
        due_on=maya.today(now),
        kind="followed-up",
    )
    schedule.ensure_digests(now - timedelta(days=1))
    assert delivery.turn() == 1
    assert delivery.turn() == 0
    print(inbox.accepted[0][1].decode())
    [mail] = inbox.mails
    print(mail.get_body(("plain",)).get_content())
    assert mail["To"] == "maya@example.com"
