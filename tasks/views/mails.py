from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jobsearch.requests import UserRequest
from tasks import mails
from tasks.reminders import suppression

MAILS_A_PAGE = 50


@require_safe
def every(request: UserRequest) -> HttpResponse:
    page = Paginator(mails.latest(request.user), MAILS_A_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    told = mails.tell(list(page.object_list), request.user, now)
    context = {"page": page, "mails": told, "nav_place": "settings"}
    return render(request, "settings/mails.html", context)


@require_safe
def about(request: UserRequest, pk: UUID) -> HttpResponse:
    """What went, waits or failed about one person; a script asks for the list alone."""
    contact = get_object_or_404(request.user.contacts, pk=pk)
    told = mails.about_contact(request.user, contact, timezone.now())
    context = {"contact": contact, "mails": told, "nav_place": "contacts"}
    template = "tasks/_mails_told.html" if "HX-Request" in request.headers else "tasks/mails.html"
    return render(request, template, context)


@require_POST
def try_address(request: UserRequest) -> HttpResponse:
    """Its owner knows better than the server that refused it."""
    suppression.lift(request.user.email)
    messages.success(request, f"The next e-mail goes to {request.user.email} again.")
    return redirect("settings")
