from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jobsearch.models import User
from tasks import charts, sentences
from tasks.findings import facts_of
from tasks.ledger import WeekNumbers, done_in, goal_of, look_back
from tasks.views.review.weeks import EARLIEST, week_around
from tasks.weeks import Week

NAMES_SHOWN = 6


@require_safe
def review(request: HttpRequest) -> HttpResponse:
    today = request.user.today(timezone.now())
    return page(request, Week.containing(today, request.user.first_weekday), today)


@require_safe
def review_week(request: HttpRequest, day: str) -> HttpResponse:
    today = request.user.today(timezone.now())
    week = week_around(request.user, day, today)
    if day != week.first.isoformat():
        return redirect("tasks:review_week", week.first.isoformat())
    return page(request, week, today)


def page(request: HttpRequest, week: Week, today: date) -> HttpResponse:
    weeks = look_back(request.user, week, today)
    this = weeks[-1]
    context = {
        "week": week,
        "is_now": today in week,
        "can_go_back": week.previous.first >= EARLIEST,
        "this": this,
        "has_history": any(each.balance.total for each in weeks[:-1]),
        "done": [] if this.balance.is_enough else done_in(request.user, week),
        **findings(request.user, weeks, today),
        **chart_context(request.user, weeks),
    }
    return render(request, "tasks/review.html", context)


def findings(user: User, weeks: list[WeekNumbers], today: date) -> dict[str, Any]:
    facts = facts_of(user, weeks, today)
    return {
        "good_thing": sentences.good_thing(facts),
        "balance_sentence": sentences.balance_sentence(facts.this),
        "gaps": sentences.gaps(facts),
        "trend": sentences.trend(facts),
        "box_sentence": sentences.box_sentence(facts),
    }


def chart_context(user: User, weeks: list[WeekNumbers]) -> dict[str, Any]:
    goal = goal_of(user)
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
