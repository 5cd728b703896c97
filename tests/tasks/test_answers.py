"""What they answer to an application or after an interview: no, or a day by which they will."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from contacts.kinds import Kind
from tasks import proposals
from tasks.reasons import Reason
from tasks.situation import Situation
from tests.factories import make_contact, make_organisation, make_task
from tests.tasks.test_followup_pages import undo
from tests.tasks.test_followups import accept, applied, done, proposed

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY = NOW.date()
DOOR, WHILE = (Reason.OPEN_DOOR, date(2026, 11, 27)), (Reason.AFTER_A_WHILE, date(2027, 2, 23))


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def priya(ana):
    return make_contact(ana, "Priya", organisation=make_organisation(ana, "Halden"))


@pytest.fixture
def interview(ana, priya):
    """Had on Monday."""
    return applied(ana, priya, Kind.INTERVIEW, date(2026, 11, 23))


def say(client, what, task, **sent):
    return client.post(reverse(f"tasks:{what}", args=[task.pk]), sent)


def page(client, task):
    return client.get(task.get_absolute_url())


@pytest.mark.parametrize("kind", [Kind.APPLICATION, Kind.INTERVIEW])
def test_a_no_proposes_thanks_and_a_hello_after_a_while(as_ana, ana, priya, kind):
    task = applied(ana, priya, kind, date(2026, 11, 2))
    say(as_ana, "no", task)
    assert proposed(ana, priya) == [DOOR]
    assert "They said no today" in page(as_ana, task).content.decode()
    assert "Thank Priya, and leave the door open" in page(as_ana, priya).content.decode()
    done(accept(ana, priya, Reason.OPEN_DOOR), TODAY)
    assert proposed(ana, priya) == [WHILE]


def test_a_no_finishes_what_is_open_and_undo_opens_it(as_ana, ana, priya):
    task = make_task(ana, "Apply", kind=Kind.APPLICATION, contact=priya)
    say(as_ana, "no", task)
    task.refresh_from_db()
    assert (task.is_open, task.completed_on, task.said_no_on) == (False, TODAY, TODAY)
    undo(as_ana, task.get_absolute_url())
    task.refresh_from_db()
    assert (task.is_open, task.said_no_on, proposed(ana, priya)) == (True, None, [])


def test_undo_leaves_finished_what_was_finished_before(as_ana, ana, priya, interview):
    before = proposed(ana, priya)
    say(as_ana, "no", interview)
    undo(as_ana, interview.get_absolute_url())
    interview.refresh_from_db()
    assert (interview.is_open, interview.said_no_on) == (False, None)
    assert proposed(ana, priya) == before


def test_a_no_pressed_twice_is_one(as_ana, ana, priya, interview):
    say(as_ana, "no", interview)
    say(as_ana, "no", interview)
    assert proposed(ana, priya) == [DOOR]


def test_bringing_it_back_takes_back_the_no(as_ana, ana, priya, interview):
    say(as_ana, "no", interview)
    say(as_ana, "reopen", interview)
    interview.refresh_from_db()
    assert interview.said_no_on is None


def test_nobody_is_thanked_where_nobody_is_known(as_ana, ana):
    task = applied(ana)
    say(as_ana, "no", task)
    assert Situation(ana, TODAY).proposals == []


def test_other_tasks_get_no_no(as_ana, ana, priya):
    task = make_task(ana, kind=Kind.FOLLOWED_UP, contact=priya)
    say(as_ana, "no", task)
    say(as_ana, "answer_by", task, answer_by="2026-12-01")
    task.refresh_from_db()
    assert (task.is_open, task.said_no_on, task.answer_by) == (True, None, None)
    assert "They said no" not in page(as_ana, task).content.decode()


def test_asking_counts_from_the_day_they_named(as_ana, ana, priya):
    task = make_task(ana, "Interview", kind=Kind.INTERVIEW, contact=priya)
    assert 'name="answer_by"' in page(as_ana, task).content.decode()
    say(as_ana, "done", task, day="2026-11-25", minutes="45", answer_by="2026-12-04")
    task.refresh_from_db()
    assert (task.completed_on, task.answer_by) == (TODAY, date(2026, 12, 4))
    done(accept(ana, priya, Reason.THANK), TODAY)
    assert proposed(ana, priya) == [(Reason.STATUS, date(2026, 12, 11))]
    done(accept(ana, priya, Reason.STATUS), date(2026, 12, 11))
    later = date(2026, 12, 11)
    assert proposed(ana, priya, later) == [(Reason.STATUS_AGAIN, date(2026, 12, 18))]


@pytest.mark.parametrize(
    ("named", "asked"),
    [("2026-12-04", date(2026, 12, 11)), ("", date(2026, 11, 30))],
)
def test_a_planned_question_moves_with_the_day_until_somebody_has_it_in_hand(
    as_ana, ana, priya, interview, named, asked
):
    proposals.dismiss(ana, [f"{Reason.THANK}:{interview.pk}"], TODAY)
    question = accept(ana, priya, Reason.STATUS)
    say(as_ana, "answer_by", interview, answer_by=named)
    question.refresh_from_db()
    assert question.due_on == asked
    question.plan_for(date(2026, 12, 24))
    say(as_ana, "answer_by", interview, answer_by="2026-12-01")
    question.refresh_from_db()
    interview.refresh_from_db()
    assert (question.due_on, interview.answer_by) == (date(2026, 12, 24), date(2026, 12, 1))


@pytest.mark.parametrize("day", ["soon", "9999-12-31", "0001-01-01", "\x00"])
@pytest.mark.parametrize("what", ["done", "answer_by"])
def test_a_day_that_cannot_be_is_told_and_changes_nothing(as_ana, ana, priya, what, day):
    task = make_task(ana, "Interview", kind=Kind.INTERVIEW, contact=priya)
    if what == "answer_by":
        done(task, TODAY)
    answer = say(as_ana, what, task, answer_by=day)
    assert answer.status_code == 422
    task.refresh_from_db()
    assert (task.is_open, task.answer_by) == (what == "done", None)


def test_done_from_the_board_leaves_the_day_that_was_named(as_ana, ana, priya):
    task = make_task(ana, kind=Kind.INTERVIEW, contact=priya, answer_by=date(2026, 12, 4))
    say(as_ana, "done", task)
    task.refresh_from_db()
    assert (task.completed_on, task.answer_by) == (TODAY, date(2026, 12, 4))


@pytest.mark.parametrize("what", ["no", "no_back", "answer_by"])
def test_another_persons_task_is_not_found(client, ben, interview, what):
    client.force_login(ben)
    assert say(client, what, interview).status_code == 404
