"""Links in mails: looking changes nothing, a button works once, and there is a way back."""

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import signing
from django.db import connection
from django.test import Client
from django.urls import reverse

from contacts.models import Interaction
from tasks.models import Mention
from tasks.reminders import links
from tasks.reminders.links import Purpose
from tests.factories import make_contact, make_task, make_user

GONE = "This link does nothing any more"


@pytest.fixture
def mailed(waiting_mail, server, send_due):
    """The links of a digest that was sent, by name."""
    send_due()
    text = re.sub(rb"=\r\n", b"", server.accepted[0][1]).decode()
    found = {kind: re.search(rf"http\S+/{kind}/", text).group() for kind in ("done", "later")}
    found["stop"] = re.search(r"List-Unsubscribe: <(\S+)>", text).group(1)
    return {kind: urlsplit(url).path for kind, url in found.items()}


def everything():
    """Every row of every table of ours."""
    rows = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}" AS t ORDER BY t::text')
            rows.append((table, cursor.fetchall()))
    return rows


def undo_path(response):
    return urlsplit(response["Location"]).path


@pytest.mark.parametrize("kind", ["done", "later", "stop"])
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_at_a_link_ten_times_changes_nothing(client, mailed, kind, method):
    before = everything()
    for _ in range(10):
        assert getattr(client, method)(mailed[kind]).status_code in (200, 405)
    assert everything() == before


def test_looking_at_an_undo_link_changes_nothing(client, mailed):
    undo = undo_path(client.post(mailed["done"]))
    before = everything()
    for _ in range(10):
        assert client.get(undo).status_code == 200
        assert client.head(undo).status_code == 200
    assert everything() == before


def test_the_done_page_says_what_and_who_and_no_more(client, mailed, follow_up):
    page = client.get(mailed["done"]).content.decode()
    assert "Ana R." in page and "Send the portfolio" in page
    assert "Ruiz" not in page and "maya@" not in page
    assert page.count("<button") == 1


def test_the_button_completes_the_follow_up_and_logs_it_once(client, mailed, follow_up):
    type(follow_up).objects.update(kind="followed-up")
    answers = [client.post(mailed["done"]).status_code for _ in range(3)]
    assert answers == [302, 404, 404]
    follow_up.refresh_from_db()
    assert follow_up.completed_at is not None
    assert Interaction.objects.get() == follow_up.interaction


def test_it_can_be_taken_back_once_by_somebody_signed_out(client, mailed, follow_up):
    type(follow_up).objects.update(kind="followed-up")
    undo = undo_path(client.post(mailed["done"]))
    assert "That is done" in client.get(undo).content.decode()
    assert client.post(undo).status_code == 200
    follow_up.refresh_from_db()
    assert follow_up.is_open
    assert not Interaction.objects.exists()
    assert client.post(undo).status_code == 404
    assert client.post(mailed["done"]).status_code == 302  # and it can be done after all


def test_undo_is_over_when_it_was_done_again_by_hand(client, mailed, follow_up, now):
    undo = undo_path(client.post(mailed["done"]))
    follow_up.refresh_from_db()
    follow_up.reopen()
    follow_up.complete(now)
    assert client.post(undo).status_code == 404
    follow_up.refresh_from_db()
    assert not follow_up.is_open


@pytest.mark.parametrize(
    ("choice", "days"),
    [({"when": "2"}, 2), ({"when": "1"}, 1), ({"when": "day", "day": "+9"}, 9)],
)
def test_later_moves_it_to_the_chosen_day(client, mailed, follow_up, maya, now, choice, days):
    today = maya.today(now)
    wanted = today + timedelta(days=days)
    if "day" in choice:
        choice["day"] = wanted.isoformat()
    response = client.post(mailed["later"], choice)
    follow_up.refresh_from_db()
    assert follow_up.due_on == wanted
    assert f"{wanted:%A}" in client.get(undo_path(response)).content.decode()
    client.post(undo_path(response))
    follow_up.refresh_from_db()
    assert (follow_up.due_on, follow_up.times_moved) == (today, 0)


@pytest.mark.parametrize(
    ("today", "monday"), [("2026-11-25", 30), ("2026-11-29", 30), ("2026-11-30", 37)]
)
def test_next_monday_is_never_today(today, monday):
    from tasks.forms.mail_links import LaterForm

    form = LaterForm({"when": "monday"}, today=date.fromisoformat(today))
    assert form.is_valid()
    assert form.chosen_day == date(2026, 11, 1) + timedelta(days=monday - 1)


def test_two_days_are_chosen_before_anybody_chooses(client, mailed):
    page = client.get(mailed["later"]).content.decode()
    [chosen] = re.findall(r"<input[^>]*checked[^>]*>", page)
    assert 'value="2"' in chosen


