"""On which day somebody was last here, and e-mails that rest until they come back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from jobsearch.models import User

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon():
    with travel(NOON, tick=False):
        yield


def test_opening_a_page_is_a_visit_of_the_users_own_day(as_ana, ana):
    User.objects.update(time_zone="Pacific/Kiritimati")  # the 26th already
    as_ana.get("/help/")
    ana.refresh_from_db()
    assert ana.last_seen_on == date(2026, 11, 26)


def test_the_second_page_of_a_day_writes_nothing(as_ana, ana):
    as_ana.get("/help/keys/")
    with CaptureQueriesContext(connection) as queries:
        as_ana.get("/help/keys/")
    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []


def test_what_a_page_asks_for_by_itself_is_no_visit(as_ana, ana):
    as_ana.get("/board/version", headers={"Sec-Fetch-Dest": "empty"})
    ana.refresh_from_db()
    assert ana.last_seen_on is None
    as_ana.post("/tasks/add/", {}, headers={"Sec-Fetch-Dest": "empty"})
    ana.refresh_from_db()
    assert ana.last_seen_on == NOON.date()


def test_somebody_signed_out_was_not_here(client, ana):
    client.get("/help/")
    client.get("/accounts/login/")
    ana.refresh_from_db()
    assert ana.last_seen_on is None


def test_a_visit_ends_the_rest_and_remembers_since_when(as_ana, ana):
    since = NOON - timedelta(days=9)
    ana.rest_mail(since)
    as_ana.get("/help/")
    ana.refresh_from_db()
    assert (ana.mail_rests_since, ana.mail_rested_since) == (None, since)
    as_ana.get("/help/")
    ana.refresh_from_db()
    assert ana.mail_rested_since == since


def test_a_rest_with_an_end_outlasts_a_visit(as_ana, ana):
    ana.rest_mail(NOON, until=date(2026, 12, 2))
    as_ana.get("/help/")
    ana.refresh_from_db()
    assert ana.mail_rests_since == NOON
