from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tasks.models import Attempt, MailEvent, MailServer, Occurrence, OutboundEmail
from tasks.reminders import history
from tasks.reminders.history import Clock

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)  # a Tuesday, 11:00 in Helsinki
CLOCK = Clock(NOW, ZoneInfo("Europe/Helsinki"))
ANSWERED = datetime(2026, 11, 24, 6, 4, tzinfo=UTC)


def mail(state="pending", **fields):
    fields = {"next_attempt_at": NOW, "created_at": ANSWERED, **fields}
    return OutboundEmail(state=state, **fields)


def attempt(outcome, phase="answer", minutes=0, **fields):
    at = ANSWERED + timedelta(minutes=minutes)
    return Attempt(at=at, phase=phase, outcome=outcome, **fields)


def event(kind, minutes=5, detail=""):
    return MailEvent(kind=kind, at=ANSWERED + timedelta(minutes=minutes), detail=detail)


def told(mail, attempts=(), events=()):
    return [line.words for line in history.lines(mail, attempts, events, CLOCK)]


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-24T06:04+00:00", "today at 08:04"),
        ("2026-11-23T23:30+00:00", "today at 01:30"),
        ("2026-11-23T21:59+00:00", "yesterday at 23:59"),
        ("2026-11-24T22:00+00:00", "tomorrow at 00:00"),
        ("2026-11-20T06:04+00:00", "on Friday at 08:04"),
        ("2026-11-03T06:04+00:00", "on Tuesday 3 November at 08:04"),
        ("2025-07-03T06:04+00:00", "on Thursday 3 July 2025 at 09:04"),
    ],
)
def test_moments_are_those_of_the_person(moment, words):
    assert CLOCK.says(datetime.fromisoformat(moment)) == words


def test_a_mail_that_went():
    assert told(mail("sent", sent_at=ANSWERED), [attempt("accepted")]) == [
        "Handed to your mail server today at 08:04"
    ]


def test_a_mail_that_has_to_wait():
    waits = mail(reason="451 4.7.1 Try later", next_attempt_at=NOW + timedelta(minutes=9))
    first = attempt("later", "rcpt", code=451, detail="4.7.1 Try later")
    assert told(waits, [first]) == [
        "Your mail server said “Try later”, today at 08:04",
        "Waiting: your mail server said “Try later”; next try today at 11:09",
    ]


def test_a_mail_whose_answer_was_lost():
    doubt = attempt("in-doubt", detail="No answer in time")
    lost = "Your mail server did not say whether it took it, today at 08:04"
    assert told(mail("sent", sent_at=ANSWERED), [doubt, attempt("accepted", minutes=10)]) == [
        lost,
        "Sent once more: handed to your mail server today at 08:14",
    ]
    assert told(mail("sent", sent_at=NOW), [doubt]) == [
        lost,
        "The log of your mail server, or a report, shows that it has it (seen today at 11:00)",
    ]
    assert told(mail("in_doubt", doubts=1), [doubt])[1].startswith("Your mail server did not say")
    assert (
        told(mail("pending", doubts=1), [doubt])[1] == "Waiting to be sent once more; next try soon"
    )
    gone = mail("failed", reason="the mail server did not say whether it took the mail")
    assert told(gone, [doubt])[1] == (
        "Not sent: the mail server did not say whether it took the mail"
    )


@pytest.mark.parametrize(
    ("minutes", "words"), [(9, "decides today at 11:09"), (-9, "decides soon")]
)
def test_a_decision_that_is_to_come_is_never_in_the_past(minutes, words):
    doubtful = mail("in_doubt", next_attempt_at=NOW + timedelta(minutes=minutes))
    assert history.standing(doubtful, CLOCK).endswith(words)


def test_a_mail_that_was_refused():
    refused = attempt("refused", "rcpt", code=550, detail="5.1.1 <maya@example.com>: unknown")
    gone = mail("failed", reason="refused: 550 5.1.1 <maya@example.com>: unknown")
    assert told(gone, [refused]) == [
        "Your mail server refused it with “…: unknown”, today at 08:04",
        "Not sent",
    ]
    assert told(gone) == ["Not sent: your mail server refused it (“…: unknown”)"]
    assert told(mail("failed", reason="554 rejected"))[-1] == (
        "Not sent: your mail server refused it (“rejected”)"
    )


def test_a_server_that_is_away_and_one_that_wants_another_password():
    away = attempt("no-server", "connect", detail="Connection refused")
    locked = attempt("no-server", "connect", code=535, detail="5.7.8 Error")
    assert told(mail(reason="Connection refused"), [away, locked]) == [
        "Your mail server could not be reached, today at 08:04",
        "Your mail server did not accept Foothold’s password, today at 08:04",
        "Waiting: it could not be handed over yet; next try soon",
    ]


def test_reports_stand_among_the_rest_in_their_order():
    went = mail("sent", sent_at=ANSWERED)
    events = [event("bounced", 30, "550 5.2.2 Mailbox full"), event("deferred", 10)]
    assert told(went, [attempt("accepted")], events) == [
        "Handed to your mail server today at 08:04",
        "Delayed on its way today at 08:14",
        "It came back: “Mailbox full”, today at 08:34",
    ]


def test_a_mail_that_came_back_is_not_called_handed_over_in_its_one_line():
    went = mail("sent", sent_at=ANSWERED)
    assert history.outcome(went, [event("delivered")], CLOCK).startswith("Handed")
    assert history.outcome(went, [event("delivered"), event("bounced")], CLOCK) == (
        "It came back today at 08:09"
    )


@pytest.mark.parametrize(
    ("occurrence", "words"),
    [
        (("superseded", "part of a later mail"), "Part of a later mail; it was due today at 08:04"),
        (("superseded", "before the pause"), "Before the pause; it was due today at 08:04"),
        (("cancelled", "switched off"), "Switched off; it was due today at 08:04"),
        (("cancelled", ""), "No longer needed; it was due today at 08:04"),
        (("due", ""), "Waiting to be sent, due today at 08:04"),
    ],
)
def test_a_time_that_got_no_mail_of_its_own(occurrence, words):
    state, reason = occurrence
    row = Occurrence(state=state, reason=reason, due_at=ANSWERED)
    assert history.missing(row, CLOCK) == words


@pytest.mark.parametrize("said", ["x" * 5000, "550 " * 50, "", "\u202eevil\r\nBcc: a@b.example"])
def test_whatever_a_server_says_stays_short_and_in_its_line(said):
    words = history.quoted(said)
    assert len(words) <= history.LONGEST_ANSWER + 3
    assert not set(words) & set("\u202e\r\n@")


def test_trouble_of_the_server():
    since = NOW - timedelta(hours=2)
    paused, locked, away = (
        MailServer(paused_at=since, failures=3, trouble_since=since),
        MailServer(failures=3, trouble_since=since, trouble="535 5.7.8 Authentication failed"),
        MailServer(failures=3, trouble_since=since, trouble="Connection refused"),
    )
    titles = [history.of_server(server, CLOCK)[0].title for server in (paused, locked, away)]
    assert titles == [
        "E-mails have been paused since today at 09:00",
        "Your mail server has not accepted Foothold’s password since today at 09:00",
        "Your mail server has not been reached since today at 09:00",
    ]
    assert not history.of_server(None, CLOCK) and not history.of_server(MailServer(), CLOCK)
