"""What each kind of mail says, and to whom it does not go after all."""

import re
from datetime import time, timedelta
from email import message_from_bytes, policy

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from tasks.models import Mention, OutboundEmail, Reminder, Review, Task
from tasks.reminders import delivery, links
from tasks.reminders.links import Purpose
from tasks.weeks import Week
from tests.factories import make_contact, make_task
from tests.tasks.reminders import kinds
from tests.tasks.reminders.kinds import KINDS, fall_due
from tests.tasks.reminders.test_content import NAMES, html_of, text_of

SUBJECTS = {
    "promise": "A promise due tomorrow",
    "event": "While you still remember them",
    "review": "Fifteen minutes to close the week",
    "quiet": "We have stopped sending reminders",
}
STOPS = {
    "promise": Purpose.STOP_PROMISES,
    "event": Purpose.STOP_EVENTS,
    "review": Purpose.STOP_REVIEW,
    "quiet": Purpose.STOP_DIGEST,
}
each_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def send(maya, server, send_due, now):
    """Lets a mail of this kind fall due and gives what arrived; None if none did."""

    def send(kind):
        fall_due(maya, kind, now)
        send_due()
        if not server.accepted:
            return None
        return message_from_bytes(server.accepted[-1][1], policy=policy.default)

    return send


@pytest.fixture
def mail(maya, now, send):
    def make(kind, **how):
        kinds.PREPARE[kind](maya, now, **how)
        return send(kind)

    return make


def why():
    return OutboundEmail.objects.latest("created_at").reason


@each_kind
def test_each_kind_is_whole_small_and_discreet(mail, maya, kind):
    letter = mail(kind)
    assert letter["Subject"] == SUBJECTS[kind]
    assert letter["To"] == "maya@example.com"
    text, html = text_of(letter), html_of(letter)
    assert len(html.encode()) < 20_000
    assert not re.search(r"<img|url\(|<script|<link", html)
    assert "prefers-color-scheme:dark" in html
    assert re.match(r"Good \w+, Maya\. ", text)
    assert set(re.findall(r"http\S+", text)) >= set(re.findall(r'href="(\S+?)"', html))
    assert "Moss" not in text + html and "Shah" not in text + html
    stop = re.search(r"<(\S+)>", letter["List-Unsubscribe"]).group(1)
    assert stop in text and stop in html
    assert links.read(STOPS[kind], stop.split("/")[-2]) == [str(maya.pk)]


@pytest.mark.parametrize(
    ("kind", "field"),
    [("promise", "promises_on"), ("event", "events_on"), ("review", "review_on")],
)
def test_what_is_switched_off_does_not_go(mail, maya, kind, field):
    type(maya).objects.update(**{field: False})
    assert mail(kind) is None
    assert why() == "switched off"


@pytest.mark.parametrize("kind", ["promise", "event", "review"])
def test_while_somebody_is_away_the_regular_mails_rest(maya, now, mail, kind):
    maya.rest_mail(now)
    assert mail(kind) is None
    assert why() == "switched off"


def test_a_promise_has_links_for_done_a_new_date_and_whom_to_tell(mail, maya):
    letter = mail("promise")
    text = text_of(letter)
    [mention] = Mention.objects.all()
    assert "Dana M., Halden (tomorrow)" in text
    assert "Introduce Dana M. to Marcus. You said you would." in text
    assert links.make(Purpose.DONE, links.short(mention.pk)).split(".")[0] in text
    contact = f"http://localhost/contacts/{mention.task.contact_id}/"
    assert f"Tell Dana it will not happen: {contact}" in text
    assert "New date" in html_of(letter)


def test_several_promises_come_in_one_mail(mail, maya, now, send):
    for number in range(6):
        kinds.promise(maya, now, f"Dana{number}")
    letter = send("promise")
    assert letter["Subject"] == "Six promises due tomorrow"
    assert text_of(letter).count("Done:") == 5
    assert "And 1 more on Today." in text_of(letter)


