"""A random year, and the same numbers found twice: by the program and by hand."""

import csv
import re
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from html import unescape
from io import StringIO

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from time_machine import travel

from tasks.models import Occurrence
from tasks.reminders.letters import review as letter
from tasks.reminders.letters.draft import Due
from tasks.review.ledger import look_back, look_back_in_brief, standing, tasks_of
from tasks.review.numbers import measures
from tasks.review.presets import category_targets
from tasks.review.tidying import counts, counts_among
from tasks.weeks import Week
from tests.tasks.measures_by_hand import a_hundred
from tests.tasks.random_year import DAYS, LAST, RandomYear
from tests.tasks.standing_by_hand import StandingByHand, tenths

SEEDS = [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 30))]
# The running week whole, and in its middle; the year is over; some time later.
AFTER = [timedelta(days=days) for days in (0, 1, 4, 16)]
BEFORE = [timedelta(days=-days) for days in range(60, 240, 20)]  # while people are met


@pytest.fixture(params=SEEDS)
def year(request, db):
    return RandomYear(request.param)


def shown(user, weeks, today, span=1, *, stands=True):
    now = standing(user, today) if stands else None
    found = measures(weeks, now, category_targets(user), today, span=span)
    return {each.id: each for each in found}


def firsts(user):
    """The first days of the weeks of the year that begin in it."""
    first = Week.containing(DAYS[0], user.first_weekday).next.first
    return [
        first + timedelta(days=7 * n) for n in range(52) if first + timedelta(days=7 * n) <= LAST
    ]


def test_all_numbers_agree_with_those_found_by_hand(year):
    user = year.user
    for after in AFTER[:2]:
        today = LAST + after
        hand, now = StandingByHand(user, today), standing(user, today)
        for first in firsts(user)[8:]:
            weeks = look_back(user, Week(first), today)
            recent = now if today < first + timedelta(days=14) else None
            for span in (1, 4, 8):
                found = measures(weeks, recent, category_targets(user), today, span=span)
                expected = hand.flowing(first, span)
                values = {each.id: each.value for each in found if each.id in expected}
                assert values == expected, (first, span)
                assert all(each.why_not for each in found if each.value == "—")
                if recent is None:
                    said = {each.why_not for each in found if each.id == "M8"}
                    assert said == {"Not written down then."}


def test_the_parts_and_wholes_agree_too(year):
    user, today = year.user, LAST
    hand = StandingByHand(user, today)
    for first in firsts(user):
        (numbers,) = look_back(user, Week(first), today, weeks=1)
        week, balance = hand.week(first), numbers.balance
        assert (balance.hard, balance.easy) == (
            week.of("networking", True),
            week.of("networking", False),
        )
        assert balance.other == week.of() - week.of("networking")
        assert balance.wellbeing == week.wellbeing
        assert balance.hanging_out == week.of("networking") - week.with_purpose
        assert balance.helped_me_only == week.only_me
        assert (numbers.coverage.part, numbers.coverage.whole) == (week.followed_up, week.met)
        assert (numbers.introductions.part, numbers.introductions.whole) == (
            week.taken_up,
            week.introduced,
        )
        assert (numbers.fires.were_calm, numbers.fires.count) == (week.calm, week.fires)
        assert (numbers.kept.kept, numbers.kept.settled) == (week.kept, week.due)
        assert (numbers.asks, numbers.asks_ready) == (week.asks, week.ready)
        assert sum((balance.box_percents or {1: 100}).values()) == 100


