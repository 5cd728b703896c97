from contextlib import suppress
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.boxes import Box
from jobsearch.redirects import back, safe_next
from tasks import undo
from tasks.cards import Cards, people_on
from tasks.filters import BoardFilter
from tasks.forms import DismissForm, FiresForm, MoveForm
from tasks.models import Task
from tasks.models.board import Stale, move_together
from tasks.nudges import dismiss, nudges
from tasks.views.changes import changed, changes, conflict, done_this_week
from tasks.words import counted

OLDEST = 2000  # no board has a moment before this year


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    user, now = request.user, timezone.now()
    today = user.today(now)
    narrowed = BoardFilter.of(request)
    cards: dict[Box, list[Task]] = {box: [] for box in Box}
    for task in narrowed.tasks(user.tasks.on_board(), today, user.first_weekday):
        cards[task.box].append(task)
    counts = user.tasks.open().box_counts() if narrowed.is_narrowed else None
    whole = chain.from_iterable(cards.values())
    people = list(user.contacts.with_open_tasks()) if counts else people_on(whole)
    drawn = Cards(user, today, narrowed.address() if narrowed.is_narrowed else "")
    context = {
        "boxes": [
            (box, drawn.of(there), counts[box] if counts else len(there))
            for box, there in cards.items()
        ],
        "nudges": {} if narrowed.is_narrowed else nudges(user, cards, today),
        "filter": narrowed,
        "here": narrowed.address(),
        "people": people,
        "contact": next(
            (one for one in people if str(one.pk) == narrowed.chosen.get("contact")), None
        ),
        "shown": sum(map(len, cards.values())),
        "total": sum(counts.values()) if counts else None,
        "today": today,
        "now": now,
        "done": done_this_week(user, today),
    }
    return render(request, "tasks/board.html", context)


@require_safe
def version(request: HttpRequest) -> HttpResponse:
    """What changed on the board since a moment; 204 when nothing did."""
    now = timezone.now()
    since = moment_in(request.GET.get("since", ""))
    tasks = request.user.tasks.changed_since(since or now)
    if found := list(tasks.select_related("contact")):
        response = changes(request, found, done=True, told=False)
    else:
        response = HttpResponse(status=204)
    response["X-Board-Time"] = now.isoformat()
    return response


def moment_in(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo and moment.year > OLDEST else None


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One endpoint for every way to move: drag, menu, keys and the plain page."""
    task = get_object_or_404(request.user.tasks.as_cards(), pk=pk)
    if request.method != "POST":
        if not task.is_open:
            return redirect(task)
        return render(request, "tasks/move.html", move_page(task, safe_next(request)))
    form = MoveForm(request.POST)
    if not form.is_valid():
        return refused(request, task, form)
    data = form.cleaned_data
    after = data["after"] and Task(pk=data["after"], owner=request.user)
    try:
        made = task.move_to(
            data["box"],
            after=after or None,
            version=data["version"],
            key=data["key"] or uuid4().hex,
            now=timezone.now(),
        )
    except Stale:
        return stale(request, task, data["box"])
    words = f"{task.title} is now in {task.box.label}."
    return changed(request, task, words=words, undo=undo.of_move(made), as_is=True)


def refused(request: HttpRequest, task: Task, form: MoveForm) -> HttpResponse:
    if "HX-Request" in request.headers:
        words = "There is no such place on the board. The card stays where it was."
        return conflict(request, task, words, status=422)
    return render(
        request,
        "tasks/move.html",
        {**move_page(task, safe_next(request)), "form": form},
        status=422,
    )


def stale(request: HttpRequest, task: Task, wanted: Box) -> HttpResponse:
    """Somebody moved it (or its neighbour) meanwhile: say where it is, and offer it anyway."""
    if not task.is_open:
        return conflict(request, task, f"{task.title} was finished in another window.")
    words = f"Changed in another window. {task.title} is in {task.box.label} now."
    if "HX-Request" in request.headers:
        return conflict(request, task, words, anyway=wanted if wanted != task.box else None)
    page = {**move_page(task, safe_next(request)), "changed": words, "wanted": wanted}
    return render(request, "tasks/move.html", page, status=409)


@require_POST
def move_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Takes back one move; the same request twice takes it back once."""
    move = get_object_or_404(request.user.moves.select_related("task"), pk=pk)
    try:
        move.take_back(f"undo:{move.pk}", timezone.now())
    except Stale:
        return conflict(request, move.task, f"{move.task.title} has moved on since.")
    task = move.task
    return changed(
        request, task, words=f"Undone. {task.title} is back in {task.box.label}.", undo="undone"
    )


@require_POST
def moves_back(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Takes back what was moved together; cards that have moved on since stay where they are."""
    moves = list(request.user.moves.together(batch).select_related("task"))
    if not moves:
        raise Http404
    returned = []
    for move in moves:
        with suppress(Stale):
            move.take_back(f"undo:{move.pk}", timezone.now())
            returned.append(move.task)
    words = f"Undone. {counted(len(returned), 'card is', 'cards are')} back."
    return changed(request, *returned, words=words, undo="undone")


@require_http_methods(["GET", "HEAD", "POST"])
def fires(request: HttpRequest) -> HttpResponse:
    """More than five in Do first: pick five, move the rest on purpose."""
    user, now = request.user, timezone.now()
    burning = user.tasks.on_board().in_box(Box.DO_FIRST)
    form = FiresForm(request.POST if request.method == "POST" else None, tasks=burning)
    if request.method == "POST" and form.is_valid():
        waiting = list(form.cleaned_data["tasks"])
        batch = move_together(waiting, lambda task: Box.MAKE_TIME, now)
        moved = user.moves.together(batch).count()
        words = f"{counted(moved, 'card is', 'cards are')} in Make time now."
        return changed(request, *waiting, words=words, undo=undo.of_moves(batch) if moved else "")
    context = {"form": form, "count": burning.count()}
    return render(request, "tasks/fires.html", context, status=422 if form.is_bound else 200)


@require_POST
def dismiss_nudge(request: HttpRequest) -> HttpResponse:
    form = DismissForm(request.POST)
    if form.is_valid():
        data, today = form.cleaned_data, request.user.today(timezone.now())
        dismiss(request.user, data["what"], str(data["about"] or ""), today)
    return back(request, "tasks:board")


def move_page(task: Task, next_page: str) -> dict[str, Any]:
    """The boxes, and behind which card one step up or down would be."""
    order = list(Task.objects.filter(owner=task.owner_id).on_board().in_box(task.box))
    here = order.index(task)
    return {
        "task": task,
        "next": next_page,
        "boxes": list(Box),
        "place": here + 1,
        "count": len(order),
        "up": order[here - 2].pk if here > 1 else "",
        "can_go_up": here > 0,
        "down": order[here + 1].pk if here + 1 < len(order) else None,
    }
