import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from contacts.boxes import Box
from contacts.kinds import Kind
from contacts.models import Contact, Interaction, InteractionPerson
from jobsearch.models import User
from tasks.models import Task
from tasks.review import ledger
from tasks.review.ledger import fires, follow_ups
from tasks.review.measures import Fires
from tasks.weeks import Week
from tests.factories import make_contact, make_task

MONDAY = date(2026, 11, 16)
WEDNESDAY = date(2026, 11, 18)
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
JOINED = datetime(2026, 1, 5, tzinfo=UTC)
WORKED = "You spent 60% networking, and 78% of that was the easy part."


@pytest.fixture(autouse=True)
def _wednesday_noon():
    with travel(NOON, tick=False):
        yield


def week_so_far(owner, today):
    """As the measures have it, and as Today asks for it."""
    whole, hours = ledger.week_so_far(owner, today), ledger.hours_so_far(owner, today)
    for name in ("hard", "easy", "other", "total", "parts", "goal_hard", "left_to_goal"):
        assert getattr(hours, name) == getattr(whole, name), name
    return hours


@pytest.fixture
def old_ana(ana):
    """Ana after her first week, in which nothing is held against anybody."""
    User.objects.filter(pk=ana.pk).update(date_joined=JOINED)
    ana.refresh_from_db()
    return ana


@pytest.fixture
def review(as_ana):
    def get(day=None):
        url = reverse("tasks:review_week", args=[day]) if day else reverse("tasks:review")
        return as_ana.get(url)

    return get


def log(owner, minutes, kind=Kind.FOLLOWED_UP, day=WEDNESDAY, **fields):
    return Interaction.objects.create(owner=owner, day=day, minutes=minutes, kind=kind, **fields)


def finish(task, day=WEDNESDAY, minutes=None):
    task.complete(NOON, day=day, minutes=minutes)
    return task


def work(owner, minutes, kind=Kind.APPLICATION, day=WEDNESDAY, box=Box.MAKE_TIME):
    return finish(make_task(owner, kind=kind, box=box), day, minutes)


def worked_week(owner, day=WEDNESDAY):
    log(owner, 120, Kind.EVENT, day)
    log(owner, 20, Kind.INTRODUCED, day, purpose="Help")
    log(owner, 40, Kind.FOLLOWED_UP, day, purpose="Advice")
    work(owner, 90, Kind.APPLICATION, day)
    work(owner, 30, Kind.RESEARCH, day)


def words(response):
    """The page as it is read: no tags, single spaces."""
    main = response.content.decode().split('<main id="main"')[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?mark>|</?b>", "", main))).split())


def table(response, caption):
    """The cells under a summary, row by row."""
    html = response.content.decode().split(f": {caption}</span>")[1].split("</table>")[0]
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[dh].*?</t[dh]>", row)]
        for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL)[1:]
    ]


HOURS, BOXES, KEPT = "where your hours went", "which box got your time", "follow-ups kept"


def test_the_worked_week_is_five_hours_sixty_per_cent_networking_and_78_easy(review, ana):
    worked_week(ana)
    page = review()
    assert WORKED in words(page)
    assert table(page, HOURS)[-1] == ["16 Nov", "40 min", "2 h 20", "2 h", "5 h"]


def test_a_past_week_is_read_the_same_way(review, ana):
    worked_week(ana, date(2026, 10, 28))
    page = review("2026-10-26")
    assert "Your week, 26 October to 1 November" in words(page)
    assert WORKED in words(page)


def test_eight_weeks_are_shown_each_with_its_own_hours(review, ana):
    worked_week(ana)
    log(ana, 60, day=date(2026, 9, 28))
    log(ana, 45, day=date(2026, 9, 27))  # the Sunday before the first of the eight
    rows = table(review(), HOURS)
    assert [row[0] for row in rows] == [
        "28 Sep", "5 Oct", "12 Oct", "19 Oct", "26 Oct", "2 Nov", "9 Nov", "16 Nov",
    ]  # fmt: skip
    assert rows[0] == ["28 Sep", "1 h", "0 min", "0 min", "1 h"]
    assert {row[4] for row in rows[1:7]} == {"0 min"}


