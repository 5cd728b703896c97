"""The states of a mail, on real Postgres, against a mail server with faults."""

from datetime import timedelta

import pytest

from tasks.models import Attempt, MailServer, Occurrence, OutboundEmail
from tasks.reminders import message, outbox, schedule, writing
from tasks.reminders.database import database_now
from tasks.reminders.smtp import Outcome, Phase, Result
from tests.factories import make_task, make_user
from tests.tasks.reminders.conftest import make_it_time
from tests.tasks.reminders.smtp_server import DROP

State = OutboundEmail.State


def state_of(mail):
    mail.refresh_from_db()
    return mail.state


def test_a_mail_that_was_taken_is_sent_and_on_record(waiting_mail, server, send_due):
    assert send_due() == 1
    assert state_of(waiting_mail) == State.SENT
    assert waiting_mail.sent_at is not None and waiting_mail.lease_token is None
    assert waiting_mail.occurrences.get().state == Occurrence.State.SENT
    attempt = Attempt.objects.get()
    assert (attempt.phase, attempt.code, attempt.outcome) == ("answer", 250, "accepted")
    assert send_due() == 0
    assert len(server.accepted) == 1


def test_what_goes_out_is_what_was_stored_and_is_not_kept_longer(waiting_mail, server, send_due):
    server.says["answer"] = DROP
    send_due()
    assert state_of(waiting_mail) == State.IN_DOUBT
    assert server.accepted[0][1] == bytes(waiting_mail.mime)
    make_it_time(waiting_mail)
    outbox.settle()
    server.says["answer"] = "250 taken"
    send_due()
    assert (state_of(waiting_mail), bytes(waiting_mail.mime)) == (State.SENT, b"")


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "answer"])
def test_a_temporary_refusal_is_tried_again_a_little_later_each_time(
    waiting_mail, server, send_due, stage
):
    server.says[stage] = "451 not now"
    for number, minutes in enumerate([1, 5, 15, 60, 240, 240], start=1):
        OutboundEmail.objects.update(deadline=database_now() + timedelta(days=9))
        send_due()
        assert state_of(waiting_mail) == State.PENDING
        assert waiting_mail.attempts == number
        pause = waiting_mail.next_attempt_at - database_now()
        wanted = timedelta(minutes=minutes)
        assert wanted * 0.8 - timedelta(seconds=5) < pause <= wanted * 1.2
        make_it_time(waiting_mail)
    server.says[stage] = "354 go on" if stage == "data" else "250 ok"
    assert send_due() == 1
    assert len(server.accepted) == 1


def test_it_is_not_tried_before_its_time(waiting_mail, server, send_due):
    server.says["rcpt"] = "451 not now"
    send_due()
    before = len(server.commands)
    send_due()
    assert len(server.commands) == before


def test_past_the_deadline_it_is_given_up_with_the_reason(waiting_mail, server, send_due):
    server.says["rcpt"] = "451 mailbox full"
    OutboundEmail.objects.update(deadline=database_now() + timedelta(seconds=30))
    send_due()
    assert state_of(waiting_mail) == State.FAILED
    assert waiting_mail.reason == "given up: 451 mailbox full"
    occurrence = waiting_mail.occurrences.get()
    assert (occurrence.state, occurrence.reason) == ("failed", "given up: 451 mailbox full")


def test_a_final_refusal_ends_it_with_the_reason_and_keeps_the_reminder(
    waiting_mail, server, send_due, maya
):
    server.says["rcpt"] = "550 5.1.1 nobody here"
    send_due()
    assert state_of(waiting_mail) == State.FAILED
    assert waiting_mail.reason == "refused: 550 5.1.1 nobody here"
    assert maya.reminders.get().next_at > database_now()


def test_a_server_out_of_reach_costs_no_attempt_and_is_asked_once_a_turn(
    waiting_mail, server, send_due, fall_due, now
):
    other = make_user()
    make_task(other, due_on=other.today(now))
    fall_due(other)
    schedule.materialise(now)
    schedule.enqueue(now)
    server.says["greeting"] = "421 too busy"
    assert send_due() == 0
    assert server.connections == 1
    assert set(OutboundEmail.objects.values_list("state", "attempts")) == {(State.PENDING, 0)}
    server.says["greeting"] = "220 ready"
    assert send_due() == 0  # the way is closed for a while
    assert server.connections == 1
    MailServer.objects.update(closed_until=now)
    assert send_due() == 2
    assert MailServer.objects.get().failures == 0


def test_a_lost_answer_is_followed_by_the_same_bytes_once(
    waiting_mail, server, send_due, follow_up
):
    server.says["answer"] = DROP
    send_due()
    assert state_of(waiting_mail) == State.IN_DOUBT
    assert outbox.settle() == 0  # the grace period comes first
    make_it_time(waiting_mail)
    outbox.settle()
    server.says["answer"] = "250 taken"
    type(follow_up).objects.update(title="Something else")  # must not change what is sent again
    assert send_due() == 1
    assert state_of(waiting_mail) == State.SENT
    first, second = server.accepted
    assert first == second
    assert Attempt.objects.count() == 2


