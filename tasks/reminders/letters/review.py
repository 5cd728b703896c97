"""The weekly review is open: the same sentences and numbers as on its page."""

from __future__ import annotations

from tasks.reminders import links
from tasks.reminders.letters.draft import NOTHING_DUE, Draft, Due, Withdrawn
from tasks.reminders.links import Purpose
from tasks.reminders.subscriptions import ReviewOf
from tasks.review import sentences
from tasks.review.findings import facts_of, shown
from tasks.review.ledger import in_brief, look_back
from tasks.weeks import Week


def write(due: Due) -> Draft:
    owner = due.owner
    week = Week.containing(due.occurrences[-1].local_date, owner.first_weekday)
    review = ReviewOf(owner, week)
    if owner.reviews.filter(week=week.first, closed_at__isnull=False).exists():
        raise Withdrawn("the review is closed already")
    if review.is_skipped:
        raise Withdrawn("the review is skipped")
    weeks = look_back(owner, week, due.today)
    if not any(each.balance.total for each in weeks):
        raise Withdrawn(NOTHING_DUE)
    facts = facts_of(owner, weeks, due.today, in_brief(owner, due.today))
    context = {
        "week": week,
        "total": facts.this.total,
        "sentences": sentences.in_short(facts, shown(facts)),
        "fires": sentences.fires(weeks[-1].fires),
        "review_url": links.page("tasks:review_go", week.first.isoformat()),
        "skip_url": links.signed("tasks:mail_skip", review.token),
    }
    return Draft("review", context, [], Purpose.STOP_REVIEW)
