"""Very many people whose daily e-mail is due at one moment, made by Postgres itself."""

from django.db import connection

PEOPLE = """
INSERT INTO jobsearch_user (password, is_superuser, email, name, is_staff, is_active, date_joined,
    time_zone, first_weekday, working_days, digest_on, digest_hour, digest_days, reminders_on,
    promises_on, events_on, review_on, review_day, review_hour, quiet_from, quiet_until,
    last_seen_on, discreet_subjects, urgency_days, weekly_minutes, preset, theme, shortcuts_on)
SELECT '!', false, 'user' || n || '@example.com', 'Maya', false, true, now(), 'UTC', 0,
    '{0,1,2,3,4,5,6}', true, 8, '{0,1,2,3,4,5,6}', true, true, true, false, 4, 16, 0, 0,
    current_date, true, 2, 900, 'ready', 'system', true
FROM generate_series(1, %s) n;
INSERT INTO account_emailaddress (user_id, email, verified, "primary")
SELECT id, email, true, true FROM jobsearch_user;
"""


def make(people):
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [people])
    _rows_like_ours()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


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
