from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from contacts.boxes import Box
from jobsearch.models import User
from tasks.daily import UrgentOffer, looking_urgent
from tasks.ledger import week_so_far
from tasks.models import Task
from tasks.weeks import Week

PEOPLE_SHOWN = 5
TASKS_SHOWN = 5
DAYS_AHEAD = 7
REVIEW_WEEKDAY = 4  # Friday, by default (/help/method/#review)


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    day = request.user.today(now)
    tasks = list(request.user.tasks.for_today(day))
    context = {
        "today": day,
        "greeting": greeting(now.astimezone(request.user.zone).hour),
        "week": week_so_far(request.user, day),
        "review": review_sentence(request.user, day),
        "digest": request.user.reminders.filter(kind="digest", next_at__isnull=False).first(),
        **(people := people_waiting(request.user, day)),
        **first_box(request.user, people["follow_ups"]),
        "urgent": UrgentOffer(looking_urgent(tasks, day, request.user.urgency_days)),
    }
    return render(request, "tasks/today.html", context)


def greeting(hour: int) -> str:
    if hour < 5 or hour >= 18:
        return "Good evening"
    return "Good morning" if hour < 12 else "Good afternoon"


def people_waiting(user: User, day: date) -> dict[str, Any]:
    """Follow-ups due, late first; while these are few, the next ones of the coming week too."""
    follow_ups = user.tasks.open().follow_ups().soonest_first()
    ahead = follow_ups.due_by(day + timedelta(days=DAYS_AHEAD))
    shown = list(ahead.select_related("contact__organisation")[:PEOPLE_SHOWN])
    counts = user.tasks.nav_counts(day)
    return {
        "follow_ups": shown,
        "due_count": counts["today"],
        "more_people": max(0, counts["today"] - PEOPLE_SHOWN),
        "has_contacts": bool(shown) or user.contacts.active().exists(),
        "nav_counts": counts,
    }


def first_box(user: User, listed: list[Task]) -> dict[str, Any]:
    """Box 1 without the follow-ups already listed above it."""
    tasks = user.tasks.on_board()
    unlisted = tasks.exclude(pk__in=[task.pk for task in listed])
    urgent = list(unlisted.in_box(Box.DO_FIRST)[: TASKS_SHOWN + 1])
    return {
        "tasks": urgent[:TASKS_SHOWN],
        "more_tasks": len(urgent) > TASKS_SHOWN,
        "elsewhere": unlisted.exclude(urgent=True, important=True).count(),
    }


def review_sentence(user: User, day: date) -> str:
    """When the weekly review is: each Friday, or the last day when the week ends before it."""
    week = Week.containing(day, user.first_weekday)
    opens = next(
        d
        for d in (week.first + timedelta(days=n) for n in range(7))
        if d.weekday() == REVIEW_WEEKDAY
    )
    if day < opens:
        return f"Your weekly review opens on {opens:%A}. It takes about ten minutes."
    return "Your weekly review is open. It takes about ten minutes."