def test_a_follow_up_and_its_log_entry_count_once_with_the_minutes_of_the_log(ana):
    task = finish(make_task(ana, kind=Kind.FOLLOWED_UP, contact=make_contact(ana)), minutes=90)
    Interaction.objects.filter(pk=task.interaction_id).update(minutes=25)
    assert week_so_far(ana, WEDNESDAY).total == 25


def test_work_counts_the_time_spent_else_the_estimate_else_what_is_usual(ana):
    spent, estimated, usual = (
        finish(make_task(ana, kind=Kind.APPLICATION, estimate=estimate), minutes=minutes)
        for estimate, minutes in [(50, 7), (50, None), (None, None)]
    )
    Task.objects.filter(pk__in=[estimated.pk, usual.pk]).update(minutes_spent=None)
    assert week_so_far(ana, WEDNESDAY).other == 7 + 50 + 60


def test_an_easy_kind_that_somebody_calls_hard_is_hard(ana):
    log(ana, 30, Kind.EVENT, hard_override=True)
    log(ana, 20, Kind.FOLLOWED_UP, hard_override=False)
    week = week_so_far(ana, WEDNESDAY)
    assert (week.hard, week.easy) == (30, 20)


def test_time_counts_in_the_box_it_had_when_it_was_done(review, ana):
    work(ana, 150, box=Box.DO_FIRST)
    log(ana, 50, urgent=True, important=False)
    assert table(review(), BOXES) == [
        ["Do first", "2 h 30", "75%", "—"],
        ["Make time", "0 min", "0%", "—"],
        ["Keep it short", "50 min", "25%", "—"],
        ["Let it go", "0 min", "0%", "—"],
    ]


def test_the_week_before_stands_beside_each_box_if_it_had_enough(review, ana):
    work(ana, 200, box=Box.DO_FIRST)
    work(ana, 200, day=WEDNESDAY - timedelta(days=7))
    page = review()
    assert [row[3] for row in table(page, BOXES)] == ["0%", "100%", "0%", "0%"]
    assert "Make time went from 100% to 0%." in words(page)


def test_nothing_of_other_people_is_counted(review, ana, ben):
    worked_week(ana)
    worked_week(ben)
    log(ben, 400, day=date(2026, 11, 10))
    make_task(ben, contact=make_contact(ben, "Zed"), due_on=MONDAY)
    page = review()
    assert table(page, HOURS)[-1][4] == "5 h"
    assert len(table(page, HOURS)) == 1
    assert "Zed" not in words(page)


def test_hours_are_drawn_from_the_first_week_that_has_some(review, ana):
    worked_week(ana)
    log(ana, 30, day=date(2026, 10, 28))
    rows = table(review(), HOURS)
    assert [row[4] for row in rows] == ["30 min", "0 min", "0 min", "5 h"]


def test_what_is_drawn_equals_what_the_table_says(review, ana):
    worked_week(ana)
    row = review().content.decode().split("chart-now")[1].split("</li>")[0]
    widths = [
        float(width) for width in re.findall(r'class="part" x="[\d.]+%" width="([\d.]+)%"', row)
    ]
    starts = [float(start) for start in re.findall(r'class="part" x="([\d.]+)%"', row)]
    assert [round(width / widths[0] * 40) for width in widths] == [40, 140, 120]
    assert starts == pytest.approx([0, widths[0], widths[0] + widths[1]], abs=0.02)
    assert 'aria-label="40 min hard part, 2 h 20 easy part, 2 h other work"' in row


def test_the_page_needs_no_inline_style_or_script(review, ana):
    worked_week(ana)
    html = review().content.decode()
    assert " style=" not in html
    assert not re.search(r"<script(?![^>]* src=)", html)


# --- Follow-ups kept ---


def follow_up(owner, name, due_on, done_on=None):
    task = make_task(owner, contact=make_contact(owner, name), due_on=due_on)
    return finish(task, done_on) if done_on else task


