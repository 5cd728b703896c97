from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contacts.fields import suggestions
from contacts.models import Contact, Interaction
from jobsearch.models import User
from jobsearch.redirects import back, safe_next
from tasks.days import day_name
from tasks.forms import InteractionForm, LogForm
from tasks.models import Task


@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """Log what happened, with somebody (`contact`), for a follow-up (`task`), or neither."""
    now = timezone.now()
    today = request.user.today(now)
    asked = request.POST if request.method == "POST" else request.GET
    task = asked_for(request.user.tasks.open().select_related("contact"), asked.get("task"))
    contact = asked_for(request.user.contacts.all(), asked.get("contact")) or (
        task and task.contact
    )
    form = LogForm(
        request.POST if request.method == "POST" else None,
        initial={"how": asked.get("how", "")},
        owner=request.user,
        today=today,
        contact=contact,
        task=task,
    )
    if request.method == "POST" and form.is_valid():
        return logged(request, *form.save(now), contact=contact)
    context = {
        "form": form,
        "contact": contact,
        "task": task,
        "next": safe_next(request),
        "whole_page": True,
        "place": "contacts" if contact else "today",
        "people": suggestions(request.user.contacts.active()),
    }
    return render(request, "tasks/log.html", context, status=422 if form.is_bound else 200)


def logged(
    request: HttpRequest, interaction: Interaction, follow_up: Task | None, contact: Contact | None
) -> HttpResponse:
    words = "Logged."
    if follow_up and follow_up.due_on:
        day = day_name(follow_up.due_on, request.user.today(timezone.now()))
        words = f"Logged. Next follow-up: {day}."
    messages.success(request, words)
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
        form.save_changes()
        messages.success(request, "The change is saved.")
        return back(request, fallback)
    context = {
        "form": form,
        "interaction": interaction,
        "next": safe_next(request),
        "people": suggestions(request.user.contacts.active()),
    }
    return render(request, "tasks/interaction.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    interaction = get_object_or_404(request.user.interactions, pk=pk)
    fallback = way_back(request.user, interaction)
    if request.method == "POST":
        request.user.tasks.filter(interaction=interaction).forget_interaction()
        interaction.delete_and_recount()
        messages.success(request, "The entry is deleted.")
        return back(request, fallback)
    context = {
        "interaction": interaction,
        "people": interaction.people.order_by("search_name"),
        "tasks": interaction.tasks.all(),
        "today": request.user.today(timezone.now()),
        "cancel": safe_next(request) or fallback,
    }
    return render(request, "tasks/interaction_delete.html", context)


def way_back(user: User, interaction: Interaction) -> str:
    """The page of the one person it was with, else Today."""
    people = list(interaction.people.all()[:2])
    return people[0].get_absolute_url() if len(people) == 1 else reverse("tasks:today")