def test_how_things_stand_agrees_with_what_is_found_by_hand(year):
    user = year.user
    for after in AFTER:
        today = LAST + after
        hand, now = StandingByHand(user, today), standing(user, today)
        week = Week.containing(today, user.first_weekday)
        values = shown(user, look_back(user, week, today), today)
        assert {name: values[name].value for name in hand.standing()} == hand.standing()
        assert now.ready_for == hand.ready()
        assert now.talking == hand.talked()
        assert now.early_asks == hand.early_asks()
        assert now.overdue_other == hand.overdue_other()
        assert [each.days for each in now.slipping] == hand.slipping()
        late = hand.late()
        assert now.median_days_late == (late[(len(late) - 1) // 2] if late else None)
        assert now.capacity == Fraction(hand.goal(), 20)
        assert values["M19"].detail == f"time for {tenths(Fraction(hand.goal(), 20))}"


def test_the_export_says_the_same(year, client):
    user = year.user
    client.force_login(user)
    with travel(datetime(2026, 11, 22, 11, tzinfo=UTC), tick=False):
        response = client.get(reverse("tasks:review_measures"))
        today = user.today(datetime(2026, 11, 22, 11, tzinfo=UTC))
    hand = StandingByHand(user, today)
    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert len(rows) in (52, 53, 54)
    for row in rows:
        first = date.fromisoformat(row["Week from"])
        week, expected = hand.week(first), hand.flowing(first)
        assert row["Hard part, min"] == str(week.of("networking", True))
        assert row["Wellbeing, min"] == str(week.wellbeing)
        assert row["Follow-ups kept"] == str(week.kept)
        if today < first + timedelta(days=14):
            expected |= hand.standing()
        found = {
            name.split()[0]: cell for name, cell in row.items() if re.match(r"M\d+ (?!from$)", name)
        }
        assert {name: found[name] for name in expected} == expected


def cells(html, caption):
    """The cells under a summary, row by row."""
    if f": {caption}</span>" not in html:
        return []
    table = html.split(f": {caption}</span>")[1].split("</table>")[0].split("<tbody>")[1]
    return [
        [
            unescape(re.sub(r"<[^>]+>", "", cell)).strip()
            for cell in re.findall(r"<t[dh].*?</t[dh]>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    ]


def minutes(words):
    found = re.fullmatch(r"(?:(\d+) h)? ?(?:(\d+)(?: min)?)?", words)
    return int(found[1] or 0) * 60 + int(found[2] or 0)


def test_the_page_says_the_same(year, client):
    user, today = year.user, LAST
    client.force_login(user)
    hand = StandingByHand(user, today)
    with travel(
        datetime.combine(today, datetime.min.time(), user.zone) + timedelta(hours=12), tick=False
    ):
        for first in firsts(user)[9::6] + firsts(user)[-1:]:
            html = client.get(
                reverse("tasks:review_week", args=[first.isoformat()])
            ).content.decode()
            week = hand.week(first)
            hours = cells(html, "where your hours went")[-1]
            assert [minutes(cell) for cell in hours[1:5]] == [
                week.of("networking", True), week.of("networking", False),
                week.of() - week.of("networking"), week.of(),
            ]  # fmt: skip
            if boxes := cells(html, "which box got your time"):
                assert [row[2] for row in boxes] == [f"{share}%" for share in week.boxes]
            if kept := cells(html, "follow-ups kept"):
                assert kept[-1][1:3] == [str(week.kept), str(week.due)]


def test_the_mail_of_the_week_says_the_same(year):
    user = year.user
    for first in firsts(user)[10::7]:
        now = datetime.combine(first + timedelta(days=7), datetime.min.time(), user.zone)
        today = user.today(now)
        week = StandingByHand(user, today).week(first)
        wrote = letter.write(
            Due(None, user, [Occurrence(local_date=first + timedelta(days=4))], now)
        )
        text = render_to_string("mail/review.txt", wrote.context)
        given = re.search(r"You gave this week ([\dhmin ]+)\.", text)
        assert minutes(given[1] if given else "0 min") == week.of()
        share = re.search(r"You spent (\d+)% networking", text)
        total, networking = week.of(), week.of("networking")
        if total < 180 or not networking:
            assert not share
        else:
            assert int(share[1]) == a_hundred([networking, total - networking])[0]
        easy = re.search(r"and (\d+)% of that was the easy part", text)
        if share and networking >= 60:
            # The measure is of the hard part, so that one wins a tie; the sentence says the rest.
            parts = [week.of("networking", True), week.of("networking", False)]
            assert int(easy[1]) == a_hundred(parts)[1]


def test_what_the_page_knows_in_brief_is_the_same(year):
    """It asks for less than all numbers do, and reads open tasks once for all that they are for."""
    user, met, old = year.user, 0, 0
    for today in (LAST + days for days in (*BEFORE, *AFTER)):
        this = Week.containing(today, user.first_weekday)
        for week in (this, this.previous, this.back(3)):
            tasks = tasks_of(user, week, today)
            brief = look_back_in_brief(user, week, today, tasks)
            weeks = look_back(user, week, today)
            assert [it.balance for it in brief[-2:]] == [it.balance for it in weeks[-2:]]
            assert [it.kept for it in brief] == [it.kept for it in weeks]
            for name in ("hard", "easy", "other", "wellbeing", "minutes_by_box", "tasks_by_box"):
                whole = [getattr(it.balance, name) for it in weeks]
                assert [getattr(it.balance, name) for it in brief] == whole, name
            assert (brief[-1].coverage, brief[-1].fires) == (weeks[-1].coverage, weeks[-1].fires)
            met += brief[-1].coverage.whole
        tasks = [task for task in tasks_of(user, this, today) if task.is_open]
        tidied = [task.pk for task in tasks[::2]][:5]
        for left_out in (tidied, []):
            found = counts(user, left_out, today)
            assert counts_among(tasks, user, left_out, today) == found
        old += found["old"]
    assert met and old
