from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jobsearch.models import User
from tasks.models import Review
from tasks.review import sentences
from tasks.review.findings import shown
from tasks.review.held import Held, held
from tasks.review.ledger import done_in
from tasks.review.looking import Look, look_at
from tasks.review.naming import in_short
from tasks.review.offers import with_offers
from tasks.review.tidying import counts_among
from tasks.views.review.drawn import chart_context, span_asked_for
from tasks.views.review.ritual import Ritual, next_words
from tasks.views.review.weeks import EARLIEST, week_around
from tasks.weeks import Week


@require_safe
def review(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    week = Week.containing(request.user.today(now), request.user.first_weekday)
    return page(request, week, now)


@require_safe
def review_week(request: HttpRequest, day: str) -> HttpResponse:
    now = timezone.now()
    week = week_around(request.user, day, request.user.today(now))
    if day != week.first.isoformat():
        return redirect("tasks:review_week", week.first.isoformat())
    return page(request, week, now)


def page(request: HttpRequest, week: Week, now: datetime) -> HttpResponse:
    user = request.user
    ritual = Ritual(user, week, now)
    reviews = held(user, week, week.previous)
    this, last = reviews[week.first], reviews[week.previous.first]
    if not this.step or ritual.can_be_held and not this.is_closed:
        ritual.review, ritual.tidied = None, this.tidied  # it need not be fetched
    look = look_at(user, week, ritual.today, ritual.review, brief=True)
    if look.open_tasks is not None:
        ritual.counts = counts_among(look.open_tasks, user, ritual.tidied, ritual.today)
    weeks = look.facts.weeks
    balance = weeks[-1].balance
    context = {
        "week": week,
        "is_now": ritual.today in week,
        "can_go_back": week.previous.first >= EARLIEST,
        "last": last,
        "held": this,
        "changed": look.changed(user),
        "this": weeks[-1],
        "has_history": any(each.balance.total for each in weeks[:-1]),
        "done": [] if balance.is_enough else done_in(user, week),
        "naming": in_short(None if look.is_closed else look.facts.standing, weeks[-1].fires),
        **findings(user, look),
        **chart_context(look.facts, span_asked_for(request)),
        **review_context(ritual, this),
    }
    return render(request, "tasks/review.html", context)


def review_context(ritual: Ritual, held: Held) -> dict[str, Any]:
    """The way through the review, or what was chosen and said when it is over."""
    if ritual.is_closed or not ritual.can_be_held:
        day = ritual.week.first.isoformat()
        return {"over": ritual.review, "day": day, "can_reopen": ritual.can_be_held}
    return {
        **ritual.context(Review.LOOK),
        "next_words": next_words(ritual.counts["old"]),
        "tidy_count": ritual.counts["old"],
        "skipped": held.is_skipped,
    }


def findings(user: User, look: Look) -> dict[str, Any]:
    """A closed review finds what it found; it offers nothing more, nor does a week long over."""
    facts, found = look.facts, shown(look.facts)
    if look.is_near and not look.is_closed:
        found = with_offers(user, found, facts, look.today, look.open_tasks)
    return {
        "good_thing": sentences.good_thing(facts),
        "balance_sentence": sentences.balance_sentence(facts.this),
        "findings": found,
        "change": next((finding for finding in found if finding.offer), None),
        "trend": sentences.trend(facts),
    }
