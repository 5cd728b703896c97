"""Each statement finds an index: no table is read whole, even where that would be quick."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from tests.bench import copies, sizes
from tests.plans.plans import watching
from tests.plans.walk import read, rows_of, run_engine, write
from tests.security.world import fill, make_people

pytestmark = pytest.mark.django_db
NEIGHBOURS = 20  # enough rows for an index of one person to be better than one of everybody


@pytest.fixture
def ana():
    example = sizes.fill(sizes.person("s@example.com"), sizes.S, date.today())
    copies.people(example, NEIGHBOURS, "x-s")
    copies.rows(example, "x-s")
    ana, _, _ = make_people()
    fill(ana)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SET enable_seqscan = off")
    yield ana
    with connection.cursor() as cursor:
        cursor.execute("RESET enable_seqscan")


@pytest.fixture
def as_ana(ana):
    client = Client()
    client.force_login(ana)
    return client


def test_no_page_reads_a_whole_table(as_ana, ana):
    rows = rows_of(ana)
    with watching() as watch:
        read(as_ana, rows, watch)
        write(as_ana, rows, watch)
    assert watch.statements > 100
    assert not watch.complaints, "\n".join(watch.complaints)


def test_no_step_of_the_engine_reads_a_whole_table(ana):
    with watching() as watch:
        run_engine(watch)
    assert not watch.complaints, "\n".join(watch.complaints)


def test_an_index_of_names_is_asked_for_those_of_one_person(ana):
    with connection.cursor() as cursor:
        # Of these few rows, reading all that are hers would do as well.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE contacts_contact DROP CONSTRAINT contact_owner_and_id CASCADE")
        for name in ("by_name", "by_last_contact", "by_first_met", "by_step_up"):
            cursor.execute(f"DROP INDEX contact_{name}")
    plan = ana.contacts.filter(search_name__contains="priya mu").explain()
    assert "Bitmap Index Scan on contact_of_owner" in plan
    assert re.search(r"Index Cond: \(\(owner_id = .*\) AND \(search_name ~~ ", plan), plan