def test_follow_ups_kept_are_those_done_by_the_day_after(review, ana):
    follow_up(ana, "Ana", MONDAY, MONDAY)
    follow_up(ana, "Bo", MONDAY, MONDAY + timedelta(days=1))
    follow_up(ana, "Cy", MONDAY, MONDAY + timedelta(days=2))
    follow_up(ana, "Di", MONDAY)
    follow_up(ana, "Ed", WEDNESDAY)
    worked_week(ana)
    page = review()
    said = words(page)
    assert table(page, KEPT)[-1] == ["16 Nov", "2", "4", "50%"]
    assert "2 of 4" in said
    assert "Not yet: Di 1 was done later. 1 still has time." in said


def test_a_follow_up_counts_in_the_week_of_its_day(review, ana):
    last_sunday = MONDAY - timedelta(days=1)
    follow_up(ana, "Ana", last_sunday, MONDAY)
    worked_week(ana)
    rows = table(review(), KEPT)
    assert rows[-2] == ["9 Nov", "1", "1", "100%"]
    assert rows[-1] == ["16 Nov", "0", "0", "—"]


def test_a_follow_up_that_was_moved_counts_on_its_new_day(ana):
    task = follow_up(ana, "Ana", MONDAY)
    follow_up(ana, "Next", MONDAY + timedelta(days=7))
    task.plan_for(WEDNESDAY)
    (found,) = follow_ups(ana, MONDAY, MONDAY + timedelta(days=7))
    assert found.due_on == WEDNESDAY


def test_a_follow_up_let_go_on_purpose_does_not_count(ana):
    follow_up(ana, "Ana", MONDAY).drop(NOON)
    assert follow_ups(ana, MONDAY, MONDAY + timedelta(days=7)) == []


def test_many_people_still_waiting_are_counted_and_not_all_named(review, ana):
    worked_week(ana)
    for number in range(8):
        follow_up(ana, f"Person{number}", MONDAY)
    assert re.search(r"Not yet:( Person\d ,){5} Person\d and 2 more", words(review()))


# --- Sentences of the whole page ---


def test_the_own_goal_is_held_against_nobody_in_the_first_week(review, ana):
    worked_week(ana)
    User.objects.filter(pk=ana.pk).update(date_joined=NOON - timedelta(days=6))
    assert "Your own goal" not in words(review())
    User.objects.filter(pk=ana.pk).update(date_joined=NOON - timedelta(days=7))
    assert "has taken 40 min so far. Your own goal is 2 h 15." in words(review())


def test_a_week_that_is_over_is_not_said_so_far(review, old_ana):
    worked_week(old_ana, WEDNESDAY - timedelta(days=7))
    assert "The hard part took 40 min." in words(review("2026-11-09"))


# --- Empty states ---


def test_with_nothing_at_all_there_is_one_sentence_and_one_button(review, ana):
    page = review()
    assert "Your week shows here as you log people and finish tasks." in words(page)
    assert page.content.decode().count("btn-primary") == 1
    assert f'href="{reverse("tasks:log")}">Log what happened' in page.content.decode()
    assert "<table" not in page.content.decode()


def test_an_empty_week_of_the_past_leads_back_to_this_one(review, ana):
    page = review("2026-11-09")
    assert "Nothing was logged in this week." in words(page)
    assert f'href="{reverse("tasks:review")}">Go to this week' in page.content.decode()


def test_under_three_hours_the_page_lists_what_was_done(review, ana):
    contact = make_contact(ana, "Grace", family_name="Ito")
    log(ana, 119).set_people([contact])
    finish(make_task(ana, "Tidy the CV", kind=Kind.MATERIALS), minutes=60)
    finish(make_task(ana, "Walk by the river", kind=Kind.WELLBEING), minutes=45)
    said = words(review())
    assert "Not enough to say yet Here is what you did." in said
    assert "Followed up Grace Ito, Wed 18 Nov, 1 h 59" in said
    assert "Tidy the CV Wed 18 Nov, 1 h" in said
    assert "Walk by the river" in said
    assert "You spent" not in said
    log(ana, 1)
    assert "Not enough to say yet" not in words(review())


def test_a_reply_of_no_minutes_is_something_done(review, ana):
    log(ana, 0, direction="from")
    assert "Here is what you did." in words(review())


def test_boxes_without_enough_to_say_show_a_dash_and_the_reason(review, ana):
    worked_week(ana, WEDNESDAY - timedelta(days=7))
    log(ana, 30)
    said = words(review())
    assert "Which box got your time — It takes three hours, or five finished tasks, to say." in said


