"""What is known of people is found quickly, whatever Postgres believes about its tables."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from contacts.models import Ask, Contact, Interaction, InteractionPerson, Organisation, Promise
from tasks import known, soonest
from tasks.models import Task
from tests.factories import make_user

TODAY = date(2026, 11, 25)
PEOPLE, ENTRIES = 300, 900
TABLES = [
    model._meta.db_table
    for model in (Contact, Interaction, InteractionPerson, Organisation, Promise, Ask, Task)
]


def ago(days):
    return TODAY - timedelta(days=days)


def fill(owner):
    """A busy plan: somebody with whom something was almost every day, and an old log."""
    places = Organisation.objects.bulk_create(
        Organisation(owner=owner, name=f"Place {n}") for n in range(60)
    )
    people = Contact.objects.bulk_create(
        Contact(owner=owner, given_name=f"P{n}", organisation=places[n % 60]) for n in range(PEOPLE)
    )
    for n, person in enumerate(people[1:100]):
        person.met_through = people[n // 2]
    Contact.objects.bulk_update(people, ["met_through"])
    entries = Interaction.objects.bulk_create(
        Interaction(owner=owner, day=ago(n % 300), minutes=5, kind="followed_up")
        for n in range(ENTRIES)
    )
    Contact.objects.filter(pk__in=[one.pk for one in people[1:60]]).update(introduced_in=entries[7])
    InteractionPerson.objects.bulk_create(
        InteractionPerson(owner=owner, interaction=entry, contact=people[(n * 7 + more) % PEOPLE])
        for n, entry in enumerate(entries)
        for more in (0, 1)
    )
    Promise.objects.bulk_create(
        Promise(owner=owner, contact=person, mine=False, what="Call", due_on=ago(3))
        for person in people[:150]
    )
    Ask.objects.bulk_create(
        Ask(owner=owner, contact=person, rung=1, made_on=ago(n % 90))
        for n, person in enumerate(people[:150])
    )
    done = {"completed_at": datetime(2026, 11, 2, tzinfo=UTC), "completed_on": ago(23)}
    Task.objects.bulk_create(
        Task(
            owner=owner,
            title="It",
            contact=people[n % PEOPLE],
            position=f"a{n:05}",
            kind=("application", "followed_up")[n % 2],
            reason=("", "thank")[n % 2],
            **(done if n % 3 else {}),
        )
        for n in range(300)
    )
    return people[0]


def examined(plan):
    """Rows that the statement looked at, wherever it did."""
    here = plan["Actual Rows"] + sum(
        plan.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Join Filter", "Index Recheck")
    )
    return here * plan["Actual Loops"] + sum(examined(part) for part in plan.get("Plans", []))


def explaining(plans):
    """Explains what is asked, and keeps the plans."""

    def explain(execute, sql, params, many, context):
        with connection.connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + sql, params)
            plans.append(cursor.fetchone()[0][0]["Plan"])
        return execute(sql, params, many, context)

    return connection.execute_wrapper(explain)


def believe(rows, pages):
    """What ANALYZE or VACUUM wrote down at some time, and what is no longer true."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_class SET reltuples = %s, relpages = CASE WHEN %s THEN 0"
            " ELSE pg_relation_size(oid) / 8192 END WHERE relname = ANY (%s)",
            [rows, pages == 0, TABLES],
        )
        cursor.execute(
            "DELETE FROM pg_statistic WHERE starelid IN"
            " (SELECT oid FROM pg_class WHERE relname = ANY (%s))",
            [TABLES],
        )


@pytest.mark.django_db
@pytest.mark.parametrize("whom", ["all", "one", "the soonest"])
@pytest.mark.parametrize(
    ("rows", "pages"),
    [(-1, 0), (0, 1), (1, 1)],
    ids=["never analysed", "thought to be empty", "thought to be one row"],
)
def test_it_looks_at_few_rows_whatever_is_known_of_the_tables(rows, pages, whom):
    maya, plans = make_user("maya@example.com"), []
    person = fill(maya)
    believe(rows, pages)
    with explaining(plans):
        if whom == "the soonest":
            found, _ = soonest.rows(maya, TODAY, ago(14), 150)
        else:
            found = list(known.rows(maya, TODAY, person if whom == "one" else None))
    (plan,) = plans
    assert len(found) > (10 if whom == "one" else 300)
    there = PEOPLE + 3 * ENTRIES + 600 + 60  # rows of all tables
    assert examined(plan) < 10 * there
