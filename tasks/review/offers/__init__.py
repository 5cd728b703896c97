"""What can be done about a finding: offered with it, and done by one button.

with_offers(user, shown(facts), facts, today)      # for a page
do(user, "A2", said, now)                          # when the button is pressed
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tasks.review.findings import Finding
from tasks.review.offers.doing import do
from tasks.review.offers.material import Material
from tasks.review.offers.proposing import with_offer
from tasks.review.sentences import WeekFacts

if TYPE_CHECKING:
    from jobsearch.models import User
    from tasks.review.ledger import TaskRow

__all__ = ["do", "with_offers"]


def with_offers(
    user: User,
    findings: Sequence[Finding],
    facts: WeekFacts,
    today: date,
    open_tasks: Sequence[TaskRow] | None = None,
) -> list[Finding]:
    """Each with its offer; `open_tasks` if they were read already."""
    material = Material(user, today, open_tasks)
    return [replace(one, offer=with_offer(one, material, facts)) for one in findings]
