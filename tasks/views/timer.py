"""Starting a timer on a task, stopping it, and saying what counts."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jobsearch.redirects import back
from jobsearch.requests import UserRequest
from jobsearch.templatetags.foothold import hours
from tasks import undo
from tasks.forms.timers import TimerForm
from tasks.models import Timer
from tasks.models.timers import Forgotten

SWITCHED_ON = " You can switch timers off again in Settings."


@require_POST
def start(request: UserRequest, pk: UUID) -> HttpResponse:
    user, now = request.user, timezone.now()
    task = get_object_or_404(user.tasks.open(), pk=pk)
    try:
        timer, before = user.timers.start(user, task, now)
    except Forgotten as other:
        messages.error(request, "Another timer is still running. Say first what it counts.")
        return redirect("tasks:timer_stop", other.timer.task_id)
    minutes = before.as_of(now).minutes if before else 0
    words = f"The timer of {task.title} runs."
    if before and minutes:
        words += f" {hours(minutes)} kept for {before.task.title}."
    if not user.timer_on:
        user.timer_on = True
        user.save(update_fields=["timer_on"])
        words += "" if user.sample_of_id else SWITCHED_ON
    messages.success(request, words, extra_tags=undo.of_timer(timer, before, minutes))
    return back(request, task.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: UserRequest, pk: UUID) -> HttpResponse:
    """Shows what it counted, and keeps what its user makes of it. It runs on until then."""
    task = get_object_or_404(request.user.tasks, pk=pk)
    timer = request.user.timers.running().filter(task=task).first()
    if timer is None or request.POST.get("timer", str(timer.pk)) != str(timer.pk):
        messages.info(request, f"This timer of {task.title} is over.")
        return redirect(task)
    run = timer.as_of(timezone.now())
    form = TimerForm(
        request.POST if request.method == "POST" else None,
        initial={"minutes": run.suggested, "timer": timer.pk},
        cancel=task.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        return kept(request, timer, form.cleaned_data["minutes"])
    context = {"timer": timer, "run": run, "form": form}
    return render(request, "tasks/timer.html", context, status=422 if form.is_bound else 200)


def kept(request: UserRequest, timer: Timer, minutes: int) -> HttpResponse:
    if timer.keep(minutes):
        words = f"{hours(minutes)} kept for {timer.task.title}."
        if not minutes:
            words = "The timer is over. Nothing was counted."
        messages.success(request, words, extra_tags=undo.of_timer(None, timer, minutes))
    return redirect(timer.task)


@require_POST
def take_back(request: UserRequest) -> HttpResponse:
    if undo.timer_back(request.user, request.GET.get("was", "")):
        messages.success(request, "Undone.", extra_tags="undone")
    else:
        messages.error(request, "Timers have gone on since. Nothing was taken back.")
    return back(request, "tasks:today")
