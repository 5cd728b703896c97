"""You got the job: everybody close is listed, and who is ticked gets one task each."""

from datetime import UTC, date, datetime
from threading import Barrier, Thread
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from tasks import news
from tasks.reasons import Reason
from tests.factories import make_contact, make_task
from tests.tasks.test_followup_pages import undo

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY = NOW.date()
JOB = reverse("tasks:job")


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def close(ana):
    return [make_contact(ana, name, level=level) for name, level in (("Tom", 4), ("Zoe", 2))]


def listed(client):
    return [one.given_name for one in client.get(JOB).context["people"]]


def tell(client, people):
    return client.post(JOB, {"who": [str(one.pk) for one in people]})


def test_everybody_close_is_listed_and_ticked(as_ana, ana, close):
    make_contact(ana, "Far", level=1)
    make_contact(ana, "Gone", level=5, archived_at=NOW)
    make_contact(ana, "Quiet", level=5, do_not_contact=True)
    make_contact(ana, "Resting", level=3, resting_until=date(2027, 1, 1))
    assert listed(as_ana) == ["Tom", "Resting", "Zoe"]
    assert as_ana.get(JOB).content.decode().count(" checked") == 3


def test_each_one_ticked_gets_one_task_in_three_days(as_ana, ana, close):
    other = make_task(ana, "Rewrite CV")
    make_contact(ana, "Not ticked", level=3)
    tell(as_ana, close)
    made = ana.tasks.open().exclude(pk=other.pk).in_order()
    assert [(one.title, one.due_on, one.reason, one.first_due_on) for one in made] == [
        (f"Tell {name} the news, and thank them", date(2026, 11, 28), Reason.NEWS, one.due_on)
        for name, one in zip(("Tom", "Zoe"), made, strict=True)
    ]
    assert {one.box for one in made} == {other.box}
    assert listed(as_ana) == ["Not ticked"]
    other.refresh_from_db()
    assert (other.is_open, ana.contacts.count()) == (True, 3)


def test_twice_is_once_and_who_was_told_is_not_told_again(as_ana, ana, close):
    tell(as_ana, close)
    ana.tasks.open().first().complete(NOW)
    tell(as_ana, close)
    assert ana.tasks.count() == 2
    assert "has heard it from you, or it is planned" in as_ana.get(JOB).content.decode()


def test_it_can_be_undone_but_for_what_somebody_has_in_hand(as_ana, ana, close):
    tell(as_ana, close)
    mine = ana.tasks.get(contact=close[0])
    mine.plan_for(date(2026, 12, 1))
    undo(as_ana, JOB)
    assert list(ana.tasks.open()) == [mine]
    assert listed(as_ana) == ["Zoe"]
    tell(as_ana, close)
    assert ana.tasks.open().count() == 2


@pytest.mark.parametrize("who", [[], ["x"], ["\x00"]])
def test_nobody_ticked_is_told_and_nothing_is_made(as_ana, ana, close, who):
    page = as_ana.post(JOB, {"who": who})
    assert page.status_code == 422
    assert " checked" not in page.content.decode()
    assert not ana.tasks.exists()


def test_other_peoples_contacts_and_addresses_do_nothing(as_ana, ana, ben):
    theirs = make_contact(ben, "Theirs", level=5)
    as_ana.post(JOB, {"who": [str(theirs.pk), str(uuid4())]})
    as_ana.post(reverse("tasks:job_undo") + "?was=x")
    assert not ana.tasks.exists()
    assert not ben.tasks.exists()


def test_many_people_take_as_many_statements_as_few(as_ana, ana, django_assert_max_num_queries):
    def grow(count):
        return [make_contact(ana, level=3) for _ in range(count)]

    few, many = grow(2), grow(60)
    with django_assert_max_num_queries(8) as one:
        news.plan(ana, [person.pk for person in few], TODAY)
    with django_assert_max_num_queries(8) as other:
        news.plan(ana, [person.pk for person in many], TODAY)
    assert len(one) == len(other)
    assert ana.tasks.count() == 62
    with django_assert_max_num_queries(12):
        as_ana.get(JOB)


def test_a_long_list_goes_on_when_the_first_are_planned(as_ana, ana, close, monkeypatch):
    monkeypatch.setattr(news, "MOST", 1)
    assert "And 1 more, when these are planned" in as_ana.get(JOB).content.decode()
    tell(as_ana, close[:1])
    assert listed(as_ana) == ["Zoe"]


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_make_one_task_each(ana, close):
    together, answers = Barrier(2), []

    def press():
        window = Client()
        window.force_login(ana)
        together.wait()
        answers.append(tell(window, close).status_code)
        connection.close()

    windows = [Thread(target=press) for _ in range(2)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    assert (answers, ana.tasks.count()) == ([302, 302], 2)


@pytest.mark.parametrize("address", [reverse("settings"), reverse("tasks:search") + "?q=got+job"])
def test_settings_and_the_search_lead_there(as_ana, address):
    assert f'href="{JOB}"' in as_ana.get(address).content.decode()
