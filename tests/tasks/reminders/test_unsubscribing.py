"""Stopping mail with one click, as people press it and as mail programs post it (RFC 8058)."""

import pytest
from django.test import Client
from django.urls import reverse

from tasks.reminders import links
from tasks.reminders.links import Purpose


@pytest.fixture
def bare():
    """What a mail provider's server is: no cookies, no token, no session."""
    return Client(enforce_csrf_checks=True)


def stop_url(user, purpose=Purpose.STOP_DIGEST):
    return reverse("tasks:mail_stop", args=[links.make(purpose, str(user.pk))])


URLENCODED = {
    "data": "List-Unsubscribe=One-Click",
    "content_type": "application/x-www-form-urlencoded",
}
MULTIPART = {"data": {"List-Unsubscribe": "One-Click"}}
EMPTY = {"data": b"", "content_type": "text/plain"}


@pytest.mark.parametrize("body", [URLENCODED, MULTIPART, EMPTY])
def test_one_click_switches_the_digest_off_with_a_plain_200(bare, maya, body):
    for _ in range(2):  # the same again is fine
        response = bare.post(stop_url(maya), **body)
        assert response.status_code == 200
        assert "Location" not in response and "Set-Cookie" not in response
        assert response.cookies == {}
        maya.refresh_from_db()
        assert maya.digest_on is False


def test_it_leaves_no_next_digest(bare, maya, fall_due):
    reminder = fall_due(maya)
    bare.post(stop_url(maya), **URLENCODED)
    reminder.refresh_from_db()
    assert reminder.next_slot is None


def test_it_can_be_switched_on_again_from_the_same_page(bare, maya, fall_due, now):
    reminder = fall_due(maya)
    assert b"Turn them on again" in bare.post(stop_url(maya)).content
    assert b"Turn them on again" in bare.get(stop_url(maya)).content
    assert b"They are on again" in bare.post(stop_url(maya), {"on": "1"}).content
    maya.refresh_from_db()
    reminder.refresh_from_db()
    assert maya.digest_on is True
    assert reminder.next_at > now


def test_looking_at_the_page_switches_nothing_off(bare, maya):
    page = bare.get(stop_url(maya))
    assert b"Stop the daily e-mail?" in page.content
    maya.refresh_from_db()
    assert maya.digest_on is True


def test_the_reminders_somebody_set_are_stopped_apart_from_the_digest(bare, maya):
    bare.post(stop_url(maya, Purpose.STOP_REMINDERS))
    maya.refresh_from_db()
    assert (maya.digest_on, maya.reminders_on) == (True, False)


def test_a_link_for_something_else_stops_nothing(bare, maya):
    token = links.make(Purpose.DONE, str(maya.pk))
    assert bare.post(reverse("tasks:mail_stop", args=[token])).status_code == 404
    maya.refresh_from_db()
    assert maya.digest_on is True


@pytest.mark.parametrize("key", ["x", "-1", "99999999999999999999", ""])
def test_a_key_of_nobody_is_a_bad_link(bare, maya, key):
    token = links.make(Purpose.STOP_DIGEST, key)
    assert bare.post(reverse("tasks:mail_stop", args=[token])).status_code == 404


def test_a_body_that_cannot_be_read_is_no_server_error(bare, maya):
    response = bare.post(stop_url(maya), b"\x00\xff", content_type="multipart/form-data; boundary=")
    assert response.status_code < 500
