"""Words about days and tasks, and the log form, for the pages of every app."""

import json
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone

from contacts.models import Contact
from jobsearch.models import User
from tasks import days
from tasks.forms import LogForm
from tasks.models import Task

register = template.Library()
register.filter("day_name", days.day_name)
register.filter("due_words", days.due_words)
register.filter("ago", days.ago)


@register.filter
def local_day(moment: datetime, user: User) -> date:
    """The day of the user's calendar on which something happened."""
    return user.today(moment)


@register.filter
def urgent_words(due_on: date, today: date) -> str:
    """Why a card looks urgent: "due tomorrow", "waiting since Monday"."""
    if due_on < today:
        words = days.due_words(due_on, today)
        return words[0].lower() + words[1:]
    words = days.day_name(due_on, today)
    return f"due {words.lower() if words in ('Today', 'Tomorrow') else words}"


@register.filter
def counted(count: int, words: str) -> str:
    """ "One person" or "3 people" from "person,people"."""
    one, many = words.split(",")
    small = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"]
    number = small[count] if count < len(small) else str(count)
    return f"{number} {one if count == 1 else many}"


@register.filter
def jsonned(value: Any) -> str:
    """JSON for a data attribute; the template escapes it."""
    return json.dumps(value)


@register.simple_tag
def looks_urgent(task: Task, today: date, window_days: int) -> bool:
    """Whether a card outside the urgent boxes has begun to look urgent."""
    return not task.urgent and task.looks_urgent(today, window_days)


@register.inclusion_tag("tasks/_log_form.html", takes_context=True)
def log_form(
    context: template.Context, contact: Contact, task: Task | None = None
) -> dict[str, Any]:
    """The log form of somebody's page; two clicks, and it comes back there."""
    request = context["request"]
    today = request.user.today(timezone.now())
    return {
        "form": LogForm(owner=request.user, today=today, contact=contact, task=task),
        "contact": contact,
        "task": task,
        "task_is_due": task is not None and task.due_on is not None and task.due_on <= today,
        "request": request,
        "next": contact.get_absolute_url(),
        "csrf_token": context.get("csrf_token"),
    }
