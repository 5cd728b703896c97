from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from contacts.fields import suggestions
from contacts.models import Contact, Interaction
from contacts.templatetags.contacts import lower_first
from jobsearch.models import User
from jobsearch.redirects import back, safe_next
from tasks.days import day_name
from tasks.forms import InteractionForm, LogForm
from tasks.forms.entry import promise_of
from tasks.models import Task
from tasks.views.turns import in_turn


@require_http_methods(["GET", "HEAD", "POST"])
@in_turn
def log(request: HttpRequest) -> HttpResponse:
    """Log what happened, with somebody (`contact`), for a follow-up (`task`), or neither.

    A `line` fills the form in: saved is only what the form says.
    """
    now = timezone.now()
    today = request.user.today(now)
    saving = request.method == "POST" and "read" not in request.POST
    asked = request.POST if request.method == "POST" else request.GET
    # What was logged for it is kept, even if another window has finished it since.
    tasks = request.user.tasks.all() if saving else request.user.tasks.open()
    task = asked_for(tasks.select_related("contact"), asked.get("task"))
    contact = asked_for(request.user.contacts.all(), asked.get("contact")) or (
        task and task.contact
    )
    form = LogForm(
        request.POST if saving else None,
        initial={"how": asked.get("how", ""), **timed(task, now)},
        owner=request.user,
        today=today,
        contact=contact,
        task=task,
        line=asked.get("line", ""),
    )
    if saving and form.is_valid():
        return logged(request, *form.save(now), contact=contact)
    return _page(request, form)


def timed(task: Task | None, now: datetime) -> dict[str, int]:
    """What a timer has counted for the task, for the form to begin with."""
    if task is None or not (task.minutes_timed or task.timers.exists()):
        return {}
    return {"minutes": task.minutes_to_log(now)}


def _page(request: HttpRequest, form: LogForm) -> HttpResponse:
    context = {
        "form": form,
        "today": form.today,
        "contact": form.contact,
        "task": form.task,
        "next": safe_next(request),
        "whole_page": True,
        "place": "contacts" if form.contact else "today",
        "people": suggestions(request.user.contacts.active()),
    }
    return render(request, "tasks/log.html", context, status=422 if form.is_bound else 200)


def logged(
    request: HttpRequest, interaction: Interaction, follow_up: Task | None, contact: Contact | None
) -> HttpResponse:
    today = request.user.today(timezone.now())
    words = "Logged."
    if follow_up and follow_up.due_on:
        words = f"Logged. Next follow-up: {lower_first(day_name(follow_up.due_on, today))}."
    if promise := promise_of(interaction, mine=True):
        words += f" You promised it for {lower_first(day_name(promise.due_on, today))}."
    undo = f"undo:{reverse('tasks:log_undo', args=[interaction.pk])}"
    messages.success(request, words, extra_tags=undo)
    return back(request, contact.get_absolute_url() if contact else "tasks:today")


def asked_for(rows: QuerySet[Any], pk: str | None) -> Any:
    """The row of this id among these, or a 404; None when none was named."""
    if not pk:
        return None
    try:
        return get_object_or_404(rows, pk=UUID(pk))
    except ValueError:
        return get_object_or_404(rows.none())


@require_http_methods(["GET", "HEAD", "POST"])
@in_turn
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    interaction = get_object_or_404(request.user.interactions, pk=pk)
    fallback = way_back(request.user, interaction)
    form = InteractionForm(
        request.POST if request.method == "POST" else None,
        instance=interaction,
        owner=request.user,
        today=request.user.today(timezone.now()),
        cancel=safe_next(request) or fallback,
    )
    if request.method == "POST" and form.is_valid():
        form.save_changes(timezone.now())
        messages.success(request, "The change is saved.")
        return back(request, fallback)
    context = {
        "form": form,
        "interaction": interaction,
        "next": safe_next(request),
        "people": suggestions(request.user.contacts.active()),
    }
    return render(request, "tasks/interaction.html", context, status=422 if form.is_bound else 200)


@require_POST
@in_turn
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Takes back what was logged: its tasks are as before, and whom only it named is gone."""
    interaction = request.user.interactions.filter(pk=pk).first()
    if interaction is None:
        get_object_or_404(request.user.removals.filter(entry=pk)[:1])
        return said(request, "It is taken back already.", reverse("tasks:today"))
    fallback = way_back(request.user, interaction)
    request.user.removals.take_back(interaction, timezone.now())
    return said(request, "Undone. Nothing is logged.", fallback)


@require_POST
@in_turn
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    interaction = get_object_or_404(request.user.interactions, pk=pk)
    fallback = way_back(request.user, interaction)
    removal = request.user.removals.take_out(interaction, timezone.now())
    undo = f"undo:{reverse('tasks:log_restore', args=[removal.pk])}"
    messages.success(request, "The entry is deleted, with what followed from it.", extra_tags=undo)
    return back(request, fallback)


@require_POST
@in_turn
def restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    removal = get_object_or_404(request.user.removals, pk=pk)
    entry = removal.bring_back(timezone.now())
    fallback = way_back(request.user, entry) if entry else reverse("tasks:today")
    words = "Undone. The entry is back." if entry else "It is back already."
    return said(request, words, fallback)


def said(request: HttpRequest, words: str, fallback: str) -> HttpResponse:
    messages.success(request, words, extra_tags="undone")
    return back(request, fallback)


def way_back(user: User, interaction: Interaction) -> str:
    """The page of the one person it was with, else Today."""
    people = list(interaction.people.all()[:2])
    return people[0].get_absolute_url() if len(people) == 1 else reverse("tasks:today")
