from datetime import date, time, timedelta
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jobsearch.models import User
from jobsearch.requests import UserRequest
from tasks.daily import Three, UrgentOffer, headline, looking_urgent, three_for_today
from tasks.days import next_words
from tasks.judged import Judged
from tasks.mails import on_today
from tasks.models import Task
from tasks.models.reviews import READY
from tasks.readiness import BY_KEY, Need, share
from tasks.review.invitation import invitation
from tasks.review.ledger import hours_so_far
from tasks.review.presets import PRESET, next_preset
from tasks.situation import Soonest
from tasks.todays import Todays, todays
from tasks.touches import touches_of

PEOPLE_SHOWN = 5
DAYS_AHEAD = 7
LINES_SHOWN = 3  # of what fits next, and of what others promised
LINES_COUNTED = 10  # of the others; one more, to say that there are
LINES_FOLDED = 50  # of them, where they are opened
MOST_COUNTED = LINES_SHOWN + LINES_COUNTED + 1
MOST_OPENED = LINES_SHOWN + LINES_FOLDED + 1


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    user, now = request.user, timezone.now()
    day = user.today(now)
    found, touches = todays(user, day), touches_of(user, day)
    things = Soonest(user, day, MOST_COUNTED)
    tasks, ready = found.tasks, readiness(found.tasks, things)
    people = people_waiting(user, tasks, day, somebody=bool(touches.shown))
    lists = lists_of_tasks(user, found, people["follow_ups"], day)
    context = {
        "today": day,
        "greeting": greeting(now.astimezone(user.zone).hour),
        "headline": headline(
            people["due_count"],
            len(lists["three"].chosen),
            somebody_ahead=bool(people["follow_ups"]),
        ),
        "week": hours_so_far(user, day),
        "review": invitation(user, day, things),
        "things": things,
        "mails": on_today(user, now),
        **people,
        **lists,
        "touches": touches,
        "ready": ready,
        "preset": preset_offered(user, tasks, day, things.away, is_ready="is_done" in ready),
    }
    return render(request, "tasks/today.html", context)


def lists_of_tasks(user: User, found: Todays, listed: list[Task], day: date) -> dict[str, Any]:
    """Those beside the follow-ups, and whom the tasks on each of them are about."""
    tasks = found.tasks
    three = three_for_today(tasks, day, listed)
    urgent = UrgentOffer(looking_urgent(tasks, day, user.urgency_days))
    promised = promised_soon(user, tasks, listed, day)
    late = late_list(user, tasks, day) if user.mail_rested_since else None
    offered = [*(one.task for one in three.suggested), *(card.task for card in urgent.cards)]
    found.with_people(listed, promised, late["tasks"] if late else [], three.chosen, offered)
    return {
        "three": three,
        "urgent": urgent,
        "promised_soon": promised,
        "late": late,
        **rest_of_the_board(tasks, three, listed, day),
    }


class Folded(NamedTuple):
    """A list of which Today shows the beginning."""

    title: str
    lines: str  # the template of some of them
    name: str  # of the view


FITS_NEXT = Folded("What fits next", "tasks/_proposal_lines.html", "tasks:fits_next")
WAITED_FOR = Folded("Waiting on others", "tasks/_waiting_lines.html", "tasks:waited_for")


@require_safe
def fits_next(request: UserRequest) -> HttpResponse:
    day = request.user.today(timezone.now())
    return unfolded(request, FITS_NEXT, Soonest(request.user, day, MOST_OPENED).recent, day)


@require_safe
def waited_for(request: UserRequest) -> HttpResponse:
    day = request.user.today(timezone.now())
    return unfolded(request, WAITED_FOR, Soonest(request.user, day, MOST_OPENED).waiting, day)


def unfolded(request: UserRequest, what: Folded, found: list[Any], day: date) -> HttpResponse:
    """What Today has no room for, when it is opened; a page of all without a script."""
    last, by_script = LINES_SHOWN + LINES_FOLDED, "HX-Request" in request.headers
    context = {
        "title": what.title,
        "lines": what.lines,
        "list": found[LINES_SHOWN if by_script else 0 : last],
        "is_cut": len(found) > last,
        "today": day,
        "here": reverse("tasks:today" if by_script else what.name),
        "nav_place": "today",
    }
    template = "tasks/_unfolded.html" if by_script else "tasks/unfolded.html"
    return render(request, template, context)


