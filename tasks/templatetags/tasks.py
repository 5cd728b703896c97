"""Words about days and tasks, and the log form, for the pages of every app."""

import json
from datetime import date, datetime
from functools import cache
from typing import Any

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from contacts.boxes import Box
from contacts.models import Contact, Promise
from jobsearch.models import User
from tasks import days
from tasks.chains import Proposal
from tasks.filters import BoardFilter
from tasks.forms import LogForm
from tasks.models import Task, Timer
from tasks.nudges import Nudge
from tasks.situation import Situation
from tasks.timing import Running
from tasks.words import counted as in_words

NO_DAY = date(2000, 1, 1)

register = template.Library()
register.filter("day_name", days.day_name)
register.filter("due_words", days.due_words)
register.filter("ago", days.ago)
register.filter("age", days.age)


@register.filter
def local_day(moment: datetime, user: User) -> date:
    """The day of the user's calendar on which something happened."""
    return user.today(moment)


@register.filter
def counted(count: int, words: str) -> str:
    """ "One person" or "3 people" from "person,people"."""
    return in_words(count, *words.split(","))


@register.filter
def jsonned(value: Any) -> str:
    """JSON for a data attribute; the template escapes it."""
    return json.dumps(value)


@cache
def _empty() -> dict[str, SafeString]:
    """Parts of a log form that nobody has begun: a third of a person's page to draw.

    The same on every page, whoever it is about: they are drawn from a form of nobody.
    """
    form = LogForm(owner=User(pk=0), today=NO_DAY, contact=Contact())
    folds = render_to_string("tasks/_log_more.html", {"form": form})
    return {
        "folds": folds,
        "notes": form["notes"].as_widget(),
        "on": as_crispy_field(form["again_on"]),
    }


@register.inclusion_tag("tasks/_log_form.html", takes_context=True)
def log_form(
    context: template.Context, contact: Contact, task: Task | None = None
) -> dict[str, Any]:
    """The log form of somebody's page; two clicks, and it comes back there."""
    request = context["request"]
    today = request.user.today(timezone.now())
    return {
        "form": LogForm(owner=request.user, today=today, contact=contact, task=task),
        "empty": _empty(),
        "contact": contact,
        "task": task,
        # Whatever else they talk about keeps no promise.
        "task_is_due": bool(task and task.due_on and task.due_on <= today and not task.is_promise),
        "request": request,
        "next": contact.get_absolute_url(),
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def planned_on(proposal: Proposal, today: date) -> date:
    return proposal.on(today)


@register.filter
def outcome_words(outcome: str) -> str:
    return Promise.Outcome(outcome).label


@register.simple_tag
def how_things_stand(user: User, today: date, contact: Contact | None = None) -> Situation:
    """What is proposed, promised and owed, with everybody or with one person."""
    return Situation(user, today, contact)


@register.simple_tag
def board_address(narrowed: BoardFilter, **changes: Any) -> str:
    return narrowed.address(**{name: str(value) for name, value in changes.items()})


@register.filter
def of_box(nudges: dict[Box, Nudge], box: Box) -> Nudge | None:
    return nudges.get(box)


@register.simple_tag
def running(timer: Timer, now: datetime) -> Running:
    """The timer as it stands now."""
    return timer.as_of(now)
