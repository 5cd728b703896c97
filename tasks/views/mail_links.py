"""The pages that links in mails lead to. Looking changes nothing; nobody is signed in by them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tasks.forms.mail_links import LaterForm
from tasks.reminders import answers
from tasks.reminders.answers import Subscription
from tasks.reminders.links import BadLink, Purpose

View = Callable[[HttpRequest, str], HttpResponse]


def by_link(view: View) -> View:
    """Open to whoever has the link: its signature is what a session and a CSRF token would be."""

    @wraps(view)
    def respond(request: HttpRequest, token: str) -> HttpResponse:
        try:
            response = view(request, token)
        except BadLink:
            response = render(request, "links/gone.html", status=404)
        # The address is the key, so no other site may learn it.
        response["Referrer-Policy"] = "no-referrer"
        add_never_cache_headers(response)
        return response

    allowed = require_http_methods(["GET", "HEAD", "POST"])(respond)
    return login_not_required(csrf_exempt(allowed))


@by_link
def done(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    if request.method == "POST":
        return redirect("tasks:mail_undo", answers.done(token, now).token)
    mention = answers.find(Purpose.DONE, token)
    return render(request, "links/done.html", {"line": answers.line(mention, now)})


@by_link
def later(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    mention = answers.find(Purpose.LATER, token)
    form = LaterForm(
        request.POST if request.method == "POST" else None, today=mention.owner.today(now)
    )
    if request.method == "POST" and form.is_valid():
        return redirect("tasks:mail_undo", answers.later(token, form.chosen_day, now).token)
    status = 422 if form.errors else 200
    context = {"line": answers.line(mention, now), "form": form}
    return render(request, "links/later.html", context, status=status)


@by_link
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Says what was done; its button takes it back."""
    if request.method == "POST":
        return render(request, "links/undone.html", {"line": answers.undo(token).line})
    return render(request, "links/answered.html", {"answer": answers.read_answer(token)})


@by_link
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Also what mail programs post to by themselves (RFC 8058): no redirect, no cookie."""
    subscription = Subscription.find(token)
    if request.method == "POST":
        subscription.switch("on" in request.POST, timezone.now())
    context = {"subscription": subscription, "pressed": request.method == "POST"}
    return render(request, "links/stop.html", context)
