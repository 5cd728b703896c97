from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from contacts.models import Ask, Contact, Interaction, Organisation, Promise
from tests.factories import make_contact, make_organisation, make_task

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)


def ago(days):
    return TODAY - timedelta(days=days)


def log(owner, people, day=TODAY, *, direction="both", **fields):
    interaction = Interaction.objects.create(
        owner=owner, day=day, minutes=20, kind="conversation", direction=direction, **fields
    )
    interaction.set_people(people)
    return interaction


# Who goes cold -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "is_cold"),
    [
        ({"level": 2, "last_two_way_on": ago(91)}, True),
        ({"level": 2, "last_two_way_on": ago(90)}, False),
        ({"level": 1, "last_two_way_on": ago(180)}, False),
        ({"level": 1, "last_two_way_on": ago(181)}, True),
        ({"level": 0, "last_two_way_on": ago(900)}, False),
        ({"level": 2, "last_two_way_on": None}, False),
        ({"level": 2, "last_two_way_on": ago(21), "rhythm_days": 10}, True),
        ({"level": 2, "last_two_way_on": ago(900), "rhythm_days": 0}, False),
        ({"level": 2, "last_two_way_on": ago(900), "do_not_contact": True}, False),
        ({"level": 2, "last_two_way_on": ago(900), "resting_until": TODAY}, True),
        (
            {
                "level": 2,
                "last_two_way_on": ago(900),
                "resting_until": TODAY + timedelta(days=1),
            },
            False,
        ),
    ],
)
def test_going_cold_is_the_same_for_one_and_for_many(ana, fields, is_cold):
    contact = make_contact(ana, **fields)
    assert contact.is_going_cold(TODAY) is is_cold
    assert ana.contacts.going_cold(TODAY).exists() is is_cold


@pytest.mark.parametrize(("days", "is_cold"), [(42, False), (43, True)])
def test_people_at_a_target_organisation_go_cold_sooner(ana, days, is_cold):
    there = make_organisation(ana, is_target=True)
    contact = make_contact(ana, level=2, last_two_way_on=ago(days), organisation=there)
    assert contact.is_going_cold(TODAY) is is_cold
    assert ana.contacts.going_cold(TODAY).exists() is is_cold


# Who waits ---------------------------------------------------------------------------------------


def test_somebody_who_wrote_last_is_waiting(ana):
    priya, ben = make_contact(ana, "Priya"), make_contact(ana, "Ben")
    log(ana, [priya], ago(3), direction="from")
    log(ana, [ben], ago(3), direction="from")
    log(ana, [ben], ago(2), direction="to")
    assert [one.given_name for one in ana.contacts.waiting_on_me(TODAY)] == ["Priya"]


@pytest.mark.parametrize(("days", "is_waiting"), [(0, True), (-1, False), (5, True)])
def test_somebody_with_a_due_follow_up_is_waiting(ana, days, is_waiting):
    make_task(ana, contact=make_contact(ana), due_on=ago(days))
    assert ana.contacts.waiting_on_me(TODAY).exists() is is_waiting


def test_nobody_waits_for_what_is_done_or_dropped(ana, settings):
    from django.utils import timezone

    done = make_task(ana, contact=make_contact(ana), due_on=ago(1), kind="research")
    dropped = make_task(ana, contact=make_contact(ana), due_on=ago(1))
    done.complete(timezone.now())
    dropped.drop(timezone.now())
    assert not ana.contacts.waiting_on_me(TODAY).exists()


def test_people_not_to_be_contacted_never_wait(ana):
    make_contact(ana, do_not_contact=True, my_turn_since=ago(3))
    assert not ana.contacts.waiting_on_me(TODAY).exists()


def test_the_next_follow_up_is_the_first_open_date(ana):
    from django.utils import timezone

    contact = make_contact(ana)
    make_contact(ana, "Without")
    make_task(ana, contact=contact, due_on=ago(-9))
    make_task(ana, contact=contact, due_on=ago(-4))
    make_task(ana, contact=contact)
    make_task(ana, contact=contact, due_on=ago(2)).drop(timezone.now())
    people = ana.contacts.with_next_follow_up().order_by("created_at")
    assert [one.follow_up_on for one in people] == [ago(-4), None]


# Tags, order, twins ------------------------------------------------------------------------------


def test_each_tag_is_named_once_in_order(ana, ben):
    make_contact(ana, tags=["lisbon", "design"])
    make_contact(ana, tags=["design"])
    make_contact(ben, tags=["secret"])
    assert ana.contacts.tag_names() == ["design", "lisbon"]


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("", ["Ada", "Bo", "Cy"]),
        ("recent", ["Cy", "Ada", "Bo"]),
        ("longest", ["Ada", "Cy", "Bo"]),
        ("level", ["Bo", "Ada", "Cy"]),
        ("added", ["Cy", "Ada", "Bo"]),
        ("; drop", ["Ada", "Bo", "Cy"]),
    ],
)
def test_people_stand_in_the_chosen_order(ana, order, names):
    make_contact(ana, "Bo", level=4)
    make_contact(ana, "Ada", level=2, last_contact_on=ago(30))
    make_contact(ana, "Cy", level=1, last_contact_on=ago(3))
    assert [one.given_name for one in ana.contacts.in_order(order)] == names


