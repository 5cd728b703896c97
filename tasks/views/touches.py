"""What Today offers for somebody whose day has come: plan it, or show it again later."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from contacts.templatetags.contacts import lower_first
from jobsearch.models import User
from jobsearch.redirects import back
from jobsearch.requests import UserRequest
from tasks import proposals, undo
from tasks.days import day_name
from tasks.reasons import Reason
from tasks.touches import IN_TOUCH, LATER_DAYS


@require_POST
def plan(request: UserRequest, pk: UUID) -> HttpResponse:
    """A follow-up for today, or for the next working day."""
    contact = get_object_or_404(request.user.contacts, pk=pk)
    today = request.user.today(timezone.now())
    day = next_working_day(request.user, today)
    there = contact.tasks.open().filter(reason=Reason.STAY_IN_TOUCH).first()
    before = there.plan if there else None
    task = request.user.tasks.plan_follow_up(request.user, contact, day)
    if before:
        way_back = undo.of_plan(task, before)
    else:
        way_back = f"undo:{reverse('tasks:touch_now', args=[contact.pk])}?planned={task.pk}"
    words = f"{task.title}: {lower_first(day_name(day, today))}."
    messages.success(request, words, extra_tags=way_back)
    return back(request, "tasks:today")


def next_working_day(user: User, day: date) -> date:
    return user.working_day_after(day - timedelta(days=1), 1)


@require_POST
def later(request: UserRequest, pk: UUID) -> HttpResponse:
    contact = get_object_or_404(request.user.contacts, pk=pk)
    today = request.user.today(timezone.now())
    until = today + timedelta(days=LATER_DAYS)
    request.user.dismissals.dismiss(request.user, IN_TOUCH, str(contact.pk), until)
    words = f"{contact.name}: shown here again on {until:%A} {until.day} {until:%B}."
    way_back = f"undo:{reverse('tasks:touch_now', args=[contact.pk])}"
    messages.success(request, words, extra_tags=way_back)
    return back(request, "tasks:today")


@require_POST
def now(request: UserRequest, pk: UUID) -> HttpResponse:
    """Takes back the planning or the putting off."""
    contact = get_object_or_404(request.user.contacts, pk=pk)
    if "planned" in request.GET:
        there = contact.tasks.open().filter(reason=Reason.STAY_IN_TOUCH).first()
        if there and str(there.pk) == request.GET["planned"] and not proposals.take_back(there):
            messages.error(request, "It has changed since. Nothing was taken back.")
            return back(request, "tasks:today")
    request.user.dismissals.filter(what=IN_TOUCH, about=str(contact.pk)).delete()
    messages.success(request, f"Undone. {contact.name} is shown again.", extra_tags="undone")
    return back(request, "tasks:today")
