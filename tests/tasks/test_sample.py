"""The sample plan: what is in it, that it is never counted or mailed, and that nothing stays."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from contacts.boxes import Box
from contacts.models import Contact, Interaction
from contacts.models.counts import count
from jobsearch.models import User
from jobsearch.templatetags.foothold import hours
from tasks import sample
from tasks.models import Heartbeat, Move, Occurrence, OutboundEmail, Reminder, Task
from tasks.positions import between
from tasks.reminders import occasions, schedule
from tasks.reminders.figures import figures
from tasks.review import sentences
from tasks.review.findings import facts_of
from tasks.review.frozen import Frozen
from tasks.review.ledger import look_back, week_so_far
from tasks.sample.board import CLOSED
from tasks.weeks import Week
from tests.factories import make_contact, make_task, make_user

WEDNESDAY = datetime(2026, 11, 25, 9, 40, tzinfo=UTC)


pytestmark = pytest.mark.usefixtures("_first_days_hold")


@pytest.fixture
def maya(ana):
    with travel(WEDNESDAY, tick=False):
        yield sample.open_for(ana, WEDNESDAY)


def last_week(user, now=WEDNESDAY):
    today = user.today(now)
    week = Week.containing(today, user.first_weekday).previous
    return look_back(user, week, today)


def test_it_belongs_to_a_user_who_cannot_sign_in_and_has_no_address(maya, ana):
    assert maya.sample_of == ana
    assert not maya.is_active
    assert not maya.has_usable_password()
    assert maya.email.endswith("@sample.invalid")
    assert not maya.emailaddress_set.exists()
    mail = (maya.digest_on, maya.reminders_on, maya.promises_on, maya.events_on, maya.review_on)
    assert not any(mail)


def test_it_is_made_once_whoever_asks(maya, ana):
    assert sample.open_for(ana, WEDNESDAY) == maya
    assert User.objects.filter(sample_of=ana).count() == 1


def test_its_last_whole_week_is_the_one_of_the_mock_up(maya):
    this = last_week(maya)[-1]
    assert (this.balance.hard, this.balance.easy, this.balance.other) == (120, 480, 245)
    words = "".join(piece.text for piece in sentences.balance_sentence(this.balance))
    assert words == "You spent 71% networking, and 80% of that was the easy part."
    assert (this.kept.kept, this.kept.settled) == (7, 9)
    assert {one.name for one in this.kept.waiting} == {"Ana Ruiz", "Tom Hale"}


def test_its_sentences_are_worth_reading_and_true(maya):
    facts = facts_of(maya, last_week(maya), maya.today(WEDNESDAY))
    good = "Well done: you kept 7 of 9 follow-ups, your second best week in eight."
    assert sentences.good_thing(facts) == good
    hard = [week.balance.hard for week in facts.weeks]
    assert hard == [30, 60, 45, 120, 150, 90, 120, 120]
    assert sentences.box_sentence(facts) == "Make time grew from 19% to 27%."


def test_its_running_week_is_the_one_of_the_mock_up(maya):
    week = week_so_far(maya, maya.today(WEDNESDAY))
    assert (week.hard, week.easy, week.other, week.total) == (90, 160, 120, 370)


def test_its_board_and_today_are_full_but_not_crowded(maya):
    cards = maya.tasks.open().box_counts()
    assert cards == {Box.DO_FIRST: 3, Box.MAKE_TIME: 8, Box.KEEP_SHORT: 3, Box.LET_GO: 2}
    today = maya.today(WEDNESDAY)
    chosen = maya.tasks.filter(chosen_for=today)
    assert Counter(task.is_open for task in chosen) == {True: 2, False: 1}
    waiting = maya.tasks.open().filter(contact__isnull=False, due_on__lte=today)
    assert waiting.count() == 4


def test_what_the_program_keeps_of_rows_is_right_in_it(maya):
    tasks = list(maya.tasks.select_related("promise", "interaction"))
    places = [(task.box, task.position) for task in tasks if task.is_open]
    assert len(set(places)) == len(places)
    for box, place in places:
        assert between(place, None) > place, (box, place)
    for task in tasks:
        assert task.created_at <= WEDNESDAY, task
        assert task.due_on is None or task.first_due_on <= task.due_on, task
        assert not task.completed_at or task.created_at <= task.completed_at <= WEDNESDAY, task
        assert task.times_moved >= task.moves.count(), task
        assert not task.is_promise or task.promise.is_open == task.is_open, task
    before = list(Contact.objects.filter(owner=maya).order_by("pk").values())
    maya.contacts.recount()
    assert list(Contact.objects.filter(owner=maya).order_by("pk").values()) == before
    assert all(entry.day <= maya.today(WEDNESDAY) for entry in maya.interactions.all())
    assert all(entry.created_at <= WEDNESDAY for entry in maya.interactions.all())


def test_its_reviews_are_closed_with_what_they_chose_but_for_the_last_week(maya):
    reviews = list(maya.reviews.order_by("week"))
    assert len(reviews) == len(CLOSED)
    assert all(review.closed_at and review.intentions.count() for review in reviews)
    last = Week.containing(maya.today(WEDNESDAY), maya.first_weekday).previous
    assert reviews[-1].week == last.previous.first
    for review in reviews:
        frozen = Frozen.of(review, maya)
        assert frozen.weeks[-1].week.first == review.week
        assert frozen.changed(review, maya) == []
    assert any(one.is_block for one in maya.intentions.all())
    assert all(one.task.owner_id == maya.pk for one in maya.intentions.all())


@pytest.mark.parametrize(
    "day", [22, 29, *[pytest.param(day, marks=pytest.mark.slow) for day in range(23, 29)]]
)
@pytest.mark.parametrize(
    "fields",
    [
        {"time_zone": "Pacific/Auckland"},
        {"time_zone": "America/Los_Angeles", "first_weekday": 6},
        {"working_days": [5]},
        {"working_days": [], "first_weekday": 5},
    ],
)
def test_it_is_right_on_any_day_in_any_zone_and_week(db, day, fields, monkeypatch):
    monkeypatch.setattr("tasks.sample.plan._freeze", lambda sample: None)  # another test's
    owner = make_user(**fields)
    now = datetime(2026, 3, day, 23, 59, 30, tzinfo=UTC)  # the clocks change on the 29th
    with travel(now, tick=False):
        maya = sample.open_for(owner, now)
    weeks = last_week(maya, now)
    totals = [(one.balance.hard, one.balance.easy, one.balance.other) for one in weeks]
    assert totals[-1] == (120, 480, 245)
    assert totals[0] == (30, 180, 540)
    assert not maya.tasks.filter(completed_at__gt=now).exists()
    assert not maya.interactions.filter(day__gt=maya.today(now)).exists()


def test_it_is_made_in_few_statements(ana):
    """Most are those that work out what seven closed reviews have kept."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        sample.open_for(ana, WEDNESDAY)
    assert len(asked) < 200


