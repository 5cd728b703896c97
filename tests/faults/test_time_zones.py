"""Every zone, every clock change of two years: one mail for each local date, and none early."""

from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from jobsearch.models import User
from tasks.models import Occurrence
from tasks.reminders import schedule
from tasks.reminders.clock import EVERY_DAY, DailyTime, instant
from tasks.reminders.database import database_now
from tests.factories import make_user
from tests.faults.oracle import QUARTER, first_at, happens, on_the_wall, zones

DAY = timedelta(days=1)
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
HARD = [
    "America/New_York",
    "Africa/Cairo",  # midnight is left out
    "America/Havana",  # midnight happens twice
    "Antarctica/Troll",  # two hours
    "Asia/Beirut",
    "Australia/Lord_Howe",  # half an hour
    "Africa/Casablanca",  # back for the month of fasting
    "Asia/Kathmandu",
    "America/Nuuk",
    "Pacific/Chatham",
]


def changes(name, first=FIRST, last=LAST):
    """The days on which a zone changes its clocks, found by looking at noon of each day."""
    zone, day, before = ZoneInfo(name), first + timedelta(hours=12), None
    while day < last:
        offset = zone.utcoffset(day.astimezone(zone).replace(tzinfo=None))
        if before is not None and offset != before:
            yield day.date()
        day, before = day + DAY, offset


def walls_around(zone, day):
    moment = datetime.combine(day, time(), tzinfo=UTC) - 4 * DAY
    count = int(8 * DAY / QUARTER)
    return [(moment + n * QUARTER, on_the_wall(zone, moment + n * QUARTER)) for n in range(count)]


def assert_one_for_each_date(name, changed_on):
    """Every hour of the five days around a change, and every quarter of an hour for single ones."""
    zone = ZoneInfo(name)
    walls = walls_around(zone, changed_on)
    days = [changed_on + timedelta(days=count) for count in range(-2, 3)]
    for hour in range(24):
        daily = DailyTime(hour, EVERY_DAY, zone, "somebody")
        expected = {day: first_at(walls, day, time(hour)) for day in days}
        expected = {day: at for day, at in expected.items() if at is not None}
        slot, found = daily.after(walls[0][0] + DAY), []
        while slot.day <= days[-1]:
            found.append(slot)
            slot = daily.after(slot.at)
        # One for each date, in order, none twice, at the moment the oracle says.
        assert {slot.day: slot.at for slot in found if slot.day in expected} == expected, (
            name,
            hour,
        )
        assert len({slot.day for slot in found}) == len(found), (name, hour)
        for day, at in expected.items():
            assert on_the_wall(zone, at) >= datetime.combine(day, time(hour)), (name, hour, day)
            for minute in (15, 30, 45):
                wanted = first_at(walls, day, time(hour, minute))
                if wanted is not None:
                    assert instant(day, time(hour, minute), zone) == wanted, (
                        name,
                        day,
                        hour,
                        minute,
                    )


@pytest.mark.parametrize("name", [*HARD, *zones()[::60]])
def test_around_a_clock_change_there_is_one_mail_for_each_date_and_none_early(name):
    for day in list(changes(name))[:2] or [date(2026, 7, 1)]:
        assert_one_for_each_date(name, day)


@pytest.mark.slow
def test_around_every_clock_change_of_every_zone_there_is_one_mail_for_each_date():
    looked_at = set()
    for name in zones():
        for day in list(changes(name)) or [date(2026, 7, 1)]:
            # Many names are of the same clocks.
            walls = tuple(walls_around(ZoneInfo(name), day))
            if walls not in looked_at:
                assert_one_for_each_date(name, day)
            looked_at.add(walls)
    assert len(looked_at) > 100


def test_the_oracle_knows_of_changes_at_all():
    assert len(zones()) > 400
    assert len(list(changes("Europe/Berlin"))) == 4
    assert not list(changes("Asia/Tokyo"))


def test_a_day_that_a_zone_left_out_has_no_mail_and_its_neighbours_have_one_each():
    apia = ZoneInfo("Pacific/Apia")
    daily = DailyTime(8, EVERY_DAY, apia, "somebody")
    slot = daily.after(datetime(2011, 12, 28, tzinfo=UTC))
    days = []
    for _ in range(4):
        days.append(slot.day.day)
        assert slot.at == happens(apia, slot.day, time(8))
        slot = daily.after(slot.at)
    assert days == [28, 29, 31, 1]


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(zones()),
    day=st.dates(date(2026, 1, 2), date(2027, 12, 30)),
    at=st.times(),
)
def test_any_wall_time_of_any_day_anywhere_is_when_the_oracle_says(name, day, at):
    at = at.replace(second=0, microsecond=0, tzinfo=None)
    wanted = happens(ZoneInfo(name), day, at)
    if wanted is not None:
        assert instant(day, at, ZoneInfo(name)) == wanted


