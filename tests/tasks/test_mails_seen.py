"""What people see of their mails: on tasks, on people, on Today and in Settings."""

from datetime import timedelta
from random import Random

import pytest
from django.template.loader import render_to_string

from tasks import mails
from tasks.models import Attempt, MailServer, Occurrence, Reminder
from tasks.reminders.database import database_now
from tasks.reminders.occasions import morning_after
from tasks.reminders.suppression import suppress
from tests.factories import make_contact, make_mail, make_task, make_user
from tests.tasks.reminders import kinds


@pytest.fixture
def maya(db):
    return make_user("maya@example.com", name="Maya")


@pytest.fixture
def ana(maya):
    return make_contact(maya, "Ana")


@pytest.fixture
def task(maya, ana):
    return make_task(maya, "Send the portfolio", contact=ana, due_on=maya.today(database_now()))


@pytest.fixture
def read(client, maya):
    client.force_login(maya)
    return lambda path: client.get(path).content.decode()


def test_a_task_and_its_person_show_the_mails_about_them(read, task, ana):
    mail = make_mail(task)
    Attempt.objects.create(
        owner=task.owner, email=mail, at=mail.sent_at, phase="answer", outcome="accepted"
    )
    text = read(task.get_absolute_url())
    assert "One e-mail about this task" in text
    assert "Handed to your mail server today at" in text
    page = read(ana.get_absolute_url())
    assert "E-mails about this person" in page
    assert f'href="{told(ana)}"' in page and f'hx-get="{told(ana)}"' in page
    assert "Handed to your mail server today at" in read(told(ana))


def told(person):
    """Where the mails about somebody are told of, once they are asked for."""
    return f"/mails/about/{person.pk}/"


def test_a_script_asks_for_the_mails_alone(client, read, task, ana):
    make_mail(task)
    part = client.get(told(ana), headers={"HX-Request": "true"}).content.decode()
    assert "Handed to your mail server today at" in part
    assert "<html" not in part


def test_mails_about_somebody_elses_people_are_nobodys_business(client, task, ben, ana):
    make_mail(task)
    client.force_login(ben)
    assert client.get(told(ana)).status_code == 404


@pytest.fixture
def mailed_after_an_event(maya):
    """The mail of this morning, after an event with Priya and Alex; Priya was written to."""
    now = database_now()
    happened = kinds.event(maya, now, names=("Priya", "Alex"))
    mail = make_mail(make_task(maya), kind="event", subject="While you still remember them")
    reminder = Reminder.objects.create(owner=maya, kind="event")
    Occurrence.objects.create(
        owner=maya,
        reminder=reminder,
        local_date=morning_after(happened).day,
        due_at=now,
        state="sent",
        email=mail,
    )
    return {each.given_name: each for each in maya.contacts.all()}


def test_a_person_shows_the_mail_after_the_event_that_named_them(read, mailed_after_an_event):
    priya, alex = (mailed_after_an_event[name] for name in ("Priya", "Alex"))
    assert "While you still remember them" in read(told(alex))
    assert "While you still" not in read(told(priya))


def test_the_page_of_somebody_the_mail_named_leads_there(read, mailed_after_an_event):
    alex = mailed_after_an_event["Alex"]
    assert f'hx-get="{told(alex)}"' in read(alex.get_absolute_url())


def test_a_person_still_shows_it_once_they_are_written_to(read, maya, mailed_after_an_event):
    alex = mailed_after_an_event["Alex"]
    now = database_now()
    kinds.log(maya, maya.today(now), now, "followed-up", [alex])
    assert "While you still remember them" in read(told(alex))


def test_a_person_with_a_follow_up_planned_by_then_was_not_named(read, maya, mailed_after_an_event):
    alex = mailed_after_an_event["Alex"]
    planned = make_task(maya, contact=alex, due_on=maya.today(database_now()))
    assert "While you still remember them" in read(told(alex))
    before = database_now() - timedelta(hours=3)
    type(planned).objects.filter(pk=planned.pk).update(created_at=before)
    assert "While you still" not in read(told(alex))


def test_a_page_without_mails_says_nothing_of_them(read, task, ana):
    for path in (task.get_absolute_url(), ana.get_absolute_url()):
        assert "mail about" not in read(path)
        assert "mails about" not in read(path)


def test_a_reminder_that_became_part_of_a_later_mail_is_told_of(read, task):
    now = database_now()
    task.remind_at(task.owner.today(now), now.time())
    Occurrence.objects.create(
        owner=task.owner,
        reminder=Reminder.objects.get(task=task),
        local_date=task.owner.today(now),
        due_at=now,
        state="superseded",
        reason="part of a later mail",
    )
    assert "Part of a later mail; it was due today at" in read(task.get_absolute_url())


