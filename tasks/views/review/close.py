"""Step 4: what I learned, what may get in the way, and the numbers freeze."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jobsearch.requests import UserRequest
from tasks.forms.review import CloseForm, StepForm
from tasks.models import Review
from tasks.review.frozen import numbers_of
from tasks.review.ledger import goal_of, look_back, standing
from tasks.review.presets import category_targets
from tasks.views.review.choose import intentions
from tasks.views.review.ritual import Ritual, of_open_review
from tasks.views.turns import in_turn

NO_BLOCK = "Choose a block of time for next week, or go without one on purpose."


@require_http_methods(["GET", "HEAD", "POST"])
@in_turn
@of_open_review
def close(request: UserRequest, ritual: Ritual) -> HttpResponse:
    """Each of its buttons keeps what is typed; one of them closes the review."""
    answers = ritual.review.answers if ritual.review else {}
    if request.method != "POST":
        return page(request, ritual, CloseForm(initial=answers))
    form = CloseForm(request.POST)
    if not form.is_valid():
        return page(request, ritual, form)
    review = ritual.begun()
    review.reach(Review.CLOSE)
    review.say(**form.said)
    if "typed" in request.POST:  # by a script, while somebody types
        return HttpResponse(status=204)
    if "close" in request.POST:
        return finish(request, ritual, review, form)
    onward = StepForm(request.POST)
    if onward.is_valid():
        return redirect(ritual.url(onward.cleaned_data["step"]))
    messages.success(request, "What you wrote is kept. Come back when it suits you.")
    return redirect("tasks:today")


def page(request: UserRequest, ritual: Ritual, form: CloseForm) -> HttpResponse:
    chosen = intentions(ritual.review)
    context = {
        **ritual.context(Review.CLOSE),
        "typing": "review-answers",  # so that the way to another step keeps it
        "form": form,
        "chosen": chosen,
        "needs_block": needs_block(ritual.review, chosen),
    }
    status = 422 if form.is_bound else 200
    return render(request, "tasks/review_close.html", context, status=status)


def needs_block(review: Review | None, chosen: list) -> bool:
    without = bool(review and review.answers.get("without_block"))
    return not without and not any(one.is_block for one in chosen)


def finish(request: UserRequest, ritual: Ritual, review: Review, form: CloseForm) -> HttpResponse:
    if form.cleaned_data["without_block"]:
        review.say(without_block=True)
    if needs_block(review, intentions(review)):
        form.add_error("without_block", NO_BLOCK)
        return page(request, ritual, form)
    user, today = request.user, ritual.today
    weeks, targets = look_back(user, ritual.week, today), category_targets(user)
    found = numbers_of(weeks, standing(user, today), targets, goal_of(user), today)
    review.close(ritual.now, found, targets)
    day = ritual.week.first.isoformat()
    way_back = f"undo:{reverse('tasks:review_reopen', args=[day])}"
    messages.success(request, "Closed. The numbers stay as they are now.", extra_tags=way_back)
    return redirect("tasks:review_week", day)
