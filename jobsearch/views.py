from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jobsearch.forms import SettingsForm, ThemeForm
from jobsearch.models import User
from jobsearch.redirects import back
from jobsearch.requests import UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: UserRequest) -> HttpResponse:
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save().reminders.reschedule(timezone.now())
        messages.success(request, "Your settings are saved.")
        return redirect("settings")
    status = 422 if form.is_bound else 200
    has_sample = User.objects.filter(sample_of=request.user).exists()
    context = {"form": form, "has_sample": has_sample}
    return render(request, "settings/settings.html", context, status=status)


@require_POST
def theme(request: UserRequest) -> HttpResponse:
    form = ThemeForm(request.POST)
    if form.is_valid():
        request.user.theme = form.cleaned_data["theme"]
        request.user.save(update_fields=["theme"])
    else:
        messages.error(request, "Choose light, dark, or like your device.")
    return back(request, "settings")


@require_POST
def wake_mail(request: UserRequest) -> HttpResponse:
    request.user.wake_mail(timezone.now(), told=True)
    messages.success(request, "Your e-mails are on again.")
    return back(request, "settings")


@require_POST
def confirm_address(request: UserRequest) -> HttpResponse:
    """Sends the link that confirms the address once more."""
    email = request.user.email
    address, _ = EmailAddress.objects.get_or_create(
        user=request.user, email=email, defaults={"primary": True}
    )
    if address.verified:
        messages.success(request, "Your address is confirmed already.")
    elif ratelimit.consume(request, action="confirm_email", key=email):
        address.send_confirmation(request)
        messages.success(request, f"A link is on its way to {email}.")
    else:
        messages.info(request, f"A link went to {email} a moment ago. It can take some minutes.")
    return back(request, "settings")
