"""The tasks behind the numbers, all of them, with what can be done about each."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jobsearch.requests import UserRequest
from tasks.review.naming import named as named_of
from tasks.views.review.weeks import week_of


@require_safe
def named(request: UserRequest, day: str) -> HttpResponse:
    today = request.user.today(timezone.now())
    week = week_of(request.user, day, today)
    context = {"week": week, "naming": named_of(request.user, week, today), "today": today}
    return render(request, "tasks/review_named.html", context)
