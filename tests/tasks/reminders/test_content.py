"""What a mail says, and what it does not."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tasks.models import Attempt, Mention, OutboundEmail
from tasks.reminders import schedule
from tasks.reminders.words import duration, greeting, plain
from tests.factories import make_contact, make_organisation, make_task, make_user


@pytest.fixture
def mail_of(fall_due, server, send_due, now):
    """Sends the digest of this user and gives what the server got."""

    def send(user):
        fall_due(user)
        schedule.materialise(now)
        schedule.enqueue(now)
        send_due()
        assert len(server.accepted) == 1, OutboundEmail.objects.values_list("state", "reason")
        return message_from_bytes(server.accepted[0][1], policy=policy.default)

    return send


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def html_of(mail):
    return mail.get_body(("html",)).get_content()


def links_of(mail):
    return re.findall(r"http\S+", text_of(mail))


def due(owner, title, now, days_ago=0, **fields):
    return make_task(owner, title, due_on=owner.today(now) - timedelta(days=days_ago), **fields)


def test_it_names_people_by_first_name_and_initial_with_the_reason(maya, mail_of, now):
    place = make_organisation(maya, "Northwind")
    ana = make_contact(maya, "Ana", family_name="Ruiz", organisation=place, notes="secret", level=4)
    ana.last_contact_on = maya.today(now) - timedelta(days=8)
    ana.save()
    due(maya, "Send Ana Ruiz the portfolio", now, 1, contact=ana, is_promise=True, notes="private")
    mail = mail_of(maya)
    for body in (text_of(mail), html_of(mail)):
        assert "Ana R." in body and "Northwind" in body
        assert "aiting since yesterday" in body
        words = "Send Ana R. the portfolio. You said you would. Last spoke 8 days ago."
        assert words in re.sub(r"<[^>]+>", "", body)
        assert not re.search("Ruiz|secret|private|ouches|level", body)


def test_the_subject_says_how_much_and_about_nobody(maya, mail_of, now):
    for name in ("Ana", "Ben", "Lena"):
        due(maya, "Say hello", now, contact=make_contact(maya, name))
    subject = mail_of(maya)["Subject"]
    assert subject == f"Three small things for {maya.today(now):%A}"


def test_names_are_in_the_subject_for_those_who_want_them(maya, mail_of, now):
    type(maya).objects.update(discreet_subjects=False)
    for days_ago, name in enumerate(("Lena", "Ben", "Ana")):
        due(maya, "Say hello", now, days_ago, contact=make_contact(maya, name, family_name="Ruiz"))
    assert mail_of(maya)["Subject"] == "Ana R. and 2 others today"


def test_a_name_that_is_too_long_for_a_subject_stays_out(maya, mail_of, now):
    type(maya).objects.update(discreet_subjects=False)
    due(maya, "Say hello", now, contact=make_contact(maya, "A" * 60))
    assert mail_of(maya)["Subject"].startswith("One small thing for ")


def test_it_shows_three_people_and_five_lines_and_counts_the_rest(maya, mail_of, now):
    for number in range(5):
        contact = make_contact(maya, f"Person{number}")
        due(maya, "Say hello", now, 5 - number, contact=contact)
    for number in range(4):
        due(maya, f"Other {number}", now)
    text = text_of(mail_of(maya))
    assert "Three people and two small things today." in text
    assert re.findall(r"Person\d", text) == ["Person0", "Person1", "Person2"]
    assert text.count("Other ") == 2
    assert "And 4 more on Today." in text
    assert Mention.objects.count() == 5


def test_two_things_about_one_person_stand_under_one_name(maya, mail_of, now):
    ana, ben = make_contact(maya, "Ana"), make_contact(maya, "Ben")
    due(maya, "Send the portfolio", now, 2, contact=ana)
    due(maya, "Say hello", now, 1, contact=ben)
    due(maya, "Thank her", now, contact=ana)
    text = text_of(mail_of(maya))
    assert "Two people today." in text
    assert text.count("Ana") == 1
    assert text.index("portfolio") < text.index("Thank") < text.index("Ben")


def test_only_what_is_open_and_due_is_in_it(maya, mail_of, now):
    due(maya, "Due", now)
    due(maya, "Done", now).complete(now)
    due(maya, "Dropped", now).drop(now)
    due(maya, "Tomorrow", now, -1)
    make_task(maya, "Some day")
    due(make_user(), "Somebody else's", now)
    due(maya, "Not them", now, contact=make_contact(maya, do_not_contact=True))
    due(maya, "Archived", now, contact=make_contact(maya, archived_at=now))
    text = text_of(mail_of(maya))
    assert "- Due. (today)" in text
    assert not re.search("Done\\.|Dropped|Tomorrow|Some day|Somebody|Not them|Archived", text)


def test_an_appointment_says_its_time(maya, mail_of, now):
    due(maya, "Interview", now, due_time="14:00")
    assert "Interview. (today at 14:00)" in text_of(mail_of(maya))


def test_nothing_to_say_is_no_mail(maya, fall_due, server, send_due, now):
    fall_due(maya)
    schedule.materialise(now)
    schedule.enqueue(now)
    assert send_due() == 0
    assert server.connections == 0
    assert OutboundEmail.objects.values_list("state", "reason").get() == (
        "cancelled",
        "nothing due",
    )
    assert not Attempt.objects.exists()


def test_the_same_task_is_mailed_twice_and_then_left_to_today(maya, server, send_due, now):
    task = due(maya, "Say hello", now)
    reminder = maya.reminders.create(kind="digest", owner=maya)

    def another_day(number):
        reminder.next_slot = (maya.today(now) - timedelta(days=9 - number), now)
        reminder.save()
        schedule.materialise(now)
        schedule.enqueue(now)
        return send_due()

    assert [another_day(number) for number in range(4)] == [1, 1, 0, 0]
    task.plan_for(maya.today(now) - timedelta(days=1))
    assert another_day(5) == 1  # a new day is a new reason


def test_the_text_part_holds_every_link_of_the_html_part(maya, mail_of, now):
    due(maya, "Say hello", now, contact=make_contact(maya, "Ana"))
    due(maya, "Buy a shirt", now)
    mail = mail_of(maya)
    assert set(links_of(mail)) == set(re.findall(r'href="(http[^"]+)"', html_of(mail)))
    assert len(set(links_of(mail))) == 2 * 2 + 5


def test_the_headers_say_what_it_is_and_how_to_stop_it(maya, mail_of, now, settings):
    settings.BASE_URL = "https://jobs.example.org"
    due(maya, "Say hello", now)
    mail = mail_of(maya)
    row = OutboundEmail.objects.get()
    assert mail["Message-ID"] == row.message_id == f"<r.{row.pk}@jobs.example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<https://jobs\.example\.org/u/[\w.-]+/>", mail["List-Unsubscribe"])
    assert mail["List-Unsubscribe"].strip("<>") in links_of(mail)


def test_the_header_to_stop_it_is_on_one_line_for_mail_programs_to_read(maya, mail_of, server, now):
    due(maya, "Say hello", now)
    mail_of(maya)
    head = server.accepted[0][1].partition(b"\r\n\r\n")[0]
    assert re.search(rb"\r\nList-Unsubscribe: <http://[^\s?=]+/>\r\n", head)


def test_every_line_is_short_enough_and_plain_ascii_for_any_mail_server(maya, mail_of, server, now):
    due(maya, "Grüße an Zoë " * 14, now, contact=make_contact(maya, "Zoë"))
    mail_of(maya)
    raw = server.accepted[0][1]
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_the_html_has_no_images_is_small_and_follows_the_dark(maya, mail_of, now):
    for number in range(5):
        due(maya, "W" * 200, now, contact=make_contact(maya, f"{number}" + "W" * 110))
        due(maya, "W" * 200, now)
    html = html_of(mail_of(maya))
    assert len(html.encode()) < 20_000
    assert not re.search(r"<img|url\(|<script|<link", html)
    assert "prefers-color-scheme:dark" in html


def test_the_buttons_of_two_tasks_of_one_person_have_names_of_their_own(maya, mail_of, now):
    ana = make_contact(maya, "Ana")
    for title in ("Send the <b>list</b>", "Call back"):
        due(maya, title, now, contact=ana)
    html = html_of(mail_of(maya))
    for button in ("Done with Ana", "Remind me in 2 days"):
        for title in ("Send the &lt;b&gt;list&lt;/b&gt;", "Call back"):
            assert html.count(f'aria-label="{button}: {title}"') == 1


def test_markup_in_names_is_text(maya, mail_of, now):
    ana = make_contact(maya, "<b>Ana</b>", family_name="&")
    due(maya, "<script>alert(1)</script>", now, contact=ana)
    mail = mail_of(maya)
    assert "<script>" not in html_of(mail) and "&lt;script&gt;" in html_of(mail)
    assert "<script>alert(1)</script>" in text_of(mail)


NAMES = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=120
) | st.sampled_from(
    [
        "Eve\r\nBcc: everybody@example.com",
        "Eve\n\n<html>",
        "\u202eEve\u2069",
        "\u200f\u200e",
        "=?utf-8?q?Eve?=",
        '"Eve" <eve@example.com>,',
        "." * 120,
        "\u2028Bcc: x@example.com",
    ]
)


@hypothesis_settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=NAMES, own_name=NAMES)
def test_whatever_somebody_is_called_the_digest_goes_to_one_person(
    maya, fall_due, server, send_due, now, name, own_name
):
    server.accepted.clear()
    OutboundEmail.objects.all().delete()
    maya.reminders.all().delete()
    maya.tasks.all().delete()
    type(maya).objects.update(name=own_name[:80], discreet_subjects=False)
    due(maya, name, now, contact=make_contact(maya, name))
    fall_due(maya)
    schedule.materialise(now)
    schedule.enqueue(now)
    assert send_due() == 1
    [(recipient, raw)] = server.accepted
    mail = message_from_bytes(raw, policy=policy.default)
    assert recipient == mail["To"] == "maya@example.com"
    assert {"Bcc", "Cc"} & set(mail.keys()) == set()
    assert mail.defects == []
    assert len(str(mail["Subject"])) < 45
    assert plain(name)[:20] in plain(text_of(mail))


def test_control_characters_and_turning_marks_are_taken_out():
    assert plain(" a\r\nBcc: b\x00\u202ec\u2028d\te ") == "a Bcc: b c d e"
    assert plain("Zoë 👩‍🔧 مرحبا") == "Zoë 👩‍🔧 مرحبا"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(15, "15 minutes"), (90, "90 minutes"), (120, "2 hours"), (150, "2 and a half hours")],
)
def test_how_long_it_takes_in_words(minutes, words):
    assert duration(minutes) == words


@pytest.mark.parametrize(
    ("hour", "words"),
    [(8, "Good morning"), (12, "Good afternoon"), (18, "Good evening"), (2, "Good evening")],
)
def test_the_greeting_knows_the_time_of_day(hour, words):
    assert greeting(hour) == words


def test_it_greets_by_the_clock_of_the_person(maya, mail_of, now, monkeypatch):
    morning = now.replace(hour=20)  # in UTC; tomorrow morning in Auckland
    monkeypatch.setattr("tasks.reminders.delivery.database_now", lambda: morning)
    type(maya).objects.update(time_zone="Pacific/Auckland")
    maya.refresh_from_db()
    due(maya, "Say hello", morning)
    assert text_of(mail_of(maya)).startswith("Good morning, Maya. One small thing today.")


def test_somebody_without_a_name_is_greeted_without_one(mail_of, now):
    user = make_user(digest_days=list(range(7)))
    due(user, "Say hello", now)
    assert re.match(r"Good \w+\. One small thing today\.", text_of(mail_of(user)))