def test_the_day_of_a_promise_is_the_next_working_one(mail, maya, now):
    days = {(maya.today(now) + timedelta(days=ahead)).weekday() for ahead in (0, 3)}
    type(maya).objects.update(working_days=sorted(days))
    maya.refresh_from_db()
    day = maya.today(now) + timedelta(days=3)
    assert mail("promise")["Subject"] == f"A promise due on {day:%A}"


@pytest.mark.parametrize("change", ["done", "let go", "moved", "no promise", "archived"])
def test_a_promise_that_is_none_any_more_is_not_mailed(maya, now, send, change):
    task = kinds.promise(maya, now)
    if change == "done":
        task.complete(now)
    elif change == "let go":
        task.drop(now)
    elif change == "moved":
        task.plan_for(maya.today(now) + timedelta(days=30))
    elif change == "archived":
        task.contact.archive(now)
    else:
        type(task).objects.update(is_promise=False)
    assert send("promise") is None
    assert why() == "nothing due"


def test_after_an_event_those_who_are_left_are_named_with_one_link_each(mail, maya):
    text = text_of(mail("event"))
    assert "You met four people at an event yesterday." in text
    assert "One of them is taken care of. Nice." in text
    assert "The other three will be easiest before tomorrow evening." in text
    written = re.findall(r"Write to (\w+): http://localhost/contacts/[\w-]+/\s", text)
    assert written == ["Alex", "Grace", "Noor"]


def test_nobody_left_means_no_mail(maya, now, send):
    happened = kinds.event(maya, now)
    for contact in happened.people.all():
        make_task(maya, contact=contact, due_on=maya.today(now) + timedelta(days=2))
    assert send("event") is None
    assert why() == "no longer needed"


def test_one_person_is_said_as_one(mail):
    text = text_of(mail("event", names=("Priya",)))
    assert "You met one person at an event yesterday. A message is easiest" in text


def test_of_many_people_five_are_named(mail):
    names = [f"Guest{number}" for number in range(9)]
    text = text_of(mail("event", names=names))
    assert text.count("Write to") == 5
    assert "And 3 more in your log." in text


def test_the_review_says_what_its_page_says(mail, maya, client, now):
    text = text_of(mail("review"))
    client.force_login(maya)
    page = client.get("/review/")
    assert "You gave this week 11 h 30." in text
    week = Week.containing(maya.today(now), maya.first_weekday).first.isoformat()
    assert f"/review/{week}/continue/" in text  # to the step that was reached
    said = "".join(piece.text for piece in page.context["balance_sentence"])
    assert said and said in text
    assert page.context["good_thing"] in text
    assert "Three urgent things this week. All of them had been on your board" in text


def test_a_closed_or_skipped_review_invites_nobody(maya, now, send, mail):
    week = Week.containing(maya.today(now), maya.first_weekday)
    closed = Review.objects.create(owner=maya, week=week.first, closed_at=now)
    assert mail("review") is None
    assert why() == "the review is closed already"
    closed.delete()
    maya.dismissals.dismiss(maya, "review", week.first.isoformat(), week.after)
    Reminder.objects.all().delete()
    OutboundEmail.objects.all().delete()
    assert send("review") is None
    assert why() == "the review is skipped"


def test_nothing_in_eight_weeks_is_nothing_to_look_back_on(send):
    assert send("review") is None
    assert why() == "nothing due"


def test_a_week_with_nothing_in_it_is_no_reproach(maya, now, send):
    kinds.log(maya, maya.today(now) - timedelta(days=14), now, "followed-up")
    assert "Nothing is written down for this week yet. That happens." in text_of(send("review"))


def test_who_came_back_meanwhile_gets_no_mail_that_they_are_away(maya, now, send):
    kinds.quiet(maya, now)
    type(maya).objects.update(last_seen_on=maya.today(now))
    assert send("quiet") is None


