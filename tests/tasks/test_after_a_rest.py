"""Coming back after a while: one list of what waited, one press that clears it, and a way back."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from time_machine import travel

from tasks.models import Postponement
from tests.factories import make_contact, make_task

FRIDAY = date(2026, 11, 27)
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
RESTED = "Your e-mails rested from 9 November on"


@pytest.fixture(autouse=True)
def _friday_noon():
    with travel(NOON, tick=False):
        yield


@pytest.fixture
def back(ana, as_ana):
    """Ana, who was away since the 9th."""
    ana.rest_mail(datetime(2026, 11, 9, 8, tzinfo=UTC))
    return as_ana


@pytest.fixture
def late(ana):
    days = [FRIDAY - timedelta(days=count) for count in (30, 9, 1)]
    return [make_task(ana, contact=make_contact(ana), due_on=day) for day in days]


def clear(client):
    return client.post("/today/catch-up/", {"move": "all"}, follow=True)


def dates(tasks):
    for task in tasks:
        task.refresh_from_db()
    return [(task.due_on, task.first_due_on, task.times_moved) for task in tasks]


def test_today_says_since_when_they_rested_and_lists_all_that_waited(back, late):
    page = back.get("/").content.decode()
    assert RESTED in page
    assert all(page.count(task.title) >= 1 for task in late)
    assert "Move it all to Monday" in page
    assert RESTED in back.get("/").content.decode()  # until there is an answer


def test_without_a_rest_nothing_is_said(as_ana, late):
    assert "rested" not in as_ana.get("/").content.decode()


def test_one_press_moves_everything_late_to_the_next_working_day(back, ana, late):
    today = make_task(ana, due_on=FRIDAY)
    talk = make_task(ana, due_on=FRIDAY - timedelta(days=2), due_time=time(9))
    page = clear(back)
    assert {due_on for due_on, _, _ in dates(late)} == {date(2026, 11, 30)}
    assert [due_on for due_on, _, _ in dates([today, talk])] == [FRIDAY, talk.due_on]
    assert "Three tasks are on Monday now." in page.content.decode()
    assert RESTED not in page.content.decode()


def test_it_can_be_taken_back_once_and_only_where_nothing_else_happened(back, late):
    before = dates(late)
    clear(back)
    late[0].refresh_from_db()
    late[0].plan_for(date(2026, 12, 9))
    url = f"/put-off/{Postponement.objects.get().pk}/undo/"
    assert "Two tasks have their old date again." in back.post(url, follow=True).content.decode()
    assert dates(late)[1:] == before[1:]
    assert dates(late)[0][0] == date(2026, 12, 9)
    late[1].plan_for(date(2026, 11, 30))
    back.post(url)
    assert dates(late)[1][0] == date(2026, 11, 30)


def test_leaving_it_as_it_is_only_ends_the_sentence(back, late):
    before = dates(late)
    page = back.post("/today/catch-up/", {}, follow=True)
    assert RESTED not in page.content.decode()
    assert dates(late) == before


def test_with_nothing_late_there_is_nothing_to_move(back, ana):
    assert "Nothing has waited for you." in back.get("/").content.decode()
    assert "Nothing is waiting any more." in clear(back).content.decode()
    assert not Postponement.objects.exists()


def test_a_rest_for_a_week_is_ended_in_settings(ana, as_ana):
    ana.rest_mail(NOON, until=date(2026, 12, 4))
    assert "Your e-mails rest until Friday 4 December" in as_ana.get("/settings/").content.decode()
    assert "Your e-mails rest until" in as_ana.get("/").content.decode()
    as_ana.post("/settings/wake-mail/")
    ana.refresh_from_db()
    assert (ana.mail_rests_since, ana.mail_rests_until, ana.mail_rested_since) == (None,) * 3