def test_not_needed_lets_it_go_and_can_be_taken_back(client, mailed, follow_up):
    undo = undo_path(client.post(mailed["later"], {"when": "drop"}))
    follow_up.refresh_from_db()
    assert follow_up.dropped_at is not None
    client.post(undo)
    follow_up.refresh_from_db()
    assert follow_up.is_open


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({}, "Choose one."),
        ({"when": "never"}, "Choose one."),
        ({"when": "day"}, "Choose the day."),
        ({"when": "day", "day": "soon"}, "Choose the day."),
        ({"when": "day", "day": "2020-01-01"}, "from today on"),
        ({"when": "day", "day": "9999-12-31"}, "within two years"),
    ],
)
def test_what_is_no_answer_gets_a_message_and_changes_nothing(
    client, mailed, follow_up, answer, words
):
    response = client.post(mailed["later"], answer)
    assert response.status_code == 422
    assert words in response.content.decode()
    before = follow_up.due_on
    follow_up.refresh_from_db()
    assert follow_up.due_on == before
    assert client.post(mailed["later"], {"when": "1"}).status_code == 302


def test_later_works_once_and_done_works_after_it(client, mailed):
    assert client.post(mailed["later"], {"when": "1"}).status_code == 302
    assert client.post(mailed["later"], {"when": "1"}).status_code == 404
    assert client.post(mailed["done"]).status_code == 302


def bad_links(mailed, follow_up):
    mention = Mention.objects.get()
    key = links.short(mention.pk)
    token = links.make(Purpose.DONE, key)
    other = make_user("other@example.com")
    theirs = make_task(other, contact=make_contact(other))
    yield "nonsense"
    yield "a.b.c"
    yield "ä"
    yield token[:-1]
    yield token[:-1] + ("A" if token[-1] != "A" else "B")
    yield links.make(Purpose.LATER, key)  # signed for something else
    yield links.make(Purpose.DONE, str(mention.pk))
    yield links.make(Purpose.DONE, key, key)
    yield links.make(Purpose.DONE, links.short(theirs.pk))  # signed, but no mail spoke of it
    yield signing.TimestampSigner(salt="foothold.mail.done", sep=".", key="x" * 50).sign_object(
        [key], compress=False
    )
    yield links.short(theirs.pk) + "." + token.partition(".")[2]
    with time_machine.travel("2020-01-01", tick=False):
        yield links.make(Purpose.DONE, key)


def test_every_bad_link_leads_to_the_same_page_and_changes_nothing(client, mailed, follow_up):
    tokens = list(bad_links(mailed, follow_up))
    before = everything()
    pages = set()
    for token in tokens:
        for method in (client.get, client.post):
            response = method(reverse("tasks:mail_done", args=[token]))
            assert response.status_code == 404
            pages.add(response.content)
    assert everything() == before
    assert len(pages) == 1 and GONE in pages.pop().decode()


@pytest.mark.parametrize("name", ["later", "undo", "stop"])
def test_a_token_of_one_page_is_nothing_on_another(client, mailed, name):
    token = mailed["done"].split("/")[2]
    url = reverse(f"tasks:mail_{name}", args=[token])
    assert client.get(url).status_code == client.post(url, {"when": "1"}).status_code == 404


def test_used_links_lead_to_the_same_page_as_bad_ones(client, mailed):
    client.post(mailed["done"])
    bad = client.get(reverse("tasks:mail_done", args=["nonsense"]))
    assert client.get(mailed["done"]).content == bad.content


def test_a_link_is_good_for_thirty_days(client, mailed, now):
    with time_machine.travel(now + timedelta(days=29), tick=False):
        assert client.get(mailed["done"]).status_code == 200
    with time_machine.travel(now + timedelta(days=31), tick=False):
        assert client.get(mailed["done"]).status_code == 404
        assert client.get(mailed["stop"]).status_code == 200  # stopping works longer


def test_a_link_still_works_after_the_key_was_changed(client, mailed, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 40, [settings.SECRET_KEY]
    assert client.get(mailed["done"]).status_code == 200


@pytest.mark.parametrize("change", ["closed account", "deleted task", "done by hand"])
def test_a_link_ends_with_what_it_is_about(client, mailed, follow_up, maya, now, change):
    if change == "closed account":
        type(maya).objects.update(is_active=False)
    elif change == "deleted task":
        follow_up.delete()
    else:
        follow_up.complete(now)
    assert client.get(mailed["done"]).status_code == 404
    assert client.post(mailed["done"]).status_code == 404


def test_the_pages_stay_out_of_caches_other_sites_and_search_engines(client, mailed):
    for path in [*mailed.values(), reverse("tasks:mail_done", args=["nonsense"])]:
        response = client.get(path)
        assert response["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response["Cache-Control"]
        assert b'name="robots" content="noindex"' in response.content


def test_nobody_is_signed_in_by_a_link(client, mailed):
    client.get(mailed["done"])
    client.post(undo_path(client.post(mailed["done"])))
    assert client.cookies == {}
    assert client.get("/").status_code == 302


def test_buttons_work_without_cookies_and_with_an_origin_that_says_nothing(mailed):
    bare = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    assert bare.post(mailed["later"], {"when": "1"}).status_code == 302
    assert bare.post(mailed["done"]).status_code == 302


def test_somebody_elses_session_does_not_get_in_the_way(client, mailed, follow_up):
    client.force_login(make_user("other@example.com"))
    assert client.post(mailed["done"]).status_code == 302
    follow_up.refresh_from_db()
    assert not follow_up.is_open
