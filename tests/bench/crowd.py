"""Very many people whose daily e-mail is due at one moment, made by Postgres itself."""

from django.db import connection

ADDRESSES = """
INSERT INTO account_emailaddress (user_id, email, verified, "primary")
SELECT id, email, true, true FROM jobsearch_user
"""


def make(people):
    _people(people)
    with connection.cursor() as cursor:
        cursor.execute(ADDRESSES)
    _rows_like_ours()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _people(count):
    from jobsearch.models import User

    every_day = list(range(7))
    first = User.objects.create(
        email="user1@example.com",
        name="Maya",
        digest_days=every_day,
        review_on=False,
        quiet_from=0,
        quiet_until=0,
    )
    columns = [field.column for field in User._meta.concrete_fields if field.name != "id"]
    values = [
        f"one.{name}" if name != "email" else "'user' || n || '@example.com'" for name in columns
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO jobsearch_user ({', '.join(columns)}) SELECT {', '.join(values)} "
            f"FROM jobsearch_user one, generate_series(2, %s) n WHERE one.id = %s",
            [count, first.pk],
        )


def _rows_like_ours():
    """One of each, made by the models, is copied to everybody."""
    from contacts.models import Contact, Organisation
    from jobsearch.models import User
    from tasks.models import Reminder, Task

    owner = User.objects.order_by("pk").first()
    place = Organisation.objects.create(owner=owner, name="Northwind")
    ana = Contact.objects.create(
        owner=owner, given_name="Ana", family_name="Ruiz", organisation=place
    )
    Task.objects.create(
        owner=owner, title="Send the portfolio", contact=ana, kind="followed-up", position="V"
    )
    Task.objects.create(owner=owner, title="Try on the interview clothes", position="W")
    Reminder.objects.create(owner=owner, kind="digest")
    _copy(Organisation, owner, {"id": "md5('o' || u.id)::uuid"})
    keys = {"id": "md5('c' || u.id)::uuid", "organisation_id": "md5('o' || u.id)::uuid"}
    _copy(Contact, owner, keys)
    for task in Task.objects.filter(owner=owner):
        person = "md5('c' || u.id)::uuid" if task.contact_id else "NULL"
        keys = {"id": f"md5('{task.position}' || u.id)::uuid", "contact_id": person}
        _copy(Task, owner, keys, task.pk)
    _copy(Reminder, owner, {"id": "md5('r' || u.id)::uuid"})
    Task.objects.update(due_on=_today())
    Reminder.objects.update(next_local_date=_today())


def _today():
    from tasks.reminders.database import database_now

    return database_now().date()


def _copy(model, owner, keys, pk=None):
    table = model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields if not field.generated]
    values = [
        keys.get(column, "u.id" if column == "owner_id" else f"one.{column}") for column in columns
    ]
    which = "one.id = %s" if pk else "one.owner_id = %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "
            f"FROM {table} one, jobsearch_user u WHERE {which} AND u.id <> %s",
            [pk or owner.pk, owner.pk],
        )


def fall_due():
    from tasks.models import Reminder
    from tasks.reminders.database import database_now

    Reminder.objects.update(next_at=database_now())
