from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from contacts.boxes import Box
from contacts.models import Contact
from tests.factories import make_contact, make_task, make_user

WEDNESDAY = datetime(2026, 11, 25, 9, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 9, tzinfo=UTC)


def welcome(client, *names, known="worked"):
    fields = {"people-TOTAL_FORMS": "3", "people-INITIAL_FORMS": "0"}
    for n, name in enumerate([*names, "", "", ""][:3]):
        fields |= {f"people-{n}-name": name, f"people-{n}-known": known}
    return client.post(reverse("tasks:welcome"), fields)


@time_machine.travel(WEDNESDAY, tick=False)
def test_three_people_get_three_dated_first_steps_in_make_time(as_ana, ana):
    assert welcome(as_ana, "Ana Ruiz", "Lena", "Tom van der Hale").url == reverse("tasks:today")
    steps = ana.tasks.open().in_box(Box.MAKE_TIME).in_order()
    assert [(s.title, s.due_on) for s in steps] == [
        ("Say hello again to Ana", date(2026, 11, 25)),
        ("Say hello again to Lena", date(2026, 11, 26)),
        ("Say hello again to Tom", date(2026, 11, 27)),
    ]
    assert ana.contacts.get(given_name="Tom").family_name == "van der Hale"


@time_machine.travel(SATURDAY, tick=False)
def test_first_steps_fall_on_working_days(as_ana, ana):
    welcome(as_ana, "A", "B", "C")
    days = ana.tasks.order_by("due_on").values_list("due_on", flat=True)
    assert list(days) == [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)]


@pytest.mark.parametrize(("known", "level"), [("worked", 2), ("met", 1)])
def test_people_from_before_do_not_begin_at_zero(as_ana, ana, known, level):
    welcome(as_ana, "Ana", known=known)
    assert ana.contacts.get().level == level


def test_no_name_at_all_asks_for_one(as_ana, ana):
    answer = welcome(as_ana)
    assert answer.status_code == 422
    assert "Write down one name at least." in answer.content.decode()
    assert not ana.contacts.exists()


def test_a_broken_form_is_not_an_error_page(as_ana):
    assert as_ana.post(reverse("tasks:welcome"), {}).status_code == 422


def test_a_new_account_is_shown_where_to_begin(as_ana):
    page = as_ana.get(reverse("tasks:today")).content.decode()
    assert "Start with people who would answer you." in page


@time_machine.travel(WEDNESDAY, tick=False)
def test_today_lists_people_late_first_and_counts_those_due(as_ana, ana):
    for days in (0, -3, 2, 30):
        contact = make_contact(ana, f"In {days}")
        make_task(ana, contact=contact, due_on=WEDNESDAY.date() + timedelta(days=days))
    page = as_ana.get(reverse("tasks:today"))
    assert [task.contact.name for task in page.context["follow_ups"]] == ["In -3", "In 0", "In 2"]
    assert "Two people to follow up." in page.content.decode()


def test_today_is_the_users_own_day(client, db):
    auckland = make_user("moana@example.com", time_zone="Pacific/Auckland")
    client.force_login(auckland)
    with time_machine.travel(datetime(2026, 11, 26, 20, tzinfo=UTC), tick=False):
        page = client.get(reverse("tasks:today")).content.decode()
    assert "Friday 27 November" in page
    assert "Good morning" in page


@time_machine.travel(WEDNESDAY, tick=False)
def test_today_asks_the_same_queries_for_few_and_many(as_ana, ana, django_assert_max_num_queries):
    def fill(n):
        for _ in range(n):
            make_task(ana, contact=make_contact(ana), due_on=WEDNESDAY.date())
            make_task(ana, box=Box.DO_FIRST)
            make_task(ana, must=True, needed_for="interview")
            make_task(ana, kind="interview", due_on=WEDNESDAY.date())

    fill(10)
    as_ana.get("/help/keys/")  # the first page of a day writes down the visit
    with django_assert_max_num_queries(12) as few:
        as_ana.get(reverse("tasks:today"))
    fill(100)
    with django_assert_max_num_queries(12) as many:
        as_ana.get(reverse("tasks:today"))
    assert len(few) == len(many)


@time_machine.travel(WEDNESDAY, tick=False)
def test_today_asks_at_most_twelve_queries_with_everything_on_it(
    as_ana, ana, django_assert_max_num_queries
):
    def fill(first, last):
        for n in range(first, last):
            day = WEDNESDAY.date() - timedelta(days=n % 40)
            person = make_contact(ana, level=3, last_two_way_on=day - timedelta(days=60))
            entry = ana.interactions.create(day=day, minutes=20, kind="conversation")
            entry.set_people([make_contact(ana, met_through=person, introduced_in=entry), person])
            ana.promises.create(contact=person, mine=False, what="Call", due_on=day)
            ana.asks.create(contact=person, rung=3, made_on=day)
            make_contact(ana, level=3)
            make_task(ana, contact=person, due_on=WEDNESDAY.date(), box=Box.LET_GO)
            make_task(ana, kind="application", completed_on=day, completed_at=WEDNESDAY)
            make_task(ana, must=True, chosen_for=WEDNESDAY.date() if n < 2 else None)
        Contact.objects.filter(owner=ana).update(
            last_contact_on="2026-07-01", last_two_way_on="2026-07-01"
        )

    asked = []
    for first, last in ((0, 10), (10, 200)):
        fill(first, last)
        as_ana.get("/help/keys/")  # the first page of a day writes down the visit
        with django_assert_max_num_queries(12) as queries:
            page = as_ana.get(reverse("tasks:today"))
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert page.context["things"].recent
    assert page.context["touches"].shown
    assert page.context["three"].chosen


def test_today_asks_few_queries_of_a_new_account_too(as_ana, ana, django_assert_max_num_queries):
    as_ana.get(reverse("tasks:today"))  # the first page of a day is written down
    with django_assert_max_num_queries(12):
        as_ana.get(reverse("tasks:today"))
    make_task(ana, must=True)
    with django_assert_max_num_queries(12):
        as_ana.get(reverse("tasks:today"))