def test_wellbeing_is_named_beside_the_hours_and_not_in_them(review, ana):
    worked_week(ana)
    work(ana, 45, Kind.WELLBEING)
    page = review()
    assert table(page, HOURS)[-1][4] == "5 h"
    assert "45 min of wellbeing this week stand apart from these hours." in words(page)


# --- Weeks and addresses ---


@pytest.mark.parametrize(
    ("moment", "first", "title"),
    [
        # Lisbon puts its clocks forward on 29 March 2026 and back on 25 October.
        (datetime(2026, 3, 29, 22, 59, tzinfo=UTC), 0, "23 to 29 March"),
        (datetime(2026, 3, 29, 23, 1, tzinfo=UTC), 0, "30 March to 5 April"),
        (datetime(2026, 10, 25, 23, 59, tzinfo=UTC), 0, "19 to 25 October"),
        (datetime(2026, 10, 26, 0, 1, tzinfo=UTC), 0, "26 October to 1 November"),
        (datetime(2026, 10, 24, 23, 1, tzinfo=UTC), 6, "25 to 31 October"),
        (datetime(2026, 3, 29, 0, 1, tzinfo=UTC), 6, "29 March to 4 April"),
    ],
)
def test_the_week_is_the_one_on_the_persons_own_calendar(review, ana, moment, first, title):
    User.objects.filter(pk=ana.pk).update(time_zone="Europe/Lisbon", first_weekday=first)
    with travel(moment, tick=False):
        assert f"Your week, {title}" in words(review())


@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)])
@pytest.mark.parametrize("first", [0, 6])
def test_a_week_with_a_clock_change_loses_no_minute_and_counts_none_twice(ana, change, first):
    ana.time_zone, ana.first_weekday = "Europe/Lisbon", first
    for number in range(-15, 15):
        log(ana, 10, day=change + timedelta(days=number))
    found = [week_so_far(ana, change + timedelta(days=days)).total for days in (-7, 0, 7)]
    assert found == [70, 70, 70]


def test_the_first_day_of_the_week_decides_what_counts(ana):
    log(ana, 30, day=date(2026, 11, 15))
    assert week_so_far(ana, WEDNESDAY).total == 0
    ana.first_weekday = 6
    assert week_so_far(ana, WEDNESDAY).total == 30


def test_a_day_inside_a_week_leads_to_that_week(review, ana):
    assert review("2026-11-18").url == reverse("tasks:review_week", args=["2026-11-16"])
    assert review("2026-11-22").url == reverse("tasks:review_week", args=["2026-11-16"])


@pytest.mark.parametrize(
    "day",
    [
        "2026-11-23", "9999-12-31", "0001-01-01", "1999-12-27", "2000-01-01", "2026-02-30",
        "20261116", "2026-W47-1", "2026-11-16T00:00", "monday", "-1", "2026-1-5", "٢٠٢٦-١١-١٦",
    ],
)  # fmt: skip
def test_weeks_to_come_and_nonsense_are_no_pages(review, ana, day):
    assert review(day).status_code == 404


def test_a_week_that_would_begin_before_the_calendar_is_no_page(review, ana):
    User.objects.filter(pk=ana.pk).update(first_weekday=6)
    assert review("0001-01-01").status_code == 404


def test_there_is_a_way_back_and_only_from_the_past_a_way_on(review, ana):
    now, past = review().content.decode(), review("2026-11-09").content.decode()
    assert reverse("tasks:review_week", args=["2026-11-09"]) in now
    assert 'rel="next"' not in now
    assert reverse("tasks:review_week", args=["2026-11-02"]) in past
    assert reverse("tasks:review_week", args=["2026-11-16"]) in past
    assert 'rel="prev"' not in review("2000-01-03").content.decode()


def test_the_navigation_marks_the_review_in_every_week(review, ana):
    for page in (review(), review("2026-11-09")):
        marked = re.findall(r'<a[^>]*aria-current="page"[^>]*>.*?</a>', page.content.decode())
        assert len(marked) == 2  # the side of a wide screen, the foot of a phone
        assert all("eview" in link for link in marked)


