"""A new person's first digest, with nothing prepared by hand but the hour."""

from datetime import timedelta

from tasks.reminders import delivery
from tasks.reminders.database import database_now
from tests.factories import make_contact, make_task, make_user


def test_a_follow_up_that_is_due_becomes_one_mail(db, server):
    now = database_now()
    maya = make_user("maya@example.com", digest_days=list(range(7)), digest_hour=now.hour)
    contact = make_contact(maya, "Ana", family_name="Ruiz")
    make_task(maya, "Send the portfolio", contact=contact, due_on=maya.today(now))
    delivery.turn()  # before the hour: she gets her digest reminder and no mail
    assert server.accepted == []
    due = {"next_local_date": maya.today(now), "next_at": now - timedelta(seconds=1)}
    # Not the one of the review too: whichever comes second waits for a second.
    assert maya.reminders.filter(kind="digest").update(**due) == 1
    assert [delivery.turn() for _ in range(3)] == [1, 0, 0]
    assert [recipient for recipient, _ in server.accepted] == ["maya@example.com"]
