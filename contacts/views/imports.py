import json
from collections.abc import Collection
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.background import ring
from contacts.batches import Withdrawn, bring_in, keep_for_choosing
from contacts.choices import Choices
from contacts.import_forms import ChoicesForm, UploadForm
from contacts.models import ContactImport
from contacts.models.imports import LARGE
from contacts.previews import preview as preview_of
from contacts.progress import Progress
from contacts.undoing import undo as undo_import
from jobsearch.requests import UserRequest

PAST_IMPORTS = 50
# So few are in before a worker would have heard of them, and need none.
AT_ONCE = 500
# What is fetched when a long list is opened, by the standing of those in it.
LISTS = {
    "new": "contacts/_import_new.html",
    "maybe": "contacts/_import_maybe.html",
    "here": "contacts/_import_here.html",
}


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: UserRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        batch = keep_for_choosing(request.user, form.file_name, form.reading)
        return redirect("imports:preview", batch.pk)
    past = request.user.contactimports.defer(*LARGE)
    context = {"form": form, "past_imports": past.order_by("-created_at")[:PAST_IMPORTS]}
    status = 422 if form.is_bound else 200
    return render(request, "contacts/import.html", context, status=status)


@require_safe
def preview(request: UserRequest, pk: UUID) -> HttpResponse:
    batch = get_object_or_404(request.user.contactimports.defer(*LARGE), pk=pk)
    asked = request.GET.get("show")
    if asked in LISTS and request.headers.get("HX-Request"):
        return _list(request, batch, asked)
    if batch.imported_at:
        return _result(request, batch)
    if batch.wanted_at:
        context = {"batch": batch, "progress": Progress(batch, timezone.now())}
        return render(request, "contacts/import_progress.html", context)
    batch.refresh_from_db(fields=["people", "skipped", "warnings", "choices"])
    return _choose(request, batch, Choices.from_json(batch.choices) if batch.choices else None)


def _list(request: UserRequest, batch: ContactImport, asked: str) -> HttpResponse:
    """Whom a script opens, ticked as the list was while it was closed."""
    if batch.imported_at or batch.wanted_at:
        # Another window was quicker.
        return HttpResponse(headers={"HX-Refresh": "true"})
    choices = None if asked in request.GET.getlist("every") else Choices()
    context = {"preview": preview_of(batch, choices, opened=[asked]), "asked_for": True}
    return render(request, LISTS[asked], context)


def _result(request: UserRequest, batch: ContactImport) -> HttpResponse:
    kept = batch.contacts.order_by("search_name", "pk") if batch.undone_at else []
    namesakes = request.user.contacts.filter(pk__in=batch.outcome.get("namesakes", []))
    context = {"batch": batch, "kept": kept, "namesakes": namesakes.order_by("search_name", "pk")}
    return render(request, "contacts/import_result.html", context)


def _choose(
    request: UserRequest,
    batch: ContactImport,
    choices: Choices | None = None,
    *,
    opened: Collection[str] = (),
    nobody: bool = False,
) -> HttpResponse:
    shown = preview_of(batch, choices, opened)
    context = {"batch": batch, "preview": shown, "form_errors": nobody}
    return render(request, "contacts/import_preview.html", context, status=422 if nobody else 200)


@require_POST
def confirm(request: UserRequest, pk: UUID) -> HttpResponse:
    batch = get_object_or_404(request.user.contactimports.defer(*LARGE), pk=pk)
    if batch.imported_at or batch.wanted_at:
        return redirect("imports:preview", pk)
    form = ChoicesForm(request.POST)
    form.full_clean()
    choices = form.choices()
    if show := request.POST.getlist("show"):
        # The button that opens a list, where no script fetches it.
        return _choose(request, batch, choices, opened=show)
    if not choices:
        return _choose(request, batch, choices, nobody=True)
    if batch.people_count <= AT_ONCE:
        try:
            bring_in(batch, choices, timezone.now())
        except Withdrawn as gone:
            raise Http404 from gone
    elif batch.ask_for(choices.as_json(), timezone.now()):
        ring()
    return redirect("imports:preview", pk)


@require_safe
def progress(request: UserRequest, pk: UUID) -> HttpResponse:
    """How far it is, for the page that asks every second."""
    batch = get_object_or_404(request.user.contactimports.defer(*LARGE), pk=pk)
    if not request.headers.get("HX-Request"):
        return redirect("imports:preview", pk)
    if not batch.wanted_at:
        return HttpResponse(headers={"HX-Refresh": "true"})
    now = Progress(batch, timezone.now())
    response = render(request, "contacts/_import_progress.html", {"batch": batch, "progress": now})
    if now.stage != request.GET.get("said"):
        # Not every second: only when there is something new to say.
        response["HX-Trigger"] = json.dumps({"announce": {"text": now.words}})
    return response


@require_POST
def cancel(request: UserRequest, pk: UUID) -> HttpResponse:
    batch = get_object_or_404(request.user.contactimports.defer(*LARGE), pk=pk)
    if batch.cancel():
        messages.info(request, "Cancelled. Nobody was added, and what you chose is still here.")
    return redirect("imports:preview", pk)


@require_POST
def undo(request: UserRequest, pk: UUID) -> HttpResponse:
    batch = get_object_or_404(request.user.contactimports, pk=pk)
    if not batch.imported_at:
        messages.error(request, "This file has not been brought in, so there is nothing to undo.")
    undo_import(batch, timezone.now())
    return redirect("imports:preview", pk)
