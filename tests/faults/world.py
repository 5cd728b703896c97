"""The rows of a plan: made in one go, with nothing of the engine but the tables."""

from datetime import timedelta

from allauth.account.models import EmailAddress

from jobsearch.models import User
from tasks.models import Reminder, Task
from tests.faults.oracle import happens

LATER = timedelta(days=30)


def populate(plan):
    """Everybody of the plan, as they are when it begins."""
    today = plan.start.date()
    users = User.objects.bulk_create([_user(person, today) for person in plan.people])
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=person.confirmed)
        for user, person in zip(users, plan.people, strict=True)
    )
    tasks, reminders = [], []
    for user, person in zip(users, plan.people, strict=True):
        if person.has_digest:
            day = today - timedelta(days=1) if person.has_something_due else today + LATER
            tasks.append(_task(user, person.digest_code, due_on=day))
        if person.single is not None:
            tasks.append(_task(user, person.single_code))
            reminders.append(_reminder(user, person, tasks[-1]))
    Task.objects.bulk_create(tasks)
    Reminder.objects.bulk_create(reminders)


def _user(person, today):
    return User(
        email=person.email,
        password="!",
        time_zone=person.zone,
        digest_hour=person.hour,
        digest_days=person.days,
        digest_on=person.digest_on and person.has_digest,
        promises_on=False,
        events_on=False,
        review_on=False,
        last_seen_on=today,
        # A late mail waits for no morning here, or a run would go on until the next day's mails.
        working_days=list(range(7)),
        quiet_from=0,
        quiet_until=0,
    )


def _task(user, code, **fields):
    return Task(owner=user, title=f"Call about {code}", position="V", **fields)


def _reminder(user, person, task):
    wall = person.single
    return Reminder(
        owner=user,
        kind="single",
        task=task,
        wall_time=wall.time(),
        next_local_date=wall.date(),
        next_at=happens(user.zone, wall.date(), wall.time()),
    )
