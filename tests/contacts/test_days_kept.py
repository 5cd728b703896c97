"""Postgres keeps the day of an entry with everybody who took part in it, whoever writes.

Tests of what changes the log ask for `_first_days_hold`, which looks after each of them.
"""

from datetime import date
from importlib import import_module
from threading import Thread

import pytest
from django.db import connection, transaction

from contacts.models import Interaction, InteractionPerson
from jobsearch.local.process import wait_for
from tests.contacts.first_days import days_that_differ
from tests.factories import make_contact, make_user

FIRST, LATER = date(2026, 11, 9), date(2026, 11, 20)
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def log(owner, people=(), day=FIRST):
    entry = Interaction.objects.create(owner=owner, day=day, kind="conversation", minutes=20)
    entry.set_people(people)
    return entry


def kept():
    return sorted(InteractionPerson.objects.values_list("day", flat=True))


def test_whoever_takes_part_has_the_day(ana):
    priya, omar, lena = (make_contact(ana) for _ in range(3))
    entry = log(ana, [priya])
    InteractionPerson.objects.create(owner=ana, interaction=entry, contact=omar)
    InteractionPerson.objects.bulk_create(
        [InteractionPerson(owner=ana, interaction=entry, contact=lena, day=LATER)]
    )
    assert kept() == [FIRST] * 3


def test_the_day_goes_with_the_entry(ana):
    people = [make_contact(ana) for _ in range(2)]
    entry, other = log(ana, people), log(ana, people)
    entry.day = LATER
    entry.save()
    assert kept() == [FIRST, FIRST, LATER, LATER]
    ana.interactions.filter(pk=other.pk).update(day=LATER)
    assert kept() == [LATER] * 4


def test_nobody_else_sets_the_day(ana):
    part = log(ana, [make_contact(ana)]).participants.get()
    part.day = LATER
    part.save()
    InteractionPerson.objects.update(day=LATER)
    assert kept() == [FIRST]
    log(ana, day=LATER).participants.set([part])
    assert kept() == [LATER]


def test_the_migration_fills_in_the_day(ana):
    for day in (FIRST, LATER):
        log(ana, [make_contact(ana)], day)
    migration = import_module("contacts.migrations.0015_days_of_those_who_took_part")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE contacts_interactionperson SET day = '2000-01-01'")
        assert len(days_that_differ()) == 2
        cursor.execute(migration.FILL)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    assert kept() == [FIRST, LATER]


def _somebody_joins(entry, person):
    try:
        InteractionPerson.objects.create(owner=person.owner, interaction=entry, contact=person)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_who_joins_while_the_day_changes_gets_the_new_one():
    ana = make_user()
    entry, person = log(ana), make_contact(ana)
    joining = Thread(target=_somebody_joins, args=[entry, person])
    with transaction.atomic(), connection.cursor() as cursor:
        Interaction.objects.update(day=LATER)
        joining.start()

        def waits():
            cursor.execute(WAITING)
            return cursor.fetchone()[0]

        assert wait_for(waits, 10)
    joining.join()
    assert kept() == [LATER]
