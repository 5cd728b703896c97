"""Step 2: what is not written down, who owes an answer, and old tasks one at a time."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from contacts.models import Ask
from jobsearch.models import User
from jobsearch.requests import UserRequest
from tasks.days import day_name
from tasks.forms.review import TidyForm
from tasks.models import Review, Task
from tasks.review import tidying
from tasks.situation import Situation
from tasks.views.review.ritual import Ritual, of_open_review
from tasks.views.tasks import promise_first
from tasks.views.turns import in_turn

EXPECTED = 5
ANSWER = timedelta(days=7)  # within which nobody is asked what came of an ask


@require_safe
@of_open_review
def tidy(request: UserRequest, ritual: Ritual) -> HttpResponse:
    return page(request, ritual)


def page(request: UserRequest, ritual: Ritual, form: TidyForm | None = None) -> HttpResponse:
    left = [] if ritual.review is None else ritual.review.answers.get("waits", [])
    things = Situation(request.user, ritual.today)
    waiting = [one for one in things.waiting if str(one.promise) not in left]
    asks = request.user.asks.unanswered_since(ritual.today - ANSWER).select_related("contact")
    until = min(ritual.week.last, ritual.today)
    expected = request.user.tasks.expected_between(ritual.week.first, until)
    context = {
        **ritual.context(Review.TIDY),
        "tidying": tidying.tidying(request.user, ritual.review, ritual.today),
        "form": form or TidyForm(today=ritual.today),
        "waiting": waiting,
        "asks": with_steps(request.user, [ask for ask in asks if str(ask.pk) not in left]),
        "expected": expected.select_related("contact")[:EXPECTED],
        "form_errors": form is not None,
    }
    status = 422 if form else 200
    return render(request, "tasks/review_tidy.html", context, status=status)


def with_steps(user: User, asks: list[Ask]) -> list[Ask]:
    """Each knows its rung, which it would ask for by itself otherwise."""
    rungs = user.rungs.ladder() if asks else []
    for ask in asks:
        ask.step = ask.step_of(rungs)
    return asks


@require_POST
@in_turn
@of_open_review
def answer(request: UserRequest, ritual: Ritual, pk: UUID) -> HttpResponse:
    """Keep, move or let go the old task that is shown."""
    task = get_object_or_404(request.user.tasks.select_related("promise"), pk=pk)
    form = TidyForm(request.POST, today=ritual.today)
    if not form.is_valid():
        return page(request, ritual, form)
    if form.cleaned_data["answer"] == form.GO and task.is_open and task.promise:
        return promise_first(request, task.promise)
    review = ritual.begun()
    review.reach(Review.TIDY)
    if not (task.is_open and _answer(review, task, form, ritual)):
        messages.success(request, f"{task.title} was closed already.")
        return redirect(ritual.url(Review.TIDY))
    day = ritual.week.first.isoformat()
    way_back = reverse("tasks:review_tidy_undo", args=[day, task.pk])
    said = tidying.in_words(review.tidied[str(task.pk)], ritual.today)
    messages.success(request, f"{said}: {task.title}", extra_tags=f"undo:{way_back}")
    return redirect(ritual.url(Review.TIDY))


def _answer(review: Review, task: Task, form: TidyForm, ritual: Ritual) -> bool:
    """False if another window closed it meanwhile."""
    data = form.cleaned_data
    if str(task.pk) in review.tidied:
        tidying.take_back(review, task, ritual.now)  # answered anew, from a page that was left open
        task.refresh_from_db()
    if data["answer"] == form.KEEP:
        tidying.keep(review, task)
        return True
    if data["answer"] == form.GO:
        return tidying.let_go(review, task, ritual.now)
    if data["day"]:
        tidying.plan(review, task, data["day"])
        return True
    return tidying.move(review, task, data["box"], ritual.now)


@require_POST
@in_turn
@of_open_review
def take_back(request: UserRequest, ritual: Ritual, pk: UUID) -> HttpResponse:
    task = get_object_or_404(request.user.tasks, pk=pk)
    if ritual.review and tidying.take_back(ritual.review, task, ritual.now):
        messages.success(request, f"Undone. {task.title} is as it was.", extra_tags="undone")
    else:
        messages.error(request, f"{task.title} has changed since. Nothing was taken back.")
    return redirect(ritual.url(Review.TIDY))


@require_POST
@in_turn
@of_open_review
def wait(request: UserRequest, ritual: Ritual, pk: UUID) -> HttpResponse:
    """Leaves a promise of theirs, or an ask, as it is: this review asks no more about it."""
    promise = request.user.promises.filter(pk=pk, mine=False).first()
    name = (promise or get_object_or_404(request.user.asks, pk=pk)).contact.given_name
    review = ritual.begun()
    left = review.answers.get("waits", [])
    if str(pk) not in left:
        review.say(waits=[*left, str(pk)])
    opens = max(ritual.week.next.day_on(request.user.review_day), ritual.today)
    day = day_name(opens, ritual.today)
    messages.success(request, f"{name} has time. You look at it again next time: {day}.")
    return redirect(ritual.url(Review.TIDY))
