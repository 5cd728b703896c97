"""Every row of "what was just logged" with its own example, and the limits of all of them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from contacts.kinds import Kind
from contacts.models import Ask, Contact, Interaction
from contacts.rhythm import REST_DAYS
from tasks import proposals
from tasks.followups import TABLE, What
from tasks.models import Task
from tasks.reasons import Reason
from tasks.situation import Situation
from tests.factories import make_contact, make_organisation, make_task

TODAY = date(2026, 11, 25)  # a Wednesday
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TO, FROM, BOTH = "to", "from", "both"


@pytest.fixture
def priya(ana):
    return make_contact(ana, "Priya", organisation=make_organisation(ana, "Halden"))


def log(owner, people, kind=Kind.FOLLOWED_UP, direction=TO, day=TODAY, met=False, **fields):
    people = people if isinstance(people, list) else [people]
    entry = Interaction.objects.create(
        owner=owner, day=day, minutes=15, kind=kind, direction=direction, **fields
    )
    entry.set_people([] if met else people, people if met else ())
    return entry


def proposed(owner, contact=None, today=TODAY):
    return [(p.reason, p.day) for p in Situation(owner, today, contact).proposals]


def one(owner, contact, reason, today=TODAY):
    found = Situation(owner, today, contact).proposals
    return next(p for p in found if p.reason == reason)


def accept(owner, contact, reason, today=TODAY):
    proposal = one(owner, contact, reason, today)
    return proposals.plan(owner, proposal, proposal.on(today), today)


def done(task, day):
    """Finished without an entry of its own, so that only the task speaks."""
    Task.objects.filter(pk=task.pk).update(completed_on=day, completed_at=NOW)


def applied(owner, contact=None, kind=Kind.APPLICATION, day=TODAY):
    task = make_task(owner, "Apply at Halden", kind=kind, contact=contact)
    done(task, day)
    return task


def test_met_somebody_new(ana, priya):
    log(ana, priya, Kind.EVENT, BOTH, met=True, light=True)
    assert proposed(ana, priya) == [(Reason.HELLO, date(2026, 11, 27))]
    assert one(ana, priya, Reason.HELLO).title == (
        "Say hello again to Priya: one thing you spoke about"
    )


def test_somebody_known_at_an_event_is_no_debt(ana, priya):
    log(ana, priya, Kind.EVENT, BOTH, light=True)
    assert proposed(ana, priya) == []


def test_a_real_conversation(ana, priya):
    log(ana, priya, Kind.CONVERSATION, BOTH)
    assert proposed(ana, priya) == [(Reason.THANK, date(2026, 11, 26))]
    done(accept(ana, priya, Reason.THANK), TODAY)
    assert proposed(ana, priya) == [(Reason.TELL, date(2026, 12, 9))]


def test_what_came_of_it_is_proposed_on_its_day_though_the_thanks_wait(ana, priya):
    log(ana, priya, Kind.CONVERSATION, BOTH)
    assert [reason for reason, _ in proposed(ana, priya, date(2026, 12, 9))] == [
        Reason.THANK,
        Reason.TELL,
    ]


def test_what_came_of_it_does_not_wait_for_thanks_for_something_else(ana, priya):
    """The second talk was the thanks for the first, so the planned ones are for the second."""
    log(ana, priya, Kind.CONVERSATION, BOTH, day=TODAY - timedelta(days=7))
    log(ana, priya, Kind.CONVERSATION, BOTH)
    tell = (Reason.TELL, date(2026, 12, 2))
    assert proposed(ana, priya) == [(Reason.THANK, date(2026, 11, 26)), tell]
    accept(ana, priya, Reason.THANK)
    assert proposed(ana, priya) == [tell]


def test_an_interview(ana, priya):
    applied(ana, priya, Kind.INTERVIEW)
    assert proposed(ana, priya) == [(Reason.THANK, date(2026, 11, 26))]
    done(accept(ana, priya, Reason.THANK), TODAY)
    assert proposed(ana, priya) == [(Reason.STATUS, date(2026, 12, 2))]
    done(accept(ana, priya, Reason.STATUS), date(2026, 12, 4))
    # Five working days after the first question, which came two days late.
    assert proposed(ana, priya, date(2026, 12, 4)) == [(Reason.STATUS_AGAIN, date(2026, 12, 11))]


def test_an_interview_with_nobody_named(ana):
    applied(ana, None, Kind.INTERVIEW)
    (proposal,) = Situation(ana, TODAY).recent
    assert proposal.title == "Thank each person you spoke with for the interview"


def test_a_cold_message(ana, priya):
    log(ana, priya, Kind.FIRST_MESSAGE)
    assert proposed(ana, priya) == [(Reason.SOMEBODY_ELSE, date(2026, 11, 30))]
    assert one(ana, priya, Reason.SOMEBODY_ELSE).title == "Try another person at Halden"
    proposals.dismiss(ana, [one(ana, priya, Reason.SOMEBODY_ELSE).key], TODAY)
    assert proposed(ana, priya) == [(Reason.NUDGE, date(2026, 12, 4))]
    proposals.dismiss(ana, [one(ana, priya, Reason.NUDGE).key], TODAY)
    assert proposed(ana, priya) == [(Reason.CLOSE, date(2026, 12, 11))]


def test_each_step_of_a_cold_message_comes_on_its_day(ana, priya):
    log(ana, priya, Kind.FIRST_MESSAGE)
    assert [r for r, _ in proposed(ana, priya, date(2026, 12, 11))] == [
        Reason.SOMEBODY_ELSE,
        Reason.NUDGE,
        Reason.CLOSE,
    ]


def test_another_person_is_only_tried_where_a_place_is_known(ana):
    ben = make_contact(ana, "Ben")
    log(ana, ben, Kind.FIRST_MESSAGE)
    assert proposed(ana, ben) == [(Reason.NUDGE, date(2026, 12, 4))]


def test_a_nudge_to_a_stranger_is_the_last_message(ana, priya):
    priya.organisation = None
    priya.save()
    log(ana, priya, Kind.FIRST_MESSAGE, day=TODAY - timedelta(days=9))
    log(ana, priya)
    assert proposed(ana, priya) == [(Reason.CLOSE, TODAY)]


def test_an_application_where_nobody_is_known(ana):
    applied(ana)
    (proposal,) = Situation(ana, TODAY).recent
    assert (proposal.reason, proposal.day) == (Reason.FIND_PERSON, TODAY)
    assert proposal.title == "Find one person there: Apply at Halden"
    task = proposals.plan(ana, proposal, TODAY, TODAY)
    assert (task.urgent, task.important, task.contact) == (False, True, None)
    assert Situation(ana, TODAY).recent == []


def test_an_application_where_somebody_is_known(ana, priya):
    applied(ana, priya)
    assert proposed(ana, priya) == [(Reason.STATUS, date(2026, 12, 4))]


@pytest.fixture
def introduction(ana, priya):
    """Priya has introduced Tom."""
    entry = log(ana, priya, Kind.CONVERSATION, BOTH, received="introduction")
    tom = make_contact(ana, "Tom", met_through=priya, introduced_in=entry)
    return entry, tom


def test_an_introduction_is_acted_on_within_a_working_day(ana, priya, introduction):
    _, tom = introduction
    assert proposed(ana, tom) == [(Reason.WRITE_TO, date(2026, 11, 26))]
    task = accept(ana, tom, Reason.WRITE_TO)
    assert (task.urgent, task.important, task.title) == (True, True, "Write to Tom")


def test_who_introduced_is_thanked_the_same_day(ana, priya, introduction):
    assert proposed(ana, priya) == [(Reason.INTRODUCER, TODAY)]


def test_who_introduced_hears_how_it_went_two_days_after_the_first_talk(ana, priya, introduction):
    _, tom = introduction
    log(ana, tom, Kind.CONVERSATION, BOTH)
    log(ana, tom, Kind.CONVERSATION, BOTH)
    found = [p for p in Situation(ana, TODAY, priya).proposals if p.reason != Reason.INTRODUCER]
    assert [(p.reason, p.day) for p in found] == [(Reason.TELL_INTRODUCER, date(2026, 11, 27))]
    assert found[0].title == "Tell Priya how it went with Tom"
    assert accept(ana, priya, Reason.TELL_INTRODUCER).contact_id == priya.pk
    assert Reason.TELL_INTRODUCER not in dict(proposed(ana, priya))


def test_an_introduction_i_made(ana, priya):
    ben = make_contact(ana, "Ben")
    log(ana, [priya, ben], Kind.INTRODUCED)
    assert proposed(ana, priya) == [(Reason.DID_IT_HELP, date(2026, 12, 9))]
    assert proposed(ana, ben) == [(Reason.DID_IT_HELP, date(2026, 12, 9))]
    assert not accept(ana, ben, Reason.DID_IT_HELP).hard


def test_a_favour_received(ana, priya):
    log(ana, priya, direction=FROM, received="referral")
    assert (Reason.THANK, date(2026, 11, 26)) in proposed(ana, priya)
    done(accept(ana, priya, Reason.THANK), TODAY)
    assert (Reason.TELL, date(2026, 12, 9)) in proposed(ana, priya)


@pytest.mark.parametrize(
    ("due_on", "check_on"),
    [(date(2026, 11, 20), date(2026, 11, 25)), (None, date(2026, 12, 4))],
)
def test_they_promised_something(ana, priya, due_on, check_on):
    ana.promises.make(ana, priya, mine=False, what="the link", due_on=due_on, today=TODAY)
    (waiting,) = Situation(ana, TODAY).waiting
    assert (waiting.name, waiting.check_on) == ("Priya", check_on)
    assert proposed(ana, priya, check_on - timedelta(days=1)) == []
    assert proposed(ana, priya, check_on) == [(Reason.CHECK, check_on)]


def test_one_gentle_check_and_no_second(ana, priya):
    made = ana.promises.make(ana, priya, mine=False, what="the link", due_on=TODAY, today=TODAY)
    later = date(2026, 12, 24)
    done(accept(ana, priya, Reason.CHECK, later), later)
    assert proposed(ana, priya, later) == []
    ana.promises.make(ana, priya, mine=False, what="a name", due_on=TODAY, today=TODAY)
    assert len(proposed(ana, priya, later)) == 1
    made.close("kept", later)
    assert len(Situation(ana, later).waiting) == 1


def test_something_was_asked_for(ana, priya):
    log(ana, priya, Kind.ASKED)
    assert proposed(ana, priya) == [(Reason.NUDGE, date(2026, 12, 2))]


def test_an_ask_without_an_entry(ana, priya):
    Ask.objects.create(owner=ana, contact=priya, rung=3, made_on=TODAY)
    Ask.objects.create(owner=ana, contact=priya, rung=4)  # only planned
    assert proposed(ana, priya) == [(Reason.NUDGE, date(2026, 12, 2))]


def test_an_ask_and_its_entry_are_answered_as_one(ana, priya):
    log(ana, priya, Kind.ASKED)
    Ask.objects.create(owner=ana, contact=priya, rung=3, made_on=TODAY)
    proposals.dismiss(ana, one(ana, priya, Reason.NUDGE).keys, TODAY)
    assert proposed(ana, priya) == []


def test_one_stands_for_others_of_its_reason(ana, priya):
    for day in (TODAY - timedelta(days=20), TODAY - timedelta(days=15)):
        log(ana, priya, Kind.CONVERSATION, BOTH, day=day)
    tell = one(ana, priya, Reason.TELL)
    proposals.dismiss(ana, tell.keys, TODAY)
    assert Reason.TELL not in dict(proposed(ana, priya))


def test_they_said_no(ana, priya):
    Ask.objects.create(
        owner=ana, contact=priya, rung=3, made_on=TODAY, outcome="no", answered_on=TODAY
    )
    log(ana, priya, direction=FROM)
    assert (Reason.OPEN_DOOR, date(2026, 11, 27)) in proposed(ana, priya)
    proposals.dismiss(ana, [one(ana, priya, Reason.OPEN_DOOR).key], TODAY)
    assert (Reason.AFTER_A_WHILE, date(2027, 2, 23)) in proposed(ana, priya)


def test_a_no_is_answered_by_thanks_alone(ana, priya):
    ask = Ask.objects.create(owner=ana, contact=priya, rung=3, made_on=TODAY)
    ask.say("no", TODAY)
    assert proposed(ana, priya) == [(Reason.OPEN_DOOR, date(2026, 11, 27))]


def test_wrote_to_somebody_from_long_ago(ana, priya):
    log(ana, priya, Kind.RECONNECTED)
    assert proposed(ana, priya) == [(Reason.NUDGE, date(2026, 12, 9))]


def test_a_message_of_mine(ana, priya):
    log(ana, priya)
    assert proposed(ana, priya) == [(Reason.NUDGE, date(2026, 12, 2))]


def test_a_reply_of_theirs(ana, priya):
    log(ana, priya, direction=FROM)
    assert proposed(ana, priya) == [(Reason.STAY_IN_TOUCH, date(2026, 11, 27))]


def test_every_row_has_a_step_and_words_that_can_be_filled_in(ana):
    assert set(TABLE) == set(What)
    blanks = dict.fromkeys(["name", "place", "introducer", "words"], "x")
    for chain in TABLE.values():
        assert chain
        for step in chain:
            assert step.title.format(**blanks)


# Days


@pytest.mark.parametrize(
    ("day", "thanks_on"),
    [
        (date(2026, 11, 26), date(2026, 11, 27)),
        (date(2026, 11, 27), date(2026, 11, 30)),
        (date(2026, 11, 28), date(2026, 11, 30)),
    ],
)
def test_a_working_day_after_a_friday_is_monday(ana, priya, day, thanks_on):
    log(ana, priya, Kind.CONVERSATION, BOTH, day=day)
    assert proposed(ana, priya, day) == [(Reason.THANK, thanks_on)]


def test_working_days_are_the_users_own_and_leave_out_holidays(ana, priya):
    ana.working_days, ana.holidays = [0, 1, 2, 3], [date(2026, 11, 30)]
    log(ana, priya)
    assert proposed(ana, priya) == [(Reason.NUDGE, date(2026, 12, 7))]


def test_calendar_days_count_weekends(ana, priya):
    log(ana, priya, Kind.EVENT, BOTH, day=date(2026, 11, 20), met=True)
    assert proposed(ana, priya, date(2026, 11, 20)) == [(Reason.HELLO, date(2026, 11, 22))]


def test_what_should_have_been_is_planned_for_today(ana, priya):
    log(ana, priya, Kind.CONVERSATION, BOTH, day=TODAY - timedelta(days=5))
    proposal = one(ana, priya, Reason.THANK)
    assert (proposal.day, proposal.on(TODAY)) == (date(2026, 11, 23), TODAY)


# Limits


def test_never_more_than_two_unanswered_messages_in_a_row(ana, priya):
    log(ana, priya, day=TODAY - timedelta(days=8))
    log(ana, priya)
    (proposal,) = Situation(ana, TODAY, priya).proposals
    assert (proposal.rests, proposal.title) == (
        True,
        "No answer from Priya to two messages in a row",
    )
    proposals.dismiss(ana, [proposal.key], TODAY)
    assert proposed(ana, priya, TODAY + timedelta(days=30)) == []


@pytest.mark.parametrize("direction", [FROM, BOTH])
def test_an_answer_begins_the_count_anew(ana, priya, direction):
    log(ana, priya, day=TODAY - timedelta(days=8))
    log(ana, priya, direction=direction, day=TODAY - timedelta(days=2))
    log(ana, priya)
    assert proposed(ana, priya) == [(Reason.NUDGE, date(2026, 12, 2))]


def test_thanks_want_no_answer_and_are_not_counted(ana, priya):
    log(ana, priya, Kind.CONVERSATION, BOTH, day=TODAY - timedelta(days=2))
    accept(ana, priya, Reason.THANK).complete(NOW)
    assert proposed(ana, priya) == [(Reason.TELL, date(2026, 12, 7))]
    log(ana, priya)
    assert Reason.NUDGE in dict(proposed(ana, priya))


def test_asking_twice_where_things_stand_ends_in_a_rest(ana, priya):
    applied(ana, priya, Kind.INTERVIEW, day=TODAY - timedelta(days=20))
    proposals.dismiss(ana, [one(ana, priya, Reason.THANK).key], TODAY)
    for reason in (Reason.STATUS, Reason.STATUS_AGAIN):
        accept(ana, priya, reason, date(2026, 12, 14)).complete(NOW)
    assert proposed(ana, priya, date(2026, 12, 14)) == [(Reason.CLOSE, TODAY)]


def test_while_somebody_rests_nothing_is_proposed_and_then_all_is_fresh(ana, priya):
    log(ana, priya, day=TODAY - timedelta(days=8))
    log(ana, priya)
    until = proposals.rest(ana, priya, TODAY)
    assert until == TODAY + timedelta(days=REST_DAYS)
    assert proposed(ana, priya, until - timedelta(days=1)) == []
    assert proposed(ana, priya, until) == []
    log(ana, priya, day=until)
    assert [reason for reason, _ in proposed(ana, priya, until)] == [Reason.NUDGE]


@pytest.mark.parametrize("left", ["do_not_contact", "archived_at", "resting_until"])
def test_nobody_is_proposed_who_is_to_be_left_alone(ana, priya, left):
    log(ana, priya)
    value = {"do_not_contact": True, "archived_at": NOW, "resting_until": date(2027, 1, 1)}[left]
    Contact.objects.filter(pk=priya.pk).update(**{left: value})
    assert proposed(ana, priya) == [] == proposed(ana)


def test_one_open_follow_up_of_each_reason_and_person(ana, priya):
    log(ana, priya, Kind.CONVERSATION, BOTH, day=TODAY - timedelta(days=1))
    accept(ana, priya, Reason.THANK)
    log(ana, priya, Kind.CONVERSATION, BOTH)
    assert Reason.THANK not in dict(proposed(ana, priya))


def test_a_later_message_says_hello_and_thanks_too(ana, priya):
    log(ana, priya, Kind.EVENT, BOTH, day=TODAY - timedelta(days=1), met=True)
    log(ana, priya)
    assert proposed(ana, priya) == [(Reason.NUDGE, date(2026, 12, 2))]


def test_their_answer_ends_the_wait_for_it(ana, priya):
    log(ana, priya, day=TODAY - timedelta(days=1))
    log(ana, priya, direction=FROM)
    assert proposed(ana, priya) == [(Reason.STAY_IN_TOUCH, date(2026, 11, 27))]


def test_answering_them_ends_it_too(ana, priya):
    log(ana, priya, direction=FROM, day=TODAY - timedelta(days=1))
    log(ana, priya, Kind.CONVERSATION, BOTH)
    assert proposed(ana, priya) == [(Reason.THANK, date(2026, 11, 26))]


# Answering


def test_what_was_let_go_is_not_proposed_again(ana, priya):
    log(ana, priya)
    task = make_task(ana, contact=priya, reason=Reason.NUDGE)
    task.drop(datetime.now(UTC))
    assert proposed(ana, priya) == []
    log(ana, priya)
    assert [reason for reason, _ in proposed(ana, priya)] == [Reason.CLOSE]


def test_planning_twice_is_one_task(ana, priya):
    log(ana, priya)
    proposal = one(ana, priya, Reason.NUDGE)
    first = proposals.plan(ana, proposal, date(2026, 12, 2), TODAY)
    second = proposals.plan(ana, proposal, date(2026, 12, 3), TODAY)
    assert (first.pk, ana.tasks.get().due_on) == (second.pk, date(2026, 12, 2))
    assert (first.raised_by, first.contact, first.reason) == (
        Interaction.objects.get(), priya, Reason.NUDGE,
    )  # fmt: skip


def test_two_entries_that_propose_the_same_make_one_task(ana, priya):
    log(ana, priya, Kind.CONVERSATION, BOTH)
    first = one(ana, priya, Reason.THANK)
    log(ana, priya, Kind.CONVERSATION, BOTH)
    second = one(ana, priya, Reason.THANK)
    assert first.key != second.key
    proposals.plan(ana, first, TODAY, TODAY)
    proposals.plan(ana, second, TODAY, TODAY)
    assert ana.tasks.count() == 1


def test_taking_back_proposes_it_again(ana, priya):
    log(ana, priya)
    task = accept(ana, priya, Reason.NUDGE)
    assert proposed(ana, priya) == []
    assert proposals.take_back(task)
    assert dict(proposed(ana, priya)) == {Reason.NUDGE: date(2026, 12, 2)}
    again = accept(ana, priya, Reason.NUDGE)
    assert ana.tasks.open().get() == again
    again.plan_for(date(2026, 12, 24))
    assert not proposals.take_back(again)


def test_not_needed_asks_nothing_and_can_be_taken_back(ana, priya):
    log(ana, priya)
    key = one(ana, priya, Reason.NUDGE).key
    proposals.dismiss(ana, [key], TODAY)
    proposals.dismiss(ana, [key], TODAY)
    assert proposed(ana, priya) == []
    proposals.want_again(ana, [key])
    assert len(proposed(ana, priya)) == 1


def test_dismissing_one_leaves_that_of_another_person(ana, priya):
    ben = make_contact(ana, "Ben")
    log(ana, [priya, ben])
    proposals.dismiss(ana, [one(ana, priya, Reason.NUDGE).key], TODAY)
    assert (len(proposed(ana, priya)), len(proposed(ana, ben))) == (0, 1)


# Changing and deleting what was logged


def change(ana, entry, **fields):
    with proposals.following(ana, entry, TODAY):
        Interaction.objects.filter(pk=entry.pk).update(**fields)


def test_another_day_moves_what_it_raised(ana, priya):
    entry = log(ana, priya)
    task = accept(ana, priya, Reason.NUDGE)
    change(ana, entry, day=date(2026, 11, 23))
    task.refresh_from_db()
    assert (task.due_on, task.first_due_on) == (date(2026, 11, 30), date(2026, 11, 30))


def test_a_day_somebody_chose_stays(ana, priya):
    entry = log(ana, priya)
    task = proposals.plan(ana, one(ana, priya, Reason.NUDGE), date(2026, 12, 24), TODAY)
    change(ana, entry, day=date(2026, 11, 23))
    task.refresh_from_db()
    assert task.due_on == date(2026, 12, 24)


def test_another_kind_withdraws_what_it_raised_and_proposes_its_own(ana, priya):
    entry = log(ana, priya)
    accept(ana, priya, Reason.NUDGE)
    change(ana, entry, kind=Kind.CONVERSATION, direction=BOTH)
    assert not ana.tasks.open().exists()
    assert proposed(ana, priya) == [(Reason.THANK, date(2026, 11, 26))]


def test_what_somebody_has_in_hand_stays(ana, priya):
    entry = log(ana, priya)
    accept(ana, priya, Reason.NUDGE).plan_for(date(2026, 12, 24))
    change(ana, entry, kind=Kind.GAVE)
    assert ana.tasks.open().get().due_on == date(2026, 12, 24)


def test_a_change_leaves_the_follow_up_of_somebody_introduced(ana, priya, introduction):
    entry, tom = introduction
    accept(ana, tom, Reason.WRITE_TO)
    change(ana, entry, notes="More about it")
    assert ana.tasks.open().get().contact == tom


def test_deleting_takes_with_it_what_nobody_touched(ana, priya):
    entry = log(ana, priya, Kind.CONVERSATION, BOTH)
    accept(ana, priya, Reason.THANK)
    ana.tasks.promise(ana, priya, "Send it", interaction=entry, today=TODAY)
    ana.removals.take_out(entry, NOW)
    assert not ana.tasks.open().exists()
    assert not ana.promises.exists()
    assert proposed(ana, priya) == []


def test_deleting_keeps_what_somebody_wrote_into_a_follow_up(ana, priya):
    entry = log(ana, priya, Kind.CONVERSATION, BOTH)
    task = accept(ana, priya, Reason.THANK)
    ana.tasks.filter(pk=task.pk).update(notes="Say how the talk went")
    ana.removals.take_out(entry, NOW)
    assert ana.tasks.open().get() == task


def test_another_persons_log_proposes_nothing_here(ana, ben, priya):
    log(ben, make_contact(ben, "Tom"))
    applied(ben)
    assert Situation(ana, TODAY).proposals == []


def test_it_is_one_query_for_few_and_many(ana, priya, django_assert_num_queries):
    for _ in range(3):
        log(ana, [make_contact(ana) for _ in range(5)])
        applied(ana)
    with django_assert_num_queries(1):
        assert len(Situation(ana, TODAY).recent) == 18
    with django_assert_num_queries(1):
        assert Situation(ana, TODAY, priya).proposals == []
