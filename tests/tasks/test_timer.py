"""A timer for those who like one: it counts real minutes, one task at a time, and asks at night."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from time_machine import travel

from jobsearch.models import User
from tasks.models import Timer
from tasks.timing import Running
from tests.factories import make_contact, make_task

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
LISBON, AUCKLAND = ZoneInfo("Europe/Lisbon"), ZoneInfo("Pacific/Auckland")


def run(since, now, zone=LISBON, quiet=(21, 7), expected=45):
    return Running(since, now, zone, *quiet, expected)


def local(*when, zone=LISBON):
    return datetime(*when, tzinfo=zone)


# --- The rule -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (29, 0), (31, 1), (1500, 25), (-60, 0)])
def test_it_counts_whole_minutes_and_never_less_than_none(seconds, minutes):
    assert run(NOON, NOON + timedelta(seconds=seconds)).minutes == minutes


def test_three_hours_are_a_long_morning_and_a_minute_more_is_forgotten():
    assert not run(NOON, NOON + timedelta(hours=3)).is_forgotten
    assert run(NOON, NOON + timedelta(hours=3, minutes=1)).is_forgotten


def test_over_midnight_it_asks():
    late = local(2026, 11, 18, 23, 50)
    assert not run(late, late + timedelta(minutes=9)).is_forgotten
    assert run(late, late + timedelta(minutes=10)).is_forgotten


def test_into_the_quiet_hours_it_asks_but_not_when_begun_in_them():
    evening = local(2026, 11, 18, 20, 30)
    assert not run(evening, evening + timedelta(minutes=29)).is_forgotten
    assert run(evening, evening + timedelta(minutes=30)).is_forgotten
    night = local(2026, 11, 18, 21, 30)
    assert not run(night, night + timedelta(hours=1)).is_forgotten
    assert not run(evening, evening + timedelta(hours=1), quiet=(5, 5)).is_forgotten


def test_a_forgotten_one_counts_nothing_and_suggests_what_the_task_may_take():
    forgotten = run(NOON, NOON + timedelta(hours=14))
    assert forgotten.counted == 0
    assert forgotten.suggested == 45
    assert run(NOON, NOON + timedelta(minutes=50)).suggested == 50
    assert run(local(2026, 11, 18, 23, 50), local(2026, 11, 19, 0, 10)).suggested == 20


@pytest.mark.parametrize("day", [(2026, 3, 29), (2026, 10, 25)])
def test_a_clock_change_neither_makes_nor_loses_a_minute(day):
    start = local(*day, 0, 30).astimezone(UTC)
    now = start + timedelta(hours=2)
    assert run(start, now, quiet=(5, 5)).minutes == 120


def test_a_move_to_another_zone_neither_makes_nor_loses_a_minute():
    assert run(NOON, NOON + timedelta(minutes=30), LISBON).minutes == 30
    assert run(NOON, NOON + timedelta(minutes=30), AUCKLAND).minutes == 30


def test_it_says_since_when_with_the_day_if_that_is_over():
    assert run(NOON, NOON + timedelta(hours=1)).since_words == "12:00"
    assert run(NOON, NOON + timedelta(days=1)).since_words == "Wed 18 Nov, 12:00"


# --- The pages ------------------------------------------------------------------------------------


@pytest.fixture
def clock():
    with travel(NOON, tick=False) as moving:
        yield moving


@pytest.fixture
def task(ana, clock):
    return make_task(ana, "Read", kind="research", estimate=45)


def start(client, task):
    return client.post(f"/tasks/{task.pk}/timer/", follow=True)


def stop(client, task, **fields):
    return client.post(f"/tasks/{task.pk}/timer/stop/", fields, follow=True)


def told(response):
    return [str(message) for message in response.context["messages"]]


def undo(client, response):
    address = re.search(r'action="(/timer/undo/[^"]+)"', response.content.decode())[1]
    return client.post(address, follow=True)


def timed(task):
    task.refresh_from_db()
    return task.minutes_timed


def test_starting_one_switches_timers_on_and_says_so(as_ana, ana, task):
    page = start(as_ana, task)
    assert told(page) == ["The timer of Read runs. You can switch timers off again in Settings."]
    ana.refresh_from_db()
    assert ana.timer_on
    assert Timer.objects.get().task == task


def test_it_is_shown_on_today_the_board_and_the_task(as_ana, task, clock):
    start(as_ana, task)
    clock.shift(timedelta(minutes=25))
    for address in ("/", f"/tasks/{task.pk}/"):
        html = " ".join(re.sub(r"<[^>]+>", "", as_ana.get(address).content.decode()).split())
        assert "iming since 12:00, 25 min" in html, address
    assert "Timing since 12:00" in as_ana.get("/board/").content.decode()


def test_nothing_of_it_is_asked_of_those_who_have_it_off(as_ana, ana, task):
    start(as_ana, task)
    User.objects.filter(pk=ana.pk).update(timer_on=False)
    assert "Timing since" not in as_ana.get("/board/").content.decode()


def test_stopping_shows_the_minutes_before_they_are_kept(as_ana, task, clock):
    start(as_ana, task)
    clock.shift(timedelta(minutes=25))
    page = as_ana.get(f"/tasks/{task.pk}/timer/stop/")
    assert page.context["form"]["minutes"].value() == 25
    assert Timer.objects.exists()
    page = stop(as_ana, task, minutes=20)
    assert told(page) == ["20 min kept for Read."]
    assert timed(task) == 20
    assert not Timer.objects.exists()


def test_minutes_add_up_and_prefill_what_the_task_took(as_ana, task, clock):
    for minutes in (10, 15):
        start(as_ana, task)
        stop(as_ana, task, minutes=minutes)
    start(as_ana, task)
    clock.shift(timedelta(minutes=5))
    page = as_ana.get(f"/tasks/{task.pk}/")
    assert page.context["done_form"]["minutes"].value() == 30
    as_ana.post(f"/tasks/{task.pk}/done/")  # the tick of the board
    task.refresh_from_db()
    assert task.minutes_spent == 30
    assert not Timer.objects.exists()


def test_logging_it_begins_with_what_was_timed(as_ana, ana, clock):
    call = make_task(ana, "Call", kind="conversation", contact=make_contact(ana))
    start(as_ana, call)
    clock.shift(timedelta(minutes=35))
    page = as_ana.get(f"/log/?task={call.pk}")
    assert page.context["form"]["minutes"].value() == 35


def test_starting_another_stops_the_first_with_its_minutes_kept(as_ana, ana, task, clock):
    other = make_task(ana, "Write")
    start(as_ana, task)
    clock.shift(timedelta(minutes=12))
    page = start(as_ana, other)
    assert told(page) == ["The timer of Write runs. 12 min kept for Read."]
    assert timed(task) == 12
    assert Timer.objects.get().task == other
    undo(as_ana, page)
    assert timed(task) == 0
    timer = Timer.objects.get()
    assert (timer.task, timer.started_at) == (task, NOON)


def test_starting_the_same_twice_lets_it_run_on(as_ana, task, clock):
    start(as_ana, task)
    clock.shift(timedelta(minutes=5))
    start(as_ana, task)
    assert Timer.objects.get().started_at == NOON


def test_a_forgotten_one_asks_before_another_starts(as_ana, ana, task, clock):
    other = make_task(ana, "Write")
    start(as_ana, task)
    clock.shift(timedelta(hours=14))
    page = start(as_ana, other)
    assert "Still at it?" in page.content.decode()
    assert "We count nothing until you say" in page.content.decode()
    assert page.context["form"]["minutes"].value() == 45
    assert Timer.objects.get().task == task
    assert timed(task) == 0
    assert "Still at it?" in as_ana.get("/").content.decode()


def test_counting_nothing_is_one_press(as_ana, task, clock):
    start(as_ana, task)
    clock.shift(timedelta(hours=14))
    assert told(stop(as_ana, task, minutes=0)) == ["The timer is over. Nothing was counted."]
    assert timed(task) == 0


def test_stopping_can_be_taken_back_and_it_runs_on(as_ana, task, clock):
    start(as_ana, task)
    clock.shift(timedelta(minutes=25))
    page = stop(as_ana, task, minutes=25)
    undo(as_ana, page)
    assert timed(task) == 0
    assert Timer.objects.get().started_at == NOON
    assert "gone on since" in told(undo(as_ana, page))[0]
    assert timed(task) == 0


def test_starting_can_be_taken_back(as_ana, task):
    page = start(as_ana, task)
    undo(as_ana, page)
    assert not Timer.objects.exists()
    assert "gone on since" in told(undo(as_ana, page))[0]


def test_a_start_that_cannot_be_taken_back_whole_runs_on(as_ana, ana, task, clock):
    start(as_ana, task)
    clock.shift(timedelta(minutes=20))
    other = make_task(ana, "Other")
    page = start(as_ana, other)
    task.complete(datetime.now(UTC))
    assert "gone on since" in told(undo(as_ana, page))[0]
    assert Timer.objects.get().task == other


@pytest.mark.parametrize("how", ["done", "drop"])
def test_closing_the_task_ends_it_and_keeps_its_minutes_for_who_opens_it(as_ana, task, clock, how):
    start(as_ana, task)
    clock.shift(timedelta(minutes=30))
    as_ana.post(f"/tasks/{task.pk}/{how}/", {"minutes": 40})
    assert not Timer.objects.exists()
    as_ana.post(f"/tasks/{task.pk}/reopen/")
    assert timed(task) == 30


def test_a_night_is_not_counted_when_the_task_is_ticked_the_day_after(as_ana, task, clock):
    start(as_ana, task)
    clock.shift(timedelta(hours=20))
    as_ana.post(f"/tasks/{task.pk}/done/")
    task.refresh_from_db()
    assert task.minutes_spent == 45
    assert task.minutes_timed == 0


def test_it_goes_with_its_task(as_ana, task):
    start(as_ana, task)
    task.delete()
    assert not Timer.objects.exists()
    assert as_ana.get("/").status_code == 200


def test_two_windows_stop_it_once(as_ana, task, clock):
    start(as_ana, task)
    clock.shift(timedelta(minutes=25))
    timer = str(Timer.objects.get().pk)
    stop(as_ana, task, minutes=25, timer=timer)
    assert told(stop(as_ana, task, minutes=25, timer=timer)) == ["This timer of Read is over."]
    start(as_ana, task)
    stop(as_ana, task, minutes=25, timer=timer)  # of the one before
    assert timed(task) == 25
    assert Timer.objects.exists()


@pytest.mark.parametrize("minutes", ["", "-1", "1441", "9" * 400, "x", "1.5", "\x00"])
def test_minutes_that_are_none_are_asked_for_again(as_ana, task, minutes):
    start(as_ana, task)
    page = stop(as_ana, task, minutes=minutes)
    assert page.status_code == 422
    assert Timer.objects.exists()


def test_settings_keep_the_switch_on_while_one_runs(as_ana, ana, task):
    start(as_ana, task)
    page = as_ana.get("/settings/")
    data = {**page.context["form"].initial, "timer_on": ""}
    data = {name: value for name, value in data.items() if value or type(value) is int}
    page = as_ana.post("/settings/", data)
    assert page.status_code == 422
    assert "A timer is running. Stop it first." in page.content.decode()
    stop(as_ana, task, minutes=1)
    assert as_ana.post("/settings/", data).status_code == 302
    ana.refresh_from_db()
    assert not ana.timer_on


def test_nobody_starts_or_stops_the_timer_of_somebody_else(as_ana, ben, clock):
    theirs = make_task(ben, "Theirs")
    ben.timers.start(ben, theirs, NOON)
    for address in (f"/tasks/{theirs.pk}/timer/", f"/tasks/{theirs.pk}/timer/stop/"):
        assert as_ana.post(address, {"minutes": 1}).status_code == 404
    assert Timer.objects.get().owner == ben


def test_a_closed_task_is_not_timed(as_ana, task):
    task.drop(NOON)
    assert start(as_ana, task).status_code == 404