def greeting(hour: int) -> str:
    if hour < 5 or hour >= 18:
        return "Good evening"
    return "Good morning" if hour < 12 else "Good afternoon"


def people_waiting(user: User, tasks: list[Task], day: date, *, somebody: bool) -> dict[str, Any]:
    """Follow-ups due, late first; while these are few, the next ones of the coming week too."""
    open_tasks = [task for task in tasks if task.is_open]
    last = day + timedelta(days=DAYS_AHEAD)
    ahead = [task for task in open_tasks if task.contact_id and task.due_on and task.due_on <= last]
    ahead.sort(key=lambda task: (task.due_on, task.due_time or time.max, task.created_at, task.pk))
    shown = ahead[:PEOPLE_SHOWN]
    due = sum(bool(t.contact_id and t.due_on and t.due_on <= day) for t in open_tasks)
    return {
        "follow_ups": shown,
        "due_count": due,
        "more_people": max(0, due - PEOPLE_SHOWN),
        "has_contacts": bool(shown) or somebody or user.contacts.active().exists(),
        # What the navigation would ask for once more.
        "nav_counts": {"board": len(open_tasks), "today": due},
    }


def promised_soon(user: User, tasks: list[Task], listed: list[Task], day: date) -> list[Task]:
    """Promises due by the next working day that the list of follow-ups does not show."""
    soon = user.working_day_after(day, 1)
    found = [t for t in tasks if t.is_open and t.is_promise and t.due_on and t.due_on <= soon]
    return [task for task in found if task not in listed]


def late_list(user: User, tasks: list[Task], day: date) -> dict[str, Any]:
    """After a rest of the e-mails: all that has waited, and where one button moves it."""
    late = [task for task in tasks if task.is_open and task.due_on and task.due_on < day]
    late.sort(key=lambda task: (task.due_on, task.position))
    return {
        "tasks": late,
        "to_day": next_words(user.working_day_after(day, 1), day),
        "movable": sum(not task.is_appointment for task in late),
    }


def rest_of_the_board(
    tasks: list[Task], three: Three, listed: list[Task], day: date
) -> dict[str, Any]:
    """How many other tasks wait, and which of all comes next once today is done."""
    shown = {task.pk for task in listed}
    others = [t for t in tasks if t.is_open and t.chosen_for != day and t.pk not in shown]
    coming = [task for task in tasks if task.is_open and task.due_on and task.due_on > day]
    coming.sort(key=lambda task: (task.due_on, task.position))
    return {"elsewhere": len(others), "coming": coming[0] if three.all_done and coming else None}


def readiness(tasks: list[Task], things: Judged) -> dict[str, Any]:
    """The readiness list: offered until it was answered, then the share until all is there."""
    must = [task for task in tasks if task.must]
    known, away = things.had_ready, things.away
    had = [BY_KEY[key] for key in known if key in BY_KEY and BY_KEY[key].must]
    needs = [Need(task.minutes_expected, not task.is_open) for task in must]
    found = share([*needs, *(Need(item.minutes, done=True) for item in had)])
    if found and found.done == found.total:
        return {"is_done": True}
    left = [task for task in must if task.is_open]
    return {
        "offered": found is None and not known and (READY, "offer") not in away,
        "share": found if (READY, "share") not in away else None,
        "next": min(left, key=lambda task: (task.box, task.position), default=None),
    }


def preset_offered(
    user: User, tasks: list[Task], day: date, away: set[tuple[str, str]], *, is_ready: bool
) -> dict[str, str]:
    """Other shares of the week, when the facts speak for them; nothing changes by itself."""
    since = user.preset_since or user.today(user.date_joined)
    booked = any(t.is_open and t.is_interview and t.due_on and t.due_on >= day for t in tasks)
    offered = next_preset(user.preset, (day - since).days, is_ready=is_ready, has_interview=booked)
    if not offered or (PRESET, offered) in away:
        return {}
    label = User.Preset(offered).label
    why = "You have an interview ahead" if booked else "You have been getting ready for two weeks"
    why = "All you must have ready is there" if is_ready and not booked else why
    return {"value": offered, "sentence": f"{why}. Share out your weeks as in “{label}”?"}
