"""What became of mails, for pages of every app."""

from datetime import date

from django import template
from django.utils import timezone

from contacts.models import Contact
from jobsearch.models import User
from tasks import mails
from tasks.days import day_name
from tasks.models import Task
from tasks.reminders.history import Trouble
from tasks.reminders.letters.draft import NOTHING_DUE

register = template.Library()


@register.filter
def mail_day(day: date, user: User) -> str:
    return day_name(day, user.today(timezone.now()))


@register.simple_tag
def mails_about_task(user: User, task: Task) -> list[mails.Told]:
    return mails.about_task(user, task, timezone.now())


@register.simple_tag
def has_mails_about(user: User, contact: Contact) -> bool:
    return mails.may_be_about(user, contact)


@register.simple_tag
def last_mails(user: User) -> list[mails.Told]:
    told = mails.latest(user).exclude(state="cancelled", reason=NOTHING_DUE)
    return mails.tell(list(told[: mails.SHOWN]), user, timezone.now())


@register.simple_tag
def mail_troubles(user: User) -> list[Trouble]:
    return mails.troubles(user, timezone.now())
