from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.batches import Choices, bring_in, keep_for_choosing
from contacts.import_forms import ChoicesForm, UploadForm
from contacts.models import ContactImport
from contacts.previews import preview as preview_of
from contacts.undoing import undo as undo_import
from jobsearch.requests import UserRequest

PAST_IMPORTS = 50


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: UserRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        batch = keep_for_choosing(request.user, form.file_name, form.reading)
        return redirect("imports:preview", batch.pk)
    past = request.user.contactimports.defer("people", "skipped", "warnings", "outcome")
    context = {"form": form, "past_imports": past.order_by("-created_at")[:PAST_IMPORTS]}
    status = 422 if form.is_bound else 200
    return render(request, "contacts/import.html", context, status=status)


@require_safe
def preview(request: UserRequest, pk: UUID) -> HttpResponse:
    batch = get_object_or_404(request.user.contactimports, pk=pk)
    if batch.imported_at:
        kept = batch.contacts.order_by("search_name", "pk") if batch.undone_at else []
        context = {"batch": batch, "kept": kept}
        return render(request, "contacts/import_result.html", context)
    return _choose(request, batch)


def _choose(
    request: UserRequest, batch: ContactImport, choices: Choices | None = None
) -> HttpResponse:
    context = {"batch": batch, "preview": preview_of(batch, choices), "form_errors": choices}
    status = 422 if choices else 200
    return render(request, "contacts/import_preview.html", context, status=status)


@require_POST
def confirm(request: UserRequest, pk: UUID) -> HttpResponse:
    batch = get_object_or_404(request.user.contactimports, pk=pk)
    form = ChoicesForm(request.POST)
    form.full_clean()
    choices = form.choices()
    if not batch.imported_at:
        if not (choices.add or choices.fill or choices.same):
            return _choose(request, batch, choices)
        bring_in(batch, choices, timezone.now())
    return redirect("imports:preview", pk)


@require_POST
def undo(request: UserRequest, pk: UUID) -> HttpResponse:
    batch = get_object_or_404(request.user.contactimports, pk=pk)
    if not batch.imported_at:
        messages.error(request, "This file has not been brought in, so there is nothing to undo.")
    undo_import(batch, timezone.now())
    return redirect("imports:preview", pk)
