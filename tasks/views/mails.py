from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
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


@require_POST
def try_address(request: UserRequest) -> HttpResponse:
    """Its owner knows better than the server that refused it."""
    suppression.lift(request.user.email)
    messages.success(request, f"The next e-mail goes to {request.user.email} again.")
    return redirect("settings")
