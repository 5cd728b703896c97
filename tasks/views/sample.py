"""Into the sample plan and out of it. Here `request.user` is the person and never the sample."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jobsearch.plans import step_in, step_out
from jobsearch.redirects import back
from jobsearch.requests import UserRequest
from tasks import sample
from tasks.models import Occurrence, OutboundEmail
from tasks.reminders.letters.draft import Due, Withdrawn
from tasks.reminders.letters.review import write
from tasks.weeks import Week


@require_POST
def look(request: UserRequest) -> HttpResponse:
    step_in(request, sample.open_for(request.user, timezone.now()))
    return redirect("tasks:today")


@require_POST
def leave(request: UserRequest) -> HttpResponse:
    step_out(request)
    messages.success(request, "You are back in your own plan. The sample waits in Settings.")
    return redirect("tasks:today")


@require_POST
def afresh(request: UserRequest) -> HttpResponse:
    step_in(request, sample.make(request.user, timezone.now()))
    messages.success(request, "The sample plan is as it was, counted back from today.")
    return redirect("tasks:today")


@require_POST
def remove(request: UserRequest) -> HttpResponse:
    gone = sample.remove(request.user)
    step_out(request)
    words = "The sample plan is gone. Your own plan is as it was."
    messages.success(request, words if gone else "There is no sample plan any more.")
    return back(request, "tasks:today")


@require_safe
def mail(request: UserRequest) -> HttpResponse:
    """The e-mail that would invite to the review of last week; in the sample plan only."""
    user, now = request.user, timezone.now()
    if user.sample_of_id is None:
        raise Http404
    week = Week.containing(user.today(now), user.first_weekday).previous
    opens = week.day_on(user.review_day)
    # Written as always, out of rows that are never saved.
    due = Due(OutboundEmail(owner=user), user, [Occurrence(owner=user, local_date=opens)], now)
    context: dict[str, object] = {"week": week, "opens": opens}
    try:
        draft = write(due)
        # In the mail it begins with the address of the site.
        context |= {"draft": draft, "start": urlsplit(draft.context["review_url"]).path}
    except Withdrawn as reason:
        context["reason"] = str(reason)
    return render(request, "sample/mail.html", context)
