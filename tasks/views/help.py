"""The help. Every number on it is the one that the program uses."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contacts.boxes import Box
from contacts.kinds import Kind
from contacts.levels import LEVELS
from contacts.rhythm import COOLING_AFTER, RHYTHM_DAYS, TARGET_RHYTHM_DAYS
from jobsearch.requests import UserRequest
from tasks import measures
from tasks.forms import log
from tasks.ledger import goal_of
from tasks.reminders import content


@require_safe
def help_page(request: UserRequest) -> HttpResponse:
    return render(request, "help/help.html")


@require_safe
def method(request: UserRequest) -> HttpResponse:
    context = {
        "networking": [kind for kind in Kind if kind.is_networking],
        "other_work": [kind for kind in Kind if not kind.is_networking and kind != Kind.UNSORTED],
        "boxes": list(Box),
        "levels": LEVELS,
        "rhythms": list(zip(LEVELS, RHYTHM_DAYS, TARGET_RHYTHM_DAYS, strict=True)),
        "cooling_after": COOLING_AFTER,
        "measures": measures,
        "grace_days": measures.GRACE.days,
        "log": log,
        "goal": goal_of(request.user),
        "mail": content,
    }
    return render(request, "help/method.html", context)
