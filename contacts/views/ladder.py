from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from contacts.ladder_forms import LadderForm, ResetForm
from jobsearch.requests import UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: UserRequest) -> HttpResponse:
    """Levels and the ladder, in the user's own words."""
    reset = ResetForm(request.POST)
    form = LadderForm(request.POST if request.method == "POST" else None, owner=request.user)
    if request.method == "POST" and reset.is_valid():
        reset.save(request.user)
        messages.success(request, "Back to ours.")
        return redirect("settings_ladder")
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Your levels and asks are saved.")
        return redirect("settings_ladder")
    context = {"form": form}
    return render(request, "settings/ladder.html", context, status=422 if form.is_bound else 200)
