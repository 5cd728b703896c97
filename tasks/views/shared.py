"""A week that its owner has shared, as whoever has the link sees it. It knows no session."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tasks.forms.shared import NoteForm
from tasks.models import SharedWeek
from tasks.review import sharing

TOO_MANY = "Too many notes at once. Wait a minute; what you wrote is still here."
TAKEN = "Somebody left a note already, and there is room for one. Yours is still here, to copy."


@login_not_required
@csrf_exempt  # nobody is signed in by the link: its signature is the authority
@require_http_methods(["GET", "HEAD", "POST"])
def week(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    try:
        shared = SharedWeek.objects.by_token(token, now)
    except SharedWeek.DoesNotExist:
        return _private(render(request, "shared/gone.html", status=404))
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="shared_note", key=str(shared.pk)):
            form.add_error(None, TOO_MANY)
        elif shared.leave_note(form.cleaned_data["note"], now):
            return _private(redirect("tasks:shared", token))
        else:
            form.add_error(None, TAKEN)
    elif request.method == "GET" and is_reading(request) and not is_owner(request, shared):
        shared.was_opened(now)
    context = {"shared": shared, "form": form, "noted": shared.noted_at is not None}
    context |= sharing.drawn(shared.content)
    status = 422 if form.is_bound else 200
    return _private(render(request, "shared/page.html", context, status=status))


def is_owner(request: HttpRequest, shared: SharedWeek) -> bool:
    """Also while they look around in their sample plan."""
    who = request.user
    return who.is_authenticated and shared.owner_id in (who.pk, who.sample_of_id)


def is_reading(request: HttpRequest) -> bool:
    """Somebody looks at the page; not a program that fetches ahead or draws a small picture of it.

    Over https every browser says what it fetches a page for, and programs that look at links in
    messages do not.
    """
    ahead = [request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz")]
    if any("prefetch" in said or "preview" in said for said in ahead):
        return False
    usual = "navigate" if not request.is_secure() else ""
    return request.headers.get("Sec-Fetch-Mode", usual) == "navigate"


def _private(response: HttpResponse) -> HttpResponse:
    # The address is the key, so no other site may learn it.
    response["Referrer-Policy"] = "no-referrer"
    return response
