"""What the review says of a week: one place, so that its page and its e-mail agree.

    facts = facts_of(user, weeks, today, standing(user, today))
    found(facts)                # every finding, the worst first
    shown(facts)                # at most two of them, without those dismissed or switched off

The rules are pure; tasks/review/offers/ knows what to do about a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from tasks.review.borders import ORDER, Borders
from tasks.review.findings import spent, standing
from tasks.review.findings.finding import Also, Finding, Offer
from tasks.review.ledger import WeekNumbers, goal_of
from tasks.review.measures import Standing, categories
from tasks.review.presets import category_targets
from tasks.review.sentences import WeekFacts
from tasks.weeks import Week

if TYPE_CHECKING:
    from jobsearch.models import User

__all__ = [
    "BY_ID",
    "KINDS",
    "Also",
    "Borders",
    "Finding",
    "Offer",
    "facts_of",
    "found",
    "is_settled",
    "shown",
]

QUIET_DAYS = 7
SHOWN = 2
RAISED = "a level that was raised"
FINDING = "finding"  # what a dismissal is of; it is about the name of the finding
AWAY = timedelta(days=28)
KNOWN = """
SELECT what, about FROM tasks_dismissal
WHERE owner_id = %(owner)s AND what = %(finding)s AND until > %(today)s
UNION ALL
SELECT %(raised)s, given_name FROM contacts_contact
WHERE owner_id = %(owner)s AND level_raised_on BETWEEN %(first)s AND %(last)s
"""
RULES: dict[str, Callable[[WeekFacts], Finding | None]] = {**spent.RULES, **standing.RULES}


def facts_of(
    user: User,
    weeks: list[WeekNumbers],
    today: date,
    stands: Standing | None = None,
    targets: dict[str, int] | None = None,
) -> WeekFacts:
    """`weeks` as of `look_back`: the oldest first, and the one under review last.

    `stands` is how things stand today, for the running week and the one before it; `targets` are
    those that a closed review has kept.
    """
    return WeekFacts(
        weeks,
        goal_of(user),
        is_over=today not in weeks[-1].week,
        is_settled=is_settled(user, today),
        standing=stands,
        categories=categories(weeks, targets or category_targets(user), stands, today),
        borders=Borders(user.finding_borders),
        **_known(user, weeks[-1].week, today),
    )


def is_settled(user: User, today: date) -> bool:
    """Past the first seven days, in which nothing is held against anybody."""
    return (today - user.today(user.date_joined)).days >= QUIET_DAYS


def _known(user: User, week: Week, today: date) -> dict[str, list[str]]:
    """What is not to be shown, and who went up a level in the week; in one query."""
    asked: dict[str, Any] = {
        "owner": user.pk,
        "finding": FINDING,
        "today": today,
        "raised": RAISED,
        "first": week.first,
        "last": week.last,
    }
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, asked)
        both = sorted(cursor.fetchall())
    return {
        "away": [about for what, about in both if what == FINDING] + user.findings_off,
        "moved_up": [name for what, name in both if what == RAISED],
    }


def found(facts: WeekFacts) -> list[Finding]:
    """All that is true, the worst first; nothing in anybody's first seven days."""
    return sorted(_one_by_one(facts), key=lambda finding: not finding.strong)


def _one_by_one(facts: WeekFacts) -> Iterator[Finding]:
    for name in ORDER if facts.is_settled else ():
        if finding := RULES[name](facts):
            yield finding


def shown(facts: WeekFacts) -> list[Finding]:
    """At most two. What the first has said already is not said again.

    No rule is asked once nothing that it says could be shown any more.
    """
    said: list[Finding] = []
    for finding in _one_by_one(facts):
        if finding.id not in facts.away:
            said.append(finding)
        names = {each.id for each in said}
        # A1 comes before A4, and may push it out.
        firm = [each for each in said if each.strong and not (each.id == "A4" and "A1" in names)]
        if len(firm) == SHOWN:
            break
    return without(sorted(said, key=lambda finding: not finding.strong), facts.away)


def without(findings: list[Finding], away: Collection[str]) -> list[Finding]:
    left = [finding for finding in findings if finding.id not in away]
    once = [finding for finding in left if finding.id != "A4"][:SHOWN]
    # Too much of one thing names what was left behind for it.
    return once if any(finding.id == "A1" for finding in once) else left[:SHOWN]
