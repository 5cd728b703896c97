"""Somebody to whom mail of each kind has something to say."""

from datetime import UTC, datetime, timedelta

from contacts.boxes import Box
from contacts.models import Interaction
from tasks.models import Occurrence, Reminder
from tasks.reminders import schedule
from tests.factories import make_contact, make_organisation, make_task

KINDS = ("promise", "event", "review", "quiet")


def promise(user, now, name="Dana", family="Moss", title="Introduce Dana Moss to Marcus"):
    place = user.organisations.first() or make_organisation(user, "Halden")
    dana = make_contact(user, name, family_name=family, organisation=place)
    day = user.working_day_after(user.today(now), 1)
    return make_task(user, title, contact=dana, due_on=day, is_promise=True)


def event(user, now, names=("Priya", "Alex", "Grace", "Noor"), family="Shah"):
    """An event of yesterday; with more than one person the first is written to already."""
    day = user.today(now) - timedelta(days=1)
    people = [make_contact(user, name, family_name=family) for name in names]
    happened = log(user, day, now - timedelta(hours=20), "event", people)
    if len(people) > 1:
        log(user, day, now - timedelta(hours=2), "followed-up", people[:1])
    return happened


def log(user, day, at, kind, people=(), minutes=60):
    entry = Interaction.objects.create(owner=user, day=day, minutes=minutes, kind=kind)
    Interaction.objects.filter(pk=entry.pk).update(created_at=at)
    entry.refresh_from_db()
    entry.set_people(people)
    return entry


def review(user, now):
    today = user.today(now)
    log(user, today, now, "event", minutes=240)
    log(user, today, now, "followed-up", minutes=120)
    make_task(user, kind="application").complete(now, minutes=300)
    for number in range(3):
        task = make_task(user, f"Fire {number}", box=Box.DO_FIRST, due_on=today)
        type(task).objects.filter(pk=task.pk).update(
            created_at=now - timedelta(days=20), first_due_on=today
        )
        task.refresh_from_db()
        task.complete(now, minutes=10)


def quiet(user, now):
    user.last_seen_on = user.today(now) - timedelta(days=14)
    user.mail_rests_since = now
    user.save()


PREPARE = {"promise": promise, "event": event, "review": review, "quiet": quiet}


def fall_due(user, kind, now):
    """The moment of this mail has come, whatever the hour is."""
    reminder, _ = Reminder.objects.get_or_create(owner=user, kind=kind)
    Occurrence.objects.create(owner=user, reminder=reminder, local_date=user.today(now), due_at=now)
    schedule.enqueue(now)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)
