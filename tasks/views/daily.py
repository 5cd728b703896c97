"""What Today offers to do with one button."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from contacts.boxes import Box
from jobsearch.redirects import back, safe_next
from tasks import undo
from tasks.daily import looking_urgent, moved_words
from tasks.forms.daily import ChooseForm, TickedForm
from tasks.models.board import move_together
from tasks.views.changes import changed
from tasks.words import counted


@require_POST
def urgent(request: HttpRequest) -> HttpResponse:
    """Moves the cards that were shown as looking urgent, as far as they still do."""
    now = timezone.now()
    today = request.user.today(now)
    shown = ticked(request)
    # Whole, as each is moved from where it stood when it was looked at.
    tasks = request.user.tasks.open().in_order()
    cards = looking_urgent(tasks, today, request.user.urgency_days)
    # The first one last, so that it ends up on top.
    moving = [card.task for card in reversed(cards) if str(card.task.pk) in shown]
    batch = move_together(moving, lambda task: task.urgent_box, now)
    moved = [Box(move.to_box) for move in request.user.moves.together(batch)]
    way_back = undo.of_moves(batch) if moved else ""
    messages.success(request, moved_words(moved), extra_tags=way_back)
    return back(request, "tasks:today")


def ticked(request: HttpRequest) -> set[str]:
    form = TickedForm(request.POST)
    return form.cleaned_data["task"] if form.is_valid() else set()


@require_POST
def take_three(request: HttpRequest) -> HttpResponse:
    """Puts the suggested tasks that were ticked on the list, as far as there is room."""
    today = request.user.today(timezone.now())
    shown = ticked(request)
    tasks = [task for task in request.user.tasks.open() if str(task.pk) in shown]
    taken = sum(task.choose_for(today) for task in tasks if task.chosen_for != today)
    if taken:
        words = f"{counted(taken, 'task is', 'tasks are')} on your list for today."
    else:
        words = "Nothing was added. Three tasks are a full day."
    messages.success(request, words)
    return back(request, "tasks:today")


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """On today's list, or off it again; a fourth asks which one it takes the place of."""
    today = request.user.today(timezone.now())
    task = get_object_or_404(request.user.tasks.open(), pk=pk)
    listed = task.chosen_for == today
    form = ChooseForm(request.POST if request.method == "POST" else None, listed=listed)
    if form.is_valid():
        if not form.wants_it_on:
            task.take_off_the_day()
            words = f"{task.title} is off today\u2019s list."
            return changed(request, task, words=words, fallback="tasks:today")
        if task.choose_for(today, instead=form.cleaned_data["instead"]):
            words = f"{task.title} is on your list for today."
            return changed(request, task, words=words, fallback="tasks:today")
    chosen = request.user.tasks.filter(chosen_for=today, dropped_at=None).exclude(pk=task.pk)
    context = {
        "task": task,
        "today": today,
        "listed": listed,
        "chosen": sorted(chosen, key=lambda one: (one.box, one.position)),
        "next": safe_next(request),
    }
    return render(request, "tasks/choose.html", context, status=422 if form.is_bound else 200)


@require_POST
def catch_up(request: HttpRequest) -> HttpResponse:
    """The answer to "your e-mails rested": everything late goes to tomorrow, or stays."""
    user, now = request.user, timezone.now()
    today = user.today(now)
    user.told_of_rest()
    if "move" not in request.POST:
        return back(request, "tasks:today")
    late = user.tasks.can_wait(today - timedelta(days=1))
    made = user.postponements.put_off(user, late, user.working_day_after(today, 1), now)
    if made is None:
        messages.success(request, "Nothing is waiting any more.")
    else:
        words = f"{counted(made.count, 'task is', 'tasks are')} on {made.to_day:%A} now."
        messages.success(request, words, extra_tags=undo.of_putting_off(made))
    return back(request, "tasks:today")


@require_POST
def put_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Gives what was put off together its dates again."""
    made = get_object_or_404(request.user.postponements, pk=pk)
    returned = made.take_back(timezone.now())
    words = f"Undone. {counted(returned, 'task has its', 'tasks have their')} old date again."
    messages.success(request, words, extra_tags="undone")
    return back(request, "tasks:today")
