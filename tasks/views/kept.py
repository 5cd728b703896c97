"""Links and texts that were kept: a page of all of them, and each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.filters import SearchForm
from jobsearch.redirects import back
from jobsearch.requests import UserRequest
from tasks import keeping
from tasks.forms.kept import KeepsakeForm
from tasks.views.log import asked_for

A_PAGE = 50


@require_safe
def kept(request: UserRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    found = request.user.keepsakes.with_what().newest_first()
    if form.text:
        found = found.search(form.text)
    context = {
        "form": form,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "today": request.user.today(timezone.now()),
    }
    return render(request, "kept/kept.html", context)


@require_safe
def keepsake(request: UserRequest, pk: UUID) -> HttpResponse:
    one = get_object_or_404(request.user.keepsakes.with_what(), pk=pk)
    context = {"keepsake": one, "today": request.user.today(timezone.now())}
    return render(request, "kept/keepsake.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: UserRequest) -> HttpResponse:
    """With a person, an organisation or a task (`?contact=`…), or by itself."""
    about = _about(request)
    cancel = about.get_absolute_url() if about else reverse("tasks:kept")
    form = KeepsakeForm(request.POST if request.method == "POST" else None, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        one = form.keep(request.user, about)
        way_back = f"undo:{reverse('tasks:kept_delete', args=[one.pk])}"
        messages.success(request, f"{one.title} is kept.", extra_tags=way_back)
        return back(request, cancel)
    context = {"form": form, "about": about, "heading": "Keep this"}
    return render(request, "kept/form.html", context, status=422 if form.is_bound else 200)


def _about(request: UserRequest) -> Any:
    user = request.user
    for name, rows in [
        ("contact", user.contacts), ("organisation", user.organisations), ("task", user.tasks),
    ]:  # fmt: skip
        if found := asked_for(rows.all(), request.GET.get(name)):
            return found
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: UserRequest, pk: UUID) -> HttpResponse:
    one = get_object_or_404(request.user.keepsakes.with_what(), pk=pk)
    form = KeepsakeForm(
        request.POST if request.method == "POST" else None,
        instance=one,
        cancel=one.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        saved = form.save_changes()
        messages.success(request, f"{saved.title} is saved.")
        return redirect(saved)
    context = {"form": form, "about": one.about, "heading": "Change what you kept"}
    return render(request, "kept/form.html", context, status=422 if form.is_bound else 200)


@require_POST
def delete(request: UserRequest, pk: UUID) -> HttpResponse:
    one = get_object_or_404(request.user.keepsakes.with_what(), pk=pk)
    about: Any = one.about
    keeping.delete(one, request.session)
    way_back = f"undo:{reverse('tasks:kept_back', args=[pk])}"
    messages.success(request, f"{one.title} is deleted.", extra_tags=way_back)
    return redirect(about or "tasks:kept")


@require_POST
def bring_back(request: UserRequest, pk: UUID) -> HttpResponse:
    one = keeping.bring_back(request.user, pk, request.session)
    if one is None:
        one = request.user.keepsakes.filter(pk=pk).first()
    if one is None:
        raise Http404
    messages.success(request, f"Undone. {one.title} is kept.")
    return redirect(one.about or one)
