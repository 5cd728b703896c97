"""What is proposed to do next: plan it, on its day or another, or say that it is not needed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from contacts.models import Contact
from contacts.templatetags.contacts import lower_first
from jobsearch.redirects import back, safe_next
from jobsearch.requests import UserRequest
from tasks import proposals, undo
from tasks.chains import Proposal
from tasks.days import day_name
from tasks.forms.promises import FollowUpForm

GONE = "That is answered already."


def asked(request: UserRequest) -> tuple[FollowUpForm, Contact | None, Proposal | None]:
    """The form, whom it is about, and the proposal, as long as it is one."""
    today = request.user.today(timezone.now())
    data = request.POST if request.method == "POST" else request.GET
    cancel = safe_next(request) or reverse("tasks:today")
    form = FollowUpForm(data, today=today, cancel=cancel)
    form.full_clean()
    contact = proposal = None
    if pk := form.cleaned_data.get("contact"):
        contact = get_object_or_404(request.user.contacts, pk=pk)
    if key := form.cleaned_data.get("key"):
        proposal = proposals.find(request.user, key, contact, today)
    return form, contact, proposal


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: UserRequest) -> HttpResponse:
    form, contact, proposal = asked(request)
    fallback = contact.get_absolute_url() if contact else "tasks:today"
    if proposal is None:
        if request.method != "POST":
            raise Http404
        key = form.cleaned_data.get("key", "")
        there = proposals.planned(request.user, key) if key else None
        messages.success(request, f"{there.title} is planned already." if there else GONE)
        return back(request, fallback)
    if request.method != "POST" or not form.is_valid():
        return day_page(request, form, proposal)
    day = form.cleaned_data["day"] or proposal.on(form.today)
    task = proposals.plan(request.user, proposal, day, form.today)
    words = f"{task.title}: {lower_first(day_name(task.due_on or day, form.today))}."
    messages.success(request, words, extra_tags=undo.of_proposal("plan", proposal.key))
    return back(request, fallback)


def day_page(request: UserRequest, form: FollowUpForm, proposal: Proposal) -> HttpResponse:
    if request.method != "POST":
        chosen = {**form.cleaned_data, "day": proposal.on(form.today)}
        form = FollowUpForm(initial=chosen, today=form.today, cancel=form.cancel)
    form.helper.form_action = request.get_full_path()
    context = {"form": form, "proposal": proposal}
    return render(request, "tasks/follow_up.html", context, status=422 if form.is_bound else 200)


@require_POST
def dismiss(request: UserRequest) -> HttpResponse:
    form, contact, proposal = asked(request)
    fallback = contact.get_absolute_url() if contact else "tasks:today"
    key = form.cleaned_data.get("key", "")
    if proposal is None and not proposals.is_owed(request.user, key, contact, form.today):
        messages.success(request, GONE)
        return back(request, fallback)
    keys = proposal.keys if proposal else (key,)
    proposals.dismiss(request.user, keys, form.today)
    title = proposal.title if proposal else f"Say hello again to {contact}"
    way_back = undo.of_proposal("dismiss", *keys)
    messages.success(request, f"Not needed: {title}.", extra_tags=way_back)
    return back(request, fallback)


@require_POST
def rest(request: UserRequest) -> HttpResponse:
    form, contact, proposal = asked(request)
    if contact is None or proposal is None or not proposal.rests:
        messages.success(request, GONE)
        return back(request, contact.get_absolute_url() if contact else "tasks:today")
    until = proposals.rest(request.user, contact, form.today)
    words = f"{contact.given_name} rests until {day_name(until, form.today)}."
    way_back = undo.of_rest(contact, until)
    messages.success(request, words, extra_tags=way_back)
    return back(request, contact.get_absolute_url())


@require_POST
def take_back(request: UserRequest) -> HttpResponse:
    """Undoes the last of these; a signed address says what it was."""
    if undo.proposal_back(request.user, request.GET.get("was", "")):
        messages.success(request, "Undone. It is proposed again.", extra_tags="undone")
    else:
        messages.error(request, "It has changed since. Nothing was taken back.")
    return back(request, "tasks:today")
