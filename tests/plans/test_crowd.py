"""With thousands of people in the tables, and figures about them.

A third of size X, because it takes four minutes; all of it with PLANS_CROWD=10000.
"""

import os
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from jobsearch.models import User
from tests.bench import copies, sizes
from tests.plans.plans import tables_of, watching
from tests.plans.walk import read, rows_of, run_engine, write
from tests.security.world import fill

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CROWD = int(os.environ.get("PLANS_CROWD", 3_000))
MANY = 5_000  # rows: of fewer, all are read as quickly as one is found
NOT_YET = {"jobsearch_user"}  # what looks at everybody once a minute (ensure_regular)


@pytest.fixture
def somebody():
    """Of size M, among all the others; with a row of every model beside their own."""
    for size, prefix, count in ((sizes.S, "x-s", CROWD), (sizes.M, "x-m", max(1, CROWD // 100))):
        example = sizes.fill(sizes.person(f"{prefix}@example.com"), size, date.today())
        copies.people(example, count, prefix)
        copies.rows(example, prefix)
        analyze()
    somebody = User.objects.get(email="x-m-1@example.com")
    fill(somebody)
    return somebody


def analyze():
    """What the server does by itself, but only some time after so many rows were written."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_no_table_that_grows_is_read_whole(somebody):
    client = Client()
    client.force_login(somebody)
    rows = rows_of(somebody)
    with watching(never_whole=tables_of(MANY) - NOT_YET) as watch:
        watch.large -= NOT_YET
        read(client, rows, watch)
        write(client, rows, watch)
        run_engine(watch)
    assert not watch.complaints, "\n".join(watch.complaints)
