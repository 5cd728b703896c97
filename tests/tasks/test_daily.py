"""Three tasks for today: what is suggested, chosen, swapped and done."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from contacts.boxes import Box
from contacts.kinds import Kind
from tasks.daily import headline
from tasks.models import Task
from tests.factories import make_contact, make_task, make_user

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


def day(days):
    return TODAY + timedelta(days=days)


def page(client):
    return client.get(reverse("tasks:today"))


def words(answer):
    return " ".join(answer.content.decode().split())


def suggested(client):
    return [(one.task.title, one.why) for one in page(client).context["three"].suggested]


def chosen(user, on=TODAY):
    return set(user.tasks.filter(chosen_for=on).values_list("title", flat=True))


def choose(client, task, **fields):
    return client.post(reverse("tasks:choose", args=[task.pk]), fields)


@pytest.fixture
def full(ana):
    """Three chosen tasks, and a fourth that is not."""
    three = [make_task(ana, f"Task {n}", chosen_for=TODAY) for n in (1, 2, 3)]
    return [*three, make_task(ana, "Fourth")]


def test_one_of_each_is_suggested_with_its_reason(as_ana, ana):
    make_task(ana, "Fire", box=Box.DO_FIRST)
    make_task(ana, "Long", feeling="put-off", estimate=90)
    make_task(ana, "Short", feeling="put-off", estimate=10)
    make_task(ana, "Cheap", feeling="put-off", estimate=5, box=Box.LET_GO)
    make_task(ana, "Write", kind=Kind.FOLLOWED_UP, feeling="put-off", estimate=60)
    assert suggested(as_ana) == [
        ("Fire", "From Do first"),
        ("Short", "Important, and you put it off"),
        ("Write", "The hard part of networking"),
    ]


def test_without_a_fire_it_is_the_nearest_date_and_without_put_off_what_has_none(as_ana, ana):
    make_task(ana, "Far", due_on=day(20))
    make_task(ana, "Near", due_on=day(9))
    make_task(ana, "No date", estimate=10)
    assert suggested(as_ana) == [
        ("Near", "The nearest date"),
        ("No date", "Important, without a date"),
    ]


def test_no_task_is_suggested_twice(as_ana, ana):
    make_task(ana, "All", kind=Kind.FOLLOWED_UP, feeling="put-off", box=Box.DO_FIRST)
    assert [title for title, _ in suggested(as_ana)] == ["All"]


def test_a_follow_up_listed_above_is_suggested_after_others(as_ana, ana):
    due = {"kind": Kind.FOLLOWED_UP, "due_on": TODAY}
    make_task(ana, "Listed", contact=make_contact(ana), **due)
    assert [title for title, _ in suggested(as_ana)] == ["Listed"]
    make_task(ana, "Other", kind=Kind.FOLLOWED_UP, due_on=TODAY)
    assert [title for title, _ in suggested(as_ana)] == ["Other", "Listed"]


def test_a_listed_follow_up_comes_last_also_when_it_is_due_first(as_ana, ana):
    make_task(ana, "Listed", kind=Kind.ASKED, contact=make_contact(ana), due_on=day(1))
    make_task(ana, "Other", kind=Kind.ASKED, due_on=day(9))
    assert [title for title, _ in suggested(as_ana)] == ["Other", "Listed"]


def test_what_is_put_off_is_taken_from_make_time_while_something_is_there(as_ana, ana):
    make_task(ana, "Fire", box=Box.DO_FIRST, due_on=TODAY)
    make_task(ana, "Other fire", box=Box.DO_FIRST, feeling="put-off", estimate=5)
    assert suggested(as_ana)[1] == ("Other fire", "Important, and you put it off")
    make_task(ana, "Planned", feeling="put-off", estimate=30)
    assert suggested(as_ana)[1] == ("Planned", "Important, and you put it off")


def test_all_three_are_accepted_with_one_button(as_ana, ana):
    tasks = [make_task(ana, box=Box.DO_FIRST), make_task(ana), make_task(ana, kind=Kind.ASKED)]
    assert "Make these my three" in words(page(as_ana))
    as_ana.post(reverse("tasks:three"), {"task": [task.pk for task in tasks]})
    assert chosen(ana) == {task.title for task in tasks}
    shown = words(page(as_ana))
    assert "0 of 3 done" in shown
    assert "That is a full day. When these are done you can stop." in shown
    assert "Three tasks for today." in shown
    assert "Make these" not in shown


def test_a_fourth_is_not_taken_with_the_rest(as_ana, ana, full):
    answer = as_ana.post(reverse("tasks:three"), {"task": [full[3].pk, "x"]}, follow=True)
    assert "Three tasks are a full day." in words(answer)
    assert "Fourth" not in chosen(ana)


def test_with_one_chosen_two_more_are_suggested(as_ana, ana):
    make_task(ana, chosen_for=TODAY)
    for _ in range(3):
        make_task(ana, box=Box.DO_FIRST, feeling="put-off", kind=Kind.ASKED)
    assert len(suggested(as_ana)) == 2
    assert "Add these two to today" in words(page(as_ana))


def test_a_task_goes_onto_the_list_and_off_again(as_ana, ana):
    task = make_task(ana, "Write")
    assert "Do it today?" in words(as_ana.get(reverse("tasks:choose", args=[task.pk])))
    assert choose(as_ana, task).status_code == 302
    assert chosen(ana) == {"Write"}
    assert choose(as_ana, task, on="1").status_code == 302  # pressed twice
    assert chosen(ana) == {"Write"}
    choose(as_ana, task)
    assert chosen(ana) == set()


def test_a_fourth_asks_which_one_to_swap(as_ana, ana, full):
    answer = choose(as_ana, full[3])
    assert answer.status_code == 422
    assert "Today is full. Swap with which?" in words(answer)
    assert answer.content.decode().count('name="instead"') == 3
    assert as_ana.get(reverse("tasks:choose", args=[full[3].pk])).status_code == 200
    assert choose(as_ana, full[3], instead=str(full[1].pk)).status_code == 302
    assert chosen(ana) == {"Task 1", "Task 3", "Fourth"}


@pytest.mark.parametrize("which", ["foreign", "nonsense", "itself"])
def test_a_swap_with_something_else_asks_again(as_ana, ana, ben, full, which):
    foreign = make_task(ben, chosen_for=TODAY)
    instead = {"foreign": foreign.pk, "nonsense": "x", "itself": full[3].pk}[which]
    assert choose(as_ana, full[3], instead=str(instead)).status_code == 422
    foreign.refresh_from_db()
    assert (len(chosen(ana)), foreign.chosen_for) == (3, TODAY)


@pytest.mark.parametrize("odd", ["7", "\0", "x" * 5000])
def test_an_odd_answer_changes_nothing(as_ana, ana, odd):
    task = make_task(ana, chosen_for=TODAY)
    assert choose(as_ana, task, on=odd).status_code == 422
    assert chosen(ana) == {task.title}
    other = make_task(ana, "Other", due_on=TODAY)
    for name in ("three", "urgent"):
        assert as_ana.post(reverse(f"tasks:{name}"), {"task": odd}).status_code == 302
    assert chosen(ana) == {task.title}
    other.refresh_from_db()
    assert other.box == Box.MAKE_TIME


def test_a_done_one_is_struck_through_and_can_be_taken_back(as_ana, ana, full):
    full[0].complete(NOW)
    shown = words(page(as_ana))
    assert "1 of 3 done" in shown
    assert 'aria-pressed="true" aria-label="Done: Task 1"' in shown
    assert shown.count("is-done") == 1
    as_ana.post(reverse("tasks:reopen", args=[full[0].pk]))
    assert "0 of 3 done" in words(page(as_ana))


def test_when_all_are_done_it_is_enough_and_the_next_date_is_named(as_ana, ana, full):
    make_task(ana, "Later", due_on=day(9))
    make_task(ana, "Say hello", due_on=day(2))
    for task in full[:3]:
        task.complete(NOW)
    shown = words(page(as_ana))
    assert "That is enough for today. Next: Fri 27 Nov" in shown
    assert ">Say hello</a>" in shown
    assert page(as_ana).context["three"].suggested == []


def test_it_is_not_enough_while_somebody_is_waiting(as_ana, ana, full):
    make_task(ana, contact=make_contact(ana), due_on=TODAY)
    for task in full[:3]:
        task.complete(NOW)
    shown = words(page(as_ana))
    assert "One person is left to write to." in shown
    assert "That is enough" not in shown


def test_the_other_tasks_are_counted(as_ana, ana, full):
    for _ in range(9):
        make_task(ana)
    make_task(ana, contact=make_contact(ana), due_on=TODAY)
    assert ">Ten other tasks</a> are safe on your board." in words(page(as_ana))


def test_yesterdays_choice_is_gone_and_so_is_what_was_let_go(as_ana, ana):
    make_task(ana, "Old", chosen_for=day(-1))
    make_task(ana, "Gone", chosen_for=TODAY).drop(NOW)
    assert page(as_ana).context["three"].chosen == []


def test_one_that_was_let_go_does_not_come_back_as_a_fourth(as_ana, ana, full):
    full[0].drop(NOW)
    assert full[3].choose_for(TODAY)
    as_ana.post(reverse("tasks:reopen", args=[full[0].pk]))
    assert chosen(ana) == {"Task 2", "Task 3", "Fourth"}
    full[1].drop(NOW)
    as_ana.post(reverse("tasks:reopen", args=[full[1].pk]))
    assert chosen(ana) == {"Task 2", "Task 3", "Fourth"}


def test_the_day_is_the_users_own(client, db):
    moana = make_user(time_zone="Pacific/Auckland")
    client.force_login(moana)
    task = make_task(moana, "Write")
    with time_machine.travel(datetime(2026, 11, 26, 20, tzinfo=UTC), tick=False):
        choose(client, task)
    assert chosen(moana, on=date(2026, 11, 27)) == {"Write"}


def test_the_next_of_a_repeating_task_is_not_chosen_by_itself(as_ana, ana):
    make_task(ana, "Daily", due_on=TODAY, repeat="day", chosen_for=TODAY).complete(NOW)
    assert ana.tasks.open().get().chosen_for is None


@pytest.mark.parametrize(
    ("people", "tasks", "ahead", "expected"),
    [
        (3, 3, False, "Three people, three tasks."),
        (1, 1, False, "One person, one task."),
        (12, 2, False, "12 people, two tasks."),
        (2, 0, False, "Two people to follow up."),
        (0, 3, True, "Three tasks for today."),
        (0, 0, True, "Nobody is waiting today."),
        (0, 0, False, "What matters today?"),
    ],
)
def test_the_heading_counts_both(people, tasks, ahead, expected):
    assert headline(people, tasks, somebody_ahead=ahead) == expected


@pytest.mark.django_db(transaction=True)
def test_four_windows_at_once_choose_three():
    rosa = make_user()
    tasks = [make_task(rosa) for _ in range(6)]

    def take(task):
        try:
            return Task.objects.get(pk=task.pk).choose_for(TODAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(take, tasks)) == [False] * 3 + [True] * 3
    assert rosa.tasks.filter(chosen_for=TODAY).count() == 3
