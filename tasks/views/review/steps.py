"""Going through a review: on to the next step, skipping it, opening it again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jobsearch.redirects import back
from jobsearch.requests import UserRequest
from tasks.forms.review import ChangeForm, StepForm
from tasks.models import Review
from tasks.reminders.subscriptions import ReviewOf
from tasks.views.review import choose
from tasks.views.review.ritual import OVER, Ritual, of_open_review
from tasks.views.review.weeks import week_of
from tasks.views.turns import in_turn


@require_safe
@of_open_review
def go_on(request: UserRequest, ritual: Ritual) -> HttpResponse:
    """To the furthest step of it; where the mail leads."""
    return redirect(ritual.url(ritual.review.step if ritual.review else Review.LOOK))


@require_POST
@in_turn
@of_open_review
def reach(request: UserRequest, ritual: Ritual) -> HttpResponse:
    form = StepForm(request.POST)
    if "text" in form.errors:
        return choose.page(request, ritual, change=ChangeForm(request.POST))
    if not form.is_valid():
        return redirect(ritual.url(Review.LOOK))
    review = ritual.begun()
    review.reach(form.cleaned_data["step"])
    if "text" in request.POST:
        review.say(draft=form.cleaned_data["text"])
    return redirect(ritual.url(form.cleaned_data["step"]))


@require_POST
@in_turn
@of_open_review
def skip(request: UserRequest, ritual: Ritual) -> HttpResponse:
    ReviewOf(request.user, ritual.week).skip()
    way_back = reverse("tasks:review_unskip", args=[ritual.week.first.isoformat()])
    words = "You skip the review of this week. That is fine."
    messages.success(request, words, extra_tags=f"undo:{way_back}")
    return back(request, "tasks:today")


@require_POST
@in_turn
@of_open_review
def unskip(request: UserRequest, ritual: Ritual) -> HttpResponse:
    ReviewOf(request.user, ritual.week).bring_back()
    messages.success(request, "Undone. The review is open.", extra_tags="undone")
    return back(request, ritual.url(Review.LOOK))


@require_POST
@in_turn
def reopen(request: UserRequest, day: str) -> HttpResponse:
    """Its numbers are those of the log again, until it is closed anew; so not once it is over."""
    now = timezone.now()
    ritual = Ritual(request.user, week_of(request.user, day, request.user.today(now)), now)
    review = get_object_or_404(request.user.reviews, week=ritual.week.first)
    if not ritual.can_be_held:
        messages.error(request, OVER)
        return redirect("tasks:review_week", day)
    if review.is_closed:
        review.reopen()
    messages.success(request, "The review is open again. All that you wrote is there.")
    return redirect("tasks:review_week", day)
