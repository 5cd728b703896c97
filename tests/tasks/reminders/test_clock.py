from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.reminders.clock import DailyTime, QuietHours, instant, spread

ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})).map(ZoneInfo)
DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
HOURS = st.integers(0, 23)
EVERY_DAY = frozenset(range(7))


def daily(zone, hour=8, weekdays=EVERY_DAY, minutes=0):
    return DailyTime(hour, weekdays, zone, "maya", minutes)


def by_hand(day, wall, zone):
    """The first moment at which clocks there show the wall time, found by trying; or None."""
    around = datetime.combine(day, wall, tzinfo=UTC)
    for quarters in range(-16 * 4, 16 * 4 + 1):
        moment = around + timedelta(minutes=15 * quarters)
        if moment.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, wall):
            return moment
    return None


@given(DAYS, HOURS, ZONES)
def test_a_wall_time_that_happens_is_its_first_moment(day, hour, zone):
    expected = by_hand(day, time(hour), zone)
    if expected is not None:
        assert instant(day, time(hour), zone) == expected


@pytest.mark.parametrize(
    ("zone", "wall", "becomes"),
    [
        ("America/New_York", "2026-03-08 02:30", "2026-03-08 03:30-04:00"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 01:30-04:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-04 02:45+11:00"),
        ("Africa/Cairo", "2026-04-24 00:00", "2026-04-24 01:00+03:00"),
        ("Europe/Lisbon", "2026-10-25 01:30", "2026-10-25 01:30+01:00"),
    ],
)
def test_clock_changes_follow_the_calendar_standard(zone, wall, becomes):
    wall = datetime.fromisoformat(wall)
    assert instant(wall.date(), wall.time(), ZoneInfo(zone)) == datetime.fromisoformat(becomes)


@given(DAYS, HOURS, ZONES, st.integers(0, 90))
def test_each_day_gets_one_time_in_order_and_none_is_early(day, hour, zone, minutes):
    at = daily(zone, hour, minutes=minutes)
    slot = at.after(datetime.combine(day, time(12), tzinfo=UTC))
    for _ in range(20):
        following = at.after(slot.at)
        assert following.day == slot.day + timedelta(days=1)
        assert following.at > slot.at
        # Nominally in the wanted hour; a clock change that starts in it may carry it further.
        begin = instant(following.day, time(hour), zone)
        assert begin <= following.at < begin + timedelta(hours=1)
        wall = begin.astimezone(zone)
        assert wall.date() == following.day and wall.time() >= time(hour)
        slot = following


def test_a_day_that_a_zone_left_out_has_no_time():
    apia = daily(ZoneInfo("Pacific/Apia"))
    assert apia.on(date(2011, 12, 30)) is None
    assert apia.after(apia.on(date(2011, 12, 29)).at).day == date(2011, 12, 31)


@given(DAYS, ZONES, st.frozensets(st.integers(0, 6), min_size=1))
def test_the_next_time_is_the_next_of_the_chosen_weekdays(day, zone, weekdays):
    slot = daily(zone, weekdays=weekdays).after(instant(day, time(9), zone))
    between = (day + timedelta(days=n) for n in range(1, (slot.day - day).days))
    assert slot.day.weekday() in weekdays
    assert not any(other.weekday() in weekdays for other in between)


def test_without_weekdays_there_is_no_next_time():
    assert (
        daily(ZoneInfo("UTC"), weekdays=frozenset()).after(datetime(2026, 1, 1, tzinfo=UTC)) is None
    )


@given(st.text(), DAYS, st.integers(0, 500))
def test_the_spread_stays_inside_the_hour_and_is_always_the_same(key, day, minutes):
    offset = spread(key, day, minutes)
    assert timedelta(0) <= offset < timedelta(minutes=max(min(minutes, 60), 1))
    assert offset == spread(key, day, minutes)


def test_the_spread_differs_between_people_and_days():
    offsets = {
        spread(str(key), date(2026, 1, day), 20) for key in range(10) for day in range(1, 11)
    }
    assert len(offsets) > 80


@pytest.mark.parametrize(
    ("came_back", "goes"),
    [
        ("2026-11-25 08:40", "2026-11-25 08:00"),  # punctual enough
        ("2026-11-25 20:50", "2026-11-25 08:00"),  # late, but people are up: at once
        ("2026-11-25 21:10", "2026-11-26 07:00"),
        ("2026-11-26 03:00", "2026-11-26 07:00"),
        ("2026-11-27 21:10", "2026-11-30 07:00"),  # a Friday
        ("2026-11-28 10:00", "2026-11-30 07:00"),
    ],
)
def test_a_late_mail_waits_for_the_morning_of_a_working_day(came_back, goes):
    zone = ZoneInfo("Asia/Kathmandu")
    quiet = QuietHours(21, 7, zone, frozenset(range(5)))
    at = datetime(2026, 11, 25, 8, tzinfo=zone)
    now = datetime.fromisoformat(came_back).replace(tzinfo=zone)
    assert quiet.kind_time(at, now) == datetime.fromisoformat(goes).replace(tzinfo=zone)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    ZONES,
    st.integers(0, 23),
    st.integers(0, 23),
    st.frozensets(st.integers(0, 6)),
)
def test_quiet_hours_end_within_days_and_only_ever_delay(moment, zone, start, end, days):
    quiet = QuietHours(start, end, zone, days)
    moment = moment.replace(tzinfo=UTC)
    kind = quiet.after(moment)
    assert moment <= kind < moment + timedelta(days=8, hours=3)
    assert quiet.after(kind) == kind or kind.astimezone(zone).hour != end  # a clock change
    if kind != moment and days:
        assert kind.astimezone(zone).weekday() in days
