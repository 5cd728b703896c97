"""What I look for, in my words, and who has heard it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.factories import make_contact, make_organisation

pytestmark = pytest.mark.django_db
TOLD = reverse("contacts:told")
TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC), tick=False):
        yield


def person(owner, name, days_ago=None, level=2, **fields):
    told_on = None if days_ago is None else TODAY - timedelta(days=days_ago)
    return make_contact(owner, name, level=level, told_on=told_on, **fields)


def lists(client):
    context = client.get(TOLD).context
    return [one.given_name for one in context["page"]], [p.given_name for p in context["knowers"]]


def test_who_ought_to_hear_it_stands_before_who_has(as_ana, ana):
    person(ana, "Never")
    person(ana, "Close", level=4)
    person(ana, "Long ago", 61)
    person(ana, "Lately", 60)
    person(ana, "Today", 0)
    person(ana, "Hardly known", level=1)
    person(ana, "Told early", 3, level=1)
    person(ana, "Left alone", do_not_contact=True)
    person(ana, "Resting", resting_until=TODAY + timedelta(days=1))
    assert lists(as_ana) == (["Close", "Never", "Long ago"], ["Today", "Told early", "Lately"])


def test_the_share_counts_those_in_touch_or_closer_from_three_on(as_ana, ana):
    person(ana, "A")
    person(ana, "B", 2)
    page = as_ana.get(TOLD)
    assert page.context["is_enough"] is False
    person(ana, "C", 90)
    page = as_ana.get(TOLD)
    assert (page.context["know"], page.context["helpers"]) == (1, 3)
    assert "1 of 3 people you are in touch with" in page.content.decode()


def test_told_today_is_one_tap_and_can_be_taken_back(as_ana, ana):
    priya = person(ana, "Priya", 90)
    address = reverse("contacts:told_today", args=[priya.pk])
    page = as_ana.post(address, {"next": TOLD}, follow=True).content.decode()
    assert lists(as_ana) == ([], ["Priya"])
    assert "Priya: told what you look for, Wednesday 25 November 2026." in page
    as_ana.post(address)
    assert ana.changes.count() == 1
    as_ana.post(reverse("contacts:change_undo", args=[ana.changes.get().pk]))
    assert lists(as_ana) == (["Priya"], [])


def test_my_words_are_kept_as_written(as_ana, ana):
    words = "Product design,\r\nsmall teams.\r\nIntroductions help."
    assert as_ana.post(TOLD, {"looking_for": words}).url == TOLD
    ana.refresh_from_db()
    assert ana.looking_for == words.replace("\r\n", "\n") or ana.looking_for == words
    assert "small teams." in as_ana.get(TOLD).content.decode()


@pytest.mark.parametrize("words", ["x" * 601, "\0"])
def test_words_that_cannot_be_kept_stay_on_the_page(as_ana, ana, words):
    page = as_ana.post(TOLD, {"looking_for": words})
    assert page.status_code == 422
    ana.refresh_from_db()
    assert ana.looking_for == ""


def test_a_new_account_sees_what_belongs_here(as_ana):
    page = as_ana.get(TOLD).content.decode()
    assert "The first real talks are the place to say it." in page


def test_a_stranger_s_person_is_not_found(client, ana, ben):
    priya = person(ana, "Priya")
    client.force_login(ben)
    assert client.post(reverse("contacts:told_today", args=[priya.pk])).status_code == 404


def test_the_page_asks_no_more_with_more_people(as_ana, ana, django_assert_max_num_queries):
    def grow(many):
        for number in range(many):
            place = make_organisation(ana)
            person(ana, "A", 70 if number % 2 else 1, organisation=place)

    grow(8)
    as_ana.get("/help/keys/")
    with django_assert_max_num_queries(12) as few:
        as_ana.get(TOLD)
    grow(60)
    with django_assert_max_num_queries(12) as many:
        as_ana.get(TOLD)
    assert len(few) == len(many)


def test_the_level_is_called_as_its_user_calls_it(as_ana, ana):
    ana.level_names = ["", "", "Friendly & near", "", "", ""]
    ana.save()
    person(ana, "A", level=1)
    assert "“Friendly &amp; near” or closer" in as_ana.get(TOLD).content.decode()
