"""Links about more than one task: move all, pause, skip the review, and each sort of mail."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tasks.models import Dismissal, Postponement
from tasks.reminders import links
from tasks.reminders.links import Purpose
from tasks.reminders.subscriptions import SORTS
from tasks.weeks import Week
from tests.factories import make_task
from tests.tasks.reminders.test_mail_links import GONE, everything, undo_path


@pytest.fixture
def bare():
    """Somebody signed out, whose mail program sends no cookie."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def paths(maya, waiting_mail, now):
    """The paths of all these links in a mail to Maya, who has one follow-up due."""
    key, week = str(maya.pk), Week.containing(maya.today(now), maya.first_weekday)
    made = {
        "move_all": (Purpose.MOVE_ALL, links.short(waiting_mail.pk)),
        "pause": (Purpose.PAUSE, key),
        "skip": (Purpose.SKIP, key, week.first.isoformat()),
        "stop": (Purpose.STOP_DIGEST, key),
    }
    return {
        name: reverse(f"tasks:mail_{name}", args=[links.make(*parts)])
        for name, parts in made.items()
    }


NAMES = ("move_all", "pause", "skip", "stop")


@pytest.mark.parametrize("name", NAMES)
def test_looking_changes_nothing(bare, paths, name):
    before = everything()
    for method in (bare.get, bare.head, bare.options):
        assert method(paths[name]).status_code in (200, 405)
    assert everything() == before
    assert bare.cookies == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_link_for_something_else_and_a_forged_one_lead_to_the_neutral_page(bare, paths, name):
    before = everything()
    others = [path.split("/")[2] for other, path in paths.items() if other != name]
    for token in [*others, "nonsense", paths[name].split("/")[2][:-1]]:
        for method in (bare.get, bare.post):
            answer = method(reverse(f"tasks:mail_{name}", args=[token]))
            assert answer.status_code == 404
            assert GONE in answer.content.decode()
    assert everything() == before


@pytest.mark.parametrize("name", NAMES)
def test_a_closed_account_has_no_links(bare, paths, name, maya):
    type(maya).objects.update(is_active=False)
    assert bare.get(paths[name]).status_code == bare.post(paths[name]).status_code == 404


def test_move_all_puts_everything_due_on_the_next_working_day_once(
    bare, paths, maya, follow_up, now
):
    today = maya.today(now)
    old = make_task(maya, due_on=today - timedelta(days=9))
    ahead = make_task(maya, due_on=today + timedelta(days=9))
    interview = make_task(maya, kind="interview", due_on=today)
    assert (
        "Two things are due by today, and move to" in bare.get(paths["move_all"]).content.decode()
    )
    answers = [bare.post(paths["move_all"]) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 404]
    for task in (follow_up, old, ahead, interview):
        task.refresh_from_db()
    assert follow_up.due_on == old.due_on == maya.working_day_after(today, 1)
    assert (ahead.due_on, interview.due_on) == (today + timedelta(days=9), today)


def test_move_all_can_be_taken_back_once_and_then_works_again(bare, paths, maya, follow_up, now):
    undo = undo_path(bare.post(paths["move_all"]))
    assert "That is moved" in bare.get(undo).content.decode()
    assert [bare.post(undo).status_code for _ in range(2)] == [200, 404]
    follow_up.refresh_from_db()
    assert (follow_up.due_on, follow_up.times_moved) == (maya.today(now), 0)
    assert bare.post(paths["move_all"]).status_code == 302
    assert Postponement.objects.count() == 2


def test_with_nothing_due_there_is_nothing_to_move(bare, paths, follow_up, now):
    follow_up.complete(now)
    assert bare.get(paths["move_all"]).status_code == 404


@pytest.mark.parametrize(("how_long", "days"), [("week", 7), ("visit", None)])
def test_a_pause_lasts_as_long_as_chosen_and_is_ended_on_the_same_page(
    bare, paths, maya, now, how_long, days
):
    page = bare.post(paths["pause"], {"how_long": how_long})
    assert "Your e-mails rest" in page.content.decode()
    maya.refresh_from_db()
    assert maya.mail_rests_since is not None
    assert maya.mail_rests_until == (maya.today(now) + timedelta(days=days) if days else None)
    assert "They are on again" in bare.post(paths["pause"], {"on": "1"}).content.decode()
    maya.refresh_from_db()
    assert (maya.mail_rests_since, maya.mail_rests_until) == (None, None)
    assert maya.last_seen_on == maya.today(now)  # or they would have been away at once


@pytest.mark.parametrize("answer", [{}, {"how_long": "for ever"}, {"how_long": "x" * 30_000}])
def test_what_is_no_answer_pauses_nothing(bare, paths, maya, answer):
    assert bare.post(paths["pause"], answer).status_code == 422
    maya.refresh_from_db()
    assert maya.mail_rests_since is None


def test_a_skipped_review_is_said_on_today_and_can_be_had_back(bare, client, paths, maya, now):
    maya.review_day = Week.containing(maya.today(now), maya.first_weekday).first.weekday()
    maya.save()
    client.force_login(maya)
    assert "Your weekly review is open" in client.get("/").content.decode()
    for _ in range(2):
        assert "<h1>Skipped</h1>" in bare.post(paths["skip"]).content.decode()
    assert "You skip this week’s review" in client.get("/").content.decode()
    assert "That is taken back" in bare.post(paths["skip"], {"on": "1"}).content.decode()
    assert "Skip this week’s review?" in bare.get(paths["skip"]).content.decode()
    assert not Dismissal.objects.exists()


@pytest.mark.parametrize("purpose", SORTS, ids=str)
def test_each_sort_has_a_link_that_stops_it_alone_in_one_click(bare, maya, purpose):
    path = reverse("tasks:mail_stop", args=[links.make(purpose, str(maya.pk))])
    assert f"Stop {SORTS[purpose].name}?" in bare.get(path).content.decode()
    answer = bare.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and answer.cookies == {}
    assert SORTS[purpose].off in answer.content.decode()
    maya.refresh_from_db()
    off = [each for each, sort in SORTS.items() if not getattr(maya, sort.field)]
    assert off == [purpose]


def test_the_page_that_stops_one_sort_offers_the_others(bare, paths, maya):
    page = bare.get(paths["stop"]).content.decode()
    assert all(page.count(f'value="{each}"') == (each != Purpose.STOP_DIGEST) for each in SORTS)
    bare.post(paths["stop"], {"sort": "stop-review"})
    maya.refresh_from_db()
    assert (maya.digest_on, maya.review_on) == (True, False)
    bare.post(paths["stop"], {"sort": "stop-review", "on": "1"})
    maya.refresh_from_db()
    assert maya.review_on


def test_links_of_everything_work_for_thirty_days(bare, paths, now):
    from time_machine import travel

    with travel(now + timedelta(days=31), tick=False):
        assert [bare.get(paths[name]).status_code for name in NAMES] == [404, 404, 404, 200]
