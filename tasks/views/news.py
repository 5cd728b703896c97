"""You got the job: whom to tell."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from contacts.bulk import IdsField
from contacts.models.queries import IN_TOUCH
from jobsearch.redirects import back
from jobsearch.requests import UserRequest
from tasks import news, undo
from tasks.days import day_name
from tasks.words import counted


class NewsForm(forms.Form):
    who = IdsField()

    def clean_who(self) -> list[UUID]:
        if not self.cleaned_data["who"]:
            raise forms.ValidationError("Tick at least one person, or choose “Not now”.")
        return self.cleaned_data["who"]

    @property
    def ticked(self) -> set[str]:
        return set(self["who"].value() or [])


@require_http_methods(["GET", "HEAD", "POST"])
def job(request: UserRequest) -> HttpResponse:
    user, today = request.user, request.user.today(timezone.now())
    form = NewsForm(request.POST if request.method == "POST" else None)
    on = news.day(user, today)
    if request.method == "POST" and form.is_valid():
        tasks = news.plan(user, form.cleaned_data["who"], today)
        if tasks:
            words = counted(len(tasks), "task is", "tasks are")
            said = f"{words} on your board, for {day_name(on, today)}."
            messages.success(request, said, extra_tags=undo.of_news(tasks))
        else:
            messages.success(request, "Nothing was added: that is planned already.")
        return back(request, "tasks:board")
    waiting = news.to_tell(user, today)
    people = list(waiting.select_related("organisation")[: news.MOST])
    left, everybody = waiting.count(), news.close_people(user).count()
    context = {
        "form": form,
        "people": people,
        "ticked": form.ticked if form.is_bound else {str(one.pk) for one in people},
        "more": left - len(people),
        "planned": everybody - left,
        "day": on,
        "today": today,
        "in_touch": IN_TOUCH,
    }
    return render(request, "tasks/news.html", context, status=422 if form.is_bound else 200)


@require_POST
def take_back(request: UserRequest) -> HttpResponse:
    if gone := undo.news_back(request.user, request.GET.get("was", ""), timezone.now()):
        words = counted(gone, "task is", "tasks are")
        messages.success(request, f"Undone. {words} off your board again.", extra_tags="undone")
    else:
        messages.error(request, "It has changed since. Nothing was taken back.")
    return back(request, "tasks:job")
