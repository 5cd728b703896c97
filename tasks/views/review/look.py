from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks import charts, sentences
from tasks.findings import facts_of, is_settled, shown
from tasks.frozen import Frozen
from tasks.held import Held, held
from tasks.ledger import WeekNumbers, done_in, goal_of, look_back, standing
from tasks.models import Review
from tasks.offers import with_offers
from tasks.views.review.ritual import Ritual, next_words
from tasks.views.review.weeks import EARLIEST, week_around
from tasks.weeks import Week

NAMES_SHOWN = 6


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
    today = ritual.today
    reviews = held(user, week, week.previous)
    this, last = reviews[week.first], reviews[week.previous.first]
    if not this.is_closed:
        ritual.review, ritual.tidied = None, this.tidied  # it need not be fetched
    kept = Frozen.of(ritual.review, user) if ritual.review else None
    if kept and ritual.review:
        weeks, goal, today = kept.weeks, kept.goal, kept.closed_on
        changed = kept.changed(ritual.review, user)
    else:
        weeks, goal, changed = look_back(user, week, today), goal_of(user), []
    balance = weeks[-1].balance
    context = {
        "week": week,
        "is_now": ritual.today in week,
        "can_go_back": week.previous.first >= EARLIEST,
        "last": last,
        "held": this,
        "changed": changed,
        "this": weeks[-1],
        "has_history": any(each.balance.total for each in weeks[:-1]),
        "done": [] if balance.is_enough else done_in(user, week),
        **findings(ritual, weeks, today, goal, kept),
        **chart_context(weeks, goal),
        **review_context(ritual, this),
    }
    return render(request, "tasks/review.html", context)


def review_context(ritual: Ritual, held: Held) -> dict[str, Any]:
    """The way through the review, or what was chosen and said when it is over."""
    if ritual.is_closed:
        return {"closed": ritual.review, "day": ritual.week.first.isoformat()}
    if not ritual.can_be_held:
        return {}
    return {
        **ritual.context(Review.LOOK),
        "next_words": next_words(ritual.counts["old"]),
        "tidy_count": ritual.counts["old"],
        "skipped": held.is_skipped,
    }


def findings(
    ritual: Ritual, weeks: list[WeekNumbers], today: date, goal: int, kept: Frozen | None
) -> dict[str, Any]:
    """A closed review finds what it found; it offers nothing more, nor does a week long over."""
    user, week = ritual.user, weeks[-1].week
    targets = ritual.review.targets if kept and ritual.review else None
    is_near = today in week or today in week.next
    stands = kept.standing if kept else None
    if kept is None and is_near and is_settled(user, today):
        stands = standing(user, today)
    facts = replace(facts_of(user, weeks, today, stands, targets), goal_hard=goal)
    found = shown(facts)
    if kept is None and is_near:
        found = with_offers(user, found, facts, today)
    return {
        "good_thing": sentences.good_thing(facts),
        "balance_sentence": sentences.balance_sentence(facts.this),
        "findings": found,
        "change": next((finding for finding in found if finding.offer), None),
        "trend": sentences.trend(facts),
        "box_sentence": sentences.box_sentence(facts),
    }


def chart_context(weeks: list[WeekNumbers], goal: int) -> dict[str, Any]:
    scale = charts.hours_scale(weeks, goal)
    waiting = list({each.contact: each for each in weeks[-1].kept.waiting}.values())
    return {
        "goal": goal,
        "goal_x": charts.percent(100 * goal / scale),
        "rows": charts.hours_rows(weeks, scale),
        "shares": charts.shares(weeks[-1].balance, weeks[-2].balance),
        "columns": charts.columns(weeks),
        "kept_together": charts.kept_together(weeks),
        "waiting": waiting[:NAMES_SHOWN],
        "waiting_more": len(waiting[NAMES_SHOWN:]),
    }