# --- Never counted, never mailed ------------------------------------------------------------------


def own_rows(owner):
    """A little of everything that is one's own."""
    person = make_contact(owner, "Priya", level=2)
    make_task(owner, "Write", contact=person, kind="followed-up").complete(WEDNESDAY)
    make_task(owner, "Read", kind="research", due_on=owner.today(WEDNESDAY))
    Interaction.objects.create(
        owner=owner, day=owner.today(WEDNESDAY), minutes=200, kind="event"
    ).set_people([person])


def statistics(owner):
    today = owner.today(WEDNESDAY)
    weeks = look_back(owner, Week.containing(today, owner.first_weekday), today)
    return (
        weeks,
        week_so_far(owner, today),
        owner.tasks.open().box_counts(),
        owner.contacts.count(),
        count(owner, today),
        owner.tasks.nav_counts(today),
    )


def test_no_number_of_its_owner_knows_of_it_before_with_it_or_after(ana):
    own_rows(ana)
    before = statistics(ana)
    sample.open_for(ana, WEDNESDAY)
    assert statistics(ana) == before
    sample.remove(ana)
    assert statistics(ana) == before


def engine(now):
    """All that finds reasons for mail, as the tick does."""
    schedule.ensure_regular(now)
    occasions.promises(now)
    occasions.events(now)
    occasions.quiet(now)
    occasions.wake_rested(now)
    schedule.materialise(now)
    schedule.enqueue(now)
    schedule.give_up_unconfirmed(now)


def test_nothing_that_finds_reasons_for_mail_finds_one_in_it(maya):
    with transaction.atomic():  # even if somebody sets a reminder there, and switches all on
        User.objects.filter(pk=maya.pk).update(
            digest_on=True, promises_on=True, events_on=True, review_on=True, reminders_on=True
        )
        maya.tasks.open().first().remind_at(maya.today(WEDNESDAY), WEDNESDAY.time())
    for turn in range(21):  # past two quiet weeks, at each time of the day
        engine(WEDNESDAY + turn * timedelta(hours=18))
    assert not OutboundEmail.objects.filter(owner=maya).exists()
    assert not Occurrence.objects.filter(owner=maya, state="due").exists()
    assert set(Reminder.objects.filter(owner=maya).values_list("kind", flat=True)) == {"single"}
    maya.refresh_from_db()
    assert maya.mail_rests_since is None


def test_the_figures_of_the_site_do_not_know_of_it(ana, maya, client):
    Heartbeat.beat(Heartbeat.TICK, WEDNESDAY)
    found = figures(WEDNESDAY)
    sample.remove(ana)
    assert figures(WEDNESDAY) == found


def test_staff_do_not_find_it_among_the_accounts(maya, ana, admin_client):
    page = admin_client.get("/admin/jobsearch/user/")
    assert ana.email in page.content.decode()
    assert maya.email not in page.content.decode()
    assert admin_client.get(f"/admin/jobsearch/user/{maya.pk}/change/").status_code == 302


