from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from contacts.boxes import Box
from jobsearch.redirects import back
from tasks.forms import MoveForm
from tasks.models import Task
from tasks.models.board import Stale
from tasks.weeks import Week

DONE_SHOWN = 6


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    user = request.user
    today = user.today(timezone.now())
    cards: dict[Box, list[Task]] = {box: [] for box in Box}
    for task in user.tasks.on_board():
        cards[task.box].append(task)
    week = Week.containing(today, user.first_weekday)
    done = user.tasks.completed_between(week.first, week.after)
    context = {
        "boxes": list(cards.items()),
        "today": today,
        "done": done.newest_done_first()[:DONE_SHOWN],
        "done_count": done.count(),
        "done_minutes": done.minutes(),
    }
    return render(request, "tasks/board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One endpoint for every way to move: drag, menu and the plain page."""
    task = get_object_or_404(request.user.tasks.open().select_related("contact"), pk=pk)
    if request.method != "POST":
        return render(request, "tasks/move.html", move_page(task))
    form = MoveForm(request.POST)
    if not form.is_valid():
        return render(request, "tasks/move.html", {**move_page(task), "form": form}, status=422)
    data = form.cleaned_data
    after = data["after"] and Task(pk=data["after"], owner=request.user)
    try:
        task.move_to(
            data["box"],
            after=after or None,
            version=data["version"],
            key=data["key"] or uuid4().hex,
            now=timezone.now(),
        )
    except Stale:
        return stale(request, task)
    return moved(request, task)


def moved(request: HttpRequest, task: Task) -> HttpResponse:
    if "HX-Request" in request.headers:
        today = request.user.today(timezone.now())
        return render(request, "tasks/_card.html", {"task": task, "today": today})
    messages.success(request, f"{task.title} is now in {task.box.label}.")
    return back(request, "tasks:board")


def stale(request: HttpRequest, task: Task) -> HttpResponse:
    """Somebody moved it (or its neighbour) meanwhile: say where it is, never a silent snap-back."""
    task.refresh_from_db()
    words = f"{task.title} changed in another window. It is in {task.box.label} now."
    if "HX-Request" in request.headers:
        return HttpResponse(words, status=409, content_type="text/plain; charset=utf-8")
    messages.error(request, words)
    return redirect("tasks:board")


def move_page(task: Task) -> dict[str, Any]:
    """The boxes, and behind which card one step up or down would be."""
    order = list(Task.objects.filter(owner=task.owner_id).on_board().in_box(task.box))
    here = order.index(task)
    return {
        "task": task,
        "boxes": list(Box),
        "place": here + 1,
        "count": len(order),
        "up": order[here - 2].pk if here > 1 else "",
        "can_go_up": here > 0,
        "down": order[here + 1].pk if here + 1 < len(order) else None,
    }
