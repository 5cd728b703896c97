"""The help. Every number on it is the one that the program uses."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contacts import asking, evidence, ladder, rhythm, ties, who_rows
from contacts.boxes import Box
from contacts.kinds import Kind
from contacts.levels import levels_named
from contacts.models import Rung
from jobsearch.models import User
from jobsearch.requests import UserRequest
from tasks import upkeep
from tasks.followups import TABLE
from tasks.known import KNOWN_DAYS, SHOWN_DAYS
from tasks.reminders import content, links, occasions
from tasks.review import borders, findings, measures, numbers, presets, tidying
from tasks.review.ledger import goal_of
from tasks.review.measures import kept, standing

BOXES = {
    Box.DO_FIRST: "Fixed times, real deadlines, what somebody is waiting for. Some of it is bad "
    "luck. Some was calm once, and waited too long.",
    Box.MAKE_TIME: "Being in touch again, getting to know somebody better, preparing, "
    "practising, planning, rest. Searches are won here.",
    Box.KEEP_SHORT: "Other people's hurry: a quick answer, a short call, and back.",
    Box.LET_GO: "Scrolling, events to be seen at. Do it because you like it, or drop it.",
}


@require_safe
def help_page(request: UserRequest) -> HttpResponse:
    return render(request, "help/help.html", {"boxes": list(Box), "make_time": Box.MAKE_TIME})


@require_safe
def keys(request: UserRequest) -> HttpResponse:
    whole = "help/_keys.html" if request.headers.get("HX-Request") else "help/keys.html"
    return render(request, whole)


@require_safe
def method(request: UserRequest) -> HttpResponse:
    levels = levels_named(request.user.level_names)
    context = {
        "networking": [kind for kind in Kind if kind.is_networking],
        "other_work": [kind for kind in Kind if not kind.is_networking and kind != Kind.UNSORTED],
        "boxes": BOXES.items(),
        "make_time": Box.MAKE_TIME,
        "levels": levels,
        "evidence": evidence,
        "rungs": request.user.rungs.ladder(),
        "rules": list(ladder.Rule),
        "costs": Rung.Cost.choices,
        "enough_answers": ladder.ENOUGH_ANSWERS,
        "rhythms": list(
            zip(levels, request.user.rhythm_days, request.user.target_rhythm_days, strict=False)
        ),
        "rhythm": rhythm,
        "asking": asking,
        "who": who_rows,
        "ties": ties,
        "upkeep": upkeep,
        "measures": measures,
        "kept": kept,
        "standing": standing,
        "names": numbers.NAMES,
        "tidying": tidying,
        "grace_days": measures.GRACE.days,
        "follow_ups": list(TABLE.items()),
        "shown_days": SHOWN_DAYS,
        "known_days": KNOWN_DAYS,
        "goal": goal_of(request.user),
        "findings": findings_of(request.user),
        "finding_days": findings.AWAY.days,
        "preset_names": User.Preset.labels,
        "presets": [
            (measures.name_of(part), [presets.TARGETS[it][part] for it in User.Preset.values])
            for part in presets.PARTS
        ],
        "ready_days": presets.READY_DAYS,
        "mail": content,
        "occasions": occasions,
        "well_before": measures.WELL_BEFORE.days,
        "most_a_day": settings.MAIL_MOST_A_DAY,
        "link_days": links.LIFE.days,
    }
    return render(request, "help/method.html", context)


def findings_of(user: User) -> list[tuple[borders.Kind, list[tuple[borders.Border, int]]]]:
    """Each with the numbers that count for this user."""
    own = borders.Borders(user.finding_borders)
    return [
        (kind, [(border, own[kind.key(border)]) for border in kind.borders])
        for kind in borders.KINDS
    ]
