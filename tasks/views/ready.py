from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jobsearch.redirects import back
from tasks.forms.ready import HideForm, Line, ReadyForm
from tasks.models.reviews import READY
from tasks.readiness import ITEMS
from tasks.words import counted

HIDDEN_DAYS = 7


@require_http_methods(["GET", "HEAD", "POST"])
def ready(request: HttpRequest) -> HttpResponse:
    form = ReadyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return answered(request, form)
    known = {one.key: one for one in request.user.readyitems.select_related("task")}
    lines = [Line(item, known.get(item.key), answered=bool(known)) for item in ITEMS]
    if form.is_bound:
        for line in lines:
            line.retype({name: form[name].value() for name in form.fields})
    context = {
        "form": form,
        "groups": [
            ("Must", "A search is hard to start without these.", [x for x in lines if x.item.must]),
            ("Useful", "Pick what fits you.", [x for x in lines if not x.item.must]),
        ],
    }
    return render(request, "tasks/ready.html", context, status=422 if form.is_bound else 200)


def answered(request: HttpRequest, form: ReadyForm) -> HttpResponse:
    today = request.user.today(timezone.now())
    made = request.user.readyitems.answer(
        request.user, add=form.cleaned_data["add"], have=form.cleaned_data["have"], today=today
    )
    if made:
        words = f"{counted(len(made), 'task is', 'tasks are')} on your board now."
    else:
        words = "Saved. No task was added."
    messages.success(request, words)
    request.user.dismissals.dismiss(request.user, READY, "offer", date.max)
    return back(request, "tasks:today")


@require_POST
def dismiss(request: HttpRequest) -> HttpResponse:
    """Not now: it comes back after a week, as long as something is left."""
    form = HideForm(request.POST)
    if form.is_valid():
        until = request.user.today(timezone.now()) + timedelta(days=HIDDEN_DAYS)
        about = form.cleaned_data["about"]
        request.user.dismissals.dismiss(request.user, READY, about, until)
    return back(request, "tasks:today")
