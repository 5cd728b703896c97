"""One thing changed for many people in one request, and taken back."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import Change, Contact
from tests.factories import make_contact, make_organisation

pytestmark = pytest.mark.django_db
LIST = reverse("contacts:list")
TODAY = date(2026, 11, 25)
SOON = TODAY + timedelta(days=9)


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def people(ana):
    return [make_contact(ana, name, level=2) for name in ("Ada", "Bo", "Cy")]


def change(client, what, people=(), query="", **fields):
    sent = {"what": what, "who": [person.pk for person in people], **fields}
    return client.post(LIST + query, sent)


def undo(client, owner):
    made = owner.changes.latest("made_at")
    return client.post(reverse("contacts:change_undo", args=[made.pk]))


def values(owner, field):
    return list(owner.contacts.order_by("given_name").values_list(field, flat=True))


CHANGES = [
    ("rhythm", {"days": "10"}, "rhythm_days", 10, None),
    ("rhythm", {"days": "0"}, "rhythm_days", 0, 7),
    ("usual", {}, "rhythm_days", None, 7),
    ("rest", {"day": "2026-12-04"}, "resting_until", SOON, None),
    ("wake", {}, "resting_until", None, SOON),
    ("told", {}, "told_on", TODAY, None),
    ("told", {"day": "2026-11-01"}, "told_on", date(2026, 11, 1), TODAY),
    ("quiet", {}, "do_not_contact", True, False),
    ("talk", {}, "do_not_contact", False, True),
    ("tag", {"tag": " design  team "}, "tags", ["lisbon", "design team"], ["lisbon"]),
    ("untag", {"tag": "lisbon"}, "tags", ["chess"], ["lisbon", "chess"]),
]


@pytest.mark.parametrize(("what", "fields", "field", "after", "before"), CHANGES)
def test_one_thing_is_changed_for_those_ticked_and_taken_back(
    as_ana, ana, people, what, fields, field, after, before
):
    ana.contacts.update(**{field: before})
    answer = change(as_ana, what, people[:2], **fields)
    assert (answer.status_code, answer.url) == (302, LIST)
    assert values(ana, field) == [after, after, before]
    assert undo(as_ana, ana).status_code == 302
    back = [sorted(value) if field == "tags" else value for value in values(ana, field)]
    assert back == [sorted(before) if field == "tags" else before] * 3


def test_archiving_many_and_bringing_them_back(as_ana, ana, people):
    change(as_ana, "archive", people)
    assert not ana.contacts.active().exists()
    undo(as_ana, ana)
    assert ana.contacts.active().count() == 3
    change(as_ana, "archive", people)
    change(as_ana, "back", people[:1], "?show=archived")
    assert [one.given_name for one in ana.contacts.active()] == ["Ada"]


def test_everybody_found_is_changed_and_nobody_else(as_ana, ana):
    for number in range(60):
        make_contact(ana, f"P{number}", tags=["fair"] if number % 2 else [])
    answer = change(as_ana, "rhythm", query="?tag=fair&sort=level", everybody="on", days=14)
    assert answer.url == f"{LIST}?tag=fair&sort=level"
    assert ana.contacts.filter(rhythm_days=14).count() == 30
    assert not ana.contacts.filter(rhythm_days=14).exclude(tags=["fair"]).exists()


@pytest.mark.parametrize("show", ["touch", "cold", "dormant", "silent", "waiting", "targets"])
def test_everybody_of_a_list_can_be_changed_together(as_ana, ana, show):
    there = make_organisation(ana, is_target=True)
    long_ago = TODAY - timedelta(days=900)
    make_contact(ana, level=2, organisation=there, last_two_way_on=long_ago, my_turn_since=long_ago)
    ada = make_contact(ana, "Ada")
    for _ in range(2):
        ana.interactions.create(day=long_ago, minutes=5, kind="followed-up").set_people([ada])
    page = as_ana.get(f"{LIST}?show={show}&q=")
    found = {person.pk for person in page.context["page"]}
    assert found
    change(as_ana, "quiet", query=f"?show={show}&q=", everybody="on")
    assert set(ana.contacts.filter(do_not_contact=True).values_list("pk", flat=True)) == found


def test_the_undo_button_follows_with_how_many(as_ana, people):
    change(as_ana, "quiet", people)
    page = as_ana.get(LIST).content.decode()
    assert "3 people: not to be contacted." in page
    assert f'action="{reverse("contacts:change_undo", args=[Change.objects.get().pk])}"' in page


def test_whoever_was_changed_since_stays_as_they_are(as_ana, ana, people):
    change(as_ana, "rhythm", people, days=10)
    ana.contacts.filter(given_name="Bo").update(rhythm_days=20)
    undo(as_ana, ana)
    assert values(ana, "rhythm_days") == [None, 20, None]


def test_undoing_twice_does_nothing_the_second_time(as_ana, ana, people):
    change(as_ana, "rhythm", people, days=10)
    undo(as_ana, ana)
    ana.contacts.update(rhythm_days=10)
    undo(as_ana, ana)
    assert values(ana, "rhythm_days") == [10, 10, 10]


def test_different_values_from_before_come_back_each(as_ana, ana, people):
    for number, person in enumerate(people):
        Contact.objects.filter(pk=person.pk).update(rhythm_days=number or None)
    change(as_ana, "rhythm", people, days=1)
    assert ana.changes.get().count == 2
    undo(as_ana, ana)
    assert values(ana, "rhythm_days") == [None, 1, 2]


def test_nothing_is_written_when_that_is_how_it_was(as_ana, ana, people):
    answer = change(as_ana, "talk", people)
    assert answer.status_code == 302
    assert not ana.changes.exists()
    assert "that is how it was already" in as_ana.get(LIST).content.decode()


def test_a_tag_is_given_once_in_any_case_and_only_where_there_is_room(as_ana, ana, people):
    ada, bo, cy = people
    Contact.objects.filter(pk=ada.pk).update(tags=["Design"])
    Contact.objects.filter(pk=bo.pk).update(tags=[f"t{number}" for number in range(20)])
    change(as_ana, "tag", people, tag="design")
    assert [len(tags) for tags in values(ana, "tags")] == [1, 20, 1]


@pytest.mark.parametrize(
    ("what", "fields", "words"),
    [
        ("", {}, "Choose what to change."),
        ("nonsense", {}, "Choose what to change."),
        ("rhythm", {}, "Enter a number of days, such as 30."),
        ("rhythm", {"days": "731"}, "less than or equal to 730"),
        ("rhythm", {"days": "9" * 40}, "less than or equal to 730"),
        ("rhythm", {"days": "-1"}, "greater than or equal to 0"),
        ("rest", {}, "Choose a day that is still to come."),
        ("rest", {"day": "2026-11-25"}, "Choose a day that is still to come."),
        ("rest", {"day": "x"}, "Enter a valid date."),
        ("told", {"day": "2026-11-26"}, "This day has not come yet."),
        ("tag", {}, "Enter a tag."),
        ("tag", {"tag": "x" * 41}, "at most 40 characters"),
        ("tag", {"tag": "a,b"}, "without a comma"),
        ("tag", {"tag": "\0"}, "Null characters"),
        ("quiet", {"who": []}, "Tick the people this is for"),
        ("quiet", {"who": ["x"]}, "Tick people of this list."),
    ],
)
def test_what_cannot_be_done_is_said_and_the_ticks_stay(as_ana, ana, people, what, fields, words):
    answer = change(as_ana, what, people[:1], **fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "<title>Error: Contacts" in page
    if "who" not in fields:
        assert f'value="{people[0].pk}" checked' in page
    assert not ana.changes.exists()


def test_a_stranger_s_people_are_not_changed(as_ana, ana, ben):
    theirs = make_contact(ben, "Theirs")
    change(as_ana, "quiet", [theirs])
    theirs.refresh_from_db()
    assert not theirs.do_not_contact
    made = Change.objects.make(ben, ben.contacts.all(), "do_not_contact", True, datetime.now(UTC))
    assert as_ana.post(reverse("contacts:change_undo", args=[made.pk])).status_code == 404


def test_the_undo_is_no_link(as_ana, ana, people):
    change(as_ana, "quiet", people)
    address = reverse("contacts:change_undo", args=[ana.changes.get().pk])
    assert as_ana.get(address).status_code == 405


def test_ten_people_and_a_thousand_take_the_same_statements(as_ana, ana):
    as_ana.get("/help/keys/")
    asked = []
    for many, days in ((10, 5), (1000, 6)):
        Contact.objects.bulk_create(
            Contact(owner=ana, given_name=f"P{number}") for number in range(many)
        )
        for what, fields in (("rhythm", {"days": days}), ("tag", {"tag": f"t{many}"})):
            with CaptureQueriesContext(connection) as queries:
                change(as_ana, what, everybody="on", **fields)
            asked.append(len(queries))
    assert sorted(made.count for made in ana.changes.all()) == [10, 10, 1010, 1010]
    assert len(set(asked)) == 1
    assert asked[0] <= 14
