from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from contacts.rhythm_forms import RhythmForm, use_the_usual
from jobsearch.requests import UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
def rhythm(request: UserRequest) -> HttpResponse:
    form = RhythmForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Your rhythm is saved. Everybody’s next day follows it.")
        return redirect("settings_rhythm")
    context = {"form": form, "today": request.user.today(timezone.now())}
    status = 422 if form.is_bound else 200
    return render(request, "settings/rhythm.html", context, status=status)


@require_POST
def usual(request: UserRequest) -> HttpResponse:
    use_the_usual(request.user)
    messages.success(request, "The usual days are back. Your holidays stay.")
    return redirect("settings_rhythm")
