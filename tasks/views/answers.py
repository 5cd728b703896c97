"""What they answered to an application or after an interview."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from jobsearch.redirects import back
from jobsearch.requests import UserRequest
from tasks import interviews, undo
from tasks.forms.answers import AnswerByForm
from tasks.models import Task
from tasks.views.tasks import task_page

GONE = "This is no application or interview that waits for an answer."


def _task(request: UserRequest, pk: UUID) -> Task:
    return get_object_or_404(
        request.user.tasks.select_related("contact", "owner", "promise"), pk=pk
    )


@require_POST
def no(request: UserRequest, pk: UUID) -> HttpResponse:
    """They said no: finished, and kept as their answer."""
    task = _task(request, pk)
    if not task.awaits_answer:
        messages.error(request, GONE)
        return back(request, task.get_absolute_url())
    finished = task.say_no(timezone.now())
    words = f"{task.title}: they said no."
    if task.contact:
        words += f" What fits next is on the page of {task.contact.given_name}, and on Today."
    messages.success(request, words, extra_tags=undo.of_no(task, finished=finished))
    return back(request, task.get_absolute_url())


@require_POST
def no_back(request: UserRequest, pk: UUID) -> HttpResponse:
    task = _task(request, pk)
    if request.GET.get("open") == "1" and not task.is_open and task.said_no_on:
        task.reopen()
    else:
        task.take_no_back(timezone.now())
    messages.success(request, f"Undone. {task.title} is as before.", extra_tags="undone")
    return back(request, task.get_absolute_url())


@require_POST
def answer_by(request: UserRequest, pk: UUID) -> HttpResponse:
    """The day they named after an interview; empty takes it away."""
    task = _task(request, pk)
    if not task.is_interview:
        messages.error(request, GONE)
        return back(request, task.get_absolute_url())
    today = request.user.today(timezone.now())
    form = AnswerByForm(request.POST, today=today)
    if not form.is_valid():
        return task_page(request, pk, answer_form=form)
    interviews.name_day(request.user, task, form.cleaned_data["answer_by"], today)
    messages.success(request, "The day is saved.")
    return back(request, task.get_absolute_url())
