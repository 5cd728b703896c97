"""What a change of a card answers: a message and the way back, or the changed parts to a script."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from contacts.boxes import Box
from jobsearch.models import User
from jobsearch.redirects import back
from tasks.cards import Cards
from tasks.filters import BoardFilter
from tasks.models import Task
from tasks.weeks import Week

DONE_SHOWN = 6


def changed(
    request: HttpRequest,
    *tasks: Task,
    words: str,
    undo: str = "",
    done: bool = False,
    as_is: bool = False,
    fallback: str = "tasks:board",
) -> HttpResponse:
    """`done` says that what was finished this week is to be shown anew too; `as_is`, that these
    tasks are as they were saved and need not be read again."""
    messages.success(request, words, extra_tags=undo)
    if "HX-Request" in request.headers:
        here = request.user.tasks.filter(pk__in=[task.pk for task in tasks])
        found = tasks if as_is else here.select_related("contact")
        return changes(request, found, gone=tasks, done=done)
    return back(request, fallback)


def conflict(
    request: HttpRequest, task: Task, words: str, *, anyway: Box | None = None, status: int = 409
) -> HttpResponse:
    """The card as it is now, why nothing was done to it, and a button to do it anyway."""
    messages.error(request, words)
    if "HX-Request" in request.headers:
        here = request.user.tasks.filter(pk=task.pk).select_related("contact")
        return changes(request, here, done=not task.is_open, anyway=anyway, status=status)
    return back(request, "tasks:board")


def changes(
    request: HttpRequest,
    tasks: Iterable[Task],
    *,
    done: bool,
    gone: Iterable[Task] = (),
    told: bool = True,
    anyway: Box | None = None,
    status: int = 200,
) -> HttpResponse:
    """These tasks as the board that asks shows them; which others it shows no more."""
    user, today = request.user, request.user.today(timezone.now())
    found, narrowed = list(tasks), BoardFilter.of(request)
    shown = {task.pk for task in found if task.is_open}
    if narrowed.is_narrowed:
        open_here = user.tasks.open().filter(pk__in=shown)
        matching = narrowed.tasks(open_here, today, user.first_weekday)
        shown = set(matching.values_list("pk", flat=True))
    drawn = Cards(user, today, narrowed.address() if narrowed.is_narrowed else "")
    context = {
        "cards": drawn.of(task for task in found if task.pk in shown),
        "gone": {task.pk: task for task in [*gone, *found] if task.pk not in shown}.values(),
        "done": done_this_week(user, today) if done else None,
        "told": told,
        "here": narrowed.address(),
        "anyway": anyway,
        "task": found[0] if anyway and found else None,
        "today": today,
    }
    # Who sees the whole board counts what it shows.
    counts = user.tasks.open().box_counts().values() if narrowed.is_narrowed else []
    response = render(request, "tasks/_changes.html", context, status=status)
    response["X-Board-Counts"] = " ".join(map(str, counts))
    return response


def done_this_week(user: User, today: date) -> dict[str, object]:
    week = Week.containing(today, user.first_weekday)
    done = user.tasks.completed_between(week.first, week.after)
    newest = list(done.newest_done_first()[: DONE_SHOWN + 1])
    return {
        "tasks": newest[:DONE_SHOWN],
        "count": done.count() if len(newest) > DONE_SHOWN else len(newest),
        "minutes": done.minutes(),
    }