# --- Gone without a trace -------------------------------------------------------------------------


def rows_by_table():
    with connection.cursor() as cursor:
        tables = connection.introspection.django_table_names(only_existing=True)
        counts = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts


def mentions(text):
    """Tables in which any row says this text, in whatever column."""
    with connection.cursor() as cursor:
        tables = connection.introspection.django_table_names(only_existing=True)
        found = []
        for table in tables:
            query = f'SELECT count(*) FROM "{table}" AS row WHERE row::text LIKE %s'
            cursor.execute(query, [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_removing_it_leaves_no_row_in_any_table(ana):
    own_rows(ana)
    before = rows_by_table()
    maya = sample.open_for(ana, WEDNESDAY)
    ids = [str(pk) for pk in maya.tasks.values_list("pk", flat=True)[:3]]
    maya.tasks.open().first().remind_at(maya.today(WEDNESDAY), WEDNESDAY.time())
    maya.removals.take_out(maya.interactions.last(), WEDNESDAY)
    assert mentions(ids[0])
    assert sample.remove(ana)
    assert rows_by_table() == before
    for model in apps.get_models():
        if any(one.name == "owner" for one in model._meta.fields):
            assert not model._base_manager.filter(owner_id=maya.pk).exists(), model
    assert [mentions(text) for text in (*ids, maya.email)] == [[], [], [], []]
    assert not sample.remove(ana)


def test_it_goes_with_the_account_of_its_owner(ana):
    sample.open_for(ana, WEDNESDAY)
    ana.delete()
    assert not User.objects.exists()
    assert not Task.objects.exists()
    assert not Move.objects.exists()


# --- Its days -------------------------------------------------------------------------------------


def test_one_that_nobody_touched_is_made_anew_after_a_week(maya, ana):
    in_time = WEDNESDAY + timedelta(days=6, hours=23)
    assert sample.open_for(ana, in_time) == maya
    later = WEDNESDAY + timedelta(days=7)
    fresh = sample.open_for(ana, later)
    assert fresh != maya
    assert not User.objects.filter(pk=maya.pk).exists()
    assert week_so_far(fresh, fresh.today(later)).hard == 90


def test_one_that_somebody_changed_stays_until_it_is_started_afresh(maya, ana):
    User.objects.filter(pk=maya.pk).update(last_seen_on=maya.today(WEDNESDAY))
    later = WEDNESDAY + timedelta(days=30)
    assert sample.open_for(ana, later) == maya
    assert sample.make(ana, later) != maya


# --- The week so far ------------------------------------------------------------------------------


def test_today_says_of_the_running_week_what_the_review_says(maya, ana, client):
    client.force_login(ana)
    client.post("/sample/")
    today, review = (client.get(address).content.decode() for address in ("/", "/review/"))
    week = week_so_far(maya, maya.today(WEDNESDAY))
    this = look_back(maya, Week.containing(maya.today(WEDNESDAY), 0), maya.today(WEDNESDAY))[-1]
    assert week.balance == this.balance
    for minutes in (week.hard, week.easy, week.other, week.total):
        assert f">{hours(minutes)}<" in today, minutes
        assert hours(minutes) in review, minutes
    assert "You are <b>3 h</b> from your goal of 4 h 30 on the hard part." in today
    assert "You have set 15 h aside for the week." in today
    assert 'href="/review/">See the week' in today


def test_an_empty_week_says_what_the_goal_is(ana, client):
    client.force_login(ana)
    html = client.get("/").content.decode()
    assert "Nothing is logged yet this week. Your goal is 2 h 15 on the hard part" in html


# --- Two at once ----------------------------------------------------------------------------------


def at_once(*actions):
    def alone(action):
        try:
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return [job.result() for job in [pool.submit(alone, action) for action in actions]]


def test_two_windows_make_one(transactional_db):
    owner = make_user()
    made = at_once(*[lambda: sample.open_for(owner, WEDNESDAY)] * 4)
    assert len(set(made)) == 1
    assert User.objects.filter(sample_of=owner).count() == 1


def test_writing_and_removing_at_once_leave_nothing_or_all_of_it(transactional_db):
    owner = make_user()
    maya = sample.open_for(owner, WEDNESDAY)
    tasks = list(maya.tasks.open()[:6])

    def write(task):
        try:
            task.plan_for(WEDNESDAY.date())
            task.move_to(Box.LET_GO, after=None, version=None, key=str(task.pk), now=WEDNESDAY)
            task.complete(WEDNESDAY)
        except (Error, ObjectDoesNotExist):
            return "gone"  # which a page says in one sentence
        return "written"

    at_once(lambda: sample.remove(owner), *[lambda task=task: write(task) for task in tasks])
    assert list(User.objects.all()) == [owner]
    assert not Task.objects.exists()
    assert not Move.objects.exists()
