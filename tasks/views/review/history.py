"""A year at a glance, and the measures of all weeks to take along."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks.review import export
from tasks.review.history import Year, first_week, weeks_of
from tasks.views.review.weeks import EARLIEST, day_from


@require_safe
def this_year(request: HttpRequest) -> HttpResponse:
    today = request.user.today(timezone.now())
    return _page(request, today.year, today)


@require_safe
def year(request: HttpRequest, number: int) -> HttpResponse:
    return _page(request, number, request.user.today(timezone.now()))


def _page(request: HttpRequest, number: int, today: date) -> HttpResponse:
    if not EARLIEST.year <= number <= today.year:
        raise Http404
    first = max(EARLIEST, first_week(request.user, EARLIEST, today).first)
    context = {
        "year": Year(request.user, number, today),
        "before": number - 1 if first.year < number else None,
        "after": number + 1 if number < today.year else None,
    }
    return render(request, "tasks/review_year.html", context)


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """All weeks, or those that begin on the days from `from` to `to`."""
    user, today = request.user, request.user.today(timezone.now())
    begin, end = request.GET.get("from"), request.GET.get("to")
    first = day_from(begin) if begin else first_week(user, EARLIEST, today).first
    weeks = weeks_of(user, first, day_from(end) if end else today, today)
    response = HttpResponse(export.table(user, weeks, today), "text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="foothold-measures.csv"'
    return response