def test_what_a_page_asks_for_does_not_grow_with_its_mails(
    client, maya, task, django_assert_max_num_queries
):
    client.force_login(maya)
    client.get("/settings/")
    make_mail(task)
    counts = []
    for n in (1, 12):
        for _ in range(n):
            make_mail(task)
        with django_assert_max_num_queries(30) as asked:
            client.get(task.get_absolute_url())
            client.get("/settings/")
            client.get("/mails/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_settings_show_the_last_ten_and_a_page_has_all(read, task):
    assert "None so far" in read("/settings/")
    assert "None so far" in read("/mails/")
    for _ in range(12):
        make_mail(task)
    assert read("/settings/").count("Two small things") == 10
    assert read("/mails/").count("Two small things") == 12
    assert "the words of the mail" not in read("/mails/")


def test_the_time_that_is_shown_orders_the_mails(read, task, ana):
    now = database_now()
    for subject, state, age in (
        ("Went", "sent", 60),
        ("Late", "sent", 5),
        ("Waits", "pending", -9),
    ):
        fields = {"sent_at": now - timedelta(minutes=age)} if state == "sent" else {}
        at = now - timedelta(minutes=age)
        made = make_mail(task, state, subject=subject, next_attempt_at=at, **fields)
        # Late was made first, and waited.
        made.created_at = now - timedelta(minutes=90 if subject == "Late" else 70)
        made.save()
    for path in ("/settings/", "/mails/", task.get_absolute_url(), told(ana)):
        page = read(path)
        assert page.index(">Waits<") < page.index(">Late<") < page.index(">Went<")


def test_a_mail_that_did_not_go_has_a_card_beside_other_trouble(read, task):
    make_mail(task, "failed", reason="refused: 554 rejected")
    suppress("maya@example.com", "bounced", "550 5.1.1 unknown", database_now())
    page = read("/settings/")
    assert "The last one came back today at" in page
    assert "refused it (“rejected”). The task itself stays where it is. If the" in page


def test_days_with_nothing_to_say_do_not_fill_settings(read, task):
    make_mail(task, "cancelled", reason="nothing due")
    assert "None so far" in read("/settings/")
    assert "Not sent: nothing due" in read("/mails/")


@pytest.mark.parametrize("state", ["failed", "pending", "in_doubt", "sending", "cancelled"])
def test_a_mail_that_failed_or_waits_hides_no_task(read, task, state):
    make_mail(task, state, reason="451 Try later")
    assert "Send the portfolio" in read("/")


def test_today_says_quietly_when_the_last_mail_did_not_go(read, task):
    make_mail(task, "failed", reason="refused: 550 5.7.1 Spam")
    assert "The last e-mail, of today, did not go. What is due is here" in read("/")
    assert "Not sent: your mail server refused it (“Spam”)" in read("/settings/")
    make_mail(task, "sent")
    assert "did not go" not in read("/")


@pytest.mark.parametrize("seed", range(4))
def test_today_asks_at_once_for_what_settings_ask_one_by_one(task, maya, seed):
    chance, now = Random(seed), database_now()
    for number in range(6):
        times = [now - timedelta(minutes=chance.randrange(900)) for _ in range(3)]
        state = chance.choice(["failed", "failed", "sent", "in_doubt", "pending", "cancelled"])
        mail = make_mail(task, state, reason=f"{550 + number} No", next_attempt_at=times[0])
        mail.created_at, mail.sent_at = times[1], times[2] if state == "sent" else None
        mail.save()
        asked = [it for it in mails.troubles(maya, now) if it.about in ("address", "mail")]
        assert mails.on_today(maya, now).trouble == (asked[0] if asked else None)
    suppress("MAYA@example.com", chance.choice(["bounced", "complained"]), "", now)
    assert mails.on_today(maya, now).trouble == mails.troubles(maya, now)[0]


def test_today_says_when_the_digest_comes_and_whether_the_address_is_confirmed(maya, ben):
    now = database_now()
    for person in (maya, ben):
        person.reminders.create(kind="digest", next_at=now, next_local_date=maya.today(now))
    digest = maya.reminders.get()
    told = mails.on_today(maya, now)
    assert (told.next_digest, told.is_confirmed) == (digest.next_local_date, maya.address_confirmed)
    maya.emailaddress_set.update(verified=not told.is_confirmed, email="Maya@Example.com")
    maya.reminders.update(next_at=None)
    told_now = mails.on_today(maya, now)
    assert (told_now.next_digest, told_now.is_confirmed) == (None, not told.is_confirmed)
    assert maya.address_confirmed is told_now.is_confirmed
    assert mails.on_today(ben, now).next_digest


def test_an_address_that_rests_can_be_tried_again(read, client, maya):
    suppress("MAYA@example.com", "bounced", "550 5.1.1 unknown", database_now())
    assert "No e-mail goes to maya@example.com" in read("/")
    assert "Try this address again" in read("/settings/")
    answer = client.post("/mails/try-address/", follow=True).content.decode()
    assert "goes to maya@example.com again" in answer
    assert "Try this address again" not in answer


def test_nobody_lifts_somebody_elses_address(client, maya):
    suppress("other@example.com", "complained", "", database_now())
    client.force_login(maya)
    client.post("/mails/try-address/", {"address": "other@example.com"})
    client.force_login(make_user("other@example.com"))
    assert "marked as unwanted" in client.get("/settings/").content.decode()


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ({"paused_at": True}, "E-mails have been paused since"),
        ({"trouble": "535 No"}, "can correct it in EMAIL_URL"),
        ({"trouble": "Connection refused"}, "has not been reached since"),
    ],
)
def test_settings_name_the_trouble_and_what_to_do(read, trouble, words):
    since = database_now() - timedelta(hours=1)
    if "paused_at" in trouble:
        trouble = {"paused_at": since}
    MailServer.objects.create(failures=1, trouble_since=since, **trouble)
    assert words in read("/settings/")
    MailServer.objects.update(failures=0, paused_at=None, trouble_since=None)
    assert words not in read("/settings/")


def test_the_words_of_mails_lead_to_settings_as_their_html_does():
    context = {"settings_url": "http://here/settings/"}
    for name in ("single", "several", "quiet"):
        for end in ("txt", "html"):
            text = render_to_string(f"mail/{name}.{end}", context)
            assert "http://here/settings/" in text
            assert name != "quiet" or "have the others" in text
