"""How often to be in touch, whom it is time for, and who has gone quiet (/help/method/#rhythm)."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
import time_machine
from django.urls import reverse

from contacts import rhythm
from contacts.models.counts import count
from contacts.rhythm import Warmth
from jobsearch.models import usual_rhythm, usual_target_rhythm
from tests.factories import make_contact, make_organisation, make_task

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def ago(days):
    return TODAY - timedelta(days=days)


def log(owner, people, days_ago=0, *, direction="both", **fields):
    fields = {"kind": "conversation", "minutes": 20} | fields
    entry = owner.interactions.create(day=ago(days_ago), direction=direction, **fields)
    entry.set_people(people)
    return entry


def names(people):
    return sorted(person.given_name for person in people)


# The rules, without a database -------------------------------------------------------------------


def test_twelve_people_a_month_and_twenty_a_quarter_take_four_talks_a_week():
    takes = rhythm.touches_a_week([(30, 12), (90, 20)])
    assert takes == Fraction(12 * 7, 30) + Fraction(20 * 7, 90)
    assert f"{float(takes):.1f}" == "4.4"


@pytest.mark.parametrize(
    ("own", "level", "days"), [(None, 0, None), (None, 2, 45), (10, 2, 10), (0, 2, None)]
)
def test_a_person_s_own_rhythm_wins_over_the_level_s(own, level, days):
    assert rhythm.rhythm_of(own, level, usual_rhythm()) == days


def test_the_usual_rhythms_are_those_of_the_method():
    assert usual_rhythm() == [0, 90, 45, 30, 30, 30]
    assert usual_target_rhythm() == [0, 30, 21, 14, 21, 21]


@pytest.mark.parametrize(
    ("two_way", "last", "next_on"),
    [
        (None, None, None),
        (ago(10), ago(10), ago(10 - 45)),
        (ago(60), ago(50), ago(15)),
        (ago(60), ago(2), ago(-5)),  # what I wrote on Monday is given a week
        (None, ago(50), ago(5)),  # nobody I wrote to is lost, even without any answer
    ],
)
def test_the_next_contact_counts_from_the_last_in_which_they_took_part(two_way, last, next_on):
    assert rhythm.next_contact_on(two_way, last, 45) == next_on


@pytest.mark.parametrize(
    ("days", "warmth"),
    [
        (90, Warmth.WARM),
        (91, Warmth.COOLING),
        (180, Warmth.COOLING),
        (181, Warmth.DORMANT),
    ],
)
def test_past_twice_the_rhythm_a_tie_cools_and_past_four_times_it_is_dormant(days, warmth):
    assert rhythm.warmth(ago(days), 45, TODAY) == warmth


# People ------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("at_target", [False, True])
def test_the_user_s_own_table_is_followed_for_one_and_for_many(ana, at_target):
    ana.rhythm_days, ana.target_rhythm_days = [7, 60, 0, 30, 30, 30], [0, 8, 9, 10, 11, 12]
    ana.save()
    place = make_organisation(ana, is_target=at_target)
    for level in range(6):
        make_contact(ana, level=level, organisation=place)
    people = list(ana.contacts.with_rhythm().order_by("level"))
    table = ana.target_rhythm_days if at_target else ana.rhythm_days
    assert [person.rhythm_now for person in people] == table
    assert [person.rhythm for person in people] == [days or None for days in table]


@pytest.mark.django_db
def test_the_rhythm_of_many_takes_no_query_each(ana, django_assert_num_queries):
    for _ in range(5):
        make_contact(ana, level=2, organisation=make_organisation(ana))
    with django_assert_num_queries(1):
        people = list(ana.contacts.select_related("organisation"))
        assert [person.rhythm for person in people] == [45] * 5


@pytest.mark.django_db
def test_the_next_date_follows_what_was_logged_edited_and_deleted(ana):
    """Logged yesterday, then edited to last month, then deleted."""
    priya = make_contact(ana, level=3)
    old = log(ana, [priya], days_ago=200)

    def dates():
        one = ana.contacts.get()
        many = ana.contacts.with_next_contact().get()
        assert one.next_contact_on == many.next_on
        return many.next_on

    talk = log(ana, [priya], days_ago=1)
    assert dates() == ago(1 - 30)
    talk.day = ago(31)
    talk.save(update_fields=["day"])
    talk.set_people([priya])
    assert dates() == ago(31 - 30)
    talk.delete_and_recount()
    assert dates() == ago(200 - 30)
    old.delete_and_recount()
    assert dates() is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "is_time"),
    [
        ({"last_two_way_on": ago(45)}, True),
        ({"last_two_way_on": ago(44)}, False),
        ({"last_two_way_on": ago(45), "last_contact_on": ago(6)}, False),
        ({"last_two_way_on": ago(45), "last_contact_on": ago(7)}, True),
        ({"last_contact_on": ago(45)}, True),
        ({}, False),
        ({"last_two_way_on": ago(90), "rhythm_days": 0}, False),
        ({"last_two_way_on": ago(90), "do_not_contact": True}, False),
        ({"last_two_way_on": ago(90), "resting_until": ago(-1)}, False),
        ({"last_two_way_on": ago(90), "resting_until": TODAY}, True),
    ],
)
def test_whose_day_has_come_is_listed_until_something_is_planned(ana, fields, is_time):
    priya = make_contact(ana, level=2, **fields)
    assert ana.contacts.time_to_be_in_touch(TODAY).exists() is is_time
    task = make_task(ana, contact=priya, due_on=ago(-20))
    assert not ana.contacts.time_to_be_in_touch(TODAY).exists()
    task.drop(NOW)
    assert ana.contacts.time_to_be_in_touch(TODAY).exists() is is_time


@pytest.mark.django_db
def test_nobody_is_on_no_list_at_all(ana):
    """Whoever has a rhythm is due later, due now, planned, never contacted, or left alone."""
    for last in (None, ago(5), ago(400)):
        for rest in (None, ago(-9)):
            for no in (False, True):
                make_contact(
                    ana, level=2, last_two_way_on=last, last_contact_on=last,
                    resting_until=rest, do_not_contact=no,
                )  # fmt: skip
    people = ana.contacts.with_next_contact()
    seen = set(people.filter(next_on__gt=TODAY).values_list("pk", flat=True))
    for those in people.of_their_rhythm(TODAY).values():
        seen |= set(people.filter(those).values_list("pk", flat=True))
    assert seen == set(ana.contacts.values_list("pk", flat=True))


@pytest.mark.django_db
def test_the_counts_are_those_of_the_lists(ana):
    place = make_organisation(ana, is_target=True)
    for number in range(40):
        make_contact(
            ana,
            level=number % 6,
            organisation=place if number % 4 else None,
            last_two_way_on=ago(number * 9) if number % 5 else None,
            last_contact_on=ago(number * 9) if number % 7 else None,
            resting_until=ago(-3) if number % 11 == 0 else None,
            rhythm_days=number if number % 13 == 0 else None,
        )
        if number % 3 == 0:
            due_on = ago(number % 2 - 1) if number % 9 else None
            make_task(ana, contact=ana.contacts.latest("created_at"), due_on=due_on)
    make_contact(ana, archived_at=NOW, last_two_way_on=ago(400), my_turn_since=ago(1))
    counted = count(ana, TODAY)
    active = ana.contacts.active()
    assert counted.everybody == active.count()
    assert sorted(counted.rhythms) == sorted(active.rhythms(TODAY))
    assert counted.lists == {
        "touch": active.time_to_be_in_touch(TODAY).count(),
        "cold": active.going_cold(TODAY).count(),
        "dormant": active.long_quiet(TODAY).count(),
        "never": active.never_in_touch(TODAY).count(),
        "resting": active.left_alone(TODAY).count(),
        "waiting": active.waiting_on_me(TODAY).count(),
    }
    cold = [person for person in ana.contacts.all() if person.is_going_cold(TODAY)]
    assert names(ana.contacts.going_cold(TODAY)) == names(cold)
    dormant = [person for person in cold if person.warmth(TODAY) == Warmth.DORMANT]
    assert names(ana.contacts.long_quiet(TODAY)) == names(dormant)


@pytest.mark.django_db
def test_what_keeping_up_takes_leaves_out_who_rests(ana):
    for _ in range(12):
        make_contact(ana, level=3)
    for _ in range(20):
        make_contact(ana, level=1)
    make_contact(ana, level=3, do_not_contact=True)
    make_contact(ana, level=3, resting_until=ago(-1))
    make_contact(ana, level=0)
    assert sorted(ana.contacts.rhythms(TODAY)) == [(30, 12), (90, 20)]


# Messages without an answer ----------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("talks", "count"),
    [
        ([], 0),
        (["to"], 1),
        (["to", "to"], 2),
        (["to", "from"], 0),
        (["to", "both", "to"], 1),
        (["from", "to", "to", "to"], 3),
    ],
)
@pytest.mark.parametrize("apart", [0, 3], ids=["same day", "days apart"])
def test_messages_in_a_row_without_a_word_from_them(ana, talks, count, apart):
    priya = make_contact(ana, "Priya")
    with time_machine.travel(NOW, tick=False) as clock:
        for number, direction in enumerate(talks):
            clock.shift(60)
            log(ana, [priya], (9 - number) * apart, direction=direction, kind="followed-up")
    assert ana.contacts.get().count_unanswered() == count
    assert ana.contacts.with_unanswered().get().unanswered == count
    assert ana.contacts.without_answer(TODAY).exists() is (count >= 2)


@pytest.mark.django_db
def test_a_post_online_waits_for_no_answer(ana):
    priya = make_contact(ana, "Priya")
    for _ in range(3):
        log(ana, [priya], direction="to", kind="online", light=True)
    assert priya.count_unanswered() == 0


@pytest.mark.django_db
def test_who_rests_already_is_not_offered_a_rest(ana):
    for rest in (None, ago(-1)):
        priya = make_contact(ana, f"Until {rest}", resting_until=rest)
        log(ana, [priya], 9, direction="to")
        log(ana, [priya], 4, direction="to")
    assert names(ana.contacts.without_answer(TODAY)) == ["Until None"]


# The page on which it is set ---------------------------------------------------------------------

RHYTHM = reverse("settings_rhythm")


def sent(by_level=(0, 90, 45, 30, 30, 30), at_targets=(0, 30, 21, 14, 21, 21), holidays=""):
    fields = {f"rhythm_days_{level}": days for level, days in enumerate(by_level)}
    fields |= {f"target_rhythm_days_{level}": days for level, days in enumerate(at_targets)}
    return fields | {"holidays": holidays}


@pytest.mark.django_db
def test_the_tables_and_holidays_are_the_user_s_to_edit(as_ana, ana):
    fields = sent(
        (7, 8, 9, 10, 11, 12), (0, 1, 2, 3, 4, 730), "24.12.2026\n2026-12-25\n\n25 dec 2026"
    )
    assert as_ana.post(RHYTHM, fields).url == RHYTHM
    ana.refresh_from_db()
    assert ana.rhythm_days == [7, 8, 9, 10, 11, 12]
    assert ana.target_rhythm_days == [0, 1, 2, 3, 4, 730]
    assert ana.holidays == [date(2026, 12, 24), date(2026, 12, 25)]
    assert "2026-12-24\n2026-12-25" in as_ana.get(RHYTHM).content.decode()
    as_ana.post(reverse("settings_rhythm_usual"))
    ana.refresh_from_db()
    assert (ana.rhythm_days, ana.target_rhythm_days) == (usual_rhythm(), usual_target_rhythm())
    assert len(ana.holidays) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"rhythm_days_1": ""}, "Enter a number of days from 0 to 730."),
        ({"rhythm_days_1": "-1"}, "Enter a number of days from 0 to 730."),
        ({"target_rhythm_days_5": "731"}, "Enter a number of days from 0 to 730."),
        ({"rhythm_days_0": "\0"}, "Enter a number of days from 0 to 730."),
        ({"holidays": "Christmas"}, "Enter a day such as 2026-12-24."),
        ({"holidays": "2026-02-30"}, "Enter a day such as 2026-12-24."),
    ],
)
def test_a_table_that_cannot_be_is_shown_again(as_ana, ana, changed, words):
    page = as_ana.post(RHYTHM, sent() | {"rhythm_days_2": "46"} | changed)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert 'value="46"' in page.content.decode()
    ana.refresh_from_db()
    assert ana.rhythm_days == usual_rhythm()


@pytest.mark.django_db
def test_a_new_table_moves_everybody_s_next_day(as_ana, ana):
    make_contact(ana, level=2, last_two_way_on=ago(20))
    as_ana.post(RHYTHM, sent((0, 90, 20, 30, 30, 30)))
    assert ana.contacts.with_next_contact().get().next_on == TODAY
    ana.contacts.update(rhythm_days=40)
    assert ana.contacts.with_next_contact().get().next_on == ago(-20)
