"""Each statement finds an index: no table is read whole, even where that would be quick."""

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
