"""What the board suggests: at most one sentence and one button a box (/help/#board)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

from contacts.boxes import Box
from tasks.review.ledger import week_so_far
from tasks.words import counted

if TYPE_CHECKING:
    from jobsearch.models import User
    from tasks.models import Task

FIRES = 5
UNPLANNED_DAYS = 7
BUSY_PERCENT = 25
RESTING_DAYS = 14
AWAY_DAYS = 7  # for how long a dismissed one stays away
FOR_GOOD = timedelta(days=3650)


@dataclass(frozen=True)
class Nudge:
    """Asking about one card (`about`) is done once; other questions come back after a week."""

    what: str
    words: str
    button: str
    address: str
    posts: bool = False
    about: str = ""  # the one card that it asks about
    card: str = ""  # the card without which it would not be said
    no: str = "Not this week"


def nudges(user: User, cards: dict[Box, list[Task]], today: date) -> dict[Box, Nudge]:
    away = user.dismissals.away(today)
    asked = {
        Box.DO_FIRST: _too_many_fires(cards[Box.DO_FIRST]),
        Box.MAKE_TIME: _unplanned(user, cards[Box.MAKE_TIME], today),
        Box.KEEP_SHORT: _busy_for_others(user, cards[Box.KEEP_SHORT], today),
        Box.LET_GO: _resting(user, cards[Box.LET_GO], today, away),
    }
    return {box: one for box, one in asked.items() if one and (one.what, one.about) not in away}


def dismiss(user: User, what: str, about: str, today: date) -> None:
    away = FOR_GOOD if about else timedelta(days=AWAY_DAYS)
    user.dismissals.dismiss(user, what, about, today + away)


def _too_many_fires(cards: list[Task]) -> Nudge | None:
    if len(cards) <= FIRES:
        return None
    words = f"{counted(len(cards), 'here', 'here')}. Which one can wait?"
    return Nudge("fires", words, "Choose", reverse("tasks:fires"))


def _unplanned(user: User, cards: list[Task], today: date) -> Nudge | None:
    since = today - timedelta(days=UNPLANNED_DAYS)
    waiting = [
        card
        for card in cards
        if card.is_networking
        and card.hard
        and card.due_on is None
        and user.today(card.created_at) <= since
    ]
    if not waiting:
        return None
    oldest = min(waiting, key=lambda card: card.created_at)
    many = counted(len(waiting), "hard part waits", "hard parts wait")
    address = f"{reverse('tasks:later', args=[oldest.pk])}?next={reverse('tasks:board')}"
    return Nudge(
        "unplanned", f"{many} here without a day.", "Plan one", address, card=str(oldest.pk)
    )


def _busy_for_others(user: User, cards: list[Task], today: date) -> Nudge | None:
    if not cards:
        return None
    percents = week_so_far(user, today).balance.box_percents
    if not percents or percents[Box.KEEP_SHORT] <= BUSY_PERCENT:
        return None
    words = f"This took {percents[Box.KEEP_SHORT]}% of your week. Keep it to 30 minutes today?"
    return Nudge("busy", words, "Yes, 30 minutes", reverse("tasks:dismiss_nudge"), posts=True)


def _resting(
    user: User, cards: list[Task], today: date, away: set[tuple[str, str]]
) -> Nudge | None:
    since = datetime.combine(today - timedelta(days=RESTING_DAYS), time.max, tzinfo=user.zone)
    old = {card.pk: card for card in cards if card.created_at <= since}
    old = {pk: card for pk, card in old.items() if ("resting", str(pk)) not in away}
    if not old:
        return None
    moved = set(
        user.moves.filter(task__in=old, moved_at__gt=since).values_list("task_id", flat=True)
    )
    resting = [card for pk, card in old.items() if pk not in moved]
    if not resting:
        return None
    card = min(resting, key=lambda one: one.created_at)
    words = f"“{card.title}” has rested here for two weeks. Keep it?"
    address = reverse("tasks:drop", args=[card.pk])
    pk = str(card.pk)
    return Nudge("resting", words, "Let it go", address, True, about=pk, card=pk, no="Keep it")
