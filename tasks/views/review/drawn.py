"""The charts of a week, over as many weeks as somebody asks for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tasks.review.charts import SPANS, picture
from tasks.review.sentences import WeekFacts, box_sentence

NAMES_SHOWN = 6
NAMES = {1: "Week", 4: "Four weeks", 8: "Eight weeks"}


def span_asked_for(request: HttpRequest) -> int:
    """`?weeks=4`; anything else is the week alone."""
    asked = request.GET.get("weeks", "")
    return next((span for span in SPANS if str(span) == asked), 1)


def chart_context(facts: WeekFacts, span: int = 1) -> dict[str, Any]:
    waiting = list({each.contact: each for each in facts.weeks[-1].kept.waiting}.values())
    return {
        "picture": picture(facts.weeks, facts.goal_hard, facts.categories, span),
        "spans": NAMES.items(),
        "box_sentence": box_sentence(facts) if span == 1 else "",
        "waiting": waiting[:NAMES_SHOWN],
        "waiting_more": len(waiting[NAMES_SHOWN:]),
    }
