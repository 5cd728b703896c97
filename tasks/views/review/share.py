"""Showing a week to a coach or a friend: look at it first, then share just that."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jobsearch.requests import UserRequest
from tasks.forms.shared import ShareForm
from tasks.models import SharedWeek
from tasks.models.shared import LIFE
from tasks.review import sharing
from tasks.views.review.weeks import week_of
from tasks.weeks import Week


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: UserRequest, day: str) -> HttpResponse:
    now = timezone.now()
    week = _week(request, day, now)
    if shared := request.user.sharedweeks.live(now).filter(week=week.first).first():
        if request.method == "POST":
            messages.info(request, "This week is shared already.")
        return _page(request, week, now, shared.content, shared=shared)
    form = ShareForm(request.POST if request.method == "POST" else request.GET)
    form.full_clean()
    content = sharing.content_of(request.user, week, request.user.today(now), form.chosen)
    fingerprint = sharing.fingerprint(content)
    if request.method != "POST" or not form.is_for(fingerprint):
        return _page(request, week, now, content, form=form, fingerprint=fingerprint)
    if SharedWeek.objects.share(request.user, week.first, content, now):
        messages.success(request, "The link is ready.")
    else:
        messages.info(request, "This week is shared already.")
    return redirect("tasks:review_share", day)


@require_POST
def stop(request: UserRequest, day: str) -> HttpResponse:
    now = timezone.now()
    week = _week(request, day, now)
    if request.user.sharedweeks.filter(week=week.first).stop(now):
        messages.success(request, "The link has ended.")
    return redirect("tasks:review_share", day)


def _week(request: UserRequest, day: str, now: datetime) -> Week:
    if request.user.sample_of_id:
        raise Http404  # nobody's real week
    return week_of(request.user, day, request.user.today(now))


def _page(
    request: UserRequest, week: Week, now: datetime, content: dict[str, Any], **more: Any
) -> HttpResponse:
    earlier = request.user.sharedweeks.filter(week=week.first).order_by("-created_at")
    form = more.get("form")
    context = {
        **sharing.drawn(content),
        "day": week.first.isoformat(),
        "earlier": [one for one in earlier if one != more.get("shared")],
        "life": LIFE.days,
        "ends_at": now + LIFE,
        **more,
    }
    wrong = request.method == "POST" and form is not None
    return render(request, "tasks/review_share.html", context, status=422 if wrong else 200)
