"""All measures of a week, beside four weeks and eight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jobsearch.models import User
from jobsearch.requests import UserRequest
from tasks.review.charts import SPANS
from tasks.review.looking import look_at
from tasks.review.numbers import STANDING, Measure
from tasks.views.review.weeks import week_of
from tasks.weeks import Week

# In the order in which somebody asks, each with what it counts.
GROUPS: dict[str, dict[str, str]] = {
    "Where the time went": {
        "M1": "Minutes of networking, of all minutes but wellbeing.",
        "M6": "Minutes in the four boxes. What is important and not urgent comes first.",
        "M10": "Categories that got less than half of what you meant, for two weeks or more.",
    },
    "The hard part": {
        "M2": "Follow-ups, talks, asks and promises, of all networking.",
        "M3": "People you first met and wrote to within two days, of all you met.",
        "M4": "Networking for which you wrote down a purpose.",
        "M5": "Networking that helped you, or both of you, where you said so.",
        "M16": "Follow-ups whose day is over.",
        "M19": "Contacts a week that your rhythms ask for, and those you have time for.",
    },
    "People": {
        "M11": "People close enough for an ask of the ladder.",
        "M12": "People who did something for you.",
        "M13": "What people did for you without being asked.",
        "M15": "People you met some weeks ago and are in touch with by now.",
        "M17": "People you are in touch with who have heard what you look for.",
    },
    "Promises and asks": {
        "M14": "Your promises that were kept by their day.",
        "M18": "Asks made, and how many of them were ready.",
        "M20": "Introductions you acted on within two working days.",
    },
    "The board": {
        "M7": "Urgent and important things that had lain there calm, while there was time.",
        "M8": "Important tasks that you put off for a week, or have moved twice.",
        "M9": "What is done of what you look forward to, less what is done of what you put off.",
    },
}
NAMES = {1: "Week", 4: "Four weeks", 8: "Eight weeks"}


@dataclass(frozen=True)
class Line:
    """One measure, over each of the spans; what stands has one value, of one day."""

    measure: Measure
    counts: str
    values: Sequence[tuple[str, Measure]]

    @property
    def anchor(self) -> str:
        return self.measure.id.lower()

    @property
    def unknown(self) -> str:
        """Why there is nothing to say at all."""
        if any(measure.is_known for _, measure in self.values):
            return ""
        return self.measure.why_not


@require_safe
def numbers(request: UserRequest, day: str) -> HttpResponse:
    today = request.user.today(timezone.now())
    week = week_of(request.user, day, today)
    groups = lines(request.user, week, today)
    return render(request, "tasks/review_numbers.html", {"week": week, "groups": groups})


def lines(user: User, week: Week, today: date) -> list[tuple[str, list[Line]]]:
    look = look_at(user, week, today, user.reviews.filter(week=week.first).first())
    day = "When you closed it" if look.is_closed else "Today"
    found = {span: {one.id: one for one in look.measures(span)} for span in SPANS}
    return [
        (name, [_line(found, measure, counts, day) for measure, counts in group.items()])
        for name, group in GROUPS.items()
    ]


def _line(found: dict[int, dict[str, Measure]], measure: str, counts: str, day: str) -> Line:
    this = found[1][measure]
    if measure in STANDING:
        return Line(this, counts, [(day, this)])
    return Line(this, counts, [(NAMES[span], found[span][measure]) for span in SPANS])
