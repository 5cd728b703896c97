"""The days on which people were first met are kept, and filled in for those who are there.

Tests of what changes the log ask for `_first_days_hold`, which looks after each of them.
"""

from datetime import date
from importlib import import_module

import pytest
from django.db import connection

from contacts.models import Contact, Interaction
from tests.contacts.first_days import first_days, kept_days
from tests.factories import make_contact

pytestmark = pytest.mark.usefixtures("_first_days_hold")
DAYS = [date(2026, 11, day) for day in (9, 3, 20)]


def log(owner, people, day, direction="both", met=()):
    entry = Interaction.objects.create(
        owner=owner, day=day, kind="conversation", minutes=20, direction=direction
    )
    entry.set_people(people, met=met)
    return entry


def test_the_first_of_several_days_counts(ana):
    priya = make_contact(ana, "Priya")
    for day in DAYS:
        log(ana, [priya], day, "from")
    log(ana, [priya], date(2026, 11, 1), "to")
    log(ana, [priya], date(2026, 11, 12), met=[priya])
    assert kept_days() == {priya.pk: (DAYS[1], date(2026, 11, 12))}


def test_whoever_never_took_part_was_not_met(ana):
    priya = make_contact(ana, "Priya")
    entry = log(ana, [priya], DAYS[0], "to")
    assert kept_days() == {priya.pk: (None, None)}
    log(ana, [priya], DAYS[1]).delete_and_recount()
    entry.delete_and_recount()
    assert kept_days() == {priya.pk: (None, None)}


def test_the_migration_fills_in_what_a_recount_keeps(ana, ben):
    for owner in (ana, ben):
        people = [make_contact(owner) for _ in range(3)]
        for day, direction in zip(DAYS, ("both", "to", "from"), strict=True):
            log(owner, people[:2], day, direction, met=people[:1])
    before = kept_days()
    Contact.objects.update(first_two_way_on=None, first_met_on=None)
    migration = import_module("contacts.migrations.0014_first_days_with_people")
    with connection.cursor() as cursor:
        cursor.execute(migration.FILL)
    assert kept_days() == before == first_days()
