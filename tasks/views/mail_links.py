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

from tasks.forms.mail_links import LaterForm, PauseForm
from tasks.reminders import answers, links
from tasks.reminders.links import BadLink, Purpose
from tasks.reminders.subscriptions import MoveAll, ReviewOf, Subscription, owner_by, put_off_by

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
def move_all(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    found = MoveAll.find(token, now)
    if request.method == "POST":
        made = found.do(now)
        return redirect("tasks:mail_moved", links.make(Purpose.MOVED, links.short(made.pk)))
    return render(request, "links/move_all.html", {"day": found.day, "count": found.tasks.count()})


@by_link
def moved(request: HttpRequest, token: str) -> HttpResponse:
    """Says what was put off; its button takes it back."""
    made = put_off_by(token)
    if request.method == "POST":
        made.take_back(timezone.now())
        return render(request, "links/undone.html")
    return render(request, "links/moved.html", {"made": made})


@by_link
def pause(request: HttpRequest, token: str) -> HttpResponse:
    """Lets the regular e-mails rest, or ends their rest; each is the way back of the other."""
    owner, _ = owner_by(Purpose.PAUSE, token)
    now = timezone.now()
    form = PauseForm(request.POST if request.method == "POST" else None, today=owner.today(now))
    if "on" in request.POST:
        owner.wake_mail(now)
    elif form.is_valid():
        owner.rest_mail(now, form.until)
    stop = links.make(Purpose.STOP_DIGEST, str(owner.pk))
    context = {"owner": owner, "form": form, "stop": stop, "pressed": "on" in request.POST}
    status = 422 if form.errors and "on" not in request.POST else 200
    return render(request, "links/pause.html", context, status=status)


@by_link
def skip(request: HttpRequest, token: str) -> HttpResponse:
    found, undone = ReviewOf.find(token), request.method == "POST" and "on" in request.POST
    if request.method == "POST":
        found.bring_back() if undone else found.skip()
    return render(request, "links/skip.html", {"review": found, "undone": undone})


@by_link
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Also what mail programs post to by themselves (RFC 8058): no redirect, no cookie."""
    subscription = Subscription.find(token)
    if request.method == "POST":
        chosen = subscription.named(request.POST.get("sort", ""))
        chosen.switch("on" in request.POST, timezone.now())
    context = {"subscription": subscription, "pressed": request.method == "POST"}
    return render(request, "links/stop.html", context)
