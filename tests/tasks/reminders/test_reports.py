import base64
import itertools
import json
from types import SimpleNamespace

import pytest

from tasks.models import MailEvent, OutboundEmail, Reminder, SuppressedAddress, Task
from tasks.reminders import outbox, writing
from tasks.reminders.database import database_now
from tests.tasks.reminders.conftest import make_it_time
from tests.tasks.reminders.provider_reports import REPORTS, SIGNING_KEY, SNS
from tests.tasks.reminders.smtp_server import DROP

SECRET = "reports:only-for-these-tests"
everybody = pytest.mark.parametrize("provider", REPORTS)


@pytest.fixture(autouse=True)
def with_a_secret(settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": [SECRET], "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY}


@pytest.fixture
def post(client):
    def post(provider, body, secret=SECRET):
        auth = "Basic " + base64.b64encode(secret.encode()).decode()
        return client.generic(
            "POST",
            f"/webhooks/{provider}/",
            body if isinstance(body, bytes) else json.dumps(body).encode(),
            content_type="application/json",
            headers={**SNS, **({"Authorization": auth} if secret else {})},
        ).status_code

    return post


@pytest.fixture
def report(post, waiting_mail):
    def report(provider, what, seconds=0, mail=waiting_mail):
        assert post(provider, REPORTS[provider](what, mail, seconds)) == 200

    return report


def suppressed():
    return list(SuppressedAddress.objects.values_list("address", "reason"))


@everybody
def test_a_hard_bounce_puts_the_address_to_rest_and_nothing_else(report, provider, waiting_mail):
    kept = [list(model.objects.values()) for model in (Reminder, Task, OutboundEmail)]
    report(provider, "bounced")
    assert suppressed() == [("maya@example.com", "bounced")]
    event = MailEvent.objects.get()
    assert (event.kind, event.message_id) == ("bounced", waiting_mail.message_id)
    assert kept == [list(model.objects.values()) for model in (Reminder, Task, OutboundEmail)]


@everybody
def test_a_complaint_puts_the_address_to_rest(report, provider):
    report(provider, "complained")
    assert suppressed() == [("maya@example.com", "complained")]


@everybody
def test_a_repeated_report_counts_once(report, provider):
    report(provider, "bounced")
    SuppressedAddress.objects.all().delete()  # its owner wants it tried again
    report(provider, "bounced")
    assert MailEvent.objects.count() == 1
    assert suppressed() == []


@everybody
def test_in_whatever_order_the_end_is_the_same(report, provider):
    for order in itertools.permutations(["delivered", "bounced", "complained"]):
        for what in order:
            report(provider, what, ["delivered", "bounced", "complained"].index(what))
        assert suppressed() == [("maya@example.com", "complained")]
        assert MailEvent.objects.count() == 3
        SuppressedAddress.objects.all().delete()
        MailEvent.objects.all().delete()


@pytest.mark.parametrize(
    ("provider", "what", "kind"),
    [
        ("mailgun", "deferred", "deferred"),
        ("postmark", "deferred", "deferred"),
        ("postmark", "soft", "bounced"),
        ("amazon-ses", "soft", "bounced"),
        ("brevo", "soft", "bounced"),
        ("brevo", "deferred", "deferred"),
    ],
)
def test_what_passes_is_only_remembered(report, provider, what, kind):
    report(provider, what)
    assert MailEvent.objects.get().kind == kind
    assert suppressed() == []


@pytest.mark.parametrize("said", ["550 5.7.1 Blocked by policy", "552 5.2.2 Mailbox full"])
def test_a_refusal_of_the_mail_is_not_one_of_the_address(post, waiting_mail, said):
    body = REPORTS["postmark"]("bounced", waiting_mail) | {"Details": said}
    assert post("postmark", body) == 200
    assert suppressed() == []


def test_a_provider_that_would_not_even_try_knows_of_a_bounce(report):
    report("brevo", "blocked")
    assert suppressed() == [("maya@example.com", "bounced")]


@pytest.mark.parametrize("provider", ["mailgun", "postmark", "brevo"])
def test_unsubscribing_there_switches_that_kind_of_mail_off(report, provider, maya):
    report(provider, "unsubscribed")
    maya.refresh_from_db()
    assert (maya.digest_on, maya.reminders_on) == (False, True)
    assert Reminder.objects.get().next_at is None
    assert suppressed() == []


@everybody
@pytest.mark.parametrize("secret", ["", "reports:wrong", "reports:"])
def test_without_the_secret_nothing_is_believed(post, provider, secret, waiting_mail):
    status = post(provider, REPORTS[provider]("bounced", waiting_mail), secret)
    assert status in (400, 401)
    assert (MailEvent.objects.count(), suppressed()) == (0, [])