def ticks_through(names, changed_on, hours):
    """People of these zones and hours in the tables, and a tick each half hour for three days."""
    start = datetime.combine(changed_on, time(), tzinfo=UTC) - DAY
    people = [
        make_user(time_zone=name, digest_hour=hour, digest_days=list(range(7)), review_on=False)
        for name in names
        for hour in hours
    ]
    schedule.ensure_regular(start)
    for tick in range(3 * 48 + 1):
        schedule.materialise(start + tick * timedelta(minutes=30))
    return people, start, start + 3 * DAY


def assert_occurrences(people, start, end):
    for user in people:
        zone = ZoneInfo(user.time_zone)
        days = [start.date() + timedelta(days=count) for count in range(-1, 6)]
        expected = {day: happens(zone, day, time(user.digest_hour)) for day in days}
        wanted = {day: at for day, at in expected.items() if at and start < at <= end}
        rows = Occurrence.objects.filter(owner=user).values_list("local_date", "due_at")
        assert sorted(rows) == sorted(wanted.items()), (user.time_zone, user.digest_hour)


@pytest.mark.parametrize(
    "names, day",
    [
        (["Europe/Berlin", "Atlantic/Azores"], date(2026, 3, 29)),
        (["Africa/Cairo"], date(2026, 4, 24)),
    ],
)
def test_ticks_through_a_clock_change_make_one_occurrence_for_each_date(db, names, day):
    assert_occurrences(*ticks_through(names, day, [0, 1, 2, 3, 23]))


@pytest.mark.soak
def test_ticks_through_every_clock_change_make_one_occurrence_for_each_date(db):
    when = {}
    for name in zones():
        for day in changes(name):
            when.setdefault(day, []).append(name)
    assert len(when) > 20
    for day, names in sorted(when.items()):
        assert_occurrences(*ticks_through(names, day, [0, 1, 2, 3, 23]))
        User.objects.all().delete()


# --- The rules of a zone change after the times were worked out ---


def tzif(offset, abbreviation=b"NEW"):
    """A zone file with one offset and no changes, as an update of tzdata might bring."""
    head = b"TZif2" + bytes(15) + b"".join(n.to_bytes(4, "big") for n in (0, 0, 0, 0, 1, 4))
    body = (
        int(offset.total_seconds()).to_bytes(4, "big", signed=True) + b"\0\0" + abbreviation + b"\0"
    )
    return BytesIO(head + body + head + body + b"\n\n")


@pytest.mark.parametrize("hours", [-1, 1])
def test_after_an_update_of_the_zone_files_a_command_works_the_times_out_again(
    db, monkeypatch, hours
):
    user = make_user(digest_days=list(range(7)), digest_hour=8, review_on=False)
    schedule.ensure_regular(database_now())
    changed = ZoneInfo.from_file(tzif(timedelta(hours=hours)), key="UTC")
    monkeypatch.setattr(User, "zone", property(lambda self: changed))
    for _ in range(2):
        call_command("reschedule_reminders", stdout=StringIO())
    assert user.reminders.get().next_at.astimezone(changed).hour == 8


@pytest.mark.parametrize("hours", [-1, 1])
def test_an_update_of_the_zone_files_makes_no_second_mail_of_a_date(db, monkeypatch, hours):
    start = datetime(2026, 7, 15, 12, tzinfo=UTC)
    user = make_user(digest_days=list(range(7)), digest_hour=8, review_on=False)
    schedule.ensure_regular(start)
    changed = ZoneInfo.from_file(tzif(timedelta(hours=hours)), key="UTC")
    monkeypatch.setattr(User, "zone", property(lambda self: changed))
    for tick in range(3 * 48):
        schedule.materialise(start + tick * timedelta(minutes=30))
    days = list(Occurrence.objects.filter(owner=user).values_list("local_date", flat=True))
    assert len(days) == len(set(days)) == 3
    # From the second day on they come by the new rule.
    newest = Occurrence.objects.filter(owner=user).latest("due_at")
    assert newest.due_at.astimezone(changed).hour == 8
