"""A year at a glance, and the export of the measures."""

import csv
import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from contacts.kinds import Kind
from contacts.models import Interaction
from jobsearch.models import User
from tasks.review.export import plain, table
from tasks.review.history import numbers_of, weeks_of
from tests.factories import make_contact, make_task

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
WEDNESDAY = date(2026, 11, 18)


@pytest.fixture(autouse=True)
def _wednesday_noon():
    with travel(NOON, tick=False):
        yield


def log(owner, minutes, day=WEDNESDAY, kind=Kind.FOLLOWED_UP, **fields):
    return Interaction.objects.create(owner=owner, day=day, minutes=minutes, kind=kind, **fields)


def year_table(response):
    html = response.content.decode().split("<tbody>")[1].split("</tbody>")[0]
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[dh].*?</t[dh]>", row)]
        for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL)
    ]


def export(client, **span):
    response = client.get(reverse("tasks:review_measures"), span)
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def year(client, number=None):
    return client.get(
        reverse("tasks:review_year", args=[number]) if number else reverse("tasks:review_this_year")
    )


def test_each_week_of_the_year_has_its_hours_and_a_link(as_ana, ana):
    log(ana, 65)
    log(ana, 30, date(2026, 1, 5), Kind.EVENT)
    make_task(ana, kind=Kind.APPLICATION).complete(NOON, day=date(2026, 1, 11), minutes=20)
    page = year(as_ana)
    rows = year_table(page)
    assert rows[0] == ["5 Jan", "0 min", "30 min", "20 min", "50 min", "No"]
    assert rows[-1] == ["16 Nov", "1 h 05", "0 min", "0 min", "1 h 05", "No"]
    assert len(rows) == 46
    links = re.findall(r'<li><a class="chart-row[^>]*href="([^"]+)"', page.content.decode())
    assert links[0] == reverse("tasks:review_week", args=["2026-01-05"]) and len(links) == 46


def test_a_week_is_in_the_year_in_which_it_begins_and_in_no_other(as_ana, ana):
    log(ana, 10, date(2026, 1, 4))
    log(ana, 20, date(2026, 1, 5))
    assert year_table(year(as_ana, 2025))[-1][:1] + year_table(year(as_ana, 2025))[-1][4:5] == [
        "29 Dec",
        "10 min",
    ]
    assert year_table(year(as_ana, 2026))[0][4] == "20 min"


def test_a_year_begins_with_the_month_of_its_first_week_that_has_something(as_ana, ana):
    log(ana, 10, date(2026, 9, 29))
    page = year(as_ana)
    assert year_table(page)[0][0] == "7 Sep"
    html = page.content.decode()
    assert "August" not in html and "in 11 weeks" in html


def test_a_year_may_have_53_weeks(as_ana, ana):
    log(ana, 10, date(2024, 1, 1))
    assert len(year_table(year(as_ana, 2024))) == 53


def test_a_closed_review_is_marked(as_ana, ana):
    log(ana, 65)
    ana.reviews.create(week=date(2026, 11, 16), closed_at=NOON)
    ana.reviews.create(week=date(2026, 11, 9))  # begun only
    page = year(as_ana)
    assert [row[5] for row in year_table(page)[-2:]] == ["No", "Yes"]
    assert page.content.decode().count('href="#icon-check"') == 2  # and in the legend


def test_an_empty_year_says_so_and_leads_on(as_ana, ana):
    assert "Your weeks show here" in year(as_ana).content.decode()
    assert "Nothing was logged in 2020." in year(as_ana, 2020).content.decode()


@pytest.mark.parametrize("number", ["1999", "2027", "0", "99999999999999999999"])
def test_years_before_and_to_come_are_no_pages(as_ana, number):
    assert as_ana.get(f"/review/year/{number}/").status_code == 404


def test_there_is_a_way_to_the_years_that_hold_something(as_ana, ana):
    log(ana, 10, date(2024, 6, 1))
    assert 'rel="prev"' not in year(as_ana, 2024).content.decode()
    assert reverse("tasks:review_year", args=[2024]) in year(as_ana, 2025).content.decode()
    assert 'rel="next"' not in year(as_ana, 2026).content.decode()


def test_nothing_of_other_people_is_in_the_year_or_the_export(as_ana, ana, ben):
    log(ben, 300)
    assert "<table" not in year(as_ana).content.decode()
    assert {row["Hard part, min"] for row in export(as_ana)} == {"0"}


@pytest.mark.parametrize("address", ["review_this_year", "review_measures"])
def test_the_number_of_queries_does_not_grow_with_weeks_or_rows(as_ana, ana, address):
    def fill(days):
        for number in range(days):
            day = WEDNESDAY - timedelta(days=5 * number)
            log(ana, 10, day).set_people([make_contact(ana)], met=[make_contact(ana)])
            task = make_task(ana, contact=make_contact(ana), due_on=day)
            if number % 2:
                task.complete(NOON, day=day)

    fill(2)
    url = reverse(f"tasks:{address}")
    as_ana.get(url)  # the first page of a day writes down the visit
    with CaptureQueriesContext(connection) as few:
        as_ana.get(url)
    fill(30)
    with CaptureQueriesContext(connection) as many:
        assert as_ana.get(url).status_code == 200
    assert len(many) == len(few) <= 15


