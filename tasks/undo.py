"""Where to take back what was done to a task: tags for the message that tells about it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.core import signing
from django.urls import reverse

from contacts.models import Ask, Contact
from jobsearch.models import User
from tasks import news, proposals
from tasks.models import Move, Postponement, Task, Timer
from tasks.models.planned import Plan

SALT = "foothold.plan"
ANSWERS = "foothold.answer"
NEWS = "foothold.news"
TIMER = "foothold.timer"
PROPOSAL_SALT = "foothold.proposal"


def of_move(move: Move) -> str:
    return f"undo:{reverse('tasks:move_back', args=[move.pk])}"


def of_moves(batch: UUID) -> str:
    return f"undo:{reverse('tasks:moves_back', args=[batch])}"


def of_putting_off(postponement: Postponement) -> str:
    return f"undo:{reverse('tasks:put_back', args=[postponement.pk])}"


def of_closing(task: Task) -> str:
    return f"undo:{reverse('tasks:reopen', args=[task.pk])}"


def of_no(task: Task, *, finished: bool) -> str:
    """Saying no had finished it, or it was finished before."""
    return f"undo:{reverse('tasks:no_back', args=[task.pk])}{'?open=1' if finished else ''}"


def of_news(tasks: list[Task]) -> str:
    """Of those planned together: they were made one after the other, and nothing between them."""
    made = [task.created_at for task in tasks]
    token = signing.dumps([min(made).isoformat(), max(made).isoformat()], salt=NEWS)
    return f"undo:{reverse('tasks:job_undo')}?was={token}"


def news_back(user: User, token: str, now: datetime) -> int:
    """How many were taken back; none if the address is not ours."""
    try:
        first, last = signing.loads(token, salt=NEWS)
    except (signing.BadSignature, ValueError):
        return 0
    return news.take_back(user, datetime.fromisoformat(first), datetime.fromisoformat(last), now)


def of_plan(task: Task, before: Plan) -> str:
    """The dates before, the one it has now, and whether it was put off, in a signed address."""
    words = [str(task.pk), _text(task.due_on), _text(before.due_on), _text(before.first_due_on)]
    put_off = task.times_moved - before.times_moved
    token = signing.dumps([*words, put_off], salt=SALT)
    return f"undo:{reverse('tasks:plan_back', args=[task.pk])}?before={token}"


def plan_back(token: str, task: Task) -> bool:
    """False if the address is not ours, or the date has changed since."""
    try:
        pk, now, due_on, first_due_on, put_off = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return False
    if pk != str(task.pk) or now != _text(task.due_on) or not task.is_open:
        return False
    task.plan_as_before(_day(due_on), _day(first_due_on), put_off)
    return True


def of_answer(ask: Ask) -> str:
    """Before it is changed: what was answered until now, in a signed address."""
    before = signing.dumps([str(ask.pk), ask.outcome, _text(ask.answered_on)], salt=ANSWERS)
    return f"undo:{reverse('tasks:ask_answer_back', args=[ask.pk])}?before={before}"


def answer_back(token: str, ask: Ask) -> bool:
    """False if the address is not ours, or it is only planned by now."""
    try:
        pk, outcome, day = signing.loads(token, salt=ANSWERS)
    except (signing.BadSignature, ValueError):
        return False
    if pk != str(ask.pk) or ask.made_on is None:
        return False
    ask.say(outcome, _day(day))
    return True


def of_proposal(how: str, *keys: str) -> str:
    """Of a proposal that was planned, or dismissed as not needed."""
    return _proposal_back(how, *keys)


def of_rest(contact: Contact, until: date) -> str:
    before = contact.resting_until
    return _proposal_back("rest", str(contact.pk), until.isoformat(), _text(before))


def _proposal_back(*words: str) -> str:
    token = signing.dumps(words, salt=PROPOSAL_SALT)
    return f"undo:{reverse('tasks:follow_up_undo')}?was={token}"


def proposal_back(user: User, token: str) -> bool:
    """False if the address is not ours, or something has changed since."""
    try:
        how, about, *more = signing.loads(token, salt=PROPOSAL_SALT)
    except (signing.BadSignature, ValueError):
        return False
    if how == "plan":
        task = proposals.planned(user, about)
        return bool(task and proposals.take_back(task))
    if how == "dismiss":
        return proposals.want_again(user, [about, *more])
    until, before = more
    resting = user.contacts.filter(pk=about, resting_until=_day(until))
    return bool(resting.update(resting_until=_day(before)))


def of_timer(begun: Timer | None, stopped: Timer | None = None, minutes: int = 0) -> str:
    """Of one that was begun, and of the one that was stopped for it or by itself."""
    was = [str(begun.pk) if begun else "", "", "", minutes]
    if stopped:
        was[1:3] = [str(stopped.task_id), stopped.started_at.isoformat()]
    token = signing.dumps(was, salt=TIMER)
    return f"undo:{reverse('tasks:timer_undo')}?was={token}"


def timer_back(user: User, token: str) -> bool:
    """False if the address is not ours, or timers have gone on since."""
    try:
        begun, stopped, since, minutes = signing.loads(token, salt=TIMER)
    except (signing.BadSignature, ValueError):
        return False
    moment = datetime.fromisoformat(since) if since else None
    return user.timers.take_back(
        user, UUID(begun) if begun else None, UUID(stopped) if stopped else None, moment, minutes
    )


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
