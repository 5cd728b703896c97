"""Somebody changes their mind at each step of a mail: decided at the fence, never in between."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from jobsearch.models import User
from tasks.models import Occurrence, OutboundEmail, Task

pytestmark = pytest.mark.slow

# The other of each two says nothing new, but who knows.
BEFORE = ["mail", pytest.param("rcpt", marks=pytest.mark.slow)]
AFTER = ["data", pytest.param("answer", marks=pytest.mark.slow)]
BEHIND = ("data", "answer")


def finishes(user, now):
    Task.objects.get(owner=user).complete(now)


def deletes_the_task(user, now):
    Task.objects.get(owner=user).delete()


def puts_it_off(user, now):
    Task.objects.get(owner=user).plan_for(user.today(now) + timedelta(days=3))


def lets_it_go(user, now):
    Task.objects.get(owner=user).drop(now)


def switches_it_off(user, now):
    User.objects.filter(pk=user.pk).update(digest_on=False)


def closes_the_account(user, now):
    User.objects.filter(pk=user.pk).update(is_active=False)


def takes_the_address_back(user, now):
    EmailAddress.objects.filter(user=user).update(verified=False)


CHANGES = [
    finishes,
    deletes_the_task,
    puts_it_off,
    lets_it_go,
    switches_it_off,
    closes_the_account,
    takes_the_address_back,
]


@pytest.fixture(autouse=True)
def _patient(a_scene):
    """However long the change takes, the worker waits for the mail server meanwhile."""
    a_scene.patience.update(EMAIL_TIMEOUT=20, MAIL_ANSWER_SECONDS=20)


def meanwhile(scene, stage, change):
    """Done once, by another connection, while the mail server is thinking at that stage."""
    done = []

    def act():
        if not done:
            done.append(stage)
            user = User.objects.get()
            change(user, scene.clock.now)
            connection.close()

    scene.server.then[stage] = act
    made = scene.play()
    assert done
    return made


@pytest.mark.parametrize("stage", BEFORE)
@pytest.mark.parametrize("change", CHANGES)
def test_before_the_fence_it_is_not_sent(a_scene, stage, change):
    scene = a_scene(people=1)
    made = meanwhile(scene, stage, change)
    assert made.accepted == 0, made
    assert "DATA" not in [line.upper() for line in scene.server.commands]
    assert made.is_clean and len(made.ended) == 1, made


@pytest.mark.parametrize("stage", AFTER)
@pytest.mark.parametrize("change", CHANGES)
def test_after_the_fence_it_goes_once_and_is_on_record_as_sent(a_scene, stage, change):
    made = meanwhile(a_scene(people=1), stage, change)
    assert made.is_clean and made.accepted == 1, made
    assert OutboundEmail.objects.get().state == "sent"
    assert Occurrence.objects.get().state == "sent"


def moves_far_away(user, now):
    user.time_zone = "Pacific/Auckland" if user.time_zone == "UTC" else "UTC"
    user.save()
    user.reminders.reschedule(now)


@pytest.mark.parametrize("stage", BEFORE + AFTER)
def test_another_zone_makes_no_second_mail_of_the_day(a_scene, stage):
    scene = a_scene(people=1, length=timedelta(hours=30))
    made = meanwhile(scene, stage, moves_far_away)
    days = Occurrence.objects.filter(state="sent").values_list("local_date", flat=True)
    assert len(days) == len(set(days)) == made.accepted
    assert not made.stuck, made


def leaves_for_good(user, now):
    user.delete()


@pytest.mark.parametrize("stage", BEFORE + AFTER)
def test_an_account_that_is_gone_gets_nothing_but_what_was_on_its_way(a_scene, stage):
    made = meanwhile(a_scene(people=1), stage, leaves_for_good)
    assert made.accepted == (stage in BEHIND), made
    assert not OutboundEmail.objects.exists()


def has_a_new_address(user, now):
    EmailAddress.objects.filter(user=user).update(email="new@example.com")
    User.objects.filter(pk=user.pk).update(email="new@example.com")


@pytest.mark.parametrize("stage", BEFORE + AFTER)
def test_the_mail_goes_to_the_address_of_the_moment_of_the_fence(a_scene, stage):
    scene = a_scene(people=1)
    meanwhile(scene, stage, has_a_new_address)
    [line] = scene.server.log.lines()
    assert line["to"] == ["user1@example.com" if stage in BEHIND else "new@example.com"]
