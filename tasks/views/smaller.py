"""A smaller first step in front of a task, and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from jobsearch.redirects import back
from jobsearch.requests import UserRequest
from tasks.forms.smaller import SmallerForm
from tasks.models.smaller import STEP_MINUTES, put_step_before


@require_POST
def smaller(request: UserRequest, pk: UUID) -> HttpResponse:
    task = get_object_or_404(request.user.tasks.open().select_related("owner"), pk=pk)
    form = SmallerForm(request.POST)
    form.full_clean()
    step = put_step_before(task, form.key_given)
    words = f"{step.title}: {STEP_MINUTES} minutes, in {step.box.label}."
    way_back = f"undo:{reverse('tasks:smaller_back', args=[step.pk])}"
    messages.success(request, words, extra_tags=way_back)
    return back(request, task.get_absolute_url())


@require_POST
def take_back(request: UserRequest, pk: UUID) -> HttpResponse:
    """As if it had not been added; what became of it since stays."""
    step = get_object_or_404(request.user.tasks, pk=pk)
    here = request.user.tasks.open().filter(pk=pk)
    now = timezone.now()
    gone = here.update(dropped_at=now, taken_back=True, version=F("version") + 1, updated_at=now)
    if gone:
        messages.success(request, f"Undone. {step.title} is not on your board.")
    else:
        messages.error(request, f"{step.title} was closed already. Nothing was taken back.")
    return back(request, "tasks:board")
