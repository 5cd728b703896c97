"""Time to be in touch: on Today until it is planned, put off or let rest; never gone in silence."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
import time_machine
from django.urls import reverse

from tasks import touches
from tasks.touches import touches_of
from tests.factories import make_contact, make_organisation, make_task
from tests.tasks.test_followups import log

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)
TODAY_PAGE = reverse("tasks:today")
LIST = reverse("contacts:list") + "?show=touch"


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC), tick=False):
        yield


def ago(days):
    return TODAY - timedelta(days=days)


def quiet(owner, name, days=50, level=2):
    day = ago(days)
    return make_contact(owner, name, level=level, last_two_way_on=day, last_contact_on=day)


@pytest.fixture
def priya(ana):
    return quiet(ana, "Priya")


def names(owner, today=TODAY):
    return [touch.person.given_name for touch in touches_of(owner, today).shown]


def press(client, what, contact, **fields):
    return client.post(reverse(what, args=[contact.pk]), fields, follow=True)


def test_three_are_shown_the_closest_first_and_the_rest_counted(as_ana, ana):
    for name, level, days in (("A", 2, 50), ("B", 3, 40), ("C", 3, 50), ("D", 2, 60), ("E", 2, 9)):
        quiet(ana, name, days, level)
    assert names(ana) == ["C", "B", "D"]
    assert touches_of(ana, TODAY).more == 1
    page = as_ana.get(TODAY_PAGE).content.decode()
    assert "And one more person" in page
    assert LIST in page
    assert sorted(p.given_name for p in as_ana.get(LIST).context["page"]) == ["A", "B", "C", "D"]


def test_of_many_no_more_are_counted_than_it_says(as_ana, ana, monkeypatch):
    monkeypatch.setattr(touches, "MOST_COUNTED", 2)
    for name in "ABCDE":
        quiet(ana, name)
    assert "And two more people" in as_ana.get(TODAY_PAGE).content.decode()
    quiet(ana, "F")
    quiet(ana, "G")
    assert "And more than 2 others" in as_ana.get(TODAY_PAGE).content.decode()


def test_nothing_is_said_when_nobody_s_day_has_come(as_ana, ana):
    quiet(ana, "Priya", days=3)
    assert "Time to be in touch" not in as_ana.get(TODAY_PAGE).content.decode()


def test_planning_makes_one_follow_up_for_today(as_ana, ana, priya):
    for _ in range(2):
        page = press(as_ana, "tasks:touch_plan", priya).content.decode()
    task = ana.tasks.open().get()
    assert (task.contact, task.due_on, task.reason) == (priya, TODAY, "stay-in-touch")
    assert names(ana) == []
    assert "Follow up with Priya: today." in page


def test_the_planning_is_taken_back_without_a_trace(as_ana, ana, priya):
    (message,) = press(as_ana, "tasks:touch_plan", priya).context["messages"]
    as_ana.post(message.extra_tags.removeprefix("undo:"))
    assert names(ana) == ["Priya"]
    assert not ana.tasks.finished().exists()


def test_what_somebody_has_in_hand_since_is_not_taken_back(as_ana, ana, priya):
    press(as_ana, "tasks:touch_plan", priya)
    task = ana.tasks.get()
    task.plan_for(TODAY + timedelta(days=3))
    page = as_ana.post(
        reverse("tasks:touch_now", args=[priya.pk]) + f"?planned={task.pk}", follow=True
    )
    assert "It has changed since." in page.content.decode()
    assert ana.tasks.open().get() == task


def test_on_a_day_off_it_is_planned_for_the_next_working_day(as_ana, ana, priya):
    ana.holidays = [TODAY, TODAY + timedelta(days=1)]
    ana.save()
    press(as_ana, "tasks:touch_plan", priya)
    assert ana.tasks.get().due_on == TODAY + timedelta(days=2)


def test_an_undated_follow_up_gets_the_date_and_loses_it_again(as_ana, ana, priya):
    there = make_task(ana, contact=priya, reason="stay-in-touch")
    assert names(ana) == ["Priya"]
    page = press(as_ana, "tasks:touch_plan", priya)
    there.refresh_from_db()
    assert there.due_on == TODAY
    (message,) = page.context["messages"]
    as_ana.post(message.extra_tags.removeprefix("undo:"))
    there.refresh_from_db()
    assert (there.due_on, there.is_open) == (None, True)


def test_later_is_a_week_on_today_and_nothing_on_the_list(as_ana, ana, priya):
    page = press(as_ana, "tasks:touch_later", priya).content.decode()
    assert "Priya: shown here again on Wednesday 2 December." in page
    assert names(ana) == []
    assert [p.given_name for p in as_ana.get(LIST).context["page"]] == ["Priya"]
    assert names(ana, TODAY + timedelta(days=7)) == ["Priya"]
    press(as_ana, "tasks:touch_now", priya)
    assert names(ana) == ["Priya"]


def test_a_rest_is_sixty_days_and_can_be_taken_back(as_ana, ana, priya):
    page = press(as_ana, "contacts:rest", priya).content.decode()
    priya.refresh_from_db()
    assert priya.resting_until == TODAY + timedelta(days=60)
    assert "Priya: resting until Sunday 24 January 2027." in page
    assert names(ana) == []
    assert names(ana, priya.resting_until) == ["Priya"]
    as_ana.post(reverse("contacts:change_undo", args=[ana.changes.get().pk]))
    assert names(ana) == ["Priya"]


def test_after_two_messages_without_an_answer_a_rest_is_offered_first(as_ana, ana, priya):
    for days in (30, 20):
        ana.interactions.create(day=ago(days), minutes=5, kind="followed-up").set_people([priya])
    ana.contacts.update(last_two_way_on=ago(50))
    (touch,) = touches_of(ana, TODAY).shown
    assert (touch.unanswered, touch.wants_rest) == (2, True)
    page = as_ana.get(TODAY_PAGE).content.decode()
    assert "Two messages in a row without an answer." in page
    assert "Rest 60 days" in page


@pytest.mark.parametrize("until", ["2026-11-25", "2020-01-01"])
def test_a_rest_that_is_over_already_is_refused(as_ana, ana, priya, until):
    press(as_ana, "contacts:rest", priya, until=until)
    priya.refresh_from_db()
    assert priya.resting_until is None


def test_a_rest_can_be_ended(as_ana, ana, priya):
    press(as_ana, "contacts:rest", priya)
    press(as_ana, "contacts:rest", priya, wake="on")
    priya.refresh_from_db()
    assert priya.resting_until is None


@pytest.mark.parametrize("what", ["touch_plan", "touch_later", "touch_now"])
def test_a_stranger_s_person_is_not_found_and_a_link_changes_nothing(client, ben, priya, what):
    client.force_login(ben)
    address = reverse(f"tasks:{what}", args=[priya.pk])
    assert client.post(address).status_code == 404
    assert client.get(address).status_code == 405


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("counted", [0, 4, 50])
def test_they_are_the_first_of_the_list_with_what_it_says_of_them(ana, seed, counted, monkeypatch):
    """The list is asked for by expressions, and Today in one statement."""
    monkeypatch.setattr(touches, "MOST_COUNTED", counted)
    chance = Random(seed)
    ana.rhythm_days, ana.target_rhythm_days = [0, 40, 20, 9], [0, 20, 10, 5]
    ana.save()
    places = [None, make_organisation(ana, is_target=True), make_organisation(ana)]
    for number in range(60):
        two_way, written = (ago(chance.randrange(60)) for _ in "12")
        person = make_contact(
            ana,
            f"Person {number}",
            level=chance.randrange(4),
            organisation=chance.choice(places),
            rhythm_days=chance.choice([None, None, 0, 3, 30]),
            last_two_way_on=chance.choice([None, two_way]),
            last_contact_on=chance.choice([two_way, max(two_way, written)]),
            do_not_contact=chance.random() < 0.1,
            resting_until=chance.choice([None, ago(1), TODAY, ago(-1)]),
        )
        if chance.random() < 0.1:
            make_task(ana, contact=person, due_on=chance.choice([None, TODAY]))
        for _ in range(chance.randrange(4)):
            log(ana, person, day=person.last_contact_on, direction=chance.choice(["to", "from"]))
    people = ana.contacts.active().time_to_be_in_touch(TODAY).with_unanswered()
    in_order = list(people.order_by("-level", "next_on", "search_name", "pk"))
    found = touches_of(ana, TODAY)
    assert len(in_order) > 8
    assert found.more == min(len(in_order) - 3, counted + 1)
    assert found.more_than == (counted if counted < len(in_order) - 3 else 0)
    assert [(one.person.pk, one.unanswered, one.person.rhythm) for one in found.shown] == [
        (person.pk, person.unanswered, person.rhythm) for person in in_order[:3]
    ]
    assert [one.person.organisation for one in found.shown] == [
        person.organisation for person in in_order[:3]
    ]
