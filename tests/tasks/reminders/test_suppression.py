import pytest
from allauth.account.models import EmailAddress

from tasks.models import SuppressedAddress
from tasks.reminders import suppression
from tasks.reminders.database import database_now
from tests.factories import make_user


@pytest.fixture
def now(db):
    return database_now()


def rows():
    return list(SuppressedAddress.objects.values_list("address", "reason"))


def test_an_address_is_written_down_once_in_whatever_letters(now):
    suppression.suppress("maya@example.com", "bounced", "", now)
    suppression.suppress("Maya@Example.com", "bounced", "", now)
    assert rows() == [("maya@example.com", "bounced")]


def test_a_complaint_outweighs_a_bounce_and_not_the_other_way(now):
    for reason in ("bounced", "complained", "bounced"):
        suppression.suppress("maya@example.com", reason, "", now)
    assert rows() == [("maya@example.com", "complained")]


@pytest.mark.parametrize(
    ("stage", "answer", "is_suppressed"),
    [
        ("rcpt", "550 5.1.1 No such user", True),
        ("rcpt", "550-5.1.1 The account does not exist\r\n550 5.1.1 Try another", True),
        ("rcpt", "553 5.1.3 Bad address", True),
        ("rcpt", "550 5.7.1 Policy", False),
        ("rcpt", "550 No such user", False),
        ("rcpt", "553 5.1.8 Sender address rejected", False),
        ("rcpt", "550 5.7.1 See rule 5.1.1", False),
        ("mail", "550 5.1.1 Who are you", False),
        ("answer", "554 5.1.1 Spam", False),
    ],
)
def test_only_no_such_address_puts_it_to_rest(
    waiting_mail, server, send_due, stage, answer, is_suppressed
):
    server.says[stage] = answer
    send_due()
    waiting_mail.refresh_from_db()
    assert waiting_mail.state == "failed"
    assert rows() == ([("maya@example.com", "bounced")] if is_suppressed else [])


def test_confirming_an_address_brings_it_back(now, rf):
    user = make_user("new@example.com", confirmed=False)
    suppression.suppress("NEW@example.com", "bounced", "", now)
    suppression.suppress("other@example.com", "bounced", "", now)
    EmailAddress.objects.get(user=user).set_verified()
    from allauth.account.signals import email_confirmed

    email_confirmed.send(EmailAddress, request=None, email_address=user.emailaddress_set.get())
    assert rows() == [("other@example.com", "bounced")]
