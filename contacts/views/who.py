from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from contacts.who import Who
from contacts.who_forms import WhoForm
from jobsearch.requests import UserRequest


@require_safe
def who(request: UserRequest) -> HttpResponse:
    """Who can help me now, with one ask?"""
    user, today = request.user, request.user.today(timezone.now())
    rungs = user.rungs.ladder()
    form = WhoForm(request.GET, user=user, rungs=rungs)
    found = Who(user, rungs, form.wanted, form.place, today)
    return render(request, "contacts/who.html", {"form": form, "who": found, "today": today})
