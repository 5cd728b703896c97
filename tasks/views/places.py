from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from jobsearch.requests import UserRequest
from tasks.places import plan_to_find_somebody


@require_POST
def find_person(request: UserRequest, pk: UUID) -> HttpResponse:
    place = get_object_or_404(request.user.organisations.select_related("owner"), pk=pk)
    task, is_new = plan_to_find_somebody(place)
    if is_new:
        way_back = f"undo:{reverse('tasks:drop', args=[task.pk])}"
        messages.success(request, f"{task.title}: in {task.box.label}.", extra_tags=way_back)
    else:
        messages.success(request, f"{task.title} is on your board already.")
    return redirect(place)