def test_names_are_in_subjects_for_those_who_want_them(maya, mail):
    type(maya).objects.update(discreet_subjects=False)
    assert mail("promise")["Subject"] == "Dana M.: a promise due tomorrow"


@hypothesis_settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=NAMES, own_name=NAMES)
@pytest.mark.parametrize("kind", ["promise", "event"])
def test_whatever_somebody_is_called_each_kind_goes_to_one_person(
    maya, server, send_due, now, kind, name, own_name
):
    for rows in (OutboundEmail.objects, maya.reminders, maya.tasks, maya.interactions):
        rows.all().delete()
    server.accepted.clear()
    type(maya).objects.update(name=own_name[:80], discreet_subjects=False)
    how = {"names": (name,), "family": ""} if kind == "event" else {"name": name, "family": ""}
    kinds.PREPARE[kind](maya, now, **how)
    fall_due(maya, kind, now)
    assert send_due() == 1
    [(recipient, raw)] = server.accepted
    letter = message_from_bytes(raw, policy=policy.default)
    assert recipient == letter["To"] == "maya@example.com"
    assert {"Bcc", "Cc"} & set(letter.keys()) == set()
    assert letter.defects == []
    assert len(str(letter["Subject"])) < 45
    assert len(html_of(letter).encode()) < 20_000


@each_kind
def test_the_longest_names_and_titles_stay_under_20_kb(maya, mail, kind):
    long = "W" * 115
    type(maya).objects.update(name="&" * 80)
    more = {
        "promise": {"name": long, "family": long, "title": "<" * 200},
        "event": {"names": [f"{long}{number}" for number in range(9)], "family": "&" * 120},
    }
    assert len(html_of(mail(kind, **more.get(kind, {}))).encode()) < 20_000


def test_a_task_at_a_fixed_time_brings_its_calendar_file(maya, now, server, send_due):
    from tasks.reminders import schedule

    ana = make_contact(maya, "Ana", family_name="Ruiz")
    day = maya.today(now) + timedelta(days=2)
    task = make_task(maya, "Call Ana Ruiz", contact=ana, due_on=day, due_time=time(14, 30))
    task.remind_at(maya.today(now) - timedelta(days=1), time(0))
    schedule.materialise(now)
    schedule.enqueue(now)
    assert send_due() == 1
    letter = message_from_bytes(server.accepted[0][1], policy=policy.default)
    [part] = list(letter.iter_attachments())
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "PUBLISH"
    file = part.get_payload(decode=True).decode()
    assert f"UID:{task.pk}@localhost\r\n" in file
    assert f"DTSTART:{day:%Y%m%d}T143000Z\r\n" in file
    assert "SUMMARY:Call Ana R.\r\n" in file
    assert "METHOD:PUBLISH\r\n" in file
    assert "Call Ana R." in text_of(letter)


def afternoon_zone(now):
    """A zone in which it is after three in the afternoon just now."""
    ahead = 17 - now.hour
    return f"Etc/GMT{'-' if ahead >= 0 else '+'}{abs(ahead)}" if ahead <= 14 else "Etc/GMT+8"


@pytest.mark.parametrize("kind", ["promise", "event", "quiet"])
def test_an_occasion_becomes_one_mail_by_itself(maya, now, server, kind):
    zone = afternoon_zone(now) if kind == "promise" else "UTC"
    type(maya).objects.update(time_zone=zone, digest_hour=now.hour, review_on=False)
    maya.refresh_from_db()
    kinds.PREPARE[kind](maya, now)
    Task.objects.update(created_at=now - timedelta(days=9))
    if kind == "quiet":
        type(maya).objects.update(mail_rests_since=None)
    else:
        type(maya).objects.update(last_seen_on=maya.today(now))
    assert [delivery.turn() for _ in range(3)] == [1, 0, 0]
    assert OutboundEmail.objects.get().kind == kind
    maya.refresh_from_db()
    assert (maya.mail_rests_since is not None) == (kind == "quiet")