def test_two_lost_answers_end_it(waiting_mail, server, send_due):
    server.says["answer"] = DROP
    for _ in range(4):
        send_due()
        make_it_time(waiting_mail)
        outbox.settle()
    assert state_of(waiting_mail) == State.FAILED
    assert waiting_mail.reason == outbox.NOT_CONFIRMED
    assert len(server.accepted) == 2


def test_evidence_ends_the_doubt_without_a_second_mail(waiting_mail, server, send_due, monkeypatch):
    server.says["answer"] = DROP
    send_due()
    make_it_time(waiting_mail)
    known = []
    monkeypatch.setattr(
        "tasks.reminders.evidence.accepted", lambda ids: known.extend(ids) or set(ids)
    )
    outbox.settle()
    assert known == [waiting_mail.message_id]
    assert state_of(waiting_mail) == State.SENT
    assert send_due() == 0
    assert len(server.accepted) == 1


def test_whoever_prefers_a_lost_mail_to_a_twin_can_say_so(waiting_mail, server, send_due, settings):
    settings.MAIL_ON_DOUBT = "hold"
    server.says["answer"] = DROP
    send_due()
    make_it_time(waiting_mail)
    outbox.settle()
    assert state_of(waiting_mail) == State.FAILED


def test_a_mail_in_doubt_does_not_go_again_once_it_is_no_use(
    waiting_mail, server, send_due, follow_up, now
):
    server.says["answer"] = DROP
    send_due()
    make_it_time(waiting_mail)
    outbox.settle()
    follow_up.complete(now)
    server.says["answer"] = "250 taken"
    assert send_due() == 0
    assert state_of(waiting_mail) == State.CANCELLED


def test_a_claimed_mail_cannot_be_claimed_again(waiting_mail):
    assert outbox.claim(10) == [waiting_mail]
    assert outbox.claim(10) == []


def test_a_worker_that_died_before_the_fence_gives_the_mail_back(
    waiting_mail, server, send_due, settings
):
    settings.MAIL_LEASE_SECONDS = -1
    [mail] = outbox.claim(1)
    assert send_due() == 0
    outbox.reap()
    assert state_of(waiting_mail) == State.PENDING
    assert writing.write([mail], database_now()) == []  # the dead one wakes up: it is not his now
    settings.MAIL_LEASE_SECONDS = 900
    assert send_due() == 1


def test_a_lease_that_still_runs_is_not_reaped(waiting_mail):
    outbox.claim(1)
    assert outbox.reap() == 0
    assert state_of(waiting_mail) == State.CLAIMED


def test_a_worker_that_died_after_the_fence_leaves_a_doubt(waiting_mail, now):
    [mail] = outbox.claim(1)
    [letter] = writing.write([mail], now)
    assert writing.fence(letter)
    assert state_of(waiting_mail) == State.SENDING
    OutboundEmail.objects.update(lease_until=now - timedelta(days=1))
    outbox.reap()
    assert (state_of(waiting_mail), waiting_mail.doubts) == (State.IN_DOUBT, 1)
    assert Attempt.objects.get().outcome == "in-doubt"


def past_the_fence(mail, now):
    [letter] = writing.write([mail], now)
    assert writing.fence(letter)


def accepted():
    return Outcome(Result.ACCEPTED, Phase.ANSWER, 250, "taken")


def test_an_answer_that_comes_after_the_lease_still_ends_the_doubt(waiting_mail, now):
    [mail] = outbox.claim(1)
    past_the_fence(mail, now)
    OutboundEmail.objects.update(lease_until=now - timedelta(days=1))
    outbox.reap()
    outbox.finish(mail, accepted())
    assert state_of(waiting_mail) == State.SENT


def test_an_answer_that_comes_after_somebody_else_took_over_changes_nothing(waiting_mail, now):
    [mail] = outbox.claim(1)
    past_the_fence(mail, now)
    OutboundEmail.objects.update(lease_until=now - timedelta(days=1))
    outbox.reap()
    make_it_time(waiting_mail)
    outbox.settle()
    outbox.claim(1)
    outbox.finish(mail, accepted())
    assert state_of(waiting_mail) == State.CLAIMED


def test_a_paused_worker_is_stopped_at_the_fence(waiting_mail, now):
    [mail] = outbox.claim(1)
    [letter] = writing.write([mail], now)
    OutboundEmail.objects.update(lease_until=now - timedelta(days=1))
    outbox.reap()
    outbox.claim(1)
    assert writing.fence(letter) is False


def test_a_mail_that_cannot_be_written_does_not_hold_up_the_next(
    waiting_mail, server, send_due, fall_due, now, monkeypatch
):
    other = make_user()
    make_task(other, due_on=other.today(now))
    fall_due(other)
    schedule.materialise(now)
    schedule.enqueue(now)
    build = message.build

    def poisoned(mail, *others):
        if mail.pk == waiting_mail.pk:
            raise ValueError("a template that raises")
        return build(mail, *others)

    monkeypatch.setattr(message, "build", poisoned)
    assert send_due() == 1
    assert [recipient for recipient, _ in server.accepted] == [other.email]
    assert (state_of(waiting_mail), waiting_mail.attempts) == (State.PENDING, 1)


def test_mails_claimed_and_not_begun_are_given_back(waiting_mail, server, send_due):
    asked = iter([False, True, True])
    assert send_due(lambda: next(asked)) == 0
    assert state_of(waiting_mail) == State.PENDING
