"""How somebody means to share out their weeks."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jobsearch.models import User
from jobsearch.redirects import back
from jobsearch.requests import UserRequest
from tasks.forms.targets import PresetForm, TargetsForm, use_preset
from tasks.review.presets import PRESET, TARGETS, usual_hours

LATER = timedelta(days=28)


@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: UserRequest) -> HttpResponse:
    """Own shares and hours. "Share the rest out" and `?usual` fill fields and save nothing."""
    usual = 60 * usual_hours(request.user.preset) if "usual" in request.GET else None
    data = request.POST if request.method == "POST" else None
    form = TargetsForm(data, user=request.user, minutes=usual)
    if "share-out" in request.POST:
        form = TargetsForm(user=request.user, shares=form.shared_out)
        return page(request, form, shared_out=True)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Your shares and hours are saved.")
        return redirect("tasks:targets")
    return page(request, form)


def page(request: UserRequest, form: TargetsForm, *, shared_out: bool = False) -> HttpResponse:
    presets = [
        (value, label, list(TARGETS[value].values())) for value, label in User.Preset.choices
    ]
    context = {"form": form, "presets": presets, "shared_out": shared_out}
    return render(request, "tasks/targets.html", context, status=422 if form.is_bound else 200)


@require_POST
def preset(request: UserRequest) -> HttpResponse:
    """Another preset: chosen on the page, or as the answer to the one that Today offers."""
    form = PresetForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose one of the four.")
        return back(request, "tasks:targets")
    chosen, today = form.cleaned_data["preset"], request.user.today(timezone.now())
    if form.cleaned_data["answer"] == "no":
        request.user.dismissals.dismiss(request.user, PRESET, chosen, today + LATER)
        messages.success(request, "Nothing changes. You can choose another one at any time.")
    else:
        hours_differ = usual_hours(chosen) != usual_hours(request.user.preset)
        use_preset(request.user, chosen, today)
        label = User.Preset(chosen).label
        messages.success(request, f"Your shares are those of “{label}” now.")
        if hours_differ and request.user.weekly_minutes != 60 * usual_hours(chosen):
            return redirect(f"{reverse('tasks:targets')}?usual")
    return back(request, "tasks:targets")
