"""What a finding offers, and whether and when it is shown."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jobsearch.redirects import back, safe_next
from jobsearch.requests import UserRequest
from tasks.forms.findings import FindingsForm, OfferForm, use_the_usual
from tasks.review import offers
from tasks.review.borders import BY_ID, Kind
from tasks.review.findings import AWAY, FINDING
from tasks.review.offers import back as taking_back
from tasks.views.turns import in_turn


@require_POST
@in_turn
def offer(request: UserRequest, finding: str) -> HttpResponse:
    """Does what the button says; a second press finds it done."""
    kind = known(finding)
    form = OfferForm(request.POST, finding=finding)
    if not form.is_valid():
        context = {"form": form, "kind": kind, "next": safe_next(request)}
        return render(request, "tasks/offer.html", context, status=422)
    done = offers.do(request.user, finding, form.said, timezone.now())
    if done.url:
        on = urlencode({"next": safe_next(request) or reverse("tasks:review")})
        return HttpResponseRedirect(f"{done.url}?{on}")
    words = f"{done.words} Chosen for next week." if done.is_chosen else done.words
    messages.success(request, words, extra_tags=done.undo)
    return back(request, "tasks:review")


def known(finding: str) -> Kind:
    if finding not in BY_ID:
        raise Http404
    return BY_ID[finding]


@require_POST
@in_turn
def offer_undo(request: UserRequest) -> HttpResponse:
    if taking_back.take_back(request.user, request.GET.get("was", "")):
        messages.success(request, "Undone.", extra_tags="undone")
    else:
        messages.error(request, "It has changed since. Nothing was taken back.")
    return back(request, "tasks:review")


@require_POST
def away(request: UserRequest, finding: str) -> HttpResponse:
    """Not this month."""
    kind, today = known(finding), request.user.today(timezone.now())
    until = today + AWAY
    request.user.dismissals.dismiss(request.user, FINDING, finding, until)
    words = f"“{kind.name}” is not shown before {until:%A} {until.day} {until:%B}."
    messages.success(request, words, extra_tags=way_back(finding))
    return back(request, "tasks:review")


@require_POST
@in_turn
def off(request: UserRequest, finding: str) -> HttpResponse:
    kind = known(finding)
    request.user.refresh_from_db(fields=["findings_off"])
    request.user.findings_off = sorted({*request.user.findings_off, finding})
    request.user.save(update_fields=["findings_off"])
    words = f"“{kind.name}” is switched off. Settings has it."
    messages.success(request, words, extra_tags=way_back(finding))
    return back(request, "tasks:review")


def way_back(finding: str) -> str:
    return f"undo:{reverse('tasks:finding_back', args=[finding])}"


@require_POST
@in_turn
def show_again(request: UserRequest, finding: str) -> HttpResponse:
    """The way back of both."""
    kind = known(finding)
    request.user.dismissals.filter(what=FINDING, about=finding).delete()
    request.user.refresh_from_db(fields=["findings_off"])
    request.user.findings_off = [one for one in request.user.findings_off if one != finding]
    request.user.save(update_fields=["findings_off"])
    messages.success(request, f"Undone. “{kind.name}” is shown when it is so.", extra_tags="undone")
    return back(request, "tasks:review")


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: UserRequest) -> HttpResponse:
    form = FindingsForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved. The next look at your week follows it.")
        return redirect("settings_findings")
    context = {"form": form}
    return render(request, "settings/findings.html", context, status=422 if form.is_bound else 200)


@require_POST
def usual(request: UserRequest) -> HttpResponse:
    use_the_usual(request.user)
    messages.success(request, "The usual numbers are back, and every finding is on.")
    return redirect("settings_findings")
