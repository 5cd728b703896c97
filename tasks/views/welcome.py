from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tasks.forms import WelcomeFormSet
from tasks.forms.welcome import HELLO_MINUTES, first_days


@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    today = request.user.today(timezone.now())
    people: Any = WelcomeFormSet(
        request.POST if request.method == "POST" else None, prefix="people"
    )
    if request.method == "POST" and people.is_valid():
        people.save(request.user, today)
        messages.success(request, "Here is your day. Log it when you have written to somebody.")
        return redirect("tasks:today")
    if not people.forms:  # what came was not this form at all
        people = WelcomeFormSet(prefix="people")
    days = first_days(request.user, today)
    context = {
        "people": people,
        "steps": list(zip(people.forms, days, strict=False)),
        "minutes": HELLO_MINUTES,
        "today": today,
        "form_errors": people.is_bound,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "tasks/welcome.html", context, status=status)