@pytest.mark.parametrize(
    ("emails", "key", "is_twin"),
    [
        (["PRIYA@Example.com"], "", True),
        (["priya@example.com.au"], "", False),
        ([], "linkedin.com/in/priya", True),
        ([], "linkedin.com/in/other", False),
        ([], "", False),
        (["other@example.com"], "linkedin.com/in/priya", True),
    ],
)
def test_a_shared_address_or_profile_makes_a_twin(ana, emails, key, is_twin):
    make_contact(
        ana, emails=["x@example.com", "Priya@example.com"], profile_key="linkedin.com/in/priya"
    )
    make_contact(ana)
    assert ana.contacts.sharing(emails, key).exists() is is_twin


# Organisations by name ---------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["Northwind", "  northWIND ", "NORTHWIND"])
def test_an_organisation_is_known_again_in_any_case(ana, typed):
    there = make_organisation(ana, "Northwind")
    assert ana.organisations.named(ana, typed) == there


def test_a_new_name_makes_an_organisation_of_the_owner(ana, ben):
    make_organisation(ben, "Northwind")
    there = ana.organisations.named(ana, " North   wind ")
    assert (there.owner, there.name) == (ana, "North wind")


def test_no_name_is_no_organisation(ana):
    assert ana.organisations.named(ana, "  ") is None
    assert not Organisation.objects.exists()


def test_two_letters_the_database_takes_for_one_make_no_error(ana):
    there = make_organisation(ana, "Kelvin")
    kelvin_sign = "\u212aelvin"
    assert ana.organisations.named(ana, kelvin_sign) == there


# Deleting ----------------------------------------------------------------------------------------


@pytest.fixture
def priya(ana):
    return make_contact(ana, "Priya")


def test_promises_and_asks_go_with_the_person(ana, priya):
    Promise.objects.create(owner=ana, contact=priya, mine=True, what="CV", due_on=TODAY)
    Ask.objects.create(owner=ana, contact=priya, rung=2, made_on=TODAY)
    priya.delete_for_good()
    assert not Promise.objects.exists()
    assert not Ask.objects.exists()


def test_time_with_the_person_alone_stays_without_its_notes(ana, priya):
    interaction = log(ana, [priya], notes="She is moving to Oslo.", purpose="Learn about Oslo")
    priya.delete_for_good()
    interaction.refresh_from_db()
    assert (interaction.minutes, interaction.purpose) == (20, "Learn about Oslo")
    assert (interaction.notes, list(interaction.people.all())) == ("", [])


def test_a_talk_with_others_keeps_them_and_its_notes(ana, priya):
    ben = make_contact(ana, "Ben")
    interaction = log(ana, [priya, ben], ago(4), notes="Lunch for three.")
    priya.delete_for_good()
    interaction.refresh_from_db()
    assert (interaction.notes, list(interaction.people.all())) == ("Lunch for three.", [ben])


def test_others_keep_the_days_they_were_in_touch(ana, priya):
    ben = make_contact(ana, "Ben")
    log(ana, [priya, ben], ago(4))
    log(ana, [priya], ago(1))
    priya.delete_for_good()
    ben.refresh_from_db()
    assert (ben.last_contact_on, ben.last_two_way_on) == (ago(4), ago(4))
    ana.contacts.recount()
    ben.refresh_from_db()
    assert (ben.last_contact_on, ben.last_two_way_on) == (ago(4), ago(4))


def test_what_was_alone_with_them_is_told_apart(ana, priya):
    ben = make_contact(ana, "Ben")
    alone = log(ana, [priya])
    log(ana, [priya, ben])
    log(ana, [ben])
    assert list(priya.interactions_alone) == [alone]


def test_tasks_stay_without_the_person(ana, priya):
    task = make_task(ana, "Write to Priya", contact=priya)
    priya.delete_for_good()
    task.refresh_from_db()
    assert (task.title, task.contact) == ("Write to Priya", None)


def test_people_met_through_them_stay(ana, priya):
    cy = make_contact(ana, "Cy", met_through=priya)
    priya.delete_for_good()
    cy.refresh_from_db()
    assert cy.met_through is None


# The database's own word -------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("field", ["organisation", "met_through"])
def test_the_database_refuses_a_row_of_somebody_else(ana, ben, field):
    mine = make_contact(ana)
    theirs = make_organisation(ben) if field == "organisation" else make_contact(ben)
    with pytest.raises(IntegrityError, match="owner"):
        Contact.objects.filter(pk=mine.pk).update(**{field: theirs})