def test_strangers_are_sent_to_sign_in(client, db):
    for url in (reverse("tasks:review"), reverse("tasks:review_week", args=["2026-11-16"])):
        assert client.get(url).status_code == 302
        assert client.get(url).url.startswith(reverse("account_login"))


def test_the_review_is_only_read(as_ana):
    for url in (reverse("tasks:review"), reverse("tasks:review_week", args=["2026-11-16"])):
        assert as_ana.post(url).status_code == 405


def fill(owner, count, minutes):
    """That many people, each with an entry, a finished task and an open follow-up."""
    people = Contact.objects.bulk_create(
        Contact(owner=owner, given_name=f"Person {number}") for number in range(count)
    )
    done = {"completed_at": NOON, "completed_on": WEDNESDAY, "minutes_spent": minutes}
    entries, tasks = [], []
    for number, person in enumerate(people):
        due_on = MONDAY - timedelta(days=7 * (number % 8))
        entries.append(Interaction(owner=owner, day=WEDNESDAY, minutes=minutes, kind="event"))
        tasks.append(Task(owner=owner, title="Do", contact=person, position="a", **done))
        place = f"{minutes}{count}{number:05}"
        tasks.append(Task(owner=owner, title="Ask", contact=person, due_on=due_on, position=place))
    Interaction.objects.bulk_create(entries)
    InteractionPerson.objects.bulk_create(
        InteractionPerson(owner=owner, interaction=entry, contact=person)
        for entry, person in zip(entries, people, strict=True)
    )
    Task.objects.bulk_create(tasks)
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE"
        )  # as autovacuum does: the tables are full of other tests' dead rows


@pytest.mark.parametrize("minutes", [60, 0])  # with enough to say, and with the list instead
def test_the_number_of_queries_does_not_grow_with_rows(review, ana, minutes):
    fill(ana, 10, minutes)
    review()  # the first page of a day writes down the visit
    with CaptureQueriesContext(connection) as few:
        review()
    fill(ana, 100, minutes)
    with CaptureQueriesContext(connection) as many:
        assert review().status_code == 200
    assert len(many) == len(few) <= 15


# --- This week so far, on Today ---


def test_today_shows_the_running_week_and_what_is_left_to_the_goal(ana):
    worked_week(ana)
    week = week_so_far(ana, WEDNESDAY)
    assert (week.hard, week.easy, week.other, week.total) == (40, 140, 120, 300)
    assert (week.goal_hard, week.left_to_goal) == (135, 95)


def test_a_goal_that_is_reached_leaves_nothing_to_do(ana):
    log(ana, 500)
    assert week_so_far(ana, WEDNESDAY).left_to_goal == 0


# --- Fires, in the e-mail that invites ---


def fire(owner, *, calm=False, box=Box.DO_FIRST, due_on=WEDNESDAY, **fields):
    task = make_task(owner, box=box, due_on=due_on, **fields)
    written = NOON - timedelta(days=20 if calm else 1)
    Task.objects.filter(pk=task.pk).update(created_at=written, first_due_on=due_on)
    task.refresh_from_db()
    return task


def test_fires_are_the_urgent_and_important_things_finished_or_late_in_the_week(ana):
    week = Week(MONDAY)
    finish(fire(ana, calm=True))
    finish(fire(ana))
    fire(ana, calm=True, due_on=MONDAY)  # still open, and its day is over
    assert fires(ana, week, WEDNESDAY) == Fires(3, 2)
    finish(fire(ana, box=Box.KEEP_SHORT))  # not important
    finish(fire(ana, kind=Kind.INTERVIEW))  # at its own time
    finish(fire(ana), day=MONDAY - timedelta(days=1))  # last week's
    fire(ana)  # has the rest of today
    fire(ana, box=Box.MAKE_TIME)
    fire(ana, due_on=MONDAY).drop(NOON)
    assert fires(ana, week, WEDNESDAY) == Fires(3, 2)
    fire(ana, box=Box.MAKE_TIME, due_on=MONDAY)  # its day is over: it looks urgent by now
    assert fires(ana, week, WEDNESDAY) == Fires(4, 2)
