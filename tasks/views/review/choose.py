"""Step 3: one ask, up to three follow-ups, and up to three changes for next week."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from contacts.braver import braver
from contacts.climbing import Climb
from jobsearch.models import User
from jobsearch.requests import UserRequest
from tasks import proposals, undo
from tasks.days import day_name
from tasks.forms.review import BlockForm, ChangeForm
from tasks.models import Intention, Review
from tasks.review import choosing
from tasks.situation import Situation
from tasks.views.followups import asked
from tasks.views.review.ritual import Ritual, of_open_review
from tasks.views.turns import in_turn

FULL = "Three changes are chosen. Take one back to choose another."
ONE_BLOCK = "A block is chosen. Take it back to choose another."


def page(
    request: UserRequest,
    ritual: Ritual,
    change: ChangeForm | None = None,
    block: BlockForm | None = None,
) -> HttpResponse:
    user, review = request.user, ritual.review
    chosen = intentions(review)
    days = choosing.days_ahead(ritual.week, ritual.today)
    context = {
        **ritual.context(Review.CHOOSE),
        # While there is room for one more, the way to another step keeps what is typed.
        "typing": "change-form" if len(chosen) < choosing.MOST else "",
        "chosen": chosen,
        "most": choosing.MOST,
        "left": choosing.MOST - len(chosen),
        "booked": next((one for one in chosen if one.is_block), None),
        "without_block": bool(review and review.answers.get("without_block")),
        "offered": choosing.offered(user, chosen),
        "people": choosing.people(user, review, Situation(user, ritual.today)),
        "change_form": change or ChangeForm(initial={"text": draft(review)}),
        "block_form": block or BlockForm(days=days, initial=first_free(days, ritual.today)),
        "form_errors": bool(change or block),
        **one_braver_step(user, ritual),
    }
    status = 422 if change or block else 200
    return render(request, "tasks/review_choose.html", context, status=status)


def intentions(review: Review | None) -> list[Intention]:
    if review is None:
        return []
    return list(review.intentions.select_related("task").order_by("created_at", "pk"))


def draft(review: Review | None) -> str:
    """A change that was begun and not added."""
    return str(review.answers.get("draft", "")) if review else ""


def first_free(days: list[date], today: date) -> dict[str, Any]:
    """The second of these days, or the only one: the first is often full already."""
    return {"day": (days[1:] or days)[0].isoformat(), "minutes": 60}


def one_braver_step(user: User, ritual: Ritual) -> dict[str, Any]:
    found, here = braver(user, ritual.today), ritual.url(Review.CHOOSE)
    context: dict[str, Any] = {"ready": found.ready, "nearly": found.nearly}
    if found.ready:
        climb = Climb(found.ready.contact, ritual.today)
        address = climb.ask_url(found.ready.fit.rung.number)
        context["ready_url"] = f"{address}&{urlencode({'next': here})}"
    if found.nearly:
        context["nearly_step"] = Climb(found.nearly.contact, ritual.today, back=here).first_step
    return context


@require_http_methods(["GET", "HEAD", "POST"])
@in_turn
@of_open_review
def choose(request: UserRequest, ritual: Ritual) -> HttpResponse:
    """One more change, typed or offered."""
    if request.method != "POST":
        return page(request, ritual)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return page(request, ritual, change=form)
    data = form.cleaned_data
    task = data["task"] and get_object_or_404(request.user.tasks.open(), pk=data["task"])
    change = choosing.Change(data["text"], data["key"], task=task or None)
    if not take(request, ritual, change):
        form.add_error("text", FULL)
        return page(request, ritual, change=form)
    return redirect(f"{ritual.url(Review.CHOOSE)}#changes")


def take(request: UserRequest, ritual: Ritual, change: choosing.Change) -> bool:
    review = ritual.begun()
    review.reach(Review.CHOOSE)
    try:
        made = choosing.take(review, change)
    except choosing.Full:
        return False
    if not change.is_block and change.key != choosing.OFFERED_KEY:
        review.say(draft="")
    words = f"{made.text} is on your board, in Make time."
    messages.success(request, words if made.made_its_task else f"Chosen: {made.text}")
    return True


@require_POST
@in_turn
@of_open_review
def block(request: UserRequest, ritual: Ritual) -> HttpResponse:
    """Time for what is important and not urgent, with a day."""
    days = choosing.days_ahead(ritual.week, ritual.today)
    form = BlockForm(request.POST, days=days)
    if not form.is_valid():
        return page(request, ritual, block=form)
    data = form.cleaned_data
    change = choosing.Change(
        data["what"], data["key"], day=data["day"], minutes=data["minutes"], is_block=True
    )
    if not take(request, ritual, change):
        has_block = any(one.is_block for one in intentions(ritual.review))
        form.add_error("what", ONE_BLOCK if has_block else FULL)
        return page(request, ritual, block=form)
    ritual.begun().say(without_block=False)
    return redirect(f"{ritual.url(Review.CHOOSE)}#block")


@require_POST
@in_turn
@of_open_review
def without_block(request: UserRequest, ritual: Ritual) -> HttpResponse:
    """This week goes without a block, on purpose; or with one after all."""
    ritual.begun().say(without_block="with" not in request.POST)
    return redirect(f"{ritual.url(Review.CHOOSE)}#block")


@require_POST
@in_turn
@of_open_review
def people(request: UserRequest, ritual: Ritual) -> HttpResponse:
    """Plans to follow up with somebody met and left."""
    form, contact, proposal = asked(request)
    found = choosing.people(request.user, ritual.review, Situation(request.user, ritual.today))
    key = form.cleaned_data.get("key", "")
    if proposal is None or found.is_full:
        there = proposals.planned(request.user, key) if key else None
        full = "Three people are plenty. The others are on Today."
        messages.success(request, f"{there.title} is planned already." if there else full)
        return redirect(f"{ritual.url(Review.CHOOSE)}#people")
    review = ritual.begun()
    review.reach(Review.CHOOSE)
    task = choosing.follow_up(review, proposal, ritual.today)
    words = f"{task.title}: {day_name(task.due_on or ritual.today, ritual.today)}."
    messages.success(request, words, extra_tags=undo.of_proposal("plan", proposal.key))
    return redirect(f"{ritual.url(Review.CHOOSE)}#people")


@require_POST
@in_turn
@of_open_review
def untake(request: UserRequest, ritual: Ritual, pk: UUID) -> HttpResponse:
    """Takes a change back, and its task if nobody has had it in hand."""
    mine = request.user.intentions.select_related("task")
    found = mine.filter(pk=pk, review__week=ritual.week.first).first()
    review = ritual.review
    if review is None or found is None and str(pk) not in review.answers.get("untaken", []):
        raise Http404
    if found is None:
        messages.success(request, "It is taken back already.")
    else:
        was_open = bool(found.task and found.task.is_open)
        gone = choosing.take_back(review, found)
        rest = " Its task stays on your board." if was_open and not gone else ""
        messages.success(request, f"Taken back: {found.text}.{rest}")
    return redirect(f"{ritual.url(Review.CHOOSE)}#changes")
