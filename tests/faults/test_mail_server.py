"""The mail server goes wrong at each stage, in each way; the engine takes it as it is meant."""

from datetime import timedelta
from itertools import pairwise

import pytest

from tasks.models import Attempt, MailServer, OutboundEmail, SuppressedAddress
from tests.faults.server import DROP, HANG, LOSE, LOSE_AND_HANG, SLOW, TAKE_AND_DROP

pytestmark = pytest.mark.slow

SLOWLY = pytest.mark.slow
STAGES = ["mail", "rcpt", "data", "answer"]


def states():
    return sorted(OutboundEmail.objects.values_list("state", flat=True))


@pytest.mark.parametrize(
    "trouble",
    [
        {"EMAIL_PORT": 9},  # nobody listens there
        {"EMAIL_HOST": "nowhere.invalid"},
        {"EMAIL_HOST_USER": "foothold", "EMAIL_HOST_PASSWORD": "wrong"},
    ],
    ids=["refused connections", "an unknown name", "a wrong password"],
)
def test_trouble_of_the_server_costs_no_mail_an_attempt_and_all_go_when_it_is_over(
    a_scene, settings, trouble
):
    scene = a_scene()
    scene.server.says.update(ehlo="250 AUTH PLAIN", auth="535 5.7.8 wrong")
    before = {name: getattr(settings, name) for name in trouble}
    for name, value in trouble.items():
        setattr(settings, name, value)
    scene.play(turns=4)
    assert states() == ["pending"] * 3
    server = MailServer.objects.get()
    assert server.failures >= 3 and server.closed_until > scene.clock.now - timedelta(minutes=1)
    # One try for each time that it may be over, not one for each mail.
    assert Attempt.objects.count() == server.failures
    for name, value in before.items():
        setattr(settings, name, value)
    made = scene.play(scene.clock.now)
    assert made.is_clean and made.accepted == 3, made
    assert set(OutboundEmail.objects.values_list("attempts", flat=True)) == {0}
    assert MailServer.objects.get().failures == 0


@pytest.mark.parametrize("stage", STAGES)
def test_refused_for_now_it_goes_again_after_1_5_15_60_minutes_and_every_4_hours(a_scene, stage):
    scene = a_scene(people=1)
    scene.server.says[stage] = "451 4.3.0 later"
    made = scene.play()
    assert not made.accepted and made.is_clean and len(made.ended) == 1, made
    times = list(Attempt.objects.order_by("at").values_list("at", flat=True))
    pauses = [(after - before) / timedelta(minutes=1) for before, after in pairwise(times)]
    for pause, wanted in zip(pauses, [1, 5, 15, 60, 240, 240], strict=False):
        assert 0.8 * wanted <= pause <= 1.2 * wanted + 0.1, pauses
    assert len(pauses) >= 5
    mail = OutboundEmail.objects.get()
    assert mail.state == "failed" and "4.3.0 later" in mail.reason


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize(
    "words, suppressed",
    [("550 5.1.1 nobody of that name", True), ("554 5.7.1 not from you", False)],
)
def test_refused_for_good_it_has_failed_and_only_an_address_that_is_none_is_left_alone(
    a_scene, stage, words, suppressed
):
    scene = a_scene(people=1)
    scene.server.says[stage] = words
    made = scene.play()
    assert not made.accepted and made.is_clean and len(made.ended) == 1, made
    mail = OutboundEmail.objects.get()
    assert mail.state == "failed" and words in mail.reason
    # What is said of the message or of us is not about the address.
    about_them = suppressed and stage in ("rcpt", "answer", "data")
    assert SuppressedAddress.objects.exists() <= about_them
    assert SuppressedAddress.objects.exists() or not (suppressed and stage == "rcpt")


@pytest.mark.parametrize("fault", [LOSE, LOSE_AND_HANG, DROP, HANG])
def test_an_answer_that_never_comes_is_a_doubt_that_evidence_ends(a_scene, fault):
    scene = a_scene(people=2)
    scene.server.says["answer"] = [fault]
    made = scene.play()
    assert made.is_clean and made.accepted == 2 and made.doubts == 1, made
    assert states() == ["sent", "sent"]


@pytest.mark.parametrize("fault", [LOSE, LOSE_AND_HANG])
def test_without_evidence_the_same_bytes_go_once_more(a_scene, settings, fault):
    scene = a_scene(people=2)
    settings.MAIL_EVIDENCE_LOG = ""
    scene.server.says["answer"] = [fault]
    made = scene.play()
    assert made.is_clean and made.accepted == 3 and len(made.doubled_in_doubt) == 1, made


def test_two_lost_answers_end_it_where_nothing_more_can_be_known(a_scene, settings):
    scene = a_scene(people=1)
    settings.MAIL_EVIDENCE_LOG = ""
    scene.server.says["answer"] = [LOSE, LOSE]
    made = scene.play()
    assert made.accepted == 2 and not made.doubled and not made.stuck, made
    assert (
        OutboundEmail.objects.get().reason == "the mail server did not say whether it took the mail"
    )


@pytest.mark.parametrize(
    "stage",
    [
        "greeting",
        pytest.param("ehlo", marks=SLOWLY),
        "mail",
        pytest.param("rcpt", marks=SLOWLY),
        "data",
    ],
)
@pytest.mark.parametrize("fault", [DROP, HANG, pytest.param(f"{SLOW} 250 ok", marks=SLOWLY)])
def test_a_server_that_drops_or_hangs_before_the_message_is_asked_again(a_scene, stage, fault):
    scene = a_scene(people=2)
    scene.server.says[stage] = [fault]
    made = scene.play()
    assert made.is_clean and made.accepted == 2 and made.doubts == 0, made


@pytest.mark.parametrize(
    "says",
    [{"answer": [TAKE_AND_DROP]}, {"quit": DROP}, {"quit": HANG}],
    ids=["dropped after 250", "dropped at QUIT", "hanging at QUIT"],
)
def test_what_goes_wrong_after_250_does_not_matter(a_scene, says):
    scene = a_scene(people=2)
    scene.server.says.update(says)
    made = scene.play()
    assert made.is_clean and made.accepted == 2 and made.doubts == 0, made
    assert states() == ["sent", "sent"]
    assert all(count == 0 for count in OutboundEmail.objects.values_list("attempts", flat=True))


def test_a_worker_that_waits_for_an_answer_does_not_keep_the_others_waiting(a_scene):
    scene = a_scene(people=20)
    scene.server.says["answer"] = [LOSE_AND_HANG]
    patches = {"tasks.reminders.delivery.CLAIMED_AT_ONCE": 5}
    with scene.workers(2, MAIL_ANSWER_SECONDS=20, MAIL_LEASE_SECONDS=60_000, patches=patches):
        # All but the batch behind the one that hangs.
        assert len(scene.accepted(16)) >= 16
