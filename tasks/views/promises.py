from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.models import Promise
from jobsearch.redirects import back, safe_next
from jobsearch.requests import UserRequest
from tasks import proposals, undo
from tasks.chains import key_of
from tasks.days import day_name
from tasks.forms.promises import OutcomeForm, PromiseForm
from tasks.promising import end, open_again, reword, task_of
from tasks.reasons import Reason
from tasks.views.turns import in_turn

Outcome = Promise.Outcome


def _promise(request: UserRequest, pk: UUID) -> Promise:
    return get_object_or_404(request.user.promises.select_related("contact", "owner"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@in_turn
def promise(request: UserRequest, pk: UUID) -> HttpResponse:
    """What was promised, till when, and what became of it; all of it can be changed."""
    found = _promise(request, pk)
    now = timezone.now()
    cancel = safe_next(request) or found.contact.get_absolute_url()
    form = PromiseForm(
        request.POST if request.method == "POST" else None,
        instance=found,
        today=request.user.today(now),
        cancel=cancel,
    )
    if request.method == "POST" and form.is_valid():
        _save(_promise(request, pk), form.cleaned_data)
        messages.success(request, "The promise is saved.")
        return back(request, cancel)
    context = {"form": form, "promise": _promise(request, pk)}
    return render(request, "tasks/promise.html", context, status=422 if form.is_bound else 200)


def _save(made: Promise, data: dict[str, Any]) -> None:
    """With its task: opened again before its words and date change, and closed after that."""
    if not data["outcome"] and made.outcome:
        open_again(made)
    if made.what != data["what"]:
        reword(made, data["what"])
    task = task_of(made) if made.mine else None
    if task and task.is_open and task.due_on != data["due_on"]:
        task.plan_for(data["due_on"])
    made.due_on = data["due_on"]
    made.save(update_fields=["due_on"])
    if data["outcome"]:
        end(made, data["outcome"], timezone.now(), data["closed_on"])


@require_safe
def ending(request: UserRequest, pk: UUID) -> HttpResponse:
    """What happens to a promise whose task is let go."""
    context = {"promise": _promise(request, pk), "next": safe_next(request)}
    return render(request, "tasks/promise_ending.html", context)


@require_POST
@in_turn
def close(request: UserRequest, pk: UUID) -> HttpResponse:
    found = _promise(request, pk)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say what became of it.")
        return back(request, found.contact.get_absolute_url())
    outcome = form.cleaned_data["outcome"]
    if not found.mine and outcome in (Outcome.LATE, Outcome.BROKEN):
        outcome = Outcome.RELEASED  # theirs are not graded
    end(found, outcome, timezone.now())
    way_back = f"undo:{reverse('tasks:promise_reopen', args=[found.pk])}"
    messages.success(request, _said(found), extra_tags=way_back)
    if found.outcome == Outcome.BROKEN:  # there they are told
        return back(request, f"{found.contact.get_absolute_url()}#h-log")
    return back(request, found.contact.get_absolute_url())


def _said(promise: Promise) -> str:
    name = promise.contact.given_name
    words = {
        (True, Outcome.KEPT): f"You kept it: {promise.what}.",
        (True, Outcome.LATE): f"You kept it: {promise.what}.",
        (True, Outcome.BROKEN): f"{promise.what} will not happen. Tell {name}, and log it here.",
        (False, Outcome.KEPT): f"{name} did it: {promise.what}.",
    }
    return words.get((promise.mine, Outcome(promise.outcome)), f"{promise.what} is let go.")


@require_POST
@in_turn
def reopen(request: UserRequest, pk: UUID) -> HttpResponse:
    found = _promise(request, pk)
    open_again(found)
    messages.success(request, f"Undone. {found.what} is open again.", extra_tags="undone")
    return back(request, found.contact.get_absolute_url())


@require_POST
def check(request: UserRequest, pk: UUID) -> HttpResponse:
    """Plans the one gentle question, for its day or for today if that is over."""
    found = _promise(request, pk)
    today = request.user.today(timezone.now())
    # As on its day: before, nothing is proposed.
    day = max(today, found.check_on)
    key = key_of(Reason.CHECK, found.pk)
    proposal = proposals.find(request.user, key, found.contact, day)
    if proposal is None:
        messages.error(request, f"{found.contact.given_name} was asked already, or rests.")
        return back(request, found.contact.get_absolute_url())
    task = proposals.plan(request.user, proposal, day, today)
    words = f"{task.title}: {day_name(task.due_on or day, today)}."
    messages.success(request, words, extra_tags=undo.of_proposal("plan", key))
    return back(request, found.contact.get_absolute_url())
