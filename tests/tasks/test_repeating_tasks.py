"""Tasks that come again, on the pages and in the database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from contacts.boxes import Box
from contacts.kinds import Kind
from tasks.models import Reminder, Task
from tasks.models.board import Stale
from tasks.reminders import schedule
from tests.factories import make_contact, make_task, make_user

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)  # a Wednesday
MONDAY = date(2026, 11, 30)
WEEKLY = "week:2026-11-30"


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


def post(client, name, task=None, **fields):
    address = reverse(f"tasks:{name}", args=[task.pk] if task else [])
    return client.post(address, fields)


def save(client, task=None, **fields):
    fields = {"title": "Look at the job boards", "kind": "research", **fields}
    answer = post(client, "edit" if task else "new", task, **fields)
    assert answer.status_code == 302, answer.context["form"].errors
    return Task.objects.get(pk=task.pk) if task else Task.objects.latest("created_at")


def errors(client, **fields):
    answer = post(client, "new", **{"title": "x", "kind": "research", **fields})
    assert answer.status_code == 422
    return dict(answer.context["form"].errors)


def only_open(user):
    return user.tasks.open().get()


def words(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"repeats": ""}, ""),
        ({"repeats": "day"}, "day"),
        ({"repeats": "workday"}, "workday"),
        ({"repeats": "week"}, WEEKLY),
        ({"repeats": "2weeks"}, "2weeks:2026-11-30"),
        ({"repeats": "month"}, "month:2026-11-30"),
        ({"repeats": "after", "repeat_count": "2", "repeat_unit": "weeks"}, "after:2:weeks"),
        ({"repeats": "after", "repeat_count": "3"}, "after:3:weeks"),
        ({"repeats": "day", "repeat_count": "0", "repeat_unit": "years"}, "day"),
    ],
)
def test_the_form_keeps_the_rule_and_shows_it_again(as_ana, fields, rule):
    task = save(as_ana, due_on="2026-11-30", **fields)
    assert task.repeat == rule
    form = as_ana.get(reverse("tasks:edit", args=[task.pk])).context["form"]
    assert (form["repeats"].value() or "") == fields["repeats"]


def test_a_repeat_by_the_calendar_needs_a_date_and_one_after_finishing_does_not(as_ana):
    assert errors(as_ana, repeats="week") == {"due_on": ["A repeating task needs a date."]}
    missing = errors(as_ana, repeats="after")
    assert missing == {"repeat_count": ["Say how long after you finish it comes again."]}
    assert list(errors(as_ana, repeats="after", repeat_count="0")) == ["repeat_count"]
    assert list(errors(as_ana, repeats="yearly", due_on="2026-11-30")) == ["repeats"]
    assert save(as_ana, repeats="after", repeat_count="1").due_on is None


def test_a_31st_is_not_lost_in_february_by_saving_the_form(as_ana, ana):
    task = make_task(ana, due_on=date(2027, 2, 28), repeat="month:2027-01-31")
    same = {"repeats": "month", "due_on": "2027-02-28"}
    assert save(as_ana, task, **same).repeat == "month:2027-01-31"
    assert save(as_ana, task, **same | {"due_on": "2027-02-20"}).repeat == "month:2027-02-20"


def test_never_ends_the_series(as_ana, ana):
    task = make_task(ana, due_on=MONDAY, repeat=WEEKLY)
    save(as_ana, task, repeats="", due_on="2026-11-30")
    post(as_ana, "done", task)
    assert not ana.tasks.open().exists()


def test_finishing_makes_the_next_one_with_all_that_is_kept(as_ana, ana):
    task = make_task(
        ana, "Call", kind=Kind.FOLLOWED_UP, contact=make_contact(ana), due_on=MONDAY,
        due_time=time(10), estimate=25, purpose="Stay close", feeling="put-off", notes="By phone",
        hard_override=False, repeat=WEEKLY, must=True, needed_for="event",
    )  # fmt: skip
    answer = as_ana.post(reverse("tasks:done", args=[task.pk]), follow=True)
    assert "Call is done. The next one is on Mon 7 Dec." in words(answer)
    new = only_open(ana)
    kept = ("title", "kind", "contact", "due_time", "estimate", "purpose", "feeling", "notes",
            "hard_override", "repeat")  # fmt: skip
    assert [getattr(new, name) for name in kept] == [getattr(task, name) for name in kept]
    assert (new.due_on, new.first_due_on) == (date(2026, 12, 7), date(2026, 12, 7))
    assert (new.version, new.times_moved, new.must, new.follows) == (1, 0, False, task)


@pytest.mark.parametrize(
    ("rule", "box", "expected"),
    [
        (WEEKLY, Box.DO_FIRST, Box.MAKE_TIME),
        ("day", Box.MAKE_TIME, Box.DO_FIRST),
        (WEEKLY, Box.KEEP_SHORT, Box.LET_GO),
        ("day", Box.LET_GO, Box.KEEP_SHORT),
    ],
)
def test_important_is_kept_and_urgent_is_worked_out_again(ana, rule, box, expected):
    task = make_task(ana, due_on=NOW.date(), repeat=rule, box=box)
    task.complete(NOW)
    assert only_open(ana).box == expected


def test_missed_ones_do_not_pile_up(ana):
    make_task(ana, due_on=date(2026, 9, 7), repeat="week:2026-09-07").complete(NOW)
    assert only_open(ana).due_on == MONDAY


def test_after_finishing_counts_from_the_day_it_was_done(as_ana, ana):
    task = make_task(ana, repeat="after:2:weeks")
    post(as_ana, "done", task, day="2026-11-23")
    assert only_open(ana).due_on == date(2026, 12, 7)


def test_letting_it_go_lets_only_this_one_go(as_ana, ana):
    task = make_task(ana, "Look", due_on=MONDAY, repeat=WEEKLY)
    page = words(as_ana.get(task.get_absolute_url()))
    assert "Let this one go" in page
    assert "Every Monday" in page
    answer = as_ana.post(reverse("tasks:drop", args=[task.pk]), follow=True)
    assert "You let Look go. The next one is on Mon 7 Dec." in words(answer)
    assert only_open(ana).due_on == date(2026, 12, 7)


@pytest.mark.parametrize("close", ["done", "drop"])
def test_undo_takes_the_next_one_back(as_ana, ana, close):
    task = make_task(ana, due_on=MONDAY, repeat=WEEKLY)
    post(as_ana, close, task)
    post(as_ana, "reopen", task)
    assert only_open(ana) == task
    assert only_open(ana).repeat == WEEKLY
    assert not ana.tasks.finished().exists()
    post(as_ana, close, task)
    new = only_open(ana)
    assert (new.due_on, new.repeat, new.follows) == (date(2026, 12, 7), WEEKLY, task)
    assert task.following == new


def in_script(client, address, **fields):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/board/"}
    return client.post(address, fields, headers=headers)


def test_other_windows_hear_that_the_next_one_is_gone(as_ana, ana):
    task = make_task(ana, due_on=MONDAY, repeat=WEEKLY)
    task.complete(NOW)
    new = only_open(ana)
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        Task.objects.get(pk=task.pk).reopen()
    since = (NOW + timedelta(minutes=3)).isoformat()
    page = as_ana.get(reverse("tasks:board_version"), {"since": since})
    assert page.status_code == 200
    assert new in page.context["gone"]
    assert str(task.pk) in [card["pk"] for card in page.context["cards"]]


@pytest.mark.parametrize("how", ["move", "later", "done", "edit"])
def test_what_a_window_still_does_to_the_one_that_is_gone_is_no_error_of_ours(as_ana, ana, how):
    task = make_task(ana, due_on=MONDAY, repeat=WEEKLY)
    task.complete(NOW)
    gone = only_open(ana)
    Task.objects.get(pk=task.pk).reopen()
    fields = {"box": "1", "when": "2", "title": "x", "kind": "research"}
    answer = in_script(as_ana, reverse(f"tasks:{how}", args=[gone.pk]), **fields)
    assert answer.status_code < 500
    assert only_open(ana) == task


def test_a_move_that_met_the_end_of_the_next_one_is_stale(ana):
    task = make_task(ana, due_on=MONDAY, repeat=WEEKLY)
    task.complete(NOW)
    held = only_open(ana)
    Task.objects.get(pk=task.pk).reopen()
    with pytest.raises(Stale):
        held.move_to(Box.DO_FIRST, after=None, version=1, key="k", now=NOW)
    held.plan_for(date(2026, 12, 9))
    assert only_open(ana) == task


def test_the_reminder_of_the_next_one_goes_with_it(ana):
    task = remind(make_task(ana, due_on=MONDAY, first_due_on=MONDAY, repeat=WEEKLY), MONDAY)
    task.complete(NOW)
    new = only_open(ana)
    assert reminder_of(new).next_at is not None
    task.reopen()
    assert reminder_of(new).next_at is None


def test_one_that_was_taken_back_can_be_opened_and_is_a_task_of_its_own(as_ana, ana):
    task = make_task(ana, due_on=MONDAY, repeat=WEEKLY)
    task.complete(NOW)
    new = only_open(ana)
    task.reopen()
    post(as_ana, "reopen", new)
    assert {t.pk: t.repeat for t in ana.tasks.open()} == {task.pk: WEEKLY, new.pk: ""}
    post(as_ana, "drop", new)
    assert list(ana.tasks.finished()) == [new]


def test_undo_keeps_a_next_one_that_somebody_has_in_hand_and_it_goes_on(as_ana, ana):
    task = make_task(ana, due_on=MONDAY, repeat=WEEKLY)
    post(as_ana, "done", task)
    new = only_open(ana)
    new.plan_for(date(2026, 12, 8))
    post(as_ana, "reopen", task)
    assert {t.pk: t.repeat for t in ana.tasks.open()} == {task.pk: "", new.pk: WEEKLY}
    post(as_ana, "done", task)
    assert only_open(ana) == new


def test_the_next_one_is_the_first_after_the_users_own_today(db):
    moana = make_user(time_zone="Pacific/Auckland")
    late = datetime(2026, 11, 29, 12, tzinfo=UTC)  # Monday there
    make_task(moana, due_on=MONDAY, repeat=WEEKLY).complete(late)
    assert only_open(moana).due_on == date(2026, 12, 7)


def remind(task, day, at=time(9, 30)):
    task.remind_at(day, at)
    return task


def reminder_of(task):
    return Reminder.objects.get(task=task)


def test_its_reminder_follows_at_the_same_time_of_day_over_a_clock_change(db):
    rosa = make_user(time_zone="Europe/Lisbon")
    friday = date(2027, 3, 26)  # the clocks go forward on Sunday
    with time_machine.travel(datetime(2027, 3, 20, tzinfo=UTC), tick=False):
        task = remind(make_task(rosa, due_on=friday, first_due_on=friday, repeat="week:2027-03-26"),
                      date(2027, 3, 25))  # fmt: skip
    task.complete(datetime(2027, 3, 26, 18, tzinfo=UTC))
    reminder = reminder_of(only_open(rosa))
    assert reminder.next_local_date == date(2027, 4, 1)
    assert (reminder_of(task).wall_time, reminder.wall_time) == (time(9, 30), time(9, 30))
    assert reminder.next_at == datetime(2027, 4, 1, 8, 30, tzinfo=UTC)  # 9:30 in summer time


def test_a_reminder_that_was_sent_follows_and_one_that_was_taken_back_does_not(ana):
    task = remind(make_task(ana, due_on=NOW.date(), first_due_on=NOW.date(), repeat="day"),
                  NOW.date(), time(8))  # fmt: skip
    schedule.materialise(NOW)
    assert reminder_of(task).next_at is None
    task.complete(NOW)
    second = only_open(ana)
    assert reminder_of(second).next_at == datetime(2026, 11, 26, 8, tzinfo=UTC)
    second.forget_reminder()
    second.complete(NOW)
    assert not Reminder.objects.filter(task=only_open(ana)).exists()


def test_a_card_says_that_it_repeats(as_ana, ana):
    make_task(ana, due_on=MONDAY, repeat=WEEKLY)
    page = words(as_ana.get(reverse("tasks:board")))
    assert 'Repeats<span class="visually-hidden">: Every Monday</span>' in page


def test_a_done_one_says_when_the_next_is(as_ana, ana):
    task = make_task(ana, due_on=MONDAY, repeat=WEEKLY)
    task.complete(NOW)
    page = words(as_ana.get(task.get_absolute_url()))
    assert f'Next: <a href="{only_open(ana).get_absolute_url()}">Mon 7 Dec</a>' in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ends", ["complete", "drop"])
def test_done_in_two_windows_at_once_makes_one_next(ends):
    rosa = make_user()
    for _ in range(10):
        task = make_task(rosa, due_on=MONDAY, repeat=WEEKLY)

        def close(_, task=task):
            try:
                return getattr(Task.objects.get(pk=task.pk), ends)(NOW)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(close, range(2))) == [False, True]
        assert Task.objects.filter(follows=task).count() == 1