# --- The export ---


def test_the_export_has_a_line_for_each_week_from_the_first(as_ana, ana):
    log(ana, 65, date(2026, 10, 28))
    rows = export(as_ana)
    assert [row["Week from"] for row in rows] == [
        "2026-10-26", "2026-11-02", "2026-11-09", "2026-11-16",
    ]  # fmt: skip
    assert rows[0]["Hard part, min"] == "65" and rows[0]["to"] == "2026-11-01"


def test_the_export_says_the_worked_week(as_ana, ana):
    log(ana, 120, kind=Kind.EVENT, helped="nobody")
    log(ana, 20, kind=Kind.INTRODUCED, purpose="Help", helped="them")
    log(ana, 40, purpose="Advice", helped="both")
    for minutes, kind in ((90, Kind.APPLICATION), (30, Kind.RESEARCH)):
        make_task(ana, kind=kind).complete(NOON, day=WEDNESDAY, minutes=minutes)
    (row,) = export(as_ana)
    shown = {name[:2]: cell for name, cell in row.items() if re.match(r"M[1245] (?!from)", name)}
    assert shown == {"M1": "60%", "M2": "22%", "M4": "33%", "M5": "22%"}
    assert row["M4 from"] == "1 h of 3 h; 2 h hanging out"


def test_too_little_to_say_is_a_dash_with_its_reason(as_ana, ana):
    log(ana, 140)
    (row,) = export(as_ana)
    assert row["M1 Networking"] == "—"
    assert row["M1 from"] == "Needs 3 hours in the week; 2 h 20 so far."


def test_a_span_may_be_chosen(as_ana, ana):
    log(ana, 65, date(2026, 1, 28))
    rows = export(as_ana, **{"from": "2026-03-02", "to": "2026-03-15"})
    assert [row["Week from"] for row in rows] == ["2026-03-02", "2026-03-09"]
    assert export(as_ana, **{"from": "2026-03-03", "to": "2026-03-04"}) == []


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "\x00", "1999-01-01", "9999999-1-1"])
def test_nonsense_for_a_span_is_no_page(as_ana, day):
    url = reverse("tasks:review_measures")
    assert as_ana.get(url, {"from": day}).status_code == 404
    assert as_ana.get(url, {"to": day}).status_code == 404


def test_spreadsheets_open_it_as_it_is_written(as_ana, ana):
    ana.rungs.create(number=11, words="=cmd|' /C calc'!A0", needs=1)
    response = as_ana.get(reverse("tasks:review_measures"))
    assert response.content.startswith(b"\xef\xbb\xbfWeek from,to,")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(begin):
    assert plain(f"{begin}1+1") == f"'{begin}1+1"
    assert plain("60%") == "60%"


def test_what_stood_is_as_the_closed_review_wrote_it_down(as_ana, ana):
    log(ana, 65, date(2026, 10, 28))
    kept = {"id": "M8", "name": "Important and put off", "value": "4", "detail": "", "why_not": ""}
    for first in (date(2026, 10, 26), date(2026, 11, 9)):
        ana.reviews.create(week=first, closed_at=NOON, numbers={"measures": [kept]})
    found = [row["M8 Important and put off"] for row in export(as_ana)]
    assert found == ["4", "—", "4", "0"]
    assert export(as_ana)[1]["M8 from"] == "Not written down then."


def test_a_closed_week_is_exported_as_its_page_shows_it(as_ana, ana):
    log(ana, 200)
    as_ana.post(
        reverse("tasks:review_close", args=["2026-11-16"]), {"close": 1, "without_block": 1}
    )
    before = export(as_ana)
    log(ana, 100, kind=Kind.EVENT)
    ana.weekly_minutes = 60
    ana.save()
    assert export(as_ana) == before
    assert (before[0]["Hard part, min"], before[0]["Easy part, min"]) == ("200", "0")
    as_ana.post(reverse("tasks:review_reopen", args=["2026-11-16"]))
    assert export(as_ana)[0]["Easy part, min"] == "100"


def test_many_years_of_weeks_are_exported_in_a_time_that_grows_with_their_number(ana):
    looked_at = []

    class Watched(list):
        def __getitem__(self, place):
            found = super().__getitem__(place)
            if isinstance(place, slice):
                looked_at.append(len(found))
            return found

    weeks = weeks_of(ana, date(2020, 1, 1), WEDNESDAY, WEDNESDAY)
    with mock.patch("tasks.review.export.numbers_of", lambda *args: Watched(numbers_of(*args))):
        assert len(table(ana, weeks, WEDNESDAY).splitlines()) > 350
    assert max(looked_at) < 20


def test_strangers_are_sent_to_sign_in(client, db):
    for name in ("review_this_year", "review_measures"):
        assert client.get(reverse(f"tasks:{name}")).url.startswith(reverse("account_login"))


def test_the_week_of_the_year_is_the_persons_own(as_ana, ana):
    User.objects.filter(pk=ana.pk).update(first_weekday=6)
    log(ana, 65, date(2026, 11, 15))
    assert year_table(year(as_ana))[-1][:2] == ["15 Nov", "1 h 05"]