def test_mailgun_has_to_sign_as_well(post, waiting_mail):
    forged = REPORTS["mailgun"]("bounced", waiting_mail)
    forged["signature"]["signature"] = "0" * 64
    assert post("mailgun", forged) == 400
    assert suppressed() == []


@everybody
def test_where_no_secret_is_set_there_is_nothing(post, provider, settings, waiting_mail):
    settings.ANYMAIL = {"WEBHOOK_SECRET": [], "MAILGUN_WEBHOOK_SIGNING_KEY": ""}
    assert post(provider, REPORTS[provider]("bounced", waiting_mail)) == 404


def test_an_unknown_provider_is_not_there(post):
    assert post("nobody", {}) == 404


@everybody
def test_mail_of_somebody_else_is_none_of_our_business(report, provider, db):
    other = SimpleNamespace(
        pk="0b5c5c00-0000-4000-8000-000000000000",
        message_id="<something@elsewhere.example>",
        recipient="stranger@elsewhere.example",
    )
    report(provider, "bounced", mail=other)
    assert (MailEvent.objects.count(), suppressed()) == (0, [])


@everybody
def test_a_bounce_of_a_confirmation_mail_counts_too(report, provider, maya):
    account_mail = SimpleNamespace(pk="x", message_id="<x@localhost>", recipient="Maya@example.com")
    report(provider, "bounced", mail=account_mail)
    assert suppressed() == [("Maya@example.com", "bounced")]


NONSENSE = [b"", b"{", b"[]", b"null", b"7", b'"x"', b"\xff\xfe\x00", b"[" * 5000, b"event=bounced"]


@everybody
def test_nonsense_is_refused_and_no_error_of_ours(post, provider, waiting_mail, client):
    good = REPORTS[provider]("bounced", waiting_mail)
    for body in NONSENSE:
        assert post(provider, body) in (200, 400), body
    for key in good:
        for value in (None, [], {}, "\0", -1, {"a": {"b": []}}, "9999-99-99T99:99:99"):
            assert post(provider, good | {key: value}) in (200, 400), (key, value)
        assert post(provider, {k: v for k, v in good.items() if k != key}) in (200, 400), key
    inner = {"mailgun": "event-data"}.get(provider)
    for key in good.get(inner, {}):
        for value in (None, [], {}, "\0", -1, 1e300):
            changed = good | {inner: good[inner] | {key: value}}
            assert post(provider, changed) in (200, 400), (key, value)


def test_a_report_that_comes_before_our_own_commit_settles_the_doubt(
    report, waiting_mail, server, send_due
):
    server.says["answer"] = DROP
    send_due()
    report("mailgun", "delivered")
    make_it_time(waiting_mail)
    outbox.settle()
    assert OutboundEmail.objects.get().state == "sent"
    assert send_due() == 0
    assert len(server.accepted) == 1


def test_amazon_is_asked_for_the_secret_before_anything_is_read(client, settings):
    assert client.post("/webhooks/amazon-ses/", b"{}", "application/json").status_code == 401


def test_a_subscription_of_amazon_waits_for_a_person(post, client, caplog):
    body = {
        "Type": "SubscriptionConfirmation",
        "MessageId": "sns-1",
        "TopicArn": "arn:aws:sns:eu-west-1:1:x",
        "Token": "2336412f37",
    }
    auth = "Basic " + base64.b64encode(SECRET.encode()).decode()
    headers = {**SNS, "X-Amz-Sns-Message-Type": "SubscriptionConfirmation", "Authorization": auth}
    answer = client.post("/webhooks/amazon-ses/", body, "application/json", headers=headers)
    assert answer.status_code == 200
    assert "--token 2336412f37" in caplog.text


def test_what_a_server_said_is_kept_without_addresses(post, waiting_mail):
    said = {"Details": "550 5.1.1 <maya@example.com>: unknown, ask postmaster@example.com"}
    post("postmark", REPORTS["postmark"]("bounced", waiting_mail) | said)
    assert MailEvent.objects.get().detail == "550 5.1.1 …: unknown, ask …"
    assert SuppressedAddress.objects.get().at <= database_now()


@pytest.mark.parametrize(("host", "has_it"), [("smtp.postmarkapp.com", True), ("x.example", False)])
def test_postmark_gets_our_id_in_the_header_that_it_repeats(waiting_mail, settings, host, has_it):
    settings.EMAIL_HOST = host
    (letter,) = writing.write([*outbox.claim(1)], database_now())
    assert (
        f"X-PM-Metadata-X-Foothold-Mail: {waiting_mail.pk}" in letter.message.decode()
    ) == has_it
