"""What is asked of people: planned, asked, answered."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from contacts.models import Ask
from contacts.models.asks import AskQuerySet
from jobsearch.redirects import back
from tasks import undo
from tasks.forms import AnswerForm, AskForm
from tasks.models import Task
from tasks.views.log import asked_for

PLACES_SUGGESTED = 300
SAID = {
    "yes": "{} said yes.",
    "no": "{} said no.",
    "silent": "No answer from {}.",
    "": "No answer from {} yet.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan an ask of `contact`, for the `rung` of the address."""
    people = request.user.contacts.select_related("organisation", "met_through")
    contact = asked_for(people, request.GET.get("contact"))
    if contact is None:
        raise Http404
    ask = Ask(owner=request.user, contact=contact, organisation=contact.organisation)
    form = _form(request, ask)
    if request.method == "POST" and form.is_valid():
        task = form.plan()
        if "asked" in request.POST:
            task.complete(timezone.now())
            words = f"You asked {contact.given_name}."
        else:
            words = f"{task.title} is planned, in {task.box.label}."
        return _told(request, task, words)
    return _page(request, form)


def _told(request: HttpRequest, task: Task, words: str) -> HttpResponse:
    assert task.contact  # noqa: S101  for mypy: the form gave it
    way_back = f"undo:{reverse('tasks:ask_forget', args=[task.ask_id])}"
    messages.success(request, words, extra_tags=way_back)
    return back(request, f"{task.contact.get_absolute_url()}#ladder")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    form = _form(request, get_object_or_404(_asks(request), pk=pk))
    if request.method == "POST" and form.is_valid():
        ask = form.save_changes()
        messages.success(request, "The ask is saved.")
        return redirect(ask)
    return _page(request, form)


def _asks(request: HttpRequest) -> AskQuerySet:
    return request.user.asks.select_related(
        "contact__organisation", "contact__met_through", "organisation", "task"
    )


def _form(request: HttpRequest, ask: Ask) -> AskForm:
    adding = ask._state.adding
    return AskForm(
        request.POST if request.method == "POST" else None,
        instance=ask,
        initial={name: request.GET.get(name, "")[:200] for name in ("rung", "what")}
        if adding
        else None,
        contact=ask.contact,
        rungs=request.user.rungs.ladder(),
        today=request.user.today(timezone.now()),
        cancel=f"{ask.contact.get_absolute_url()}#ladder" if adding else ask.get_absolute_url(),
    )


def _page(request: HttpRequest, form: AskForm) -> HttpResponse:
    context = {
        "form": form,
        "contact": form.contact,
        "fits": form.fits,
        "places": request.user.organisations.order_by("search_name")[:PLACES_SUGGESTED],
    }
    return render(request, "asks/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One ask, and what came of it."""
    found = get_object_or_404(_asks(request), pk=pk)
    today = request.user.today(timezone.now())
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        initial={"outcome": found.outcome, "day": found.answered_on or today},
        ask=found,
        today=today,
    )
    if request.method == "POST" and form.is_valid():
        way_back = undo.of_answer(found)
        found.say(form.cleaned_data["outcome"], form.cleaned_data["day"])
        words = SAID[found.outcome].format(found.contact.given_name)
        messages.success(request, words, extra_tags=way_back)
        return back(request, f"{found.contact.get_absolute_url()}#ladder")
    context = {
        "ask": found,
        "task": getattr(found, "task", None),
        "fit": found.fit(today),
        "form": form,
        "today": today,
    }
    return render(request, "asks/ask.html", context, status=422 if form.is_bound else 200)


@require_POST
def answer_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Takes back an answer."""
    found = get_object_or_404(_asks(request), pk=pk)
    if undo.answer_back(request.GET.get("before", ""), found):
        messages.success(request, "Undone.")
    else:
        messages.error(request, "The answer has changed since. Nothing was taken back.")
    return back(request, f"{found.contact.get_absolute_url()}#ladder")


@require_POST
def forget(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Takes back a whole ask: it, its task, and what finishing that wrote."""
    found = get_object_or_404(_asks(request), pk=pk)
    task = getattr(found, "task", None)
    if found.outcome or (task and task.is_open and found.made_on):
        messages.error(request, "The ask has changed since. Nothing was taken back.")
        return back(request, found.get_absolute_url())
    if task:
        task.intentions.filter(review__closed_at=None).delete()
        task.reopen()
        task.drop(timezone.now())
        request.user.tasks.filter(pk=task.pk).update(taken_back=True)
    found.delete()
    messages.success(request, "Undone.")
    return back(request, f"{found.contact.get_absolute_url()}#ladder")
